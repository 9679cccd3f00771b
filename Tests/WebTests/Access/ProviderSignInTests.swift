import Domain
import HTTPTypes
import Storage
import Synchronization
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("Signing in by the provider")
struct ProviderSignInTests {
    /// A provider that vouches for whom the test says, for any code.
    private final class Desk: Sendable {
        struct State {
            var outcome: Result<ProvenIdentity, IdentityRefusal> = .failure(IdentityRefusal(.signature))
            var away: IdentityRefusal?
            var questions: [SignInQuestion] = []
            var answers: [SignInAnswer] = []
        }

        let state = Mutex(State())

        var provider: IdentityProvider {
            IdentityProvider(
                question: { question throws(IdentityRefusal) in
                    let away = self.state.withLock { state in
                        state.questions.append(question)
                        return state.away
                    }
                    if let away { throw away }
                    return "https://login.example.se/authorize?state=\(question.state)"
                },
                identity: { answer throws(IdentityRefusal) in
                    let outcome = self.state.withLock { state in
                        state.answers.append(answer)
                        return state.outcome
                    }
                    return try outcome.get()
                },
                farewell: { "https://login.example.se/end" },
                notice: { token throws(IdentityRefusal) in
                    guard token == "sound" else { throw IdentityRefusal(.signature) }
                    return LogoutNotice(
                        issuer: "i", subject: "s", session: nil, issuedAt: .written("2026-11-20", "12:00"))
                })
        }

        /// Each engine has a visit of its own.
        func forget() { state.withLock { $0 = State() } }

        func vouch(_ grants: RoleGrant...) {
            state.withLock {
                $0.outcome = .success(
                    ProvenIdentity(issuer: "i", subject: "s", login: "kim", name: "Kim", grants: grants))
            }
        }

        var question: SignInQuestion? { state.withLock { $0.questions.last } }
        var answers: [SignInAnswer] { state.withLock { $0.answers } }
    }

    private static let technician = RoleGrant(.technician, in: "Välfärdsteknikteamet")

    private func open(_ visit: @escaping @Sendable (Site, Browser, Desk) async throws -> Void) async throws {
        let desk = Desk()
        var options = WebOptions(secureCookies: false)
        options.identityProvider = desk.provider
        try await Site.open(options: options) { site in
            desk.forget()
            let browser = site.visitor()
            try await browser.get("/sign-in")
            try await visit(site, browser, desk)
        }
    }

    private func said(_ key: String) -> String { Words.of(.swedish)("said.\(key)") }

    @Test("the page offers it where there is a provider, and nowhere else")
    func offered() async throws {
        let button = Words.of(.swedish)("signIn.provider")
        try await open { _, browser, _ in
            let page = try await browser.get("/sign-in?back=/cases")
            #expect(page.text.contains(button))
        }
        try await Site.open { site in
            let browser = site.visitor()
            let page = try await browser.get("/sign-in")
            #expect(!page.text.contains(button))
            #expect(try await browser.post("/sign-in/provider").code == 404)
            #expect(try await browser.get("/sign-in/provider/callback?state=a&code=b").code == 404)
        }
    }

    @Test("leads there without a redirect, and back to the page that one was on")
    func thereAndBack() async throws {
        try await open { site, browser, desk in
            desk.vouch(Self.technician)
            let there = try await browser.post("/sign-in/provider", ["back": "/today"])
            let question = try #require(desk.question)
            #expect(there.code == 200)
            #expect(there.refresh == "0;url=https://login.example.se/authorize?state=\(question.state)")
            let cookie = try #require(there.cookie("sign-in")).lowercased()
            for part in ["httponly", "samesite=lax", "max-age=600", "path=/"] {
                #expect(cookie.contains(part))
            }
            #expect(Set([question.state, question.nonce, question.verifier]).count == 3)

            let back = try await browser.get("/sign-in/provider/callback?code=c&state=\(question.state)")
            #expect(back.code == 303 && back.location == "/today")
            #expect(try await browser.follow(back).text.contains("Kim"))
            #expect(desk.answers.map(\.nonce) == [question.nonce])
            #expect(desk.answers.map(\.verifier) == [question.verifier])
            #expect(browser.cookies["sign-in"] == nil)
        }
    }

