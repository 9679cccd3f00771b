import Foundation
import JWTKit

/// The provider's public keys (RFC 7517). A key of a kind that is not known here is passed over; the others hold.
struct KeySet: Sendable {
    struct Key: Sendable, Decodable {
        let kty: String
        let kid: String?
        let use: String?
        let alg: String?
        let n: String?
        let e: String?
        let crv: String?
        let x: String?
        let y: String?
    }

    private struct Lenient: Decodable {
        let key: Key?
        init(from decoder: any Decoder) throws { key = try? Key(from: decoder) }
    }

    private struct Document: Decodable { let keys: [Lenient] }

    /// Nobody has more in use; each is tried where a token does not say which.
    private static let most = 50

    private let keys: [Key]

    init?(_ bytes: Data) {
        guard let document = try? JSONDecoder().decode(Document.self, from: bytes) else { return nil }
        keys = document.keys.compactMap(\.key).prefix(Self.most).filter { $0.use != "enc" }
    }

    init() { keys = [] }

    /// Those with which a token of this header may have been signed.
    func candidates(for header: TokenHeader) -> [Key] {
        keys.filter { key in
            key.kty == header.algorithm.keyType
                && (key.alg ?? header.algorithm.rawValue) == header.algorithm.rawValue
                && (key.crv ?? "") == header.algorithm.curve && (header.kid == nil || key.kid == header.kid)
        }
    }
}

extension KeySet.Key {
    func verifies(_ signature: [UInt8], of signed: [UInt8], by algorithm: TokenAlgorithm) async -> Bool {
        let name = JWKIdentifier(string: "one")
        let wanted = JWK.Algorithm(rawValue: algorithm.rawValue)
        let key: JWK =
            kty == "RSA"
            ? .rsa(wanted, identifier: name, modulus: n, exponent: e)
            : .ecdsa(wanted, identifier: name, x: x, y: y, curve: crv.flatMap { ECDSACurve(rawValue: $0) })
        do {
            let verifier = try await JWTKeyCollection().add(jwk: key).getKey(
                for: name, alg: algorithm.rawValue)
            return try verifier.verify(signature, signs: signed)
        } catch { return false }
    }
}
