import Domain
import HTTPTypes
import Storage
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("Signing in and out")
struct SignInTests {
    private static let password = "korrekt häst batteri"
    private var words: Words { Words.of(.swedish) }

    /// A municipality in which the orderer has a password.
    private func open(
        secure: Bool = false, _ visit: @escaping @Sendable (Site, Browser) async throws -> Void
    ) async throws {
        let hash = try await PasswordHash.make(Self.password)
        try await Site.open(options: WebOptions(secureCookies: secure)) { site in
            try await site.here.store.write(as: .system) { try $0.setPassword(hash, login: "orderer") }
            let browser = site.visitor()
            try await browser.get("/sign-in")
            try await visit(site, browser)
        }
    }

    @Test("the right password opens a session and leads to the start page")
    func right() async throws {
        try await open { site, browser in
            let answer = try await browser.signIn("orderer", Self.password)
            #expect(answer.code == 303)
            #expect(answer.location == "/")
            #expect(try await browser.get("/").code == 200)
            #expect(try await site.event(.signedIn) == 1)
            let token = try #require(browser.cookies["session"])
            #expect(try await site.column("SELECT token_digest FROM sessions") == [RandomToken.digest(token)])
        }
    }

    @Test("a login is the same in capitals, for that is how a phone begins a word")
    func capitals() async throws {
        try await open { _, browser in
            let answer = try await browser.signIn("Orderer", Self.password)
            #expect(answer.code == 303)
        }
    }

    @Test("the session's cookie is for our pages only and not for scripts", arguments: [false, true])
    func cookie(secure: Bool) async throws {
        try await open(secure: secure) { site, browser in
            let answer = try await browser.signIn("orderer", Self.password)
            let name = secure ? "__Host-session" : "session"
            let parts = try #require(answer.cookie(name)).split(separator: "; ").map { $0.lowercased() }
            #expect(Set(parts).isSuperset(of: ["httponly", "samesite=lax", "path=/"]))
            #expect(parts.contains("secure") == secure)
            #expect(!parts.contains { $0.hasPrefix("domain") })
            #expect(browser.cookies[name]?.utf8.count == 64)
            #expect(try await browser.get("/").code == 200)
            let copied = Browser(site.client, session: browser.cookies[name])
            // By TLS a cookie without the prefix may be anybody's.
            #expect(try await copied.get("/").code == (secure ? 303 : 200))
        }
    }

    @Test("a wrong password, an unknown login, a locked account: the same answer to all, and no session")
    func refusals() async throws {
        try await open { site, browser in
            let wrong = try await browser.signIn("orderer", "fel lösenord 123")
            let unknown = try await browser.signIn("nobody-1", "fel lösenord 123")
            let unset = try await browser.signIn("auditor", "fel lösenord 123")
            try await site.here.store.write(as: .system) { try $0.setLocked(true, login: "orderer") }
            let locked = try await browser.signIn("orderer", Self.password)
            for answer in [wrong, unknown, unset, locked] {
                #expect(answer.code == 422)
                #expect(answer.listedFaults == [self.words("signIn.wrong")])
                #expect(answer.cookie("session") == nil)
                #expect(!answer.text.contains("lösenord 123") && !answer.body.contains(Self.password))
            }
            #expect(wrong.body == locked.body)
            #expect(wrong.body == unknown.body.replacing("nobody-1", with: "orderer"))
            #expect(wrong.body == unset.body.replacing("auditor", with: "orderer"))
            #expect(wrong.value(of: "login") == "orderer")
            #expect(try await site.count("sessions") == 0)
            #expect(try await site.event(.signInRefused) == 3)
        }
    }

    @Test("as much is written for a login that nobody has as for one that somebody has, before the answer")
    func alike() async throws {
        try await open { site, browser in
            var commits: [Int] = []
            for login in ["orderer", "nobody-1", "auditor", "nobody-2"] {
                _ = site.store.takeCommits()
                let answer = try await browser.signIn(login, "fel lösenord 123")
                #expect(answer.code == 422, "\(login)")
                commits.append(site.store.takeCommits())
            }
            #expect(commits == [2, 2, 2, 2])
        }
    }

