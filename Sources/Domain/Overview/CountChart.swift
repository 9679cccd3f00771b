/// Numbers over time, each kind in a row of its own with its own scale. Sizes in pixels.
public struct CountChart: Hashable, Sendable {
    public struct Series: Hashable, Sendable {
        public let name: String
        /// One for each day of the chart.
        public let counts: [Int]

        public init(_ name: String, _ counts: [Int]) {
            self.name = name
            self.counts = counts
        }
    }

    public struct Point: Hashable, Sendable {
        public let day: Day
        public let count: Int
        public let x: Int, y: Int
    }

    public struct Row: Hashable, Sendable {
        public let name: String
        public let nameY: Int
        /// Where nothing is drawn.
        public let floor: Int
        public let points: [Point]
    }

    public let days: [Day]
    public let rows: [Row]
    public let height: Int

    public static let width = PeriodChart.width
    static let margin = 40, axis = 34, nameHeight = 34, rowHeight = 56, gap = 16

    /// - Parameter days: in order.
    public init(_ series: [Series], on days: [Day]) {
        let span = max(1, (days.first ?? Day(epochDay: 0)).days(until: days.last ?? Day(epochDay: 0)))
        let x = { (day: Day) in
            Self.margin + (days[0].days(until: day)) * (Self.width - 2 * Self.margin) / span
        }
        var y = Self.axis
        rows = series.map { series in
            let most = max(1, series.counts.max() ?? 1)
            let floor = y + Self.nameHeight + Self.rowHeight
            defer { y = floor + Self.gap }
            return Row(
                name: series.name, nameY: y + 16, floor: floor,
                points: zip(days, series.counts).map { day, count in
                    Point(day: day, count: count, x: x(day), y: floor - count * Self.rowHeight / most)
                })
        }
        self.days = days
        height = y
    }
}
