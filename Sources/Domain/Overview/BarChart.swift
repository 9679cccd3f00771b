/// Numbers drawn as bars that lie, in groups under one another. Sizes in pixels.
public struct BarChart: Hashable, Sendable {
    public struct Bar: Hashable, Sendable {
        public let label: String
        public let value: Int
        /// How the value is written; where it is more than the figure.
        public let text: String
        /// Which of the chart's kinds of bar it is, from 0; those of a kind look alike.
        public let kind: Int

        public init(_ label: String, _ value: Int, text: String? = nil, kind: Int = 0) {
            self.label = label
            self.value = value
            self.text = text ?? "\(value)"
            self.kind = kind
        }
    }

    public struct Group: Hashable, Sendable {
        public let name: String
        public let bars: [Bar]

        public init(_ name: String, _ bars: [Bar]) {
            self.name = name
            self.bars = bars
        }
    }

    public struct Drawn: Hashable, Sendable {
        public let bar: Bar
        public let group: String
        public let frame: PeriodChart.Frame
    }

    public struct GroupName: Hashable, Sendable {
        public let name: String
        public let y: Int
    }

    public let bars: [Drawn]
    public let names: [GroupName]
    /// Where a value that one aims at stands, if it was given.
    public let goal: Int?
    public let height: Int

    public static let width = PeriodChart.width
    /// Where bars begin, after their labels.
    public static let begin = 190
    static let top = 12, end = 100, nameHeight = 26, barHeight = 20, gap = 4

    /// - Parameter goal: a value to draw a line at.
    public init(_ groups: [Group], goal: Int? = nil) {
        let groups = groups.filter { !$0.bars.isEmpty }
        let most = max(1, groups.flatMap(\.bars).map(\.value).max() ?? 1, goal ?? 1)
        let length = { (value: Int) in max(0, value) * (Self.width - Self.begin - Self.end) / most }
        var (y, bars, names) = (Self.top, [Drawn](), [GroupName]())
        for group in groups {
            names.append(GroupName(name: group.name, y: y + 16))
            y += Self.nameHeight
            for bar in group.bars {
                let frame = PeriodChart.Frame(
                    x: Self.begin, y: y, width: max(2, length(bar.value)), height: Self.barHeight)
                bars.append(Drawn(bar: bar, group: group.name, frame: frame))
                y += Self.barHeight + Self.gap
            }
            y += Self.gap * 2
        }
        (self.bars, self.names, height) = (bars, names, y)
        self.goal = goal.map { Self.begin + length($0) }
    }
}
