import Domain
import HTTPTypes
import Storage
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("A code besides the password, and one's own account")
struct SecondFactorPagesTests {
    private static let password = "korrekt häst batteri"
    private var words: Words { Words.of(.swedish) }

    /// The orderer, signed in with a password.
    private func open(_ visit: @escaping @Sendable (Site, Browser) async throws -> Void) async throws {
        let hash = try await PasswordHash.make(Self.password)
        try await Site.open { site in
            try await site.here.store.write(as: .system) { try $0.setPassword(hash, login: "orderer") }
            let browser = site.visitor()
            try await browser.get("/sign-in")
            try await browser.signIn("orderer", Self.password)
            try await visit(site, browser)
        }
    }

    /// Turned on by the pages, as a person does it.
    private func turnOn(_ site: Site, _ browser: Browser) async throws -> (OneTimePassword, [String]) {
        let asked = try await browser.post("/account/second-factor/key", ["factor-password": Self.password])
        #expect(asked.location == "/account/second-factor")
        let page = try await browser.follow(asked)
        let actor = site.here.orderer
        let app = try #require(try await site.here.store.read(as: actor) { try $0.factorToConfirm() })
        #expect(page.text.contains(app.typed) && page.body.contains("<svg class=\"qr\""))
        let done = try await browser.post(
            "/account/second-factor", ["code": app.code(at: site.here.time.now)])
        #expect(done.code == 200)
        let codes = done.body.matches("<li><code>([A-Z2-7-]+)</code></li>")
        #expect(codes.count == 10)
        site.here.time.advance(minutes: 1)
        return (app, codes)
    }

    @Test("is turned on with the password, read from a picture, and shown codes to keep once")
    func turnedOn() async throws {
        try await open { site, browser in
            let wrong = try await browser.post("/account/second-factor/key", ["factor-password": "fel"])
            #expect(wrong.code == 422)
            #expect(wrong.fault(at: "factor-password") == words("account.password.wrong"))
            let before = browser.cookies["session"]
            let (_, codes) = try await turnOn(site, browser)
            #expect(browser.cookies["session"] != before)
            #expect(try await Browser(site.client, session: before).get("/").location == "/sign-in")
            let account = try await browser.get("/account")
            #expect(account.text.contains(words("account.factor.left", count: 10)))
            #expect(!codes.contains { account.text.contains($0) })
            #expect(try await browser.get("/account/second-factor").location == "/account")
        }
    }

    @Test("who comes ten minutes after the password to turn it on is told to begin anew")
    func tooLate() async throws {
        try await open { site, browser in
            try await browser.post("/account/second-factor/key", ["factor-password": Self.password])
            let actor = site.here.orderer
            let app = try #require(try await site.here.store.read(as: actor) { try $0.factorToConfirm() })
            site.here.time.advance(minutes: 11)
            let code = app.code(at: site.here.time.now)
            for answer in [
                try await browser.get("/account/second-factor"),
                try await browser.post("/account/second-factor", ["code": code]),
            ] {
                #expect(answer.location == "/account?said=factorLate")
                #expect(try await browser.follow(answer).text.contains(words("said.factorLate")))
                #expect(!answer.text.contains(app.typed))
            }
            #expect(try await site.here.store.read(as: actor) { try $0.secondFactor() } == nil)
            _ = try await turnOn(site, browser)
        }
    }

    @Test("is asked for after the password; a code opens, and leads on to where one was going")
    func asked() async throws {
        try await open { site, browser in
            let (app, codes) = try await turnOn(site, browser)
            let other = site.visitor()
            try await other.get("/sign-in")
            let half = try await other.signIn("orderer", Self.password, back: "/cases")
            #expect(half.code == 200)
            #expect(half.value(of: "back") == "/cases")
            #expect(other.cookies["session"] == nil)
            #expect(try await other.get("/cases").code == 303, "a password alone opens nothing")
            #expect(try await other.get("/sign-in/code").code == 200)

            let wrong = try await other.post("/sign-in/code", ["code": "000000", "back": "/cases"])
            #expect(wrong.code == 422)
            #expect(wrong.listedFaults == [words("signIn.code.wrong")])
            let right = try await other.post(
                "/sign-in/code", ["code": app.code(at: site.here.time.now), "back": "/cases"])
            #expect(right.location == "/cases")
            #expect(try await other.get("/cases").code == 200)
            #expect(try await site.count("half_sign_ins") == 0)
            #expect(try await site.count("sign_in_failures") == 0)

            let third = site.visitor()
            try await third.get("/sign-in")
            try await third.signIn("orderer", Self.password)
            #expect(try await third.post("/sign-in/code", ["code": codes[0]]).location == "/")
            #expect(try await third.get("/account").text.contains(words("account.means.recoveryCode")))
        }
    }

