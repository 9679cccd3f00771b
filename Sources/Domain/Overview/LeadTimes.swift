/// How many working days it took from an order to a tested alarm, by the month in which it was tested.
public struct LeadTimes: Hashable, Sendable {
    public struct Month: Hashable, Sendable {
        /// Its first day.
        public let month: Day
        public let count: Int
        /// So many working days, or fewer, it took for half of them at least; `nil` where there were none.
        public let median: Int?
        /// As `median`, for nine of ten.
        public let ninetieth: Int?
        public let withinTarget: Int

        /// In whole per cent, rounded down so that a hundred is all of them.
        public var share: Int? { count == 0 ? nil : withinTarget * 100 / count }
    }

    /// In working days.
    public let target: Int
    /// One after another, also those in which nothing was tested.
    public let months: [Month]

    /// - Parameter months: first days. What was tested in another month is left out.
    public init(
        _ times: [(ordered: Day, tested: Day)], months: [Day], target: Int, calendar: WorkingCalendar
    ) {
        self.target = target
        let days = times.flatMap { [$0.ordered, $0.tested] }
        let count = WorkingDayCount(calendar, from: days.min() ?? .init(epochDay: 0), to: days.max())
        let byMonth = Dictionary(grouping: times, by: \.tested.firstOfMonth)
        self.months = months.map { month in
            let taken = (byMonth[month] ?? []).map { count.days(from: $0.ordered, to: $0.tested) }.sorted()
            return Month(
                month: month, count: taken.count, median: Self.percentile(50, of: taken),
                ninetieth: Self.percentile(90, of: taken), withinTarget: taken.count { $0 <= target })
        }
    }

    /// The least value that so many per cent do not exceed (nearest rank); `nil` of nothing.
    static func percentile(_ percent: Int, of sorted: [Int]) -> Int? {
        sorted.isEmpty ? nil : sorted[max(0, (sorted.count * percent + 99) / 100 - 1)]
    }
}

/// Working days between any two days of a period, counted once.
struct WorkingDayCount: Sendable {
    private let first: Day
    /// How many there are up to and with each day.
    private let sums: [Int]

    init(_ calendar: WorkingCalendar, from first: Day, to last: Day?) {
        self.first = first
        var sum = 0
        sums = (first...max(first, last ?? first)).map { day in
            sum += calendar.isPublicHolidayFreeWeekday(day) ? 1 : 0
            return sum
        }
    }

    /// After `start`, up to and with `end`: as `WorkingCalendar.adding` counts; none where `end` is earlier.
    func days(from start: Day, to end: Day) -> Int {
        start < end ? sums[first.days(until: end)] - sums[first.days(until: start)] : 0
    }
}

extension Day {
    public var firstOfMonth: Day { adding(days: 1 - day) }

    /// The first days of so many months, the one that the day lies in last.
    public func months(back count: Int) -> [Day] {
        var months = [firstOfMonth]
        while months.count < count { months.append(months[months.count - 1].adding(days: -1).firstOfMonth) }
        return months.reversed()
    }

    /// Monday to Sunday of the day's week.
    public var week: ClosedRange<Day> {
        let monday = adding(days: Weekday.monday.rawValue - weekday.rawValue)
        return monday...monday.adding(days: 6)
    }
}

/// How long something has lasted, in whole days, as lists of what waits are divided.
public enum AgeClass: Int, Sendable, CaseIterable {
    case new, days, weeks, old

    /// The most days that belong to it; `nil` for the last.
    public var limit: Int? {
        switch self {
        case .new: 1
        case .days: 7
        case .weeks: 30
        case .old: nil
        }
    }

    public init(days: Int) {
        self = Self.allCases.first { $0.limit.map { days <= $0 } ?? true } ?? .old
    }

    /// The earliest moment at which something that belongs to it today began; `nil` for the last.
    public func begin(on today: Day) -> Instant? { limit.map { today.adding(days: -$0).start } }
}
