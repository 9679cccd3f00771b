import TestSupport
import Testing

@testable import Domain

/// Routines that two units order, each its half: what a file must say for that.
@Suite struct SidesTests {
    static let slips: [Slip] = [
        Slip(
            "a half is asked for where one party orders it all", "duties:\n  - key: prepare",
            "duties:\n  - {key: half, party: unit, kind: order, title: {sv: A, en: B}}\n  - key: prepare",
            ("halvesMissing", "duties[0].kind", "key: half")),
        Slip(
            "the team cannot be a side, and a side is never alone", "{key: team, role: team,",
            "{key: team, role: team, side: receiving,",
            ("sideNotOrderer", "parties[1].side", "side: receiving"), ("sideNotOnce", "parties", "parties:"),
            ("sideMissing", "parties[0]", "role: orderer"), ("orderDutyMissing", "duties", "duties:"),
            ("bindingMissing", "forms[0]", "- party: unit")),
    ]

    @Test("a fault about sides is told on its line", arguments: slips)
    func fault(_ slip: Slip) {
        #expect(slip.isPossible)
        #expect(slip.told == slip.expected)
    }

    @Test("R1.14 R1.15: each side sees its own form, and the duties of all")
    func halves() throws {
        let routine = try ShippedRoutines.file("alarm-move.yaml").edition()
        #expect(routine.isInHalves)
        for (party, side) in [("giver", Side.handingOver), ("receiver", .receiving)] {
            let half = routine.half(of: party)
            #expect(half.forms.map(\.party) == [party])
            #expect(half.duties == routine.duties)
            #expect(half.party(on: side)?.key == party)
        }
        let shared = routine.duties.filter(routine.isShared).map(\.key)
        #expect(shared.contains("book") && shared.contains("orderGiver") && shared.contains("orderReceiver"))
        #expect(!shared.contains { ["keyReceipt", "feedbackGiver", "journalReceiver"].contains($0) })
    }

    @Test("a half finds the move whose day is nearest, within the tolerance, that lacks its side")
    func matching() throws {
        let routine = try ShippedRoutines.file("alarm-move.yaml").edition()
        let (old, new) = (ID<Dwelling>(stored: "old"), ID<Dwelling>(stored: "new"))
        let handover = { (id: String, day: Int32, sides: [Side]) in
            Handover(
                id: ID(stored: id), routine: routine, movesOn: Day(epochDay: day), oldHome: old, newHome: new,
                cases: Dictionary(uniqueKeysWithValues: sides.map { ($0, ID<Case>(stored: $0.rawValue)) }))
        }
        let open = [
            handover("a", 100, [.handingOver]), handover("b", 108, [.handingOver]),
            handover("c", 105, [.handingOver, .receiving]),
        ]
        let match = { (day: Int32, tolerance: Int) in
            Handover.match(
                MoveTerms(movesOn: Day(epochDay: day), oldHome: old, newHome: new), on: .receiving,
                among: open,
                tolerance: tolerance)?.id.text
        }
        #expect(match(105, 7) == "b")
        #expect(match(103, 7) == "a")
        #expect(match(120, 7) == nil)
        #expect(match(115, 7) == "b")
        #expect(match(100, 0) == "a")
        #expect(match(101, 0) == nil)
        let elsewhere = MoveTerms(movesOn: Day(epochDay: 100), oldHome: old, newHome: old)
        #expect(open[0].differences(from: elsewhere) == [.newHome])
        #expect(open[1].differences(from: elsewhere) == [.movesOn, .newHome])
    }
}
