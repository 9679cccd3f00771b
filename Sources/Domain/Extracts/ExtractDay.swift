/// As of which day an extract can be asked for (R4.6).
public enum ExtractDay {
    /// How far ahead one can be ordered, in days.
    public static let farthest = 366

    /// - Returns: what is wrong with the day: it is no working day, with why and the nearest that are, or it lies too far
    ///   ahead; `nil` for a day that is right.
    public static func fault(of day: Day, today: Day, calendar: WorkingCalendar) -> Fault? {
        if today.days(until: day) > farthest {
            return Fault("extract.tooFar", ["latest": today.adding(days: farthest).description])
        }
        guard let reason = calendar.reasonClosed(day) else { return nil }
        let nearest = calendar.nearestWorkingDays(around: day)
        var told = ["before": nearest.before.description, "after": nearest.after.description]
        switch reason {
        case .weekend(let weekday):
            told["weekday"] = "\(weekday.rawValue)"
            return Fault("extract.closed.weekend", told)
        case .holiday(let holiday):
            told["holiday"] = holiday.rawValue
            return Fault("extract.closed.holiday", told)
        case .locallyClosed: return Fault("extract.closed.locally", told)
        }
    }
}