    @Test("is guessed at five times at most")
    func guessed() async throws {
        try await open { site, browser in
            let (app, _) = try await turnOn(site, browser)
            let other = site.visitor()
            try await other.get("/sign-in")
            try await other.signIn("orderer", Self.password)
            for _ in 0..<5 { #expect(try await other.post("/sign-in/code", ["code": "1"]).code == 422) }
            let held = try await other.post("/sign-in/code", ["code": app.code(at: site.here.time.now)])
            #expect(held.code == 429)
            #expect(held.listedFaults == [words("signIn.held")])
            #expect(other.cookies["session"] == nil)
        }
    }

    @Test("whoever has the browser and the password gets no more guesses by giving the password in between")
    func guessedBetween() async throws {
        try await open { site, browser in
            let (app, _) = try await turnOn(site, browser)
            let other = site.visitor()
            try await other.get("/sign-in")
            try await other.signIn("orderer", Self.password)
            for _ in 0..<5 {
                let wrong = try await browser.post("/account/second-factor/removal", ["code": "1"])
                #expect(wrong.fault(at: "code") == words("account.factor.wrong"))
                let known = try await browser.post(
                    "/account/second-factor/key", ["factor-password": Self.password])
                #expect(known.code == 409, "the password is right, and there is an app already")
            }
            let right = ["code": app.code(at: site.here.time.now)]
            let held = try await browser.post("/account/second-factor/removal", right)
            #expect(held.fault(at: "code") == words("signIn.held"))
            #expect(try await other.post("/sign-in/code", right).code == 429)
            #expect(try await site.count("second_factors") == 1)
        }
    }

    @Test("comes too late after five minutes, after a lock, and without the browser that gave the password")
    func over() async throws {
        try await open { site, browser in
            let (app, _) = try await turnOn(site, browser)
            let late = site.visitor()
            try await late.get("/sign-in")
            try await late.signIn("orderer", Self.password)
            let stranger = site.visitor()
            try await stranger.get("/sign-in")
            let code = { app.code(at: site.here.time.now) }
            let refused = try await stranger.post("/sign-in/code", ["code": code()])
            #expect(refused.code == 422 && refused.listedFaults == [words("signIn.over")])
            site.here.time.advance(minutes: 6)
            let tooLate = try await late.post("/sign-in/code", ["code": code(), "back": "/cases"])
            #expect(tooLate.listedFaults == [words("signIn.over")])
            #expect(tooLate.value(of: "back") == "/cases")

            try await late.signIn("orderer", Self.password)
            try await site.here.store.write(as: .system) { try $0.setLocked(true, login: "orderer") }
            #expect(try await late.post("/sign-in/code", ["code": code()]).code == 422)
            #expect(late.cookies["session"] == nil)
        }
    }

    @Test("carries what was typed before one was signed out through both steps")
    func carried() async throws {
        try await open { site, browser in
            let (app, _) = try await turnOn(site, browser)
            let other = site.visitor()
            try await other.get("/sign-in")
            let fields = [
                "login": "orderer", "password": Self.password, "carried.note": "Ring på hos grannen",
                "carried.carried-to": "/drafts/x",
            ]
            let half = try await other.post("/sign-in", fields)
            #expect(half.value(of: "carried.note") == "Ring på hos grannen")
            let code = app.code(at: site.here.time.now)
            let done = try await other.post(
                "/sign-in/code",
                ["code": code, "carried.note": "Ring på hos grannen", "carried.carried-to": "/drafts/x"])
            #expect(done.value(of: "note") == "Ring på hos grannen")
        }
    }

    @Test("a role that must have one comes to its own account and no further")
    func demanded() async throws {
        try await open { site, browser in
            try await site.here.store.write(as: .system) { try $0.set(.secondFactorRoles, to: "orderer") }
            for address in ["/", "/cases", "/keys", "/routines/alarm-order"] {
                #expect(try await browser.get(address).location == "/account", "\(address)")
            }
            let refused = try await browser.post("/routines/alarm-order/drafts")
            #expect(refused.code == 403)
            #expect(refused.text.contains(words("error.lack.secondFactor")))
            #expect(try await site.count("drafts") == 0)
            #expect(
                try await browser.get("/account").text.contains(words("account.lack.secondFactor")))
            _ = try await turnOn(site, browser)
            #expect(try await browser.get("/cases").code == 200)
        }
    }