    @Test(
        "a way back that is no page of ours is not kept",
        arguments: ["https://evil.example", "//evil.example", "/\\evil", "/a\r\nSet-Cookie: x=y"])
    func foreignBack(address: String) async throws {
        try await open { _, browser, desk in
            desk.vouch(Self.technician)
            try await browser.post("/sign-in/provider", ["back": address])
            let state = try #require(desk.question?.state)
            let back = try await browser.get("/sign-in/provider/callback?code=c&state=\(state)")
            #expect(back.location == "/")
        }
    }

    @Test("an answer is taken once, from the browser that asked, within ten minutes")
    func once() async throws {
        try await open { site, browser, desk in
            desk.vouch(Self.technician)
            try await browser.post("/sign-in/provider")
            let address = "/sign-in/provider/callback?code=c&state=\(try #require(desk.question?.state))"
            let stranger = site.visitor()
            try await stranger.get("/sign-in")
            try await stranger.post("/sign-in/provider")
            let cookie = browser.cookies["sign-in"]
            for thief in [stranger, site.visitor()] {
                let answer = try await thief.get(address)
                #expect(answer.location == "/sign-in?said=providerLate" && answer.cookie("session") == nil)
            }
            #expect(try await browser.get(address).cookie("session") != nil)
            browser.cookies["sign-in"] = cookie
            #expect(try await browser.get(address).cookie("session") == nil, "again")
            #expect(desk.answers.count == 1)

            try await stranger.get("/sign-in/provider/callback?code=c&state=x")
            site.here.time.advance(minutes: 11)
            let late = try #require(desk.question?.state)
            let answer = try await stranger.get("/sign-in/provider/callback?code=c&state=\(late)")
            #expect(answer.location == "/sign-in?said=providerLate")
        }
    }

    @Test("what is refused is told in words, and in the log by its kind alone")
    func refused() async throws {
        try await open { site, browser, desk in
            for (kind, sentence) in [
                (IdentityRefusal.Kind.signature, "providerRefused"), (.tooSlow, "providerAway"),
                (.noRole, "providerNoRole"),
            ] {
                desk.state.withLock { $0.outcome = .failure(IdentityRefusal(kind, at: "token")) }
                try await browser.post("/sign-in/provider", ["back": "/cases?view=all"])
                let state = try #require(desk.question?.state)
                let answer = try await browser.get(
                    "/sign-in/provider/callback?code=top-secret&state=\(state)")
                #expect(answer.code == 303 && answer.cookie("session") == nil)
                let page = try await browser.follow(answer)
                #expect(page.text.contains(self.said(sentence)))
                #expect(page.value(of: "back") == "/cases?view=all")
                #expect(site.log.lines.contains { $0.contains("reason=\(kind.rawValue)") })
                #expect(!site.log.lines.contains { $0.contains("top-secret") || $0.contains(state) })
            }
            try await browser.post("/sign-in/provider")
            let state = try #require(desk.question?.state)
            let denied = try await browser.get(
                "/sign-in/provider/callback?error=access_denied&state=\(state)")
            #expect(try await browser.follow(denied).text.contains(self.said("providerDenied")))
            #expect(desk.answers.count == 3)
        }
    }

    @Test(
        "a code that is none is not shown to the provider",
        arguments: ["", "%00", "%0d%0aX: y", "%ff", String(repeating: "a", count: 5000)])
    func badCode(code: String) async throws {
        try await open { _, browser, desk in
            try await browser.post("/sign-in/provider")
            let state = try #require(desk.question?.state)
            let answer = try await browser.get("/sign-in/provider/callback?code=\(code)&state=\(state)")
            #expect(answer.location == "/sign-in?said=providerRefused" && desk.answers.isEmpty)
        }
    }

    @Test("while the provider is away, the page says so and accounts of our own work")
    func away() async throws {
        let hash = try await PasswordHash.make("korrekt häst batteri")
        try await open { site, browser, desk in
            try await site.here.store.write(as: .system) { try $0.setPassword(hash, login: "orderer") }
            desk.state.withLock { $0.away = IdentityRefusal(.unreachable, at: "discovery") }
            let answer = try await browser.post("/sign-in/provider")
            #expect(try await browser.follow(answer).text.contains(self.said("providerAway")))
            #expect(try await browser.signIn("orderer", "korrekt häst batteri").code == 303)
        }
    }

