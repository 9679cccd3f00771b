import CArgon2
import Domain
import Foundation

/// Argon2id with 19 MiB, two passes and one lane (OWASP's minimum for Argon2id), in the PHC string format.
public enum PasswordHash {
    private static let memoryKiB: UInt32 = 19456
    private static let passes: UInt32 = 2
    private static let mostBytes = 2000
    /// Each takes 19 MiB for as long as it lasts.
    private static let workbench = Workbench(places: 2)

    /// A cost without a gain, paid for an unknown login too, so that time does not tell which logins exist.
    public static let ofNobody =
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

    /// - Throws: `invalid` for a password shorter than 12 or longer than 200 characters.
    public static func make(_ password: String) async throws -> String {
        guard password.utf8.count <= mostTyped, (12...200).contains(password.count),
            bytes(of: password).count <= mostBytes
        else {
            throw AppError.invalid("password.length", field: "password")
        }
        return try await workbench.run { try hash(password) }
    }

    public static func matches(_ password: String, _ hash: String) async throws -> Bool {
        guard password.utf8.count <= mostTyped else { return false }
        return try await workbench.run {
            let bytes = bytes(of: password)
            return argon2id_verify(hash, bytes, bytes.count) == ARGON2_OK.rawValue
        }
    }

    /// Before any work is done with what was typed; composing cannot make a text of this length longer than allowed.
    private static let mostTyped = 4 * mostBytes

    private static func hash(_ password: String) throws -> String {
        var generator = SystemRandomNumberGenerator()
        let salt = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
        var encoded = [CChar](repeating: 0, count: 128)
        let bytes = bytes(of: password)
        let status = argon2id_hash_encoded(
            passes, memoryKiB, 1, bytes, bytes.count, salt, salt.count, 32, &encoded, encoded.count)
        guard status == ARGON2_OK.rawValue else { throw AppError(.unavailable, "password.unavailable") }
        return String(decoding: encoded.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Å typed as one sign or as two is the same password; no more is computed on than can have been kept.
    private static func bytes(of password: String) -> [UInt8] {
        Array(password.precomposedStringWithCanonicalMapping.utf8.prefix(mostBytes + 1))
    }
}
