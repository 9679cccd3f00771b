extension Instant {
    /// The civil date in Stockholm.
    public var day: Day { StockholmTime.utcDay(of: localSecond) }

    /// What a clock in Stockholm shows, seconds dropped.
    public var clock: TimeOfDay {
        TimeOfDay(minuteOfDay: Int(localSecond.floored(by: 86_400).remainder / 60))
    }

    private var localSecond: Int64 {
        let second = milliseconds.floored(by: 1000).quotient
        return second + StockholmTime.offset(at: second)
    }
}

extension Day {
    /// The moment when clocks in Stockholm show `time` on this day. A time that is skipped when summer time
    /// begins goes forward an hour; of one shown twice when it ends, the first is meant.
    public func at(_ time: TimeOfDay) -> Instant {
        let local = Int64(epochDay) * 86_400 + Int64(time.minuteOfDay) * 60
        return Instant(milliseconds: StockholmTime.second(ofLocal: local) * 1000)
    }

    /// Midnight in Stockholm, when the day begins.
    public var start: Instant { at(TimeOfDay(minuteOfDay: 0)) }
}