    @Test("is begun only from a page of ours")
    func forged() async throws {
        try await open { _, browser, desk in
            let bare = try await browser.postBare("/sign-in/provider", [:])
            #expect(bare.code == 403)
            #expect(try await browser.post("/sign-in/provider", [:], .crossSite).code == 403)
            #expect(desk.question == nil)
        }
    }

    @Test("a form that was sent too late comes along, unreadable for whoever has the database")
    func carried() async throws {
        try await open { site, browser, desk in
            let number = try await site.here.orderedCase()
            desk.vouch(RoleGrant(.coordinator, in: "Välfärdsteknikteamet"))
            let late = try await browser.post(
                "/cases/\(number)/messages", ["text": "Dörrkod 47 11 å"], .sameOrigin)
            #expect(late.code == 401)
            let fields = [
                "carried.text": try #require(late.value(of: "carried.text")),
                "carried.carried-to": try #require(late.value(of: "carried.carried-to")),
            ]
            desk.state.withLock { $0.away = IdentityRefusal(.unreachable) }
            let stuck = try await browser.post("/sign-in/provider", fields)
            #expect(stuck.code == 422 && stuck.value(of: "carried.text") == "Dörrkod 47 11 å")
            desk.state.withLock { $0.away = nil }

            try await browser.post("/sign-in/provider", fields)
            let kept = try await site.everything(but: []).joined()
            // With a space, which no sealed bytes and no identity can happen to spell.
            #expect(!kept.contains("Dörrkod") && !kept.contains("47 11"))
            let denied = try await browser.get(
                "/sign-in/provider/callback?error=access_denied&state=\(try #require(desk.question?.state))")
            #expect(denied.code == 422 && denied.value(of: "carried.text") == "Dörrkod 47 11 å")

            try await browser.post("/sign-in/provider", fields)
            let back = try await browser.get(
                "/sign-in/provider/callback?code=c&state=\(try #require(desk.question?.state))")
            #expect(back.code == 200 && back.value(of: "text") == "Dörrkod 47 11 å")
            #expect(back.body.contains("action=\"/cases/\(number)/messages\""))
            let sent = try await browser.postBare(
                "/cases/\(number)/messages",
                ["text": "Dörrkod 47 11 å", "csrf": try #require(back.token)])
            #expect(sent.code == 303)
        }
    }

    @Test("signing out leads to the provider, for whoever came from there")
    func signOut() async throws {
        try await open { site, browser, desk in
            desk.vouch(Self.technician)
            try await browser.post("/sign-in/provider")
            try await browser.get(
                "/sign-in/provider/callback?code=c&state=\(try #require(desk.question?.state))")
            try await browser.get("/")
            let answer = try await browser.post("/sign-out")
            #expect(answer.refresh == "0;url=https://login.example.se/end")
            #expect(answer.cookie("session")?.lowercased().contains("max-age=0") == true)
            let local = try await site.browser(.orderer).post("/sign-out")
            #expect(local.code == 303 && local.location.hasPrefix("/sign-in"))
        }
    }

    @Test("the provider's word ends the sessions that it began, and no others")
    func backChannel() async throws {
        try await open { site, browser, desk in
            desk.vouch(Self.technician)
            try await browser.post("/sign-in/provider")
            try await browser.get(
                "/sign-in/provider/callback?code=c&state=\(try #require(desk.question?.state))")
            let local = try await site.browser(.orderer)
            let program = site.visitor()
            #expect(
                try await program.postBare("/sign-in/provider/logout", ["logout_token": "forged"]).code == 400
            )
            #expect(try await program.postBare("/sign-in/provider/logout", [:]).code == 400)
            #expect(try await browser.get("/today").code == 200)
            #expect(
                try await program.postBare("/sign-in/provider/logout", ["logout_token": "sound"]).code == 200)
            #expect(try await browser.get("/today").code == 303)
            #expect(try await local.get("/").code == 200)
        }
    }
}

extension Answer {
    fileprivate var refresh: String? { HTTPField.Name("Refresh").flatMap { headers[$0] } }
}
