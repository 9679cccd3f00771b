/// The public holidays of lag (1989:253) as it stands since 2005, apart from ordinary Sundays, and the three
/// eves that lag (1930:173) 2 § sets beside holidays though they are none. Older years, when Whit Monday was
/// a holiday and the national day was not, need no more than that the national day is left out.
public enum Holiday: String, CaseIterable, Sendable {
    case newYearsDay, epiphany
    case goodFriday, easterSunday, easterMonday
    case mayDay, ascensionDay, whitSunday
    case nationalDay
    case midsummerEve, midsummerDay
    case allSaintsDay
    case christmasEve, christmasDay, secondDayOfChristmas
    case newYearsEve

    /// Midsummer, Christmas and New Year's Eve: not public holidays by law, closed by custom.
    public var isEve: Bool { self == .midsummerEve || self == .christmasEve || self == .newYearsEve }

    /// Where two fall on one day (1 May 2008 was Ascension Day too), the one with a fixed date.
    public static func holiday(on day: Day) -> Holiday? {
        let date = day.civil
        return fixed(on: date) ?? onSetWeekday(day.weekday, date) ?? byEaster(day)
    }

    private static func fixed(on date: Day.Civil) -> Holiday? {
        switch (date.month, date.day) {
        case (1, 1): .newYearsDay
        case (1, 6): .epiphany
        case (5, 1): .mayDay
        case (6, 6): date.year >= 2005 ? .nationalDay : nil
        case (12, 24): .christmasEve
        case (12, 25): .christmasDay
        case (12, 26): .secondDayOfChristmas
        case (12, 31): .newYearsEve
        default: nil
        }
    }

    private static func onSetWeekday(_ weekday: Weekday, _ date: Day.Civil) -> Holiday? {
        switch (weekday, date.month, date.day) {
        case (.friday, 6, 19...25): .midsummerEve
        case (.saturday, 6, 20...26): .midsummerDay
        case (.saturday, 10, 31), (.saturday, 11, 1...6): .allSaintsDay
        default: nil
        }
    }

    private static func byEaster(_ day: Day) -> Holiday? {
        switch easter(day.year).days(until: day) {
        case -2: .goodFriday
        case 0: .easterSunday
        case 1: .easterMonday
        case 39: .ascensionDay
        case 49: .whitSunday
        default: nil
        }
    }

    /// Easter Sunday, by the whole of the Gregorian reckoning (J. Meeus, Astronomical Algorithms, chapter 8),
    /// which needs no exceptions for single years.
    public static func easter(_ year: Int) -> Day {
        let golden = year % 19
        let (century, yearOfCentury) = year.quotientAndRemainder(dividingBy: 100)
        let moonCorrection = (century - (century + 8) / 25 + 1) / 3
        let epact = (19 * golden + century - century / 4 - moonCorrection + 15) % 30
        let toSunday = (32 + 2 * (century % 4) + 2 * (yearOfCentury / 4) - epact - yearOfCentury % 4) % 7
        let late = (golden + 11 * epact + 22 * toSunday) / 451
        let (month, day) = (epact + toSunday - 7 * late + 114).quotientAndRemainder(dividingBy: 31)
        return Day(civil: (year, month, day + 1))
    }
}
