import Crypto
import Foundation

/// Unguessable tokens, their digests, and what they sign.
public enum RandomToken {
    /// Lower-case hexadecimal digits, two for each byte.
    public static func make(bytes count: Int = 32) -> String {
        hex(SymmetricKey(size: SymmetricKeySize(bitCount: count * 8)).withUnsafeBytes { Array($0) })
    }

    /// What is stored of a token, so that a copy of the database opens no session.
    public static func digest(_ token: String) -> String { hex(SHA256.hash(data: Data(token.utf8))) }

    public static func digest(_ bytes: [UInt8]) -> String { hex(SHA256.hash(data: bytes)) }

    /// A form's token: bound to the seed that the visitor's cookie carries.
    static func formToken(seed: String) -> String {
        hex(
            HMAC<SHA256>.authenticationCode(
                for: Data("form".utf8), using: SymmetricKey(data: Data(seed.utf8))))
    }

    static func isFormToken(_ token: String, seed: String) -> Bool {
        guard !seed.isEmpty, let bytes = bytes(token) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            bytes, authenticating: Data("form".utf8), using: SymmetricKey(data: Data(seed.utf8)))
    }

    private static func bytes(_ hex: String) -> Data? {
        guard hex.utf8.count == 64 else { return nil }
        var bytes = Data()
        var rest = hex[...]
        while !rest.isEmpty {
            guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }
}
