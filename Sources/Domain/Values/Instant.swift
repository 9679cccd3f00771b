import Foundation

/// A moment, in whole milliseconds since 1970-01-01T00:00:00Z; also what the database stores.
public struct Instant: Hashable, Comparable, Sendable, Codable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }

    public func adding(seconds: Int64) -> Self { Self(milliseconds: milliseconds + seconds * 1000) }
    public func adding(minutes: Int64) -> Self { adding(seconds: minutes * 60) }

    public init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}

/// Where time comes from: the system in the product, a fixed moment in tests.
public struct Clock: Sendable {
    public let now: @Sendable () -> Instant
    public init(now: @escaping @Sendable () -> Instant) { self.now = now }

    /// The one place that asks the machine what time it is.
    public static let system = Self { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }

    public static func fixed(_ moment: Instant) -> Self { Self { moment } }
}
