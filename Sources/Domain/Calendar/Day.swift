/// A civil date in Sweden (Europe/Stockholm, Gregorian calendar), kept as days since 1970-01-01.
///
/// Only dates of the years 1800...2200 can be written or read; arithmetic may pass beyond them.
public struct Day: Hashable, Sendable {
    /// The years that can be written: nobody in care is older, and no plan reaches further.
    public static let years = 1800...2200

    public let epochDay: Int32

    public init(epochDay: Int32) { self.epochDay = epochDay }

    /// `nil` for a date that the calendar does not have.
    public init?(year: Int, month: Int, day: Int) {
        guard Self.years.contains(year), (1...12).contains(month),
            (1...Self.length(ofMonth: month, in: year)).contains(day)
        else { return nil }
        self.init(civil: (year, month, day))
    }

    /// Reads exactly `YYYY-MM-DD`.
    public init?(_ iso: String) {
        var iso = iso
        let read = iso.withUTF8 { bytes -> (year: Int, month: Int, day: Int)? in
            guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
                let year = bytes[0..<4].asciiNumber, let month = bytes[5..<7].asciiNumber,
                let day = bytes[8..<10].asciiNumber
            else { return nil }
            return (year, month, day)
        }
        guard let read else { return nil }
        self.init(year: read.year, month: read.month, day: read.day)
    }

    public var year: Int { civil.year }
    public var month: Int { civil.month }
    public var day: Int { civil.day }

    /// Stops at the last day that can be counted, some millions of years away.
    public func adding(days: Int) -> Day {
        Day(epochDay: Int32(clamping: Int(epochDay) + Int(Int32(clamping: days))))
    }

    /// How many days later `other` is; negative where it is earlier.
    public func days(until other: Day) -> Int { Int(other.epochDay) - Int(epochDay) }
}

extension Day: Comparable {
    public static func == (left: Day, right: Day) -> Bool { left.epochDay == right.epochDay }
    public static func < (left: Day, right: Day) -> Bool { left.epochDay < right.epochDay }
}

extension Day: Strideable {
    public func distance(to other: Day) -> Int { days(until: other) }
    public func advanced(by days: Int) -> Day { adding(days: days) }
}

extension Day: CustomStringConvertible {
    /// `YYYY-MM-DD`.
    public var description: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(10)
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    func append(to bytes: inout [UInt8]) {
        let (year, month, day) = civil
        bytes.append(year, width: 4)
        bytes.append("-")
        bytes.append(month, width: 2)
        bytes.append("-")
        bytes.append(day, width: 2)
    }
}

extension Day: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let day = Day(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a date YYYY-MM-DD"))
        }
        self = day
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
