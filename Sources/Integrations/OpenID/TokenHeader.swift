import Crypto
import Domain
import Foundation

/// The ways of signing that are taken: by a private key, of which we have only the public half. Neither `none` nor a shared
/// secret (`HS256`), with which whoever knows a public key could sign.
enum TokenAlgorithm: String, Sendable, CaseIterable {
    case RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512

    var keyType: String { rawValue.hasPrefix("ES") ? "EC" : "RSA" }

    var curve: String {
        switch self {
        case .ES256: "P-256"
        case .ES384: "P-384"
        case .ES512: "P-521"
        default: ""
        }
    }

    func digest(_ text: String) -> [UInt8] {
        let bytes = Data(text.utf8)
        return switch rawValue.suffix(3) {
        case "256": Array(SHA256.hash(data: bytes))
        case "384": Array(SHA384.hash(data: bytes))
        default: Array(SHA512.hash(data: bytes))
        }
    }
}

struct TokenHeader: Sendable {
    let algorithm: TokenAlgorithm
    let kid: String?
}

/// A token in its three parts, with nothing yet believed but its header.
struct SignedToken: Sendable {
    let header: TokenHeader
    let payload: Data
    let signature: [UInt8]
    let signed: [UInt8]

    private struct Header: Decodable {
        let alg: String
        let kid: String?
        let crit: Claims.Value?
    }

    init(_ text: String) throws(IdentityRefusal) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let head = Base64URL.decoded(parts[0]),
            let payload = Base64URL.decoded(parts[1]),
            let signature = Base64URL.decoded(parts[2]),
            let header = try? JSONDecoder().decode(Header.self, from: head)
        else { throw IdentityRefusal(.malformedToken, at: "form") }
        guard let algorithm = TokenAlgorithm(rawValue: header.alg) else { throw IdentityRefusal(.algorithm) }
        // What must be understood (RFC 7515, 4.1.11), and is not.
        guard header.crit == nil else { throw IdentityRefusal(.malformedToken, at: "crit") }
        self.header = TokenHeader(algorithm: algorithm, kid: header.kid)
        self.payload = payload
        self.signature = Array(signature)
        signed = Array(text.utf8.prefix(parts[0].count + 1 + parts[1].count))
    }

    func isSigned(by keys: [KeySet.Key]) async -> Bool {
        for key in keys where await key.verifies(signature, of: signed, by: header.algorithm) { return true }
        return false
    }

    /// To be called once the signature has been seen to hold.
    func claims() throws(IdentityRefusal) -> Claims {
        guard let claims = try? JSONDecoder().decode(Claims.self, from: payload) else {
            throw IdentityRefusal(.malformedToken, at: "claims")
        }
        return claims
    }
}

/// RFC 4648, 5, without padding, and nothing else.
enum Base64URL {
    static func decoded(_ text: Substring.UTF8View) -> Data? {
        var plain: [UInt8] = []
        for byte in text {
            switch byte {
            case UInt8(ascii: "-"): plain.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): plain.append(UInt8(ascii: "/"))
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                plain.append(byte)
            default: return nil
            }
        }
        plain += Array(repeating: UInt8(ascii: "="), count: (4 - plain.count % 4) % 4)
        return Data(base64Encoded: Data(plain))
    }

    static func encoded(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing(
            "=", with: "")
    }
}
