/// Between a count of days and year, month and day, in whole numbers: it is done for every row of a list.
///
/// The year is taken to begin in March, so that the leap day is its last day and months have a regular
/// length; 400 such years are 146,097 days, and 719,468 days passed from 0000-03-01 to 1970-01-01.
extension Day {
    typealias Civil = (year: Int, month: Int, day: Int)

    private static let daysBefore1970 = 719_468
    private static let daysIn400Years = 146_097

    init(civil: Civil) {
        let (year, month, day) = civil
        let marchYear = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = marchYear.floored(by: 400)
        let dayOfYear = Self.daysBefore(marchMonth: (month + 9) % 12) + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.init(epochDay: Int32(clamping: era * Self.daysIn400Years + dayOfEra - Self.daysBefore1970))
    }

    var civil: Civil {
        let (era, dayOfEra) = (Int(epochDay) + Self.daysBefore1970).floored(by: Self.daysIn400Years)
        let leapDays = dayOfEra / 1460 - dayOfEra / 36_524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leapDays) / 365
        let dayOfYear = dayOfEra - (yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - Self.daysBefore(marchMonth: marchMonth) + 1)
    }

    /// Months counted from March = 0: five months have 153 days, again and again.
    private static func daysBefore(marchMonth: Int) -> Int { (153 * marchMonth + 2) / 5 }

    static func length(ofMonth month: Int, in year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func isLeap(_ year: Int) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }
}
