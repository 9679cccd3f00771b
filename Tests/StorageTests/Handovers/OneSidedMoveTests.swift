import Domain
import TestSupport
import Testing

@testable import Storage

/// Moves of which one unit sends its half and the other does not, all the way to the end.
@Suite struct OneSidedMoveTests {
    private static func begun(
        _ engine: Engine, _ change: (inout Answers) -> Void
    ) async throws -> (here: Municipality, number: CaseNumber) {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        here.time.set("2026-11-25", "09:00")
        var answers = Answers.moving(.handingOver)
        answers["keysHeld"] = "no"
        change(&answers)
        return (here, try await here.half(.handingOver, answers))
    }

    /// The receiving unit says nothing, and the alarm moves all the same.
    private static func goneOnWithout(
        _ engine: Engine, _ change: (inout Answers) -> Void = { _ in }
    ) async throws -> (here: Municipality, number: CaseNumber) {
        let (here, number) = try await begun(engine, change)
        try await here.store.write(as: here.coordinator) {
            try $0.waive("orderReceiver", in: number, reason: "Svarar inte, hon får inte bli utan larm.")
        }
        try await here.moveAlarm(in: number)
        try await here.finishMove(in: number)
        return (here, number)
    }

    private static func pass(
        _ here: Municipality, _ number: CaseNumber, to unit: ID<ProviderUnit>? = nil
    ) async throws {
        try await here.store.write(as: here.coordinator) {
            try $0.passResponsibility("passResponsibility", in: number, on: "2026-12-01", note: "", to: unit)
        }
    }

    private static func responsible(_ here: Municipality) async throws -> [[String]] {
        try await here.store.rows(
            """
            SELECT u.name FROM provider_responsibilities r JOIN provider_units u ON u.id = r.unit_id
            WHERE r.valid_to IS NULL
            """)
    }

    @Test(
        "C7 with the same provider one order is all there is, from the order to the closed case",
        arguments: Engine.allCases)
    func sameProvider(engine: Engine) async throws {
        let (here, number) = try await Self.begun(engine) { answers in
            answers["providerChange"] = "no"
            answers["lockNeeded"] = "no"
        }
        try await here.moveAlarm(in: number)
        try await here.finishMove(in: number)
        try await here.answer(.handingOver, in: number)
        #expect(try await here.page(number).order.state == .handled, "the key is still to be signed for")
        let receipt = try KeyReceipt.sample(on: here.time.today)
        _ = try await here.store.write(as: here.orderer) {
            try $0.checkOutKeys("checkOutKeys", in: number, receipt: receipt)
        }
        #expect(try await here.page(number).order.state == .closed)
        #expect(try await Self.responsible(here) == [["Hemtjänst Ekholmen"]])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I3 C7 a move that goes on without the half that was named ends all the same, and the named unit is responsible",
        arguments: Engine.allCases)
    func waived(engine: Engine) async throws {
        let (here, number) = try await Self.goneOnWithout(engine)
        try await Self.pass(here, number)
        try await here.answer(.handingOver, in: number)
        #expect(try await here.page(number).order.state == .closed)
        #expect(try await Self.responsible(here) == [["Hemtjänst Lambohov"]])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I3 where nobody has said who receives, the team chooses the unit; without one nothing passes",
        arguments: Engine.allCases)
    func waivedUnnamed(engine: Engine) async throws {
        let (here, number) = try await Self.goneOnWithout(engine) { $0["receivingUnit"] = "" }
        let choices = try #require(try await here.page(number, as: here.technician).move?.receivers)
        #expect(choices.map(\.name) == ["Hemtjänst Lambohov"], "not the one that hands her over")
        #expect(try await here.page(number, as: here.orderer).move?.receivers == [])
        for wrong in [nil, here.ekholmen] {
            let refused = await refusal { try await Self.pass(here, number, to: wrong) }
            #expect(refused?.told == ["receiver: handover.noReceiver"])
        }
        #expect(try await Self.responsible(here) == [["Hemtjänst Ekholmen"]])
        try await Self.pass(here, number, to: here.lambohov)
        #expect(try await Self.responsible(here) == [["Hemtjänst Lambohov"]])
        try await here.answer(.handingOver, in: number)
        #expect(try await here.page(number).order.state == .closed)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I2 a half that arrives after the case went on without it and has closed finds its move, and has its own work left",
        arguments: Engine.allCases)
    func lateHalf(engine: Engine) async throws {
        let (here, giver) = try await Self.goneOnWithout(engine)
        try await Self.pass(here, giver)
        try await here.answer(.handingOver, in: giver)
        here.time.set("2026-12-03", "10:00")
        var answers = Answers.moving(.receiving)
        answers["homeKeyCollected"] = "yes"
        let receiver = try await here.half(.receiving, answers)
        let page = try await here.page(receiver)
        #expect(page.move?.halves.map(\.order) == [giver, receiver])
        #expect(page.order.openDuties(of: .team).map(\.key) == ["feedbackReceiver"])
        #expect(page.order.waiting(on: .team)?.duty == "feedbackReceiver", "nothing is booked anew")
        let before = try await here.page(giver)
        #expect(before.order.state == .closed)
        #expect(before.timeline.count { $0.kind == .caseClosed } == 1)
        #expect(before.timeline.contains { $0.kind == .halfLate })
        try await here.answer(.receiving, in: receiver)
        let receipt = try KeyReceipt.sample(on: here.time.today)
        _ = try await here.store.write(as: here.otherOrderer) {
            try $0.checkOutKeys("keyReceipt", in: receiver, receipt: receipt)
        }
        #expect(try await here.page(receiver).order.state == .closed)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I2 a late half with another address asks the team, and opens the case that had closed",
        arguments: Engine.allCases)
    func lateHalfElsewhere(engine: Engine) async throws {
        let (here, giver) = try await Self.goneOnWithout(engine)
        try await Self.pass(here, giver)
        try await here.answer(.handingOver, in: giver)
        var answers = Answers.moving(.receiving)
        answers["newHome.street"] = "Nygatan 7"
        let receiver = try await here.half(.receiving, answers)
        for number in [giver, receiver] {
            let page = try await here.page(number)
            #expect(page.order.duty("agree")?.isOpen == true)
            #expect(page.order.state == .submitted)
        }
        let move = try #require(try await here.page(giver).move)
        let settlement = Settlement(
            movesOn: move.movesOn, oldHome: move.oldHome.id, newHome: move.newHome.id,
            note: "Anders Annan hade skrivit fel.")
        try await here.store.write(as: here.coordinator) {
            try $0.settleDifferences("agree", in: receiver, settlement)
        }
        #expect(try await here.page(giver).order.state == .closed)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "a move long since done takes no half of another: the days tell them apart",
        arguments: Engine.allCases
    )
    func anotherMove(engine: Engine) async throws {
        let (here, giver) = try await Self.goneOnWithout(engine)
        try await Self.pass(here, giver)
        try await here.answer(.handingOver, in: giver)
        here.time.set("2027-02-01", "10:00")
        let later = try await here.half(.receiving, .moving(.receiving, on: "2027-02-16"))
        #expect(try await here.page(later).move?.halves.map(\.order) == [later])
    }

