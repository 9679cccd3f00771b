import Crypto
import Foundation

/// What was signed of the history with a key that lies outside the database (Ed25519, RFC 8032).
struct Signature: Hashable {
    /// Nothing that was signed as one can be taken for the other. The texts are the first line of what is signed.
    enum Kind: String {
        case head = "hemtrygg history 1"
        case disposal = "hemtrygg disposal 1"
    }

    /// Which key signed, and its public half, base64.
    let key: String
    let publicKey: String
    /// Base64.
    let value: String

    /// What is signed, each part on a line; a part that may hold an end of line goes in by its digest.
    static func text(_ kind: Kind, _ parts: [String], key: String, publicKey: String) -> Data {
        Data(([kind.rawValue] + parts + [key, publicKey]).joined(separator: "\n").utf8)
    }

    /// Whether its key signed this.
    func holds(for kind: Kind, _ parts: [String]) -> Bool {
        guard let half = Data(base64Encoded: publicKey), let value = Data(base64Encoded: value),
            let signer = try? Curve25519.Signing.PublicKey(rawRepresentation: half)
        else { return false }
        return signer.isValidSignature(
            value, for: Self.text(kind, parts, key: key, publicKey: publicKey))
    }
}

extension SecretKeys {
    private static let purpose = Data("hemtrygg history head".utf8)

    /// The pair that signs the history, drawn from the key of that name (HKDF, RFC 5869).
    private func signingKey(_ id: String) throws -> Curve25519.Signing.PrivateKey? {
        guard let seed = drawn(from: id, for: Self.purpose) else { return nil }
        return try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
    }

    /// The public half by which what the key of that name signed is known; `nil` where there is no such key.
    func publicKey(_ id: String) throws -> String? {
        try signingKey(id)?.publicKey.rawRepresentation.base64EncodedString()
    }

    /// Signs with the current key.
    /// - Throws: `SecretFault.noKey`.
    func sign(_ kind: Signature.Kind, _ parts: [String]) throws -> Signature {
        guard let current, let pair = try signingKey(current) else { throw SecretFault.noKey }
        let half = pair.publicKey.rawRepresentation.base64EncodedString()
        let text = Signature.text(kind, parts, key: current, publicKey: half)
        return Signature(
            key: current, publicKey: half, value: try pair.signature(for: text).base64EncodedString())
    }
}
