import Domain
import Foundation
import Testing

@testable import Integrations

@Suite("The provider")
struct ProviderTests {
    private let old = TestKey(kid: "old")
    private let new = TestKey(kid: "new")
    private static let question = SignInQuestion(
        state: "the state", nonce: "the-nonce", verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        language: .swedish)

    @Test("that changes its key is followed, without being asked at every token's wish")
    func rotation() async throws {
        let provider = TestProvider(old)
        let desk = try provider.desk()
        let (first, second) = (try old.token(TestProvider.claims), try new.token(TestProvider.claims))
        provider.change { $0.token = first }
        _ = try await desk.identity(TestProvider.answer)
        _ = try await desk.identity(TestProvider.answer)
        #expect(provider.asked(for: "keys").count == 1 && provider.asked(for: "discovery").count == 1)

        provider.publish([old, new])
        provider.change { $0.token = second }
        _ = try await desk.identity(TestProvider.answer)
        #expect(provider.asked(for: "keys").count == 2)

        let stranger = try TestKey(kid: "stranger").token(TestProvider.claims)
        provider.change { $0.token = stranger }
        for _ in 0..<20 {
            await #expect(throws: IdentityRefusal(.unknownKey)) {
                try await desk.identity(TestProvider.answer)
            }
        }
        #expect(provider.asked(for: "keys").count == 4, "at most three looks in a minute")
        provider.time.advance(minutes: 2)
        _ = try? await desk.identity(TestProvider.answer)
        #expect(provider.asked(for: "keys").count == 5)
    }

    @Test("that withdraws a key is believed within the hour")
    func withdrawal() async throws {
        let provider = TestProvider(old)
        let desk = try provider.desk()
        let token = try old.token(TestProvider.claims.with("exp", TestProvider.seconds + 100_000))
        provider.change { $0.token = token }
        _ = try await desk.identity(TestProvider.answer)
        provider.publish([new])
        provider.time.advance(minutes: 61)
        await #expect(throws: IdentityRefusal(.unknownKey)) { try await desk.identity(TestProvider.answer) }
    }

    @Test("whose tokens do not say which key signed them is understood, also after it has changed it")
    func withoutName() async throws {
        let provider = TestProvider(old, new)
        let desk = try provider.desk()
        for key in [old, new] {
            let token = try key.token(TestProvider.claims, header: ["alg": "ES256"])
            provider.change { $0.token = token }
            _ = try await desk.identity(TestProvider.answer)
        }
        #expect(provider.asked(for: "keys").count == 1)
        let third = TestKey(kid: "third")
        provider.publish([third])
        let token = try third.token(TestProvider.claims, header: ["alg": "ES256"])
        provider.change { $0.token = token }
        _ = try await desk.identity(TestProvider.answer)
    }

    @Test("that is away is not asked by everybody, and is found when it is back")
    func away() async throws {
        let provider = TestProvider(old)
        let desk = try provider.desk()
        provider.change { $0.refusal = IdentityRefusal(.unreachable, at: "discovery") }
        for _ in 0..<10 {
            await #expect(throws: IdentityRefusal(.unreachable, at: "discovery")) {
                try await desk.question(Self.question)
            }
        }
        #expect(provider.asked(for: "discovery").count == 1)
        #expect(await desk.farewell() == nil)
        provider.change { $0.refusal = nil }
        provider.time.advance(minutes: 1)
        _ = try await desk.question(Self.question)
        // What is known is believed while it is away again.
        provider.change { $0.refusal = IdentityRefusal(.unreachable, at: "discovery") }
        provider.time.advance(minutes: 90)
        _ = try await desk.question(Self.question)
        #expect(provider.asked(for: "discovery").count == 3)
        // But not for longer than until it is back.
        provider.change { $0.refusal = nil }
        provider.time.advance(minutes: 1)
        _ = try await desk.question(Self.question)
        #expect(provider.asked(for: "discovery").count == 4)
    }

    @Test("is asked with the code's proof, a state and a nonce, and for what comes back to us")
    func question() async throws {
        let provider = TestProvider(old)
        provider.change {
            $0.discovery["authorization_endpoint"] = TestProvider.issuer + "/authorize?tenant=1"
        }
        let address = try await provider.desk().question(Self.question)
        // The challenge is the one of RFC 7636, appendix B.
        #expect(
            address == TestProvider.issuer
                + "/authorize?tenant=1&response_type=code&client_id=hemtrygg&redirect_uri="
                + "https%3A%2F%2Fhemtrygg.example.se%2Fsign-in%2Fprovider%2Fcallback&scope=openid%20profile"
                + "&state=the%20state&nonce=the-nonce"
                + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&ui_locales=sv"
        )
    }

    @Test("is shown who we are as it wants to be")
    func clientAuthentication() async throws {
        let token = try old.token(TestProvider.claims)
        for (methods, secret, header, body) in [
            (nil, "a b:å", "Basic aGVtdHJ5Z2c6YSUyMGIlM0ElQzMlQTU=", ""),
            (["client_secret_post"], "a&b", nil, "&client_id=hemtrygg&client_secret=a%26b"),
            (nil, nil, nil, "&client_id=hemtrygg"),
        ] as [([String]?, String?, String?, String)] {
            let provider = TestProvider(old)
            provider.change {
                $0.token = token
                $0.discovery["token_endpoint_auth_methods_supported"] = methods
            }
            _ = try await provider.desk(secret: secret).identity(TestProvider.answer)
            let call = try #require(provider.asked(for: "token").first)
            #expect(call.authorization == header)
            #expect(
                call.form == "grant_type=authorization_code&code=the-code&redirect_uri="
                    + "https%3A%2F%2Fhemtrygg.example.se%2Fsign-in%2Fprovider%2Fcallback&code_verifier=the-verifier"
                    + body)
        }
    }

    @Test(
        "that is another than it should be, or leads into the open, is not used",
        arguments: [
            ("issuer", "https://evil.example"), ("issuer", TestProvider.issuer + "/"),
            ("authorization_endpoint", "http://login.example.se/authorize"),
            ("authorization_endpoint", "javascript:alert(1)"), ("token_endpoint", "http://10.0.0.1/token"),
            ("token_endpoint", "https://a@evil.example/"), ("jwks_uri", "file:///etc/passwd"),
            ("jwks_uri", ""),
            ("authorization_endpoint", "https://login.example.se/\r\nSet-Cookie: a=b"),
            ("end_session_endpoint", "http://login.example.se/end"), ("token_endpoint", nil),
        ] as [(String, String?)])
    func discovery(name: String, value: String?) async throws {
        let provider = TestProvider(old)
        provider.change { $0.discovery[name] = value }
        let desk = try provider.desk()
        let refusal = await #expect(throws: IdentityRefusal.self) { try await desk.question(Self.question) }
        #expect(refusal?.kind == .unusableDiscovery)
        #expect(provider.asked(for: "token").isEmpty && provider.asked(for: "keys").isEmpty)
    }

    @Test("is held to who it says that it is when it answers (RFC 9207)")
    func answerer() async throws {
        let provider = TestProvider(old)
        let token = try old.token(TestProvider.claims)
        provider.change { $0.token = token }
        let desk = try provider.desk()
        func answer(_ issuer: String?) -> SignInAnswer {
            SignInAnswer(code: "c", issuer: issuer, nonce: "the-nonce", verifier: "v")
        }
        await #expect(throws: IdentityRefusal(.otherIssuer)) {
            try await desk.identity(answer("https://evil.example"))
        }
        #expect(provider.asked(for: "token").isEmpty, "the code is not shown to anybody")
        _ = try await desk.identity(answer(TestProvider.issuer))
        _ = try await desk.identity(answer(nil))

        let strict = TestProvider(old)
        strict.change {
            $0.discovery["authorization_response_iss_parameter_supported"] = true
            $0.token = token
        }
        let other = try strict.desk()
        await #expect(throws: IdentityRefusal(.otherIssuer)) { try await other.identity(answer(nil)) }
    }

    @Test(
        "that does not know the code gives nobody in",
        arguments: [
            (400, IdentityRefusal.Kind.codeRefused), (401, .codeRefused), (500, .unreachable),
            (302, .unusableAnswer), (204, .unusableAnswer),
        ] as [(UInt, IdentityRefusal.Kind)])
    func refusedCode(status: UInt, kind: IdentityRefusal.Kind) async throws {
        let provider = TestProvider(old)
        let token = try old.token(TestProvider.claims)
        provider.change { ($0.token, $0.tokenStatus) = (token, status) }
        let desk = try provider.desk()
        let refusal = await #expect(throws: IdentityRefusal.self) {
            try await desk.identity(TestProvider.answer)
        }
        #expect(refusal?.kind == kind)
    }
}
