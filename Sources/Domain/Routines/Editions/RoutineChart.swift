/// A routine as a drawing: a lane for each party, the duties in columns from left to right so that each stands after
/// all that it waits for, and arrows for what waits on what. All measures are in the drawing's own units, one of which
/// is a pixel at its natural size.
///
/// Also a routine with faults can be drawn: what waits in a circle or on nobody loses that arrow.
public struct RoutineChart: Hashable, Sendable {
    public struct Point: Hashable, Sendable {
        public let x: Int
        public let y: Int
    }

    public struct Frame: Hashable, Sendable {
        public let x: Int
        public let y: Int
        public let width: Int
        public let height: Int

        public var right: Int { x + width }
        public var bottom: Int { y + height }
        public var middle: Int { y + height / 2 }

        public func overlaps(_ other: Frame) -> Bool {
            x < other.right && other.x < right && y < other.bottom && other.y < bottom
        }
    }

    public struct Lane: Hashable, Sendable {
        public let party: Party
        public let frame: Frame
    }

    public struct Box: Hashable, Sendable {
        /// From 1, in the order in which the drawing is read: by column, then from above.
        public let number: Int
        public let duty: DutyDefinition
        public let column: Int
        public let frame: Frame
    }

    /// An arrow that follows from others is not drawn.
    public struct Arrow: Hashable, Sendable {
        public let from: String
        public let to: String
        /// Its corners, from the first box's edge to the second's.
        public let points: [Point]
    }

    public let width: Int
    public let height: Int
    public let lanes: [Lane]
    public let boxes: [Box]
    public let arrows: [Arrow]

    public init(_ routine: RoutineEdition) {
        let order = DutyOrder(routine.duties)
        let grid = ChartGrid(routine, order)
        lanes = grid.lanes
        boxes = grid.boxes
        arrows = ChartRouter(boxes: grid.boxes).arrows(order.barePairs)
        width = grid.width
        height = grid.height
    }

    public func box(_ key: String) -> Box? { boxes.first { $0.duty.key == key } }
}

/// Which column each duty stands in, and which pairs say all of what waits on what.
struct DutyOrder {
    let duties: [DutyDefinition]
    /// The longest chain of duties that come before, by key.
    private(set) var columns: [String: Int] = [:]
    private var waitsFor: [String: [String]] = [:]

    init(_ all: [DutyDefinition]) {
        var seen: Set<String> = []
        duties = all.filter { seen.insert($0.key).inserted }
        for duty in duties {
            var once: Set<String> = []
            waitsFor[duty.key] = duty.after.filter { seen.contains($0) && once.insert($0).inserted }
        }
        var open: Set<String> = []
        for duty in duties { _ = column(of: duty.key, &open) }
    }

    private mutating func column(of key: String, _ open: inout Set<String>) -> Int {
        if let known = columns[key] { return known }
        open.insert(key)
        var column = 0
        for other in waitsFor[key] ?? [] where !open.contains(other) {
            column = max(column, self.column(of: other, &open) + 1)
        }
        open.remove(key)
        columns[key] = column
        return column
    }

    /// First and second duty of every arrow that does not follow from others.
    var barePairs: [(String, String)] {
        var before: [String: Set<String>] = [:]
        let sorted = duties.sorted { (columns[$0.key] ?? 0) < (columns[$1.key] ?? 0) }
        return sorted.flatMap { duty in
            let near = (waitsFor[duty.key] ?? []).filter { (columns[$0] ?? 0) < (columns[duty.key] ?? 0) }
            let far = near.reduce(into: Set<String>()) { $0.formUnion(before[$1] ?? []) }
            before[duty.key] = far.union(near)
            return near.filter { !far.contains($0) }.map { ($0, duty.key) }
        }
    }
}

/// Puts lanes and boxes in their places.
struct ChartGrid {
    enum Measure {
        static let margin = 16
        static let box = (width: 188, height: 92)
        static let gutter = 60
        static let rowGap = 28
        /// Above a lane's first row stands its name.
        static let laneHead = 48
        static let laneFoot = 20
    }

    private(set) var lanes: [RoutineChart.Lane] = []
    private(set) var boxes: [RoutineChart.Box] = []
    let width: Int
    private(set) var height = 0

