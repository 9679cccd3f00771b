/// A birth date as a personal number writes it. A samordningsnummer has 60 added to the day, and 00 for a
/// month and 60 for a day that are not known (Skatteverket's own test numbers have both).
struct WrittenBirth {
    let year: Int
    let month: Int
    let day: Int

    var isCoordination: Bool { day >= 60 }

    /// `nil` where the date is impossible or not wholly known.
    var date: Day? { Day(year: year, month: month, day: dayOfMonth) }

    var isPossible: Bool { date != nil || (isCoordination && isPartlyKnown) }

    /// Later than `today` at the earliest: an unknown month may be January, an unknown day the first.
    func isFuture(on today: Day) -> Bool {
        (year, max(month, 1), dayOfMonth) > (today.year, today.month, today.day)
    }

    private var dayOfMonth: Int { isCoordination ? day - 60 : day }

    private var isPartlyKnown: Bool {
        guard Day.years.contains(year), (0...12).contains(month) else { return false }
        return month == 0 ? (0...31).contains(dayOfMonth) : dayOfMonth == 0
    }
}

extension WrittenBirth {
    /// From `YYYYMMDD` in ASCII digits.
    init?(_ digits: some Collection<UInt8>) {
        guard digits.count == 8, let number = digits.asciiNumber else { return nil }
        self.init(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    }

    /// From `YYMMDD` with the separator's meaning. Without one, or with `-`: the latest century that does not
    /// lie in the future. With `+`: born at least 100 calendar years ago, for the sign changes in the year a
    /// person turns 100 and not on the birthday (folkbokföringslagen 18 §).
    init?(_ digits: some Collection<UInt8>, hasPlus: Bool, today: Day) {
        guard digits.count == 6, let number = digits.asciiNumber else { return nil }
        let (month, day) = (number / 100 % 100, number % 100)
        let latest = hasPlus ? today.year - 100 : today.year
        let year = latest - (latest - number / 10_000).floored(by: 100).remainder
        let birth = Self(year: year, month: month, day: day)
        self = birth.isFuture(on: today) ? Self(year: year - 100, month: month, day: day) : birth
    }
}
