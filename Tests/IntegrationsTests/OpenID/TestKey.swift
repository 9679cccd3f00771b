import Crypto
import Foundation

@testable import Integrations

/// A provider's key, made for the test, that signs what a test wants signed. Written without the library that verifies.
struct TestKey: Sendable {
    let kid: String
    private let key = P256.Signing.PrivateKey()

    var jwk: [String: String] {
        let point = key.publicKey.rawRepresentation
        return [
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": kid,
            "x": Base64URL.encoded(point.prefix(32)), "y": Base64URL.encoded(point.suffix(32)),
        ]
    }

    /// Signs claims, under a header that says so unless the test writes another.
    func token(_ claims: [String: any Sendable], header: [String: any Sendable]? = nil) throws -> String {
        let head = try Self.json(header ?? ["alg": "ES256", "kid": kid])
        return try signed(head + "." + Self.json(claims))
    }

    /// Header and payload as they are, whatever they are.
    func signed(_ text: String) throws -> String {
        text + "." + Base64URL.encoded(try key.signature(for: Data(text.utf8)).rawRepresentation)
    }

    /// As somebody would who has only the public key, and hopes that it is taken for a shared secret.
    func forged(_ claims: [String: any Sendable], secret: Data) throws -> String {
        let text = try Self.json(["alg": "HS256", "kid": kid]) + "." + Self.json(claims)
        let code = HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: secret))
        return text + "." + Base64URL.encoded(code)
    }

    var publicPEM: Data { Data(key.publicKey.pemRepresentation.utf8) }

    static func json(_ value: [String: any Sendable]) throws -> String {
        Base64URL.encoded(try JSONSerialization.data(withJSONObject: value))
    }
}
