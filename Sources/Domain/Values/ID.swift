import Foundation

/// A typed identity: a UUID of version 7 (RFC 9562), lower case, made by the application so that rows
/// sort by the time they were made.
public struct ID<Entity>: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let text: String

    public init(_ uuid: UUID) { text = uuid.uuidString.lowercased() }

    /// `nil` where `text` is not a UUID; what is kept is always the lower-case spelling.
    public init?(_ text: String) {
        guard let uuid = UUID(uuidString: text) else { return nil }
        self.init(uuid)
    }

    /// Trusts a text that the application wrote itself, such as a column of its own database.
    public init(stored text: String) { self.text = text }

    /// A new identity made at `now`: 48 bits of milliseconds, 26 of `step`, 48 random bits. Identities of one
    /// moment sort by their steps; without a step those bits are random too.
    public static func new(at now: Instant, step: UInt32? = nil) -> Self {
        var generator = SystemRandomNumberGenerator()
        let step = UInt64(min(step ?? generator.next(upperBound: 1 << 26), 1 << 26 - 1))
        let time = UInt64(bitPattern: now.milliseconds) << 16
        let high = time | 0x7000 | step >> 14
        let low: UInt64 = 0x8000 << 48 | (step & 0x3fff) << 48 | generator.next() >> 16
        var bytes = withUnsafeBytes(of: high.bigEndian, Array.init)
        withUnsafeBytes(of: low.bigEndian) { bytes += $0 }
        return Self(stored: Self.spelling(of: bytes))
    }

    /// Sorts before every identity made at `now` or later, and after all that were made before.
    public static func first(at now: Instant) -> Self {
        let time = String(UInt64(bitPattern: now.milliseconds), radix: 16)
        let digits = String(repeating: "0", count: max(0, 12 - time.count)) + time
        return Self(stored: "\(digits.prefix(8))-\(digits.dropFirst(8))")
    }

    private static func spelling(of bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    public var description: String { text }
    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

extension ID: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let id = Self(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a UUID"))
        }
        self = id
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
