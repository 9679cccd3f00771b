import Domain
import Testing

@testable import Integrations

@Suite("The provider's word that somebody is signed out")
struct LogoutTokenTests {
    private let key = TestKey(kid: "one")
    private static let event = "http://schemas.openid.net/event/backchannel-logout"

    private static var claims: [String: any Sendable] {
        let nothing: [String: String] = [:]
        return [
            "iss": TestProvider.issuer, "aud": "hemtrygg", "sub": "abc-123", "sid": "s-1", "jti": "j-1",
            "iat": TestProvider.seconds, "exp": TestProvider.seconds + 120, "events": [event: nothing],
        ]
    }

    private func notice(_ claims: [String: any Sendable], by signer: TestKey? = nil) async throws
        -> LogoutNotice
    {
        try await TestProvider(key).desk().notice(try (signer ?? key).token(claims))
    }

    @Test("tells whose sessions, or which, and when it was said")
    func sound() async throws {
        let expected = LogoutNotice(
            issuer: TestProvider.issuer, subject: "abc-123", session: "s-1", issuedAt: TestProvider.now)
        #expect(try await notice(Self.claims) == expected)
        #expect(try await notice(Self.claims.with("sid", nil)).session == nil)
        #expect(try await notice(Self.claims.with("sub", nil)).subject == nil)
    }

    @Test("is refused where it is no such word, is another's, old, or forged")
    func refused() async throws {
        for (claims, kind) in [
            (Self.claims.with("events", nil), IdentityRefusal.Kind.notALogout),
            (Self.claims.with("events", ["http://evil.example": "x"]), .notALogout),
            (Self.claims.with("nonce", "the-nonce"), .notALogout), (TestProvider.claims, .notALogout),
            (Self.claims.with("sub", nil).with("sid", nil), .missingClaim),
            (Self.claims.with("aud", "another"), .audience), (Self.claims.with("iss", "x"), .issuer),
            (Self.claims.with("exp", TestProvider.seconds - 61), .expired),
            (Self.claims.with("iat", TestProvider.seconds + 61), .notYetValid),
        ] {
            let refusal = await #expect(throws: IdentityRefusal.self) { try await notice(claims) }
            #expect(refusal?.kind == kind)
        }
        await #expect(throws: IdentityRefusal(.signature)) {
            try await notice(Self.claims, by: TestKey(kid: "one"))
        }
    }

    @Test(
        "of a time that is none is refused, and harms nothing",
        arguments: [
            -1, -1e16, -1e300, -Double.greatestFiniteMagnitude, 1e16, 1e300, Double.greatestFiniteMagnitude,
        ])
    func absurd(time: Double) async throws {
        let refusal = await #expect(throws: IdentityRefusal.self) {
            try await notice(Self.claims.with("iat", time))
        }
        #expect(refusal?.kind == (time < 0 ? .malformedToken : .notYetValid))
        if time < 0 {
            await #expect(throws: IdentityRefusal(.expired)) {
                try await notice(Self.claims.with("exp", time))
            }
            #expect(try await notice(Self.claims.with("nbf", time)).subject == "abc-123")
        } else {
            #expect(try await notice(Self.claims.with("exp", time)).subject == "abc-123")
            await #expect(throws: IdentityRefusal(.notYetValid, at: "nbf")) {
                try await notice(Self.claims.with("nbf", time))
            }
        }
    }

    @Test("that is no number is refused", arguments: [Double.nan, .infinity, -.infinity, .signalingNaN])
    func noNumber(time: Double) throws {
        let rules = TokenRules(issuer: TestProvider.issuer, client: "hemtrygg")
        let event: [String: Claims.Value] = [Self.event: .mapping([:])]
        let claims = Claims([
            "iss": .text(TestProvider.issuer), "aud": .text("hemtrygg"), "sub": .text("abc-123"),
            "iat": .number(time),
            "exp": .number(Double(TestProvider.seconds) + 120), "events": .mapping(event),
        ])
        #expect(throws: IdentityRefusal.self) { try rules.demandLogout(claims, now: TestProvider.now) }
    }

    @Test("is no token to sign in with")
    func notToSignInWith() async throws {
        let provider = TestProvider(key)
        let token = try key.token(Self.claims)
        provider.change { $0.token = token }
        let desk = try provider.desk()
        await #expect(throws: IdentityRefusal(.nonce)) { try await desk.identity(TestProvider.answer) }
    }
}
