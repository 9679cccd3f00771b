import Foundation

/// How far Stockholm's clocks are ahead of UTC, in seconds.
enum StockholmTime {
    private static let winter: Int64 = 3600
    private static let summer: Int64 = 7200

    /// Since 1996 the rule of the Union holds (directive 2000/84/EC): summer time from 01:00 UTC on the last
    /// Sunday of March to 01:00 UTC on the last Sunday of October. Reckoned here, since it is needed for
    /// every row of a list; older moments are rare and are left to the time zone database.
    static func offset(at second: Int64) -> Int64 {
        let (year, month, _) = utcDay(of: second).civil
        guard year >= 1996 else { return recordedOffset(at: second) }
        switch month {
        case 4...9: return summer
        case 3: return second < change(in: year, month: 3) ? winter : summer
        case 10: return second < change(in: year, month: 10) ? summer : winter
        default: return winter
        }
    }

    /// The UTC second that a wall clock's reading stands for, `local` being that reading counted as if it
    /// were UTC. A reading that the clock skips goes forward; of one that it shows twice, the first is
    /// meant.
    static func second(ofLocal local: Int64) -> Int64 {
        let earlier = local - offset(at: local - 86_400)
        if earlier + offset(at: earlier) == local { return earlier }
        let later = local - offset(at: local + 86_400)
        return later + offset(at: later) == local ? later : earlier
    }

    static func utcDay(of second: Int64) -> Day {
        Day(epochDay: Int32(clamping: second.floored(by: 86_400).quotient))
    }

    /// March and October both have 31 days.
    private static func change(in year: Int, month: Int) -> Int64 {
        let last = Day(civil: (year, month, 31))
        let sunday = last.adding(days: -(last.weekday.rawValue % 7))
        return Int64(sunday.epochDay) * 86_400 + 3600
    }

    private static let zone = TimeZone(identifier: "Europe/Stockholm")

    private static func recordedOffset(at second: Int64) -> Int64 {
        let date = Date(timeIntervalSince1970: TimeInterval(second))
        return zone.map { Int64($0.secondsFromGMT(for: date)) } ?? winter
    }
}
