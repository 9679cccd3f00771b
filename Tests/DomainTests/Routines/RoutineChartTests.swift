import TestSupport
import Testing

@testable import Domain

@Suite struct RoutineChartTests {
    private static func duty(_ key: String, _ party: String, after: [String] = []) -> DutyDefinition {
        DutyDefinition(
            key: key, party: party, kind: .handOverLeaflet, title: BilingualText(sv: key, en: key),
            after: after)
    }

    private static func routine(_ duties: [DutyDefinition]) throws -> RoutineEdition {
        let sample = try RoutineFile(name: RoutineSample.name, text: RoutineSample.text).edition()
        return RoutineEdition(
            slug: sample.slug, edition: "x", title: sample.title, appliesWhen: sample.appliesWhen,
            document: sample.document, channel: sample.channel, parties: sample.parties, systems: [],
            forms: sample.forms, preconditions: [], duties: duties, milestones: [], changeLog: [],
            retention: "personalFile")
    }

    @Test("the municipality's routine: two lanes, each duty after what it waits for, and no arrow too many")
    func alarmOrder() throws {
        let chart = RoutineChart(try ShippedRoutines.file("alarm-order.yaml").edition())
        #expect(chart.lanes.map(\.party.key) == ["unit", "team"])
        #expect(chart.boxes.map(\.number) == Array(1...chart.boxes.count))
        #expect(
            chart.boxes.filter { $0.column == 0 }.map(\.duty.key) == ["effectuate", "keyReceipt", "book"])
        #expect(chart.box("journal")?.column == 4)
        let arrows = Set(chart.arrows.map { "\($0.from) → \($0.to)" })
        #expect(arrows.contains("book → installAlarm") && arrows.contains("leaflet → feedback"))
        #expect(!arrows.contains("installAlarm → feedback"), "it follows from the leaflet's")
    }

    @Test(
        "of random routines no two boxes overlap, and every arrow goes to a later column", arguments: 1...60)
    func random(seed: Int) throws {
        var numbers = Seeded(UInt64(seed))
        let count = Int.random(in: 1...40, using: &numbers)
        let duties = (0..<count).map { index in
            let after = (0..<index).filter { _ in Int.random(in: 0...5, using: &numbers) == 0 }.map {
                "d\($0)"
            }
            return Self.duty("d\(index)", Bool.random(using: &numbers) ? "unit" : "team", after: after)
        }.shuffled(using: &numbers)
        let chart = RoutineChart(try Self.routine(duties))
        #expect(chart.boxes.count == count)
        try checkPlaces(chart)
        try checkArrows(chart)
        #expect(
            Self.reached(chart.arrows) == Self.reached(duties), "the arrows say all of what waits on what")
    }

    private func checkPlaces(_ chart: RoutineChart) throws {
        for (index, box) in chart.boxes.enumerated() {
            let lane = try #require(chart.lanes.first { $0.party.key == box.duty.party }).frame
            #expect(box.frame.y > lane.y && box.frame.bottom < lane.bottom)
            #expect(box.frame.x > 0 && box.frame.right < chart.width && box.frame.bottom < chart.height)
            for other in chart.boxes[(index + 1)...] {
                #expect(!box.frame.overlaps(other.frame), "\(box.duty.key) \(other.duty.key)")
            }
        }
    }

    private func checkArrows(_ chart: RoutineChart) throws {
        for arrow in chart.arrows {
            let (from, to) = (try #require(chart.box(arrow.from)), try #require(chart.box(arrow.to)))
            #expect(from.column < to.column)
            #expect(arrow.points.first == .init(x: from.frame.right, y: from.frame.middle))
            #expect(arrow.points.last == .init(x: to.frame.x, y: to.frame.middle))
            for (one, next) in zip(arrow.points, arrow.points.dropFirst()) {
                #expect(one.x == next.x || one.y == next.y)
                #expect(
                    !chart.boxes.contains { Self.crosses(one, next, $0.frame) }, "\(arrow.from) \(arrow.to)")
            }
        }
    }

    private static func crosses(
        _ one: RoutineChart.Point, _ other: RoutineChart.Point, _ box: RoutineChart.Frame
    ) -> Bool {
        min(one.x, other.x) < box.right && max(one.x, other.x) > box.x && min(one.y, other.y) < box.bottom
            && max(one.y, other.y) > box.y
    }

    /// Every pair of which the one waits for the other, near or far.
    private static func reached(_ pairs: [(String, String)], _ keys: [String]) -> Set<String> {
        var all = Set<String>()
        for key in keys {
            var left = [key]
            while let next = left.popLast() {
                for (from, to) in pairs where from == next && all.insert("\(key) \(to)").inserted {
                    left.append(to)
                }
            }
        }
        return all
    }

    private static func reached(_ arrows: [RoutineChart.Arrow]) -> Set<String> {
        reached(arrows.map { ($0.from, $0.to) }, Array(Set(arrows.map(\.from))))
    }

    private static func reached(_ duties: [DutyDefinition]) -> Set<String> {
        reached(duties.flatMap { duty in duty.after.map { ($0, duty.key) } }, duties.map(\.key))
    }

    @Test("a routine with faults can be drawn too: circles, strangers and names that nobody has")
    func faulty() throws {
        let duties = [
            Self.duty("a", "unit", after: ["b", "a"]), Self.duty("b", "team", after: ["a", "nobody"]),
            Self.duty("b", "team"), Self.duty("c", "stranger", after: ["b", "b"]),
        ]
        let chart = RoutineChart(try Self.routine(duties))
        #expect(Set(chart.boxes.map(\.duty.key)) == ["a", "b", "c"])
        #expect(chart.lanes.map(\.party.key) == ["unit", "team", "stranger"])
        for arrow in chart.arrows {
            #expect(chart.box(arrow.from)?.column ?? 9 < chart.box(arrow.to)?.column ?? 0)
        }
        #expect(RoutineChart(try Self.routine([])).boxes.isEmpty)
    }
}
