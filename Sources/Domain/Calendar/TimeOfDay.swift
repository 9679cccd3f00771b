/// A time on a Swedish wall clock, in whole minutes.
public struct TimeOfDay: Hashable, Sendable {
    let minuteOfDay: Int

    init(minuteOfDay: Int) { self.minuteOfDay = minuteOfDay }

    public init?(hour: Int, minute: Int) {
        guard (0...23).contains(hour), (0...59).contains(minute) else { return nil }
        self.init(minuteOfDay: hour * 60 + minute)
    }

    /// Reads exactly `HH:MM`.
    public init?(_ text: String) {
        let bytes = Array(text.utf8.prefix(6))
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"), let hour = bytes[0..<2].asciiNumber,
            let minute = bytes[3..<5].asciiNumber
        else { return nil }
        self.init(hour: hour, minute: minute)
    }

    public var hour: Int { minuteOfDay / 60 }
    public var minute: Int { minuteOfDay % 60 }
}

extension TimeOfDay: Comparable {
    public static func < (left: TimeOfDay, right: TimeOfDay) -> Bool { left.minuteOfDay < right.minuteOfDay }
}

extension TimeOfDay: CustomStringConvertible {
    /// `HH:MM`.
    public var description: String {
        var bytes: [UInt8] = []
        bytes.append(hour, width: 2)
        bytes.append(":")
        bytes.append(minute, width: 2)
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension TimeOfDay: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let time = TimeOfDay(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a time HH:MM"))
        }
        self = time
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
