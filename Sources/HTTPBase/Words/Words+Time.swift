import Domain

extension Words {
    /// With a capital first letter, for a text that begins a line.
    public func heading(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

    /// As people say it, near today: *i morgon, tis 24 nov*; else *tis 24 nov*, with the year where it is another.
    public func day(_ day: Day, today: Day) -> String {
        let plain = plainDay(day, today: today)
        return switch today.days(until: day) {
        case 0: "\(self("day.today")), \(plain)"
        case 1: "\(self("day.tomorrow")), \(plain)"
        case -1: "\(self("day.yesterday")), \(plain)"
        default: plain
        }
    }

    public func plainDay(_ day: Day, today: Day) -> String {
        let weekday = self("weekday.short.\(day.weekday.rawValue)")
        let month = self("month.short.\(day.month)")
        return "\(weekday) \(day.day) \(month)" + (day.year == today.year ? "" : " \(day.year)")
    }

    /// With its year, for what is read at any time: *tis 24 nov 2026*.
    public func longDay(_ day: Day) -> String {
        "\(self("weekday.short.\(day.weekday.rawValue)")) \(day.day) \(self("month.short.\(day.month)")) \(day.year)"
    }

    /// *i dag 14:02*, *i går 08:15*, else *tis 24 nov 14:02*.
    public func moment(_ instant: Instant, today: Day) -> String {
        let day = instant.day
        let said =
            switch today.days(until: day) {
            case 0: self("day.today")
            case 1: self("day.tomorrow")
            case -1: self("day.yesterday")
            default: plainDay(day, today: today)
            }
        return "\(said) \(instant.clock)"
    }

    /// The exact one, for tooltips and screen readers: *2026-11-24 14:02*.
    public func exact(_ instant: Instant) -> String { "\(instant.day) \(instant.clock)" }
}