    @Test("the password is changed with the old one; other browsers are out")
    func password() async throws {
        try await open { site, browser in
            let other = site.visitor()
            try await other.get("/sign-in")
            try await other.signIn("orderer", Self.password)
            let before = browser.cookies["session"]
            let new = "hallon och blåbär"
            for (typed, field, key) in [
                ((now: "fel", new: new, again: new), "password", "account.password.wrong"),
                (
                    (now: Self.password, new: new, again: "annat"), "new-password-again",
                    "account.password.differ"
                ),
                ((now: Self.password, new: "kort", again: "kort"), "new-password", "password.length"),
                (
                    (now: Self.password, new: Self.password, again: Self.password), "new-password",
                    "account.password.same"
                ),
            ] {
                let answer = try await browser.post(
                    "/account/password",
                    ["password": typed.now, "new-password": typed.new, "new-password-again": typed.again])
                #expect(answer.code == 422)
                #expect(answer.fault(at: field) == words(key), "\(key)")
                #expect(!answer.body.contains(Self.password) && !answer.body.contains(new))
            }
            let done = try await browser.post(
                "/account/password",
                ["password": Self.password, "new-password": new, "new-password-again": new])
            #expect(done.location == "/account?said=passwordChanged")
            #expect(browser.cookies["session"] != before)
            #expect(try await browser.get("/cases").code == 200)
            #expect(try await other.get("/cases").code == 303)
            let third = site.visitor()
            try await third.get("/sign-in")
            #expect(try await third.signIn("orderer", Self.password).code == 422)
            #expect(try await third.signIn("orderer", new).code == 303)
        }
    }

    @Test("everybody finds from their own account how personal data are handled")
    func rules() async throws {
        try await open { site, browser in
            let found = try await browser.get("/account").addresses
            for address in ["/processing", "/consent-policies"] {
                #expect(found.contains(address))
                #expect(try await browser.get(address).code == 200)
            }
        }
    }

    @Test("one sees where one is signed in, and ends it there; nobody ends another's")
    func sessions() async throws {
        try await open { site, browser in
            let other = site.visitor()
            try await other.get("/sign-in")
            try await other.signIn("orderer", Self.password)
            let page = try await browser.get("/account")
            #expect(page.text.components(separatedBy: words("account.session.here")).count == 2)
            let ends = page.addresses.filter { $0.hasPrefix("/account/sessions/") }
            #expect(ends.count == 1)
            let stranger = try await site.browser(.coordinator)
            #expect(try await stranger.post(ends[0]).code == 404)
            #expect(try await other.get("/cases").code == 200)
            #expect(try await browser.post(ends[0]).location == "/account?said=sessionEnded")
            #expect(try await other.get("/cases").code == 303)
            #expect(try await browser.post(ends[0]).code == 404)

            try await other.signIn("orderer", Self.password)
            try await browser.post("/account/sessions")
            #expect(try await other.get("/cases").code == 303)
            #expect(try await browser.get("/cases").code == 200)
        }
    }

    @Test("the account for emergencies opens for a reason, for an hour, and is told of")
    func emergency() async throws {
        let hash = try await PasswordHash.make(Self.password)
        try await Site.open { site in
            let here = site.here
            let user = try await here.store.write(as: .system) { tx in
                let user = try tx.addUser(login: "nod", name: "Nödkonto", phone: "", passwordHash: hash)
                try tx.assign(user, role: .administrator, in: .municipality)
                try tx.setEmergency(true, user)
                return user
            }
            let browser = site.visitor()
            try await browser.get("/sign-in")
            #expect(try await browser.signIn("nod", Self.password).code == 200)
            #expect(browser.cookies["session"] == nil)
            let short = try await browser.post("/sign-in/reason", ["reason": "test"])
            #expect(short.code == 422 && short.fault(at: "reason") != nil)
            #expect(short.chosen("reason") == [] || short.text.contains("test"))
            let reason = "Kommunens inloggning ligger nere"
            let inside = try await browser.post("/sign-in/reason", ["reason": reason])
            #expect(inside.code == 303)
            #expect(
                site.log.lines.contains { $0.contains("emergency account used") && $0.contains(user.text) })
            #expect(!site.log.lines.contains { $0.contains(reason) })
            let told = try await site.browser(.administrator).get("/accounts")
            #expect(told.text.contains(reason))
            #expect(try await browser.get("/accounts").code == 200)
            here.time.advance(minutes: 50)
            #expect(try await browser.get("/accounts").code == 200)
            here.time.advance(minutes: 11)
            #expect(try await browser.get("/accounts").code == 303)
        }
    }
}
