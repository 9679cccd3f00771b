import Crypto
import Domain
import Foundation

/// Codes of six digits that hold for half a minute, as any authenticator app makes them (TOTP, RFC 6238: HMAC-SHA1, steps of
/// thirty seconds).
public struct OneTimePassword: Sendable {
    private static let stepSeconds: Int64 = 30
    /// As long as the digest (RFC 4226 §4).
    private static let keySize = SymmetricKeySize(bitCount: 160)

    let key: Data

    init(key: Data) { self.key = key }

    static func new() -> Self { Self(key: SymmetricKey(size: keySize).withUnsafeBytes { Data($0) }) }

    /// The key as a person types it: base32 (RFC 4648) in groups of four.
    public var typed: String { Base32.grouped(key, by: " ") }

    /// What an app reads from a QR code.
    public func address(login: String, issuer: String) -> String {
        let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~"))
        let (label, name) = (escaped(login, allowed), escaped(issuer, allowed))
        return "otpauth://totp/\(name):\(label)?secret=\(Base32.text(of: key))&issuer=\(name)"
    }

    private func escaped(_ text: String, _ allowed: CharacterSet) -> String {
        text.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
    }

    public func code(at moment: Instant) -> String { code(of: Self.step(at: moment)) }

    /// The step whose code this is; the one before and the one after count too, since clocks differ and fingers are slow.
    func step(of typed: String, at moment: Instant) -> Int64? {
        let digits = typed.filter { !$0.isWhitespace }
        let step = Self.step(at: moment)
        return [step, step - 1, step + 1].first { code(of: $0) == digits }
    }

    private static func step(at moment: Instant) -> Int64 { moment.milliseconds / 1000 / stepSeconds }

    /// Dynamic truncation (RFC 4226 §5.3).
    private func code(of step: Int64) -> String {
        let counter = withUnsafeBytes(of: step.bigEndian) { Data($0) }
        let digest = Array(
            HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: key)))
        let start = Int(digest[digest.count - 1] & 0x0f)
        let number = digest[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7fff_ffff
        let digits = String(number % 1_000_000)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }
}

/// Base32 without padding (RFC 4648 §6): nothing in it is mistaken for another letter when read aloud or typed.
enum Base32 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")

    /// Drawn at random, in groups of four with hyphens between.
    static func random(bits count: Int) -> String {
        let key = SymmetricKey(size: SymmetricKeySize(bitCount: count))
        return grouped(key.withUnsafeBytes { Data($0) }, by: "-")
    }

    static func grouped(_ bytes: Data, by separator: String) -> String {
        let letters = Array(text(of: bytes))
        return stride(from: 0, to: letters.count, by: 4)
            .map { String(letters[$0..<min($0 + 4, letters.count)]) }.joined(separator: separator)
    }

    static func text(of bytes: Data) -> String {
        var (text, bits, count) = ("", 0, 0)
        for byte in bytes {
            bits = (bits & 0x1f) << 8 | Int(byte)
            count += 8
            while count >= 5 {
                count -= 5
                text.append(alphabet[bits >> count & 0x1f])
            }
        }
        if count > 0 { text.append(alphabet[bits << (5 - count) & 0x1f]) }
        return text
    }
}
