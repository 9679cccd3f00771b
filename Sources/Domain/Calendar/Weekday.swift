/// Days of the week as ISO 8601 numbers them.
public enum Weekday: Int, Sendable, Codable, CaseIterable {
    case monday = 1, tuesday, wednesday, thursday, friday, saturday, sunday

    public var isWeekend: Bool { self == .saturday || self == .sunday }
}

extension Day {
    public var weekday: Weekday {
        // 1970-01-01 was a Thursday, the third day after Monday. The remainder is 0...6, so the number fits.
        Weekday(rawValue: (Int(epochDay) + 3).floored(by: 7).remainder + 1) ?? .monday
    }

    /// The week's number (ISO 8601): the week belongs to the year that its Thursday is in.
    public var isoWeek: Int {
        let thursday = adding(days: Weekday.thursday.rawValue - weekday.rawValue)
        let newYear = Day(civil: (thursday.year, 1, 1))
        return newYear.days(until: thursday) / 7 + 1
    }
}
