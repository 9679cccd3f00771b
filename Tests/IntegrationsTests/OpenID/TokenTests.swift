import Domain
import Foundation
import Testing

@testable import Integrations

@Suite("A token of the provider")
struct TokenTests {
    private let key = TestKey(kid: "one")

    /// What comes of it when the provider gives this token.
    private func outcome(
        _ token: String, access: String? = nil, accepted: [String] = [], keys: [TestKey]? = nil
    ) async throws -> Result<ProvenIdentity, IdentityRefusal> {
        let provider = TestProvider()
        provider.publish(keys ?? [key])
        provider.change { ($0.token, $0.access) = (token, access) }
        let desk = try provider.desk(accepted: accepted)
        do throws(IdentityRefusal) { return .success(try await desk.identity(TestProvider.answer)) } catch {
            return .failure(error)
        }
    }

    private func refusal(_ claims: [String: any Sendable]) async throws -> IdentityRefusal.Kind? {
        if case .failure(let refusal) = try await outcome(try key.token(claims)) { refusal.kind } else { nil }
    }

    @Test("that is sound tells who it is and what that gives")
    func sound() async throws {
        let identity = try await outcome(try key.token(TestProvider.claims.with("sid", "s-1"))).get()
        #expect(
            identity
                == ProvenIdentity(
                    issuer: TestProvider.issuer, subject: "abc-123", session: "s-1", login: "sam",
                    name: "Sam Ordnare", grants: [RoleGrant(.coordinator, in: "Teamet")]))
    }

    @Test(
        "that is another's, for another, or of another sign-in is refused",
        arguments: [
            ("iss", "https://evil.example", IdentityRefusal.Kind.issuer), ("iss", nil, .issuer),
            ("iss", TestProvider.issuer + "/", .issuer), ("aud", "another", .audience),
            ("aud", nil, .audience),
            ("aud", "", .audience), ("azp", "another", .audience), ("nonce", "another", .nonce),
            ("nonce", nil, .nonce), ("sub", nil, .missingClaim), ("sub", "", .missingClaim),
            ("sub", "a\nb", .missingClaim), ("exp", nil, .missingClaim), ("iat", nil, .missingClaim),
            ("exp", "soon", .missingClaim), ("nbf", "now", .malformedToken),
        ] as [(String, String?, IdentityRefusal.Kind)])
    func origin(claim: String, value: String?, expected: IdentityRefusal.Kind) async throws {
        #expect(try await refusal(TestProvider.claims.with(claim, value)) == expected)
    }

    @Test("for several is taken only where it says that it was asked for by us")
    func severalAudiences() async throws {
        let several = TestProvider.claims.with("aud", ["hemtrygg", "another"])
        #expect(try await refusal(several) == .audience)
        #expect(try await refusal(several.with("azp", "another")) == .audience)
        #expect(try await refusal(several.with("azp", "hemtrygg")) == nil)
        #expect(try await refusal(TestProvider.claims.with("aud", ["hemtrygg"])) == nil)
        #expect(try await refusal(TestProvider.claims.with("aud", ["another"])) == .audience)
    }

    @Test(
        "may be of a clock that is a minute wrong, and no more",
        arguments: [
            ("exp", -59.0, nil), ("exp", -61, IdentityRefusal.Kind.expired), ("iat", 59, nil),
            ("iat", 61, .notYetValid), ("nbf", 59, nil), ("nbf", 61, .notYetValid),
        ] as [(String, Double, IdentityRefusal.Kind?)])
    func skew(claim: String, offset: Double, expected: IdentityRefusal.Kind?) async throws {
        #expect(try await refusal(TestProvider.claims.with(claim, TestProvider.seconds + offset)) == expected)
    }

    @Test(
        "that nobody signed, or that was signed with what everybody knows, is refused by its algorithm",
        arguments: ["none", "None", "nOnE", "", "HS256", "HS512", "EdDSA", "ES256K", "RSA-OAEP"])
    func algorithms(name: String) async throws {
        let header: [String: any Sendable] = ["alg": name, "kid": "one"]
        for token in [
            try key.token(TestProvider.claims, header: header),
            try TestKey.json(header) + "." + TestKey.json(TestProvider.claims) + ".",
        ] { #expect(try await outcome(token) == .failure(IdentityRefusal(.algorithm))) }
    }

    @Test("signed with the public key as a shared secret is refused")
    func publicKeyAsSecret() async throws {
        let x = try #require(key.jwk["x"])
        for secret in [key.publicPEM, Data(x.utf8), try JSONEncoder().encode(key.jwk)] {
            let token = try key.forged(TestProvider.claims, secret: secret)
            #expect(try await outcome(token) == .failure(IdentityRefusal(.algorithm)))
        }
    }

    @Test("whose signature is another key's, or that was altered, is refused")
    func signature() async throws {
        let another = TestKey(kid: "one")
        #expect(
            try await outcome(try another.token(TestProvider.claims)) == .failure(IdentityRefusal(.signature))
        )
        let parts = try key.token(TestProvider.claims).split(separator: ".").map(String.init)
        let altered = try TestKey.json(TestProvider.claims.with("sub", "somebody-else"))
        #expect(
            try await outcome("\(parts[0]).\(altered).\(parts[2])") == .failure(IdentityRefusal(.signature)))
        #expect(try await outcome("\(parts[0]).\(parts[1]).") == .failure(IdentityRefusal(.signature)))
    }

    @Test("signed by a key that is for encrypting, or of another algorithm, is refused")
    func keyUse() async throws {
        for (name, value) in [("use", "enc"), ("alg", "ES384"), ("crv", "P-384"), ("kty", "RSA")] {
            let provider = TestProvider()
            let (jwk, token) = (key.jwk.merging([name: value]) { $1 }, try key.token(TestProvider.claims))
            provider.change { ($0.keys, $0.token) = ([jwk], token) }
            let desk = try provider.desk()
            await #expect(throws: IdentityRefusal(.unknownKey)) {
                try await desk.identity(TestProvider.answer)
            }
        }
    }

    @Test("that wants to be understood in a way that nobody knows here is refused")
    func critical() async throws {
        let token = try key.token(
            TestProvider.claims, header: ["alg": "ES256", "kid": "one", "crit": ["b64"], "b64": false])
        #expect(try await outcome(token) == .failure(IdentityRefusal(.malformedToken, at: "crit")))
    }

    @Test(
        "that is no token at all is refused",
        arguments: [
            "", ".", "..", "...", "a.b.c", "e30.e30.e30", "eyJhbGciOiJFUzI1NiJ9.e30", "\u{0}.\u{0}.\u{0}",
            String(repeating: "a.", count: 10_000), "eyJhbGciOiJFUzI1NiJ9.e30=.e30=", "åäö.åäö.åäö",
        ])
    func malformed(text: String) async throws {
        guard case .failure = try await outcome(text) else {
            return #expect(Bool(false), "\(text.prefix(40))")
        }
    }

    @Test("whose claims are no object, or nested without end, is refused")
    func strangeClaims() async throws {
        let head = try TestKey.json(["alg": "ES256", "kid": "one"])
        for claims in ["[]", "1", "null", "{", String(repeating: "[", count: 100_000)] {
            let text = "\(head).\(Base64URL.encoded(claims.utf8))"
            #expect(try await outcome(text + ".AAAA") == .failure(IdentityRefusal(.signature)))
            let signed = try key.signed(text)
            #expect(try await outcome(signed) == .failure(IdentityRefusal(.malformedToken, at: "claims")))
        }
    }

    @Test("that belongs to another access token is refused")
    func accessToken() async throws {
        let hash = Base64URL.encoded(TokenAlgorithm.ES256.digest("right").prefix(16))
        let token = try key.token(TestProvider.claims.with("at_hash", hash))
        #expect(try await outcome(token, access: "wrong") == .failure(IdentityRefusal(.accessTokenHash)))
        #expect(try await outcome(token, access: "right").get().subject == "abc-123")
    }

    @Test("of a weaker sign-in than is demanded is refused")
    func weak() async throws {
        for (way, expected) in [("pwd", false), (nil, false), ("loa3", true)] {
            let found = try await outcome(
                try key.token(TestProvider.claims.with("acr", way)), accepted: ["loa3", "loa4"])
            #expect((found == .failure(IdentityRefusal(.weakSignIn))) == !expected)
        }
    }
}
