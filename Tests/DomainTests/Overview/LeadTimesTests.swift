import TestSupport
import Testing

@testable import Domain

@Suite struct LeadTimesTests {
    private static func day(_ text: String) -> Day { Day(text) ?? Day(epochDay: 0) }

    private static let november = [day("2026-10-01"), day("2026-11-01")]

    private func times(_ pairs: [(String, String)], target: Int = 5) -> LeadTimes {
        LeadTimes(
            pairs.map { (Self.day($0.0), Self.day($0.1)) }, months: Self.november, target: target,
            calendar: WorkingCalendar())
    }

    @Test("days are working days after the order's own, in the month in which the alarm was tested")
    func days() {
        let month = times([
            ("2026-11-20", "2026-11-27"), ("2026-11-20", "2026-11-20"), ("2026-10-30", "2026-11-02"),
        ])
        .months[1]
        #expect(month.count == 3)
        #expect(month.median == 1, "Friday to Monday, over All Saints' Eve")
        #expect(month.ninetieth == 5)
        #expect(month.withinTarget == 3 && month.share == 100)
        let early = times([("2026-11-20", "2026-11-27")], target: 4).months[1]
        #expect(early.withinTarget == 0 && early.share == 0)
    }

    @Test("a month without any is there and says nothing; other months' are left out")
    func empty() {
        let found = times([("2026-09-01", "2026-09-03"), ("2026-11-02", "2026-11-03")])
        #expect(found.months.map(\.month) == Self.november)
        #expect(found.months[0].count == 0 && found.months[0].median == nil && found.months[0].share == nil)
        #expect(found.months[1].count == 1)
        #expect(times([]).months.allSatisfy { $0.count == 0 })
    }

    @Test(
        "percentiles and shares are those that one counts by hand", arguments: 0..<30)
    func slowly(seed: Int) {
        var random = Seeded(UInt64(seed))
        let calendar = WorkingCalendar(evesAreClosed: Bool.random(using: &random))
        let pairs = (0..<Int.random(in: 0...70, using: &random)).map { _ -> (ordered: Day, tested: Day) in
            let ordered = Self.day("2026-08-15").adding(days: Int.random(in: 0...100, using: &random))
            return (ordered, ordered.adding(days: Int.random(in: 0...40, using: &random)))
        }
        let months = Self.day("2026-11-22").months(back: 5)
        let target = Int.random(in: 1...20, using: &random)
        let found = LeadTimes(pairs, months: months, target: target, calendar: calendar)
        for month in found.months {
            let taken = pairs.filter {
                $0.tested.year == month.month.year && $0.tested.month == month.month.month
            }
            .map { Self.count($0.ordered, $0.tested, calendar) }
            #expect(month.count == taken.count)
            #expect(month.withinTarget == taken.filter { $0 <= target }.count)
            #expect(month.median == Self.least(50, taken))
            #expect(month.ninetieth == Self.least(90, taken))
        }
    }

    /// One day at a time.
    private static func count(_ start: Day, _ end: Day, _ calendar: WorkingCalendar) -> Int {
        var (day, count) = (start, 0)
        while day < end {
            day = day.adding(days: 1)
            if calendar.isPublicHolidayFreeWeekday(day) { count += 1 }
        }
        return count
    }

    /// The least number of days that so many per cent of them do not exceed, tried from nought.
    private static func least(_ percent: Int, _ taken: [Int]) -> Int? {
        (0...100).first { days in
            !taken.isEmpty && taken.filter { $0 <= days }.count * 100 >= percent * taken.count
        }
    }

    @Test(
        "the deadline that so many working days make is met by just those who took so long", arguments: 0..<20
    )
    func deadlines(seed: Int) {
        var random = Seeded(UInt64(seed))
        let calendar = WorkingCalendar()
        let ordered = Self.day("2026-01-01").adding(days: Int.random(in: 0...400, using: &random))
        let days = Int.random(in: 1...20, using: &random)
        let deadline = calendar.adding(workingDays: days, to: ordered)
        let count = WorkingDayCount(calendar, from: ordered, to: deadline.adding(days: 30))
        #expect(count.days(from: ordered, to: deadline) == days)
        #expect(count.days(from: ordered, to: deadline.adding(days: -1)) == days - 1)
        #expect(count.days(from: deadline, to: ordered) == 0)
    }

    @Test("months go back one by one over the turn of the year, and a week from Monday to Sunday")
    func calendar() {
        #expect(
            Self.day("2026-02-28").months(back: 4)
                == ["2025-11-01", "2025-12-01", "2026-01-01", "2026-02-01"].map(Self.day))
        for day in ["2026-11-23", "2026-11-25", "2026-11-29"].map(Self.day) {
            #expect(day.week == Self.day("2026-11-23")...Self.day("2026-11-29"))
        }
    }

    @Test("something is of the class in which today's beginning puts it")
    func ages() {
        let today = Self.day("2026-11-22")
        for days in 0...60 {
            let since = today.adding(days: -days).start
            let byMoment = AgeClass.allCases.first { $0.begin(on: today).map { since >= $0 } ?? true }
            #expect(byMoment == AgeClass(days: days), "\(days)")
        }
        #expect(
            [0, 1, 2, 7, 8, 30, 31].map { AgeClass(days: $0) } == [
                .new, .new, .days, .days, .weeks, .weeks, .old,
            ])
    }
}

@Suite struct BarChartTests {
    @Test(
        "whatever the numbers: bars in proportion, none outside, none upon another", arguments: 0..<30)
    func drawn(seed: Int) {
        var random = Seeded(UInt64(seed))
        let groups = (0..<Int.random(in: 0...8, using: &random)).map { group in
            BarChart.Group(
                "\(group)",
                (0..<Int.random(in: 0...5, using: &random)).map {
                    BarChart.Bar("\($0)", Int.random(in: 0...5000, using: &random))
                })
        }
        let goal = Bool.random(using: &random) ? Int.random(in: 1...6000, using: &random) : nil
        let chart = BarChart(groups, goal: goal)
        #expect(chart.bars.map(\.bar) == groups.flatMap(\.bars))
        #expect(chart.names.map(\.name) == groups.filter { !$0.bars.isEmpty }.map(\.name))
        for (one, other) in zip(chart.bars, chart.bars.dropFirst()) {
            #expect(other.frame.y >= one.frame.y + one.frame.height)
        }
        for drawn in chart.bars {
            #expect(drawn.frame.x + drawn.frame.width <= BarChart.width - 90)
            #expect(drawn.frame.y + drawn.frame.height <= chart.height)
        }
        for (one, other) in zip(chart.bars, chart.bars.dropFirst()) where one.bar.value > other.bar.value {
            #expect(one.frame.width >= other.frame.width)
        }
        if let line = chart.goal, let goal {
            for drawn in chart.bars where drawn.bar.value > 20 {
                let isBeyond = drawn.frame.x + drawn.frame.width > line
                if abs(drawn.bar.value - goal) > 60 { #expect(isBeyond == (drawn.bar.value > goal)) }
            }
        }
    }
}
