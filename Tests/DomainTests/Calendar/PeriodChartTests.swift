import TestSupport
import Testing

@testable import Domain

@Suite struct PeriodChartTests {
    private static func moment(_ day: String) -> Instant { Day(day)?.start ?? Instant(milliseconds: 0) }

    private static func period(_ label: String, _ from: String, _ to: String? = nil) -> PeriodChart.Period {
        .init(label, from: moment(from), to: to.map(moment))
    }

    @Test("what lasts is drawn to today, what is over to its end, in proportion")
    func bars() throws {
        let chart = PeriodChart(
            [
                .init(
                    "Bostad", [Self.period("A", "2026-01-01", "2026-01-11"), Self.period("B", "2026-01-11")])
            ], until: Self.moment("2026-01-21"))
        let (first, second) = (chart.bars[0].frame, chart.bars[1].frame)
        #expect(first.x == PeriodChart.margin)
        #expect(second.x == first.x + first.width)
        #expect(abs(first.width - second.width) <= 1)
        #expect(second.x + second.width == PeriodChart.width - PeriodChart.margin)
        #expect(first.y == second.y, "one after another in one row")
        #expect(chart.ticks.map(\.day) == [Day("2026-01-01"), Day("2026-01-21")])
    }

    @Test("what lasts at the same time stands in rows of its own, and lanes without periods are left out")
    func rows() {
        let chart = PeriodChart(
            [
                .init("Tomt", []),
                .init("Teknik", [Self.period("A", "2026-01-01"), Self.period("B", "2026-01-02")]),
            ], until: Self.moment("2026-03-01"))
        #expect(chart.names.map(\.name) == ["Teknik"])
        #expect(chart.bars[0].frame.y < chart.bars[1].frame.y)
        #expect(chart.bars.allSatisfy { $0.frame.y + $0.frame.height < chart.height })
    }

    @Test(
        "however long and crowded a life is: no bars or labels upon each other, none outside, ticks apart",
        arguments: 0..<40)
    func crowded(seed: Int) {
        var random = Seeded(UInt64(seed))
        let now = Self.moment("2026-11-22")
        let lanes = (0..<4).map { lane in
            PeriodChart.Lane(
                "\(lane)",
                (0..<Int.random(in: 0...8, using: &random)).map { number in
                    let from = now.adding(minutes: -Int64.random(in: 0...20_000_000, using: &random))
                    let length = Int64.random(in: 0...2_000_000, using: &random)
                    let to = Bool.random(using: &random) ? min(now, from.adding(minutes: length)) : nil
                    return .init("Larm \(lane)-\(number)", from: from, to: to)
                })
        }
        let chart = PeriodChart(lanes, until: now)
        #expect(chart.bars.count == lanes.flatMap(\.periods).count)
        for (index, bar) in chart.bars.enumerated() {
            let frame = bar.frame
            #expect(frame.x >= 0 && frame.x + frame.width <= PeriodChart.width)
            for other in chart.bars.dropFirst(index + 1) where other.frame.y == frame.y {
                #expect(!other.span.overlaps(bar.span), "\(bar.period.label) \(other.period.label)")
            }
        }
        for (left, right) in zip(chart.ticks, chart.ticks.dropFirst()) where chart.ticks.count > 2 {
            #expect(right.x - left.x >= 90)
        }
    }

    @Test("nothing to draw is an empty chart")
    func nothing() {
        #expect(PeriodChart([], until: Self.moment("2026-01-01")).bars.isEmpty)
    }
}
