/// Which days a municipality works, and what "within n working days" (R4.7) means there.
///
/// *Helgfri vardag* has no definition in statute: Monday to Friday, no public holiday, none of the three eves
/// unless `evesAreClosed` is off, and no day that the municipality has closed itself.
public struct WorkingCalendar: Hashable, Sendable, Codable {
    public var evesAreClosed: Bool
    public var closedDays: Set<Day>

    public init(evesAreClosed: Bool = true, closedDays: Set<Day> = []) {
        self.evesAreClosed = evesAreClosed
        self.closedDays = closedDays
    }

    public func isPublicHolidayFreeWeekday(_ day: Day) -> Bool { reasonClosed(day) == nil }

    /// Why a day is no working day. A holiday on a weekend is called by the holiday's name, which says more.
    public func reasonClosed(_ day: Day) -> ClosedReason? {
        if let holiday = Holiday.holiday(on: day), evesAreClosed || !holiday.isEve {
            return .holiday(holiday)
        }
        if day.weekday.isWeekend { return .weekend(day.weekday) }
        return closedDays.contains(day) ? .locallyClosed : nil
    }

    /// The day that is so many working days after `day`, which is day 0 whether it is a working day or not;
    /// before it where the number is negative.
    public func adding(workingDays: Int, to day: Day) -> Day {
        var reached = day
        for _ in 0..<workingDays.magnitude {
            reached = nearestWorkingDay(from: reached, step: workingDays.signum())
        }
        return reached
    }

    /// The days after `start`, up to and with `end`, that are not counted, and why: what explains a deadline.
    public func skippedDays(from start: Day, to end: Day) -> [(day: Day, reason: ClosedReason)] {
        guard start < end else { return [] }
        return (start.adding(days: 1)...end).compactMap { day in reasonClosed(day).map { (day, $0) } }
    }

    /// The last working day before `day` and the first after it, to choose from where `day` is none (R4.6).
    public func nearestWorkingDays(around day: Day) -> (before: Day, after: Day) {
        (nearestWorkingDay(from: day, step: -1), nearestWorkingDay(from: day, step: 1))
    }

    private func nearestWorkingDay(from day: Day, step: Int) -> Day {
        var found = day.adding(days: step)
        while !isPublicHolidayFreeWeekday(found) { found = found.adding(days: step) }
        return found
    }
}

/// Why a day is no working day.
public enum ClosedReason: Hashable, Sendable {
    case weekend(Weekday)
    case holiday(Holiday)
    case locallyClosed
}