    @Test("after five failures the door is held shut for a quarter of an hour, also for the right password")
    func throttled() async throws {
        try await open { site, browser in
            for _ in 0..<5 { #expect(try await browser.signIn("orderer", "fel lösenord 123").code == 422) }
            let held = try await browser.signIn("orderer", Self.password)
            #expect(held.code == 429)
            #expect(held.listedFaults == [self.words("signIn.held")])
            #expect(held.cookie("session") == nil)
            #expect(try await browser.signIn("ORDERER", Self.password).code == 429)
            #expect(try await browser.signIn("nobody-1", "fel lösenord 123").code == 422, "another login")

            site.here.time.advance(minutes: 16)
            #expect(try await browser.signIn("orderer", Self.password).code == 303)
        }
    }

    @Test("an unknown login is held just as one that exists")
    func throttledUnknown() async throws {
        try await open { site, browser in
            for _ in 0..<5 { #expect(try await browser.signIn("nobody-1", "x").code == 422) }
            let held = try await browser.signIn("nobody-1", "x")
            #expect(held.code == 429)
            #expect(try await site.count("sign_in_failures") == 5)
        }
    }

    @Test("signing in clears what had failed")
    func cleared() async throws {
        try await open { site, browser in
            for _ in 0..<4 { try await browser.signIn("orderer", "fel lösenord 123") }
            try await browser.signIn("orderer", Self.password)
            #expect(try await site.count("sign_in_failures") == 0)
        }
    }

    @Test("signing out ends the session, also for a copy of its cookie")
    func signOut() async throws {
        try await open { site, browser in
            try await browser.signIn("orderer", Self.password)
            let copy = Browser(site.client, session: browser.cookies["session"])
            #expect(try await copy.get("/").code == 200)
            let answer = try await browser.post("/sign-out")
            #expect(answer.code == 303)
            #expect(answer.location.hasPrefix("/sign-in"))
            #expect(answer.cookie("session")?.lowercased().contains("max-age=0") == true)
            #expect(try await copy.get("/").location == "/sign-in")
            #expect(try await browser.get("/cases").location == "/sign-in?back=/cases")
            #expect(try await site.event(.signedOut) == 1)
        }
    }

    @Test("an hour without use ends a session, and signing in leads back to the page")
    func idle() async throws {
        try await open { site, browser in
            try await browser.signIn("orderer", Self.password)
            site.here.time.advance(minutes: 61)
            let sent = try await browser.get("/cases")
            #expect(sent.code == 303)
            #expect(sent.location == "/sign-in?back=/cases")
            let page = try await browser.follow(sent)
            #expect(page.value(of: "back") == "/cases")
            let answer = try await browser.signIn("orderer", Self.password, back: "/cases")
            #expect(answer.location == "/cases")
        }
    }

    @Test("use keeps a session, but not beyond ten hours")
    func absolute() async throws {
        try await open { site, browser in
            try await browser.signIn("orderer", Self.password)
            for _ in 0..<11 {
                site.here.time.advance(minutes: 50)
                #expect(try await browser.get("/cases").code == 200)
            }
            site.here.time.advance(minutes: 51)
            #expect(try await browser.get("/cases").code == 303)
        }
    }

    @Test("a locked account's session is over at once, and so is one whose password was set anew")
    func ended() async throws {
        try await open { site, browser in
            try await browser.signIn("orderer", Self.password)
            try await site.here.store.write(as: .system) { try $0.setLocked(true, login: "orderer") }
            #expect(try await browser.get("/").location == "/sign-in")
        }
    }

    @Test("who comes with a session that was taken from its account is told of in the log, once a request")
    func withdrawn() async throws {
        try await open { site, browser in
            let (here, user) = (site.here, site.here.orderer.user)
            let acts: [@Sendable (Tx) throws -> Void] = [
                { try $0.setLocked(true, login: "orderer") },
                { try $0.setPassword("another", login: "orderer") }, { try $0.endAllSessions(user) },
                { try $0.endAssignment(here.orderer.assignment, of: user) },
            ]
            var told = 0
            for act in acts {
                try await here.store.write(as: .system) { try $0.setLocked(false, login: "orderer") }
                let browser = try await site.browser(.orderer)
                #expect(try await browser.get("/cases").code == 200)
                #expect(Self.told(site).count == told)
                try await here.store.write(as: .system, act)
                #expect(try await browser.get("/cases").location == "/sign-in?back=/cases")
                told += 1
                #expect(Self.told(site).count == told)
            }
            #expect(
                Self.told(site).allSatisfy { $0.contains("user=\(user.text)") && $0.contains("route=/cases") }
            )
            #expect(!site.log.lines.contains { $0.contains("Olga") || $0.contains("user=orderer") })
        }
    }

    @Test("who signed out, waited too long, took another token or comes with an invented one is not told of")
    func ordinarilyOver() async throws {
        try await open { site, browser in
            try await browser.signIn("orderer", Self.password)
            let copy = Browser(site.client, session: browser.cookies["session"])
            _ = try await browser.post("/assignment", ["assignment": site.here.orderer.assignment.text])
            #expect(try await copy.get("/cases").code == 303)
            let another = Browser(site.client, session: browser.cookies["session"])
            _ = try await browser.post("/sign-out")
            #expect(try await another.get("/cases").code == 303)
            let late = try await site.browser(.orderer)
            site.here.time.advance(minutes: 61)
            #expect(try await late.get("/cases").code == 303)
            _ = try await Browser(site.client, session: String(repeating: "0", count: 64)).get("/cases")
            // Nor where a lock comes when its time was over already.
            try await site.here.store.write(as: .system) { try $0.setLocked(true, login: "orderer") }
            #expect(try await late.get("/cases").code == 303)
            #expect(Self.told(site) == [])
        }
    }

    private static func told(_ site: Site) -> [String] {
        site.log.lines.filter { $0.contains("withdrawn session used") }
    }

    @Test(
        "a session that nobody began opens nothing", arguments: ["", "x", String(repeating: "0", count: 64)])
    func invented(token: String) async throws {
        try await open { site, _ in
            let answer = try await Browser(site.client, session: token).get("/")
            #expect(answer.location == "/sign-in")
        }
    }

    @Test("whoever has two assignments acts under one at a time, each in a session of its own")
    func assignments() async throws {
        try await open { site, browser in
            let lambohov = site.here.lambohov
            let orderer = site.here.orderer
            let other = try await site.here.store.write(as: .system) {
                try $0.assign(orderer.user, role: .orderer, in: .unit(lambohov))
            }
            try await browser.signIn("orderer", Self.password)
            let before = try #require(browser.cookies["session"])
            #expect(try await browser.get("/").body.contains(other.text))
            let answer = try await browser.post("/assignment", ["assignment": other.text])
            #expect(answer.code == 303)
            #expect(browser.cookies["session"] != before)
            #expect(try await browser.get("/").text.contains("Hemtjänst Lambohov"))
            #expect(try await Browser(site.client, session: before).get("/").location == "/sign-in")

            let strangers = site.here.coordinator.assignment.text
            #expect(try await browser.post("/assignment", ["assignment": strangers]).code == 404)
            #expect(try await browser.post("/assignment", ["assignment": "x"]).code == 404)
            #expect(try await browser.get("/").text.contains("Hemtjänst Lambohov"))
        }
    }
}

extension Browser {
    @discardableResult
    func signIn(_ login: String, _ password: String, back: String = "") async throws -> Answer {
        try await post("/sign-in", ["login": login, "password": password, "back": back])
    }
}
