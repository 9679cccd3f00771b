/// Periods drawn along a line of time: a lane for each kind of fact, a bar for each period. Sizes in pixels.
public struct PeriodChart: Hashable, Sendable {
    public struct Period: Hashable, Sendable {
        public let label: String
        public let from: Instant
        /// `nil` as long as it lasts.
        public let to: Instant?

        public init(_ label: String, from: Instant, to: Instant?) {
            self.label = label
            self.from = from
            self.to = to
        }
    }

    public struct Lane: Hashable, Sendable {
        public let name: String
        public let periods: [Period]

        public init(_ name: String, _ periods: [Period]) {
            self.name = name
            self.periods = periods
        }
    }

    public struct Frame: Hashable, Sendable {
        public let x: Int, y: Int, width: Int, height: Int
    }

    public struct Bar: Hashable, Sendable {
        public let period: Period
        public let frame: Frame
        /// Its label is written towards the left, since it would leave the picture.
        public let isLate: Bool

        /// Where bar and label begin and end.
        var span: Range<Int> {
            let label = PeriodChart.width(of: period)
            let end = frame.x + frame.width
            return isLate
                ? min(frame.x, end - label)..<end : frame.x..<max(end, frame.x + label)
        }
    }

    fileprivate static func width(of period: Period) -> Int { (period.label.count + 2) * letter }

    public struct LaneName: Hashable, Sendable {
        public let name: String
        public let y: Int
    }

    public struct Tick: Hashable, Sendable {
        public let day: Day
        public let x: Int
    }

    public let bars: [Bar]
    public let names: [LaneName]
    public let ticks: [Tick]
    public let height: Int

    /// As wide as a page of text.
    public static let width = 700
    static let margin = 24, axis = 34, nameHeight = 30, barHeight = 30, gap = 6, tickGap = 96, letter = 8

    /// - Parameter now: where what still lasts is drawn to.
    public init(_ lanes: [Lane], until now: Instant) {
        let lanes = lanes.filter { !$0.periods.isEmpty }
        let begin = lanes.flatMap(\.periods).map(\.from).min() ?? now
        let scale = TimeScale(
            from: begin, to: max(now, lanes.flatMap(\.periods).compactMap(\.to).max() ?? now))
        var (y, bars, names) = (Self.axis, [Bar](), [LaneName]())
        for lane in lanes {
            names.append(LaneName(name: lane.name, y: y + 20))
            y += Self.nameHeight
            // Each row ends where its last bar, or that bar's label, ends.
            var rows: [Int] = []
            for period in lane.periods.sorted(by: { ($0.from, $0.label) < ($1.from, $1.label) }) {
                let (x, end) = (scale.x(of: period.from), scale.x(of: period.to ?? scale.to))
                let width = max(6, end - x)
                let isLate = x + Self.width(of: period) > Self.width
                let bar = { (top: Int) in
                    Bar(
                        period: period, frame: Frame(x: x, y: top, width: width, height: Self.barHeight),
                        isLate: isLate)
                }
                let span = bar(0).span
                let row = rows.firstIndex { $0 <= span.lowerBound } ?? rows.count
                if row == rows.count { rows.append(span.upperBound) } else { rows[row] = span.upperBound }
                bars.append(bar(y + row * (Self.barHeight + Self.gap)))
            }
            y += rows.count * (Self.barHeight + Self.gap) + Self.gap
        }
        self.bars = bars
        self.names = names
        ticks = scale.ticks(apart: Self.tickGap)
        height = y + Self.gap
    }
}

/// Where moments stand along the line.
private struct TimeScale {
    let from: Instant
    let to: Instant

    private var span: Int64 { max(1, to.milliseconds - from.milliseconds) }

    func x(of moment: Instant) -> Int {
        let inner = Int64(PeriodChart.width - 2 * PeriodChart.margin)
        let part = (min(max(moment, from), to).milliseconds - from.milliseconds) * inner / span
        return PeriodChart.margin + Int(part)
    }

    /// The first day and the last, and between them the first days of months that stand well apart.
    func ticks(apart gap: Int) -> [PeriodChart.Tick] {
        let last = PeriodChart.Tick(day: to.day, x: x(of: to))
        var ticks = [PeriodChart.Tick(day: from.day, x: x(of: from))]
        guard last.day != ticks[0].day else { return ticks }
        var month = from.day.firstOfNextMonth
        while month < to.day {
            let tick = PeriodChart.Tick(day: month, x: x(of: month.start))
            if tick.x - ticks[ticks.count - 1].x >= gap, last.x - tick.x >= gap { ticks.append(tick) }
            month = month.firstOfNextMonth
        }
        return last.x - ticks[ticks.count - 1].x >= gap ? ticks + [last] : [ticks[0], last]
    }
}

extension Day {
    fileprivate var firstOfNextMonth: Day {
        let (year, month) = (year, month)
        let next = Day(year: month == 12 ? year + 1 : year, month: month % 12 + 1, day: 1)
        return next ?? adding(days: 31)
    }
}
