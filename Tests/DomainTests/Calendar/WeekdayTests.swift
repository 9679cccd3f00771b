import Domain
import Foundation
import Testing

@Suite struct WeekdayTests {
    @Test(
        "weekday and week number are those of another calendar, day by day",
        arguments: [1900, 1970, 1999, 2004, 2009, 2015, 2020, 2026, 2032])
    func against(year: Int) throws {
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        let first = try #require(Day(year: year, month: 1, day: 1))
        for day in first...first.adding(days: 400) {
            let date = Date(timeIntervalSince1970: TimeInterval(day.epochDay) * 86_400)
            let sundayFirst = calendar.component(.weekday, from: date)
            #expect(day.weekday.rawValue == (sundayFirst + 5) % 7 + 1)
            #expect(day.isoWeek == calendar.component(.weekOfYear, from: date))
        }
    }

    @Test(
        "known weeks",
        arguments: [
            ("2026-11-20", Weekday.friday, 47), ("2026-12-31", .thursday, 53), ("2027-01-03", .sunday, 53),
            ("2027-01-04", .monday, 1), ("2024-12-30", .monday, 1), ("1969-12-31", .wednesday, 1),
        ])
    func known(iso: String, weekday: Weekday, week: Int) throws {
        let day = try #require(Day(iso))
        #expect(day.weekday == weekday)
        #expect(day.isoWeek == week)
    }

    @Test("Saturday and Sunday are the weekend")
    func weekend() {
        #expect(Weekday.allCases.map(\.rawValue) == Array(1...7))
        #expect(Weekday.allCases.filter(\.isWeekend) == [.saturday, .sunday])
    }
}
