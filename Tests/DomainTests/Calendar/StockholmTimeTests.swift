import Domain
import Foundation
import Testing

/// Against Foundation's time zone, which reads the time zone database.
@Suite struct StockholmTimeTests {
    private let zone: TimeZone

    init() throws { zone = try #require(TimeZone(identifier: "Europe/Stockholm")) }

    @Test("each hour around every change of summer time 1996–2040 has the right date and clock")
    func aroundChanges() throws {
        let changes = changes(from: 820_454_400, to: 2_240_524_800)
        #expect(changes.count == 90)
        for change in changes {
            for hour in -50...50 {
                try agrees(at: change + Int64(hour) * 3600)
            }
            for second in [-1, 0, 1, 1799, 1800] as [Int64] { try agrees(at: change + second) }
        }
    }

    @Test("random moments from 1980 to 2100 have the right date and clock")
    func random() throws {
        var generator = Sequenced(state: 2026)
        for _ in 0..<20_000 {
            try agrees(at: Int64.random(in: 315_532_800...4_102_444_800, using: &generator))
        }
    }

    @Test("moments of the 19th and 20th century have what the time zone database says")
    func older() throws {
        var generator = Sequenced(state: 1879)
        for _ in 0..<5000 {
            try agrees(at: Int64.random(in: -3_155_673_600...820_454_400, using: &generator))
        }
    }

    @Test("a moment's date and clock lead back to it, or to the first of the two where a time is shown twice")
    func inverse() throws {
        for change in changes(from: 820_454_400, to: 2_240_524_800) {
            let isAutumn = offset(at: change) == 3600
            for quarter in -200...200 {
                let moment = Instant(milliseconds: (change + Int64(quarter) * 900) * 1000)
                let isSecondShowing = isAutumn && (0..<4).contains(quarter)
                let expected = isSecondShowing ? moment.adding(minutes: -60) : moment
                #expect(moment.day.at(moment.clock) == expected)
            }
        }
    }

    @Test(
        "wall clocks mean the right moment",
        arguments: [
            ("2026-11-20", "14:02", "2026-11-20T13:02:00.000Z"),
            ("2026-07-01", "08:00", "2026-07-01T06:00:00.000Z"),
            ("2026-03-29", "01:59", "2026-03-29T00:59:00.000Z"),
            ("2026-03-29", "03:00", "2026-03-29T01:00:00.000Z"),
            ("2026-03-29", "02:00", "2026-03-29T01:00:00.000Z"),
            ("2026-03-29", "02:30", "2026-03-29T01:30:00.000Z"),
            ("2026-10-25", "01:59", "2026-10-24T23:59:00.000Z"),
            ("2026-10-25", "02:30", "2026-10-25T00:30:00.000Z"),
            ("2026-10-25", "03:00", "2026-10-25T02:00:00.000Z"),
            ("1950-07-01", "12:00", "1950-07-01T11:00:00.000Z"),
        ])
    func wallClock(date: String, time: String, moment: String) throws {
        let day = try #require(Day(date))
        let clock = try #require(TimeOfDay(time))
        #expect(day.at(clock).iso8601 == moment)
    }

    @Test("a skipped time is shown as an hour later")
    func springGap() throws {
        let moment = Day.written("2026-03-29").at(try #require(TimeOfDay("02:30")))
        #expect(moment.clock.description == "03:30")
    }

    @Test("a day begins at midnight in Stockholm, and is 23, 24 or 25 hours long", arguments: 1996...2040)
    func days(year: Int) throws {
        let first = try #require(Day(year: year, month: 1, day: 1))
        var lengths: [Int64: Int] = [:]
        for day in first..<first.adding(days: 365) {
            #expect(day.start.day == day)
            #expect(day.start.clock.description == "00:00")
            #expect(Instant(milliseconds: day.start.milliseconds - 1).day == day.adding(days: -1))
            lengths[
                (day.adding(days: 1).start.milliseconds - day.start.milliseconds) / 3_600_000, default: 0] +=
                1
        }
        #expect(lengths == [23: 1, 24: 363, 25: 1])
    }

    private func agrees(at second: Int64) throws {
        let moment = Instant(milliseconds: second * 1000 + 999)
        let local = Date(timeIntervalSince1970: TimeInterval(second + offset(at: second)))
        let shown = "\(moment.day) \(moment.clock)"
        #expect(shown == local.formatted(Self.style).prefix(16), "at \(second)")
    }

    private static let style = Date.ISO8601FormatStyle(dateTimeSeparator: .space)

    private func offset(at second: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(second))))
    }

    private func changes(from start: Int64, to end: Int64) -> [Int64] {
        var found: [Int64] = []
        var moment = start
        while let next = zone.nextDaylightSavingTimeTransition(
            after: Date(timeIntervalSince1970: TimeInterval(moment)))
        {
            moment = Int64(next.timeIntervalSince1970)
            if moment >= end { break }
            found.append(moment)
        }
        return found
    }
}

/// The same numbers every time.
private struct Sequenced: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}
