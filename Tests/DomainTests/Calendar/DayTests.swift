import Domain
import Foundation
import Testing

@Suite struct DayTests {
    @Test(
        "every day of 1900–2100 follows the one before, and is written and read alike", arguments: 1900...2100
    )
    func everyDay(year: Int) throws {
        let leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
        let lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var expected = try #require(Day(year: year, month: 1, day: 1))
        for (index, length) in lengths.enumerated() {
            for number in 1...length {
                let day = try #require(Day(year: year, month: index + 1, day: number))
                #expect(day == expected)
                #expect((day.year, day.month, day.day) == (year, index + 1, number))
                #expect(day.description == String(format: "%04d-%02d-%02d", year, index + 1, number))
                #expect(Day(day.description) == day)
                expected = expected.adding(days: 1)
            }
            #expect(Day(year: year, month: index + 1, day: length + 1) == nil)
            #expect(Day(year: year, month: index + 1, day: 0) == nil)
        }
        #expect(expected == Day(year: year + 1, month: 1, day: 1))
    }

    @Test(
        "days are counted from 1970-01-01",
        arguments: [
            ("1970-01-01", 0), ("1969-12-31", -1), ("2000-03-01", 11_017), ("1900-01-01", -25_567),
            ("1800-01-01", -62_091), ("2200-12-31", 84_370), ("2026-11-20", 20_777),
        ])
    func epoch(iso: String, count: Int32) throws {
        #expect(try #require(Day(iso)).epochDay == count)
        #expect(Day(epochDay: count).description == iso)
    }

    @Test(
        "what is not exactly YYYY-MM-DD is not read",
        arguments: [
            "", "2026-11-2", "2026-11-200", "2026/11/20", "20261120", "26-11-20", "2026-13-01", "2026-00-10",
            "2026-02-29", "1900-02-29", "2026-04-31", "2026-11-00", " 2026-11-20", "2026-11-20 ",
            "+026-11-20",
            "2026-1a-20", "２０２６-11-20", "1799-12-31", "2201-01-01", "-026-11-20", "2026-11--1",
            "2026-11-20T00:00",
        ])
    func strict(text: String) {
        #expect(Day(text) == nil)
    }

    @Test("a day of no month, no year or no number is refused")
    func components() {
        #expect(Day(year: 2026, month: 13, day: 1) == nil)
        #expect(Day(year: 2026, month: 0, day: 1) == nil)
        #expect(Day(year: 1799, month: 12, day: 31) == nil)
        #expect(Day(year: 2201, month: 1, day: 1) == nil)
        #expect(Day(year: .max, month: .min, day: .max) == nil)
    }

    @Test("adding and counting days are each other's inverse")
    func arithmetic() throws {
        let day = try #require(Day("2024-02-28"))
        #expect(day.adding(days: 1).description == "2024-02-29")
        #expect(day.adding(days: 366).description == "2025-02-28")
        #expect(day.adding(days: -59).description == "2023-12-31")
        for count in stride(from: -60_000, through: 60_000, by: 7) {
            #expect(day.days(until: day.adding(days: count)) == count)
        }
        #expect(day < day.adding(days: 1) && day > day.adding(days: -1) && day == day.adding(days: 0))
        #expect(
            Array(day...day.adding(days: 2)).map(\.description) == ["2024-02-28", "2024-02-29", "2024-03-01"])
    }

    @Test("arithmetic beyond all calendars stops instead of crashing")
    func extremes() {
        let day = Day(epochDay: 0)
        #expect(day.adding(days: .max).epochDay == .max)
        #expect(day.adding(days: .min).epochDay == .min)
        for edge in [Instant(milliseconds: .max), Instant(milliseconds: .min)] {
            #expect(!edge.day.description.isEmpty && !edge.iso8601.isEmpty && !edge.clock.description.isEmpty)
        }
        for epochDay in [Int32.max, .min] {
            let edge = Day(epochDay: epochDay)
            #expect(!edge.start.iso8601.isEmpty && edge.isoWeek > 0)
        }
    }

    @Test("a day is text in JSON, and a wrong one is refused")
    func codable() throws {
        let day = try #require(Day("2026-11-20"))
        #expect(String(decoding: try JSONEncoder().encode([day]), as: UTF8.self) == #"["2026-11-20"]"#)
        #expect(try JSONDecoder().decode([Day].self, from: Data(#"["2026-11-20"]"#.utf8)) == [day])
        for wrong in [#"["2026-02-30"]"#, #"["20261120"]"#, "[20777]", "[null]"] {
            #expect(throws: DecodingError.self) {
                try JSONDecoder().decode([Day].self, from: Data(wrong.utf8))
            }
        }
    }
}
