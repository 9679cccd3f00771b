import Domain
import Testing

@Suite struct SwedishHolidayTests {
    @Test(
        "Easter falls on the published days",
        arguments: [
            "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01",
            // Earliest and latest, and the years in which simpler reckonings go wrong.
            "1818-03-22", "1943-04-25", "2038-04-25", "2008-03-23", "1954-04-18", "1981-04-19", "2049-04-18",
            "2076-04-19",
        ])
    func easter(iso: String) throws {
        let day = try #require(Day(iso))
        #expect(Holiday.easter(day.year) == day)
        #expect(Holiday.holiday(on: day) == .easterSunday)
    }

    @Test("Easter is the same by another reckoning, every year")
    func easterByAnotherReckoning() {
        for year in Day.years {
            #expect(Holiday.easter(year) == easterByKnuth(year), "\(year)")
            #expect(Holiday.easter(year).weekday == .sunday)
        }
    }

    @Test("the holidays and eves of 2026 are these and no others")
    func all2026() throws {
        let expected: [(String, Holiday)] = [
            ("2026-01-01", .newYearsDay), ("2026-01-06", .epiphany), ("2026-04-03", .goodFriday),
            ("2026-04-05", .easterSunday), ("2026-04-06", .easterMonday), ("2026-05-01", .mayDay),
            ("2026-05-14", .ascensionDay), ("2026-05-24", .whitSunday), ("2026-06-06", .nationalDay),
            ("2026-06-19", .midsummerEve), ("2026-06-20", .midsummerDay), ("2026-10-31", .allSaintsDay),
            ("2026-12-24", .christmasEve), ("2026-12-25", .christmasDay),
            ("2026-12-26", .secondDayOfChristmas),
            ("2026-12-31", .newYearsEve),
        ]
        let found = (Day.written("2026-01-01") ... .written("2026-12-31")).compactMap { day in
            Holiday.holiday(on: day).map { (day.description, $0) }
        }
        #expect(found.map(\.0) == expected.map(\.0))
        #expect(found.map(\.1) == expected.map(\.1))
        #expect(Set(found.map(\.1)) == Set(Holiday.allCases))
    }

    @Test(
        "days between two months and weekdays that move are found",
        arguments: [
            ("2026-10-31", Holiday.allSaintsDay), ("2025-11-01", .allSaintsDay),
            ("2020-10-31", .allSaintsDay),
            ("2027-11-06", .allSaintsDay), ("2020-06-20", .midsummerDay), ("2021-06-26", .midsummerDay),
            ("2020-06-19", .midsummerEve), ("2021-06-25", .midsummerEve), ("2028-12-24", .christmasEve),
            ("2008-05-01", .mayDay), ("2033-06-05", .whitSunday), ("2024-05-09", .ascensionDay),
        ])
    func moving(iso: String, holiday: Holiday) throws {
        #expect(Holiday.holiday(on: try #require(Day(iso))) == holiday)
    }

    @Test("each year has one of every holiday, except where two fall on one day")
    func oncePerYear() {
        for year in 2005...2100 {
            let found = (Day.written("\(year)-01-01") ... .written("\(year)-12-31")).compactMap(
                Holiday.holiday(on:))
            #expect(Set(found).count == found.count, "\(year)")
            let missing = Set(Holiday.allCases).subtracting(found)
            #expect(missing.isSubset(of: [.ascensionDay, .whitSunday]), "\(year)")
            #expect(missing.isEmpty || missing.count == 1, "\(year)")
        }
    }

    @Test("the national day is a holiday since 2005, and Whit Monday is none")
    func since2005() {
        #expect(Holiday.holiday(on: .written("2004-06-06")) == nil)
        #expect(Holiday.holiday(on: .written("2005-06-06")) == .nationalDay)
        #expect(Holiday.holiday(on: .written("2026-05-25")) == nil)
    }

    @Test(
        "days that are only shortened by custom are no holidays",
        arguments: [
            "2026-04-02", "2026-01-05", "2026-04-30", "2026-10-30", "2026-05-15", "2026-04-04", "2026-05-23",
        ])
    func customary(iso: String) throws {
        #expect(Holiday.holiday(on: try #require(Day(iso))) == nil)
    }

    @Test("three of them are eves")
    func eves() {
        #expect(Holiday.allCases.filter(\.isEve) == [.midsummerEve, .christmasEve, .newYearsEve])
    }

    /// D. Knuth, The Art of Computer Programming, volume 1, exercise 1.3.2–14.
    private func easterByKnuth(_ year: Int) -> Day? {
        let golden = year % 19 + 1
        let century = year / 100 + 1
        let leapYearsDropped = 3 * century / 4 - 12
        let moon = (8 * century + 5) / 25 - 5
        let sunday = 5 * year / 4 - leapYearsDropped - 10
        var epact = (11 * golden + 20 + moon - leapYearsDropped) % 30
        if epact < 0 { epact += 30 }
        if (epact == 25 && golden > 11) || epact == 24 { epact += 1 }
        var day = 44 - epact
        if day < 21 { day += 30 }
        day += 7 - (sunday + day) % 7
        return day > 31 ? Day(year: year, month: 4, day: day - 31) : Day(year: year, month: 3, day: day)
    }
}