    init(_ routine: RoutineEdition, _ order: DutyOrder) {
        let columns = (order.columns.values.max() ?? 0) + 1
        width = Measure.margin * 2 + columns * Measure.box.width + (columns - 1) * Measure.gutter
        var placed: [(duty: DutyDefinition, column: Int, frame: RoutineChart.Frame)] = []
        for party in Self.parties(of: routine, order.duties) {
            let own = order.duties.filter { $0.party == party.key }
            var rows: [Int: Int] = [:]
            for duty in own {
                let column = order.columns[duty.key] ?? 0
                let row = rows[column, default: 0]
                rows[column] = row + 1
                placed.append((duty, column, Self.frame(column: column, row: row, below: height)))
            }
            let inner = (rows.values.max() ?? 1) * (Measure.box.height + Measure.rowGap) - Measure.rowGap
            let laneHeight = Measure.laneHead + inner + Measure.laneFoot
            lanes.append(
                .init(party: party, frame: .init(x: 0, y: height, width: width, height: laneHeight)))
            height += laneHeight
        }
        let read = placed.sorted { ($0.column, $0.frame.y) < ($1.column, $1.frame.y) }
        boxes = read.enumerated().map {
            .init(number: $0 + 1, duty: $1.duty, column: $1.column, frame: $1.frame)
        }
    }

    private static func frame(column: Int, row: Int, below top: Int) -> RoutineChart.Frame {
        .init(
            x: Measure.margin + column * (Measure.box.width + Measure.gutter),
            y: top + Measure.laneHead + row * (Measure.box.height + Measure.rowGap),
            width: Measure.box.width, height: Measure.box.height)
    }

    /// Those who have something to do; a name that is no party's gets a lane too.
    private static func parties(of routine: RoutineEdition, _ duties: [DutyDefinition]) -> [Party] {
        var seen: Set<String> = []
        let known = routine.parties.filter { party in
            duties.contains { $0.party == party.key } && seen.insert(party.key).inserted
        }
        let strangers = duties.map(\.party).filter { seen.insert($0).inserted }
        return known
            + strangers.map { Party(key: $0, role: .orderer, name: BilingualText(sv: $0, en: $0)) }
    }
}

/// Draws arrows through the gutters between columns and the gaps between rows, never through a box.
struct ChartRouter {
    let boxes: [RoutineChart.Box]

    func arrows(_ pairs: [(String, String)]) -> [RoutineChart.Arrow] {
        let byKey = Dictionary(boxes.map { ($0.duty.key, $0) }) { first, _ in first }
        let sources = Set(pairs.map(\.0))
        return pairs.compactMap { from, to in
            guard let first = byKey[from], let second = byKey[to], first.column < second.column else {
                return nil
            }
            let points = corners(from: first, to: second, leaving: leavingX(of: first, among: sources))
            return .init(from: from, to: to, points: points)
        }
    }

    /// All arrows from a box leave along one line, and those of its neighbours along others.
    private func leavingX(of box: RoutineChart.Box, among sources: Set<String>) -> Int {
        let column = boxes.filter { $0.column == box.column && sources.contains($0.duty.key) }
        let place = column.firstIndex { $0.duty.key == box.duty.key } ?? 0
        return box.frame.right + 12 + place % 4 * 7
    }

    private func corners(
        from first: RoutineChart.Box, to second: RoutineChart.Box, leaving x: Int
    ) -> [RoutineChart.Point] {
        let (start, end) = (first.frame, second.frame)
        let begin = RoutineChart.Point(x: start.right, y: start.middle)
        let finish = RoutineChart.Point(x: end.x, y: end.middle)
        if begin.y == finish.y, isFree(from: first, to: second) { return [begin, finish] }
        guard second.column > first.column + 1 else {
            return [begin, .init(x: x, y: begin.y), .init(x: x, y: finish.y), finish]
        }
        // Past the columns between, in the gap above the second box or below it.
        let isFromAbove = start.y <= end.y
        let y = isFromAbove ? end.y - 12 : end.bottom + 12
        let arrival = end.x - 14
        return [
            begin, .init(x: x, y: begin.y), .init(x: x, y: y), .init(x: arrival, y: y),
            .init(x: arrival, y: finish.y), finish,
        ]
    }

    private func isFree(from first: RoutineChart.Box, to second: RoutineChart.Box) -> Bool {
        !boxes.contains {
            $0.column > first.column && $0.column < second.column && $0.frame.y <= first.frame.middle
                && $0.frame.bottom >= first.frame.middle
        }
    }
}