    @Test(
        "I6 somebody who dies before the move: both halves are called off, nobody comes, and a return ends the alarm",
        arguments: Engine.allCases)
    func deathBeforeTheMove(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        here.time.set("2026-11-25", "09:00")
        let (giver, receiver) = try await here.move()
        let pair = try here.pair()
        try await here.store.write(as: here.coordinator) { try $0.book("book", in: giver, pair: pair) }
        for (number, actor) in [(giver, here.orderer), (receiver, here.otherOrderer)] {
            try await here.store.write(as: actor) { try $0.cancel(number, reason: "Hon har avlidit.") }
        }
        #expect(try await here.page(giver).visits.map(\.status) == [.cancelled, .cancelled])
        let back = try await here.returnCase { answers in
            answers["reason"] = "deceased"
            answers["recipientPhone"] = ""
            answers["keysHeld"] = "no"
        }
        try await here.uninstall(back, .allWorking(withLock: false))
        #expect(try await here.store.count("installations", where: "valid_to IS NULL") == 0)
        #expect(try await here.store.count("visits", where: "status = 'planned'") == 0)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I6 I5 somebody who dies while the alarm is on its way: it goes back to the store, held for nobody",
        arguments: Engine.allCases)
    func deathOnTheWay(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        here.time.set("2026-11-25", "09:00")
        let (giver, receiver) = try await here.move()
        let pair = try here.pair()
        try await here.store.write(as: here.coordinator) { try $0.book("book", in: giver, pair: pair) }
        here.time.set("2026-12-01", "09:00")
        try await here.uninstall(giver, .allWorking(withLock: false), duty: "uninstallAlarm")
        let cancelled = await refusal {
            try await here.store.write(as: here.orderer) { try $0.cancel(giver, reason: "Hon har avlidit.") }
        }
        #expect(cancelled?.told == ["-: case.cancel.installed"], "the old home's visit is part of the story")
        try await here.store.write(as: here.coordinator) { tx in
            for key in ["installAlarm", "passResponsibility"] {
                try tx.waive(key, in: giver, reason: "Hon har avlidit under flytten.")
            }
        }
        #expect(
            try await here.store.rows(
                "SELECT serial, status FROM devices WHERE serial IN ('LARM-1', 'KNAPP-1') ORDER BY serial",
                columns: 2) == [["KNAPP-1", "inStock"], ["LARM-1", "inStock"]])
        try await here.uninstall(
            giver, UninstallationReport(conditions: [:], partIsBack: nil, remark: ""), duty: "unlinkLock")
        try await here.attest("registerAlarm", in: giver, by: here.technician)
        try await here.answer(.handingOver, in: giver)
        try await here.answer(.receiving, in: receiver)
        try await here.store.write(as: here.coordinator) { tx in
            for (number, key) in [(giver, "giveBackKeys"), (receiver, "keyReceipt")] {
                try tx.waive(key, in: number, reason: "Hon har avlidit under flytten.")
            }
        }
        for number in [giver, receiver] { #expect(try await here.page(number).order.state == .closed) }
        #expect(
            try await here.page(giver).visits.map(\.status) == [.done, .cancelled],
            "one was made, to the other nobody went")
        #expect(try await here.store.verify { _ in } == [])
    }
}
