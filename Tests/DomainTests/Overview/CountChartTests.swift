import TestSupport
import Testing

@testable import Domain

@Suite struct CountChartTests {
    @Test(
        "each kind has its own height: nothing on the floor, the most at the top, days in proportion",
        arguments: 0..<20)
    func drawn(seed: Int) throws {
        var random = Seeded(UInt64(seed))
        let days = try #require(Day("2026-11-22")).months(back: Int.random(in: 1...13, using: &random))
        let series = (0..<3).map { kind in
            CountChart.Series("\(kind)", days.map { _ in Int.random(in: 0...400, using: &random) })
        }
        let chart = CountChart(series, on: days)
        #expect(chart.rows.map { $0.points.map(\.count) } == series.map(\.counts))
        for row in chart.rows {
            for point in row.points {
                #expect((0...CountChart.width).contains(point.x))
                #expect(point.y <= row.floor && point.y > row.nameY, "below the name, above the floor")
                #expect((point.y == row.floor) == (point.count == 0) || point.count < 8)
            }
            for (one, next) in zip(row.points, row.points.dropFirst()) {
                #expect(one.x < next.x)
                if one.count < next.count { #expect(one.y >= next.y) }
            }
        }
        for (one, next) in zip(chart.rows, chart.rows.dropFirst()) { #expect(one.floor < next.nameY) }
        #expect((chart.rows.last?.floor ?? 0) < chart.height)
    }
}
