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
    static func goneOnWithout(
        _ engine: Engine, _ change: (inout Answers) -> Void = { _ in }
    ) async throws -> (here: Municipality, number: CaseNumber) {
        let (here, number) = try await begun(engine, change)
        try await here.store.write(as: here.coordinator) {
            try $0.waive("orderReceiver", in: number, reason: "Svarar inte, hon får inte bli utan larm.")
        }
        try await here.moveAlarm(in: number)
        try await noLock(here, number)
        try await here.finishMove(in: number)
        return (here, number)
    }

    /// What the silent half might have asked for, and did not: somebody has found that out.
    private static func noLock(_ here: Municipality, _ number: CaseNumber) async throws {
        try await here.store.write(as: here.coordinator) { tx in
            for key in ["installLock", "registerTes"] {
                try tx.waive(key, in: number, reason: "Verksamheten använder inga digitala lås.")
            }
        }
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
        #expect(try await here.responsibleUnits() == ["Hemtjänst Ekholmen"])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I3 C7 a move that goes on without the half that was named ends all the same, and the named unit is responsible",
        arguments: Engine.allCases)
    func waived(engine: Engine) async throws {
        let (here, number) = try await Self.goneOnWithout(engine)
        try await here.passResponsibility(in: number)
        try await here.answer(.handingOver, in: number)
        #expect(try await here.page(number).order.state == .closed)
        #expect(try await here.responsibleUnits() == ["Hemtjänst Lambohov"])
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
            let refused = await refusal { try await here.passResponsibility(in: number, to: wrong) }
            #expect(refused?.told == ["receiver: handover.noReceiver"])
        }
        #expect(try await here.responsibleUnits() == ["Hemtjänst Ekholmen"])
        try await here.passResponsibility(in: number, to: here.lambohov)
        #expect(try await here.responsibleUnits() == ["Hemtjänst Lambohov"])
        try await here.answer(.handingOver, in: number)
        #expect(try await here.page(number).order.state == .closed)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I2 a half that arrives after the case went on without it and has closed finds its move, and has its own work left",
        arguments: Engine.allCases)
    func lateHalf(engine: Engine) async throws {
        let (here, giver) = try await Self.goneOnWithout(engine)
        try await here.passResponsibility(in: giver)
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
        "I3 what a silent half might have asked for is unknown, not refused: it is open until somebody does it or says why not",
        arguments: Engine.allCases)
    func unknown(engine: Engine) async throws {
        let (here, number) = try await Self.begun(engine) { _ in }
        #expect(try await here.page(number).order.duty("installLock") == nil, "the receiver may say so yet")
        try await here.store.write(as: here.coordinator) {
            try $0.waive("orderReceiver", in: number, reason: "Svarar inte, hon får inte bli utan larm.")
        }
        let page = try await here.page(number)
        #expect(page.order.duty("installLock")?.isOpen == true)
        #expect(page.order.duty("registerTes")?.isOpen == true)
        #expect(page.timeline.filter { $0.kind == .dutyArose }.count == 2)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I2 I8 a late half that needs a lock opens what was given up without it, and a visit to mount it",
        arguments: Engine.allCases)
    func lateHalfWithLock(engine: Engine) async throws {
        let (here, giver) = try await Self.goneOnWithout(engine)
        try await here.passResponsibility(in: giver)
        try await here.answer(.handingOver, in: giver)
        #expect(try await here.page(giver).order.state == .closed)
        here.time.set("2026-12-03", "10:00")
        var answers = Answers.moving(.receiving)
        answers["lockNeeded"] = "yes"
        answers["lockDoor"] = "Lägenhetsdörren"
        let receiver = try await here.half(.receiving, answers)
        let open = try await here.page(receiver).order.openDuties(of: .team).map(\.key)
        #expect(open == ["book", "installLock", "registerTes", "feedbackReceiver"])
        let pair = try here.pair(installOn: "2026-12-04", fetches: false)
        try await here.store.write(as: here.coordinator) { try $0.book("book", in: receiver, pair: pair) }
        here.time.set("2026-12-04", "13:00")
        _ = try await here.store.write(as: here.technician) {
            try $0.install(
                "installLock", in: receiver, devices: DeviceReport.passed([.lockUnit], set: 2),
                originalPart: "Skåp 3, påse 12")
        }
        try await here.attest("registerTes", in: receiver, by: here.technician)
        #expect(try await here.page(giver).order.state == .closed)
        #expect(
            try await here.store.rows(
                """
                SELECT d.street FROM installations i JOIN dwellings d ON d.id = i.dwelling_id
                JOIN devices e ON e.id = i.device_id WHERE e.serial = 'LAS-2' AND i.valid_to IS NULL
                """) == [["Nygatan 5"]])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I13 a late half's secrets go when its case closes by what is done in the other",
        arguments: Engine.allCases
    )
    func lateSecrets(engine: Engine) async throws {
        let (here, giver) = try await Self.goneOnWithout(engine)
        try await here.passResponsibility(in: giver)
        try await here.answer(.handingOver, in: giver)
        var answers = Answers.moving(.receiving)
        answers["newHome.street"] = "Nygatan 7"
        answers["entranceCode"] = "4711"
        let receiver = try await here.half(.receiving, answers)
        #expect(try await here.store.count("secrets") == 1)
        try await here.answer(.receiving, in: receiver)
        try await here.store.write(as: here.coordinator) {
            try $0.waive("keyReceipt", in: receiver, reason: "Nyckeln finns redan hos dem.")
        }
        let move = try #require(try await here.page(giver).move)
        let settlement = Settlement(
            movesOn: move.movesOn, oldHome: move.oldHome.id, newHome: move.newHome.id, note: "Fel hus.")
        try await here.store.write(as: here.coordinator) {
            try $0.settleDifferences("agree", in: giver, settlement)
        }
        let page = try await here.page(receiver)
        #expect(page.order.state == .closed)
        #expect(page.timeline.count { $0.kind == .caseClosed } == 1)
        #expect(try await here.store.count("secrets") == 0)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "what is mounted stays where it was agreed: the address cannot be settled otherwise afterwards",
        arguments: Engine.allCases)
    func settledTooLate(engine: Engine) async throws {
        let (here, giver) = try await Self.goneOnWithout(engine)
        var answers = Answers.moving(.receiving)
        answers["home.street"] = "Gamla gatan 1"
        answers["newHome.street"] = "Nygatan 7"
        let receiver = try await here.half(.receiving, answers)
        let terms = try #require(try await here.page(giver).move?.half(.receiving)?.terms)
        let settlement = Settlement(
            movesOn: terms.movesOn, oldHome: terms.oldHome.id, newHome: terms.newHome.id, note: "Säger de.")
        let refused = await refusal {
            try await here.store.write(as: here.coordinator) {
                try $0.settleDifferences("agree", in: receiver, settlement)
            }
        }
        #expect(
            refused?.told == ["newHome: move.mountedElsewhere", "oldHome: move.fetchedElsewhere"])
    }

    @Test(
        "I3 the receiver's half alone goes all the way when the giver stays silent",
        arguments: Engine.allCases)
    func giverSilent(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        here.time.set("2026-11-25", "09:00")
        let receiver = try await here.half(.receiving, .moving(.receiving))
        try await here.store.write(as: here.coordinator) {
            try $0.waive("orderGiver", in: receiver, reason: "Svarar inte, hon får inte bli utan larm.")
        }
        try await here.moveAlarm(in: receiver)
        try await here.finishMove(in: receiver)
        try await here.passResponsibility(in: receiver)
        try await here.answer(.receiving, in: receiver)
        let receipt = try KeyReceipt.sample(on: here.time.today)
        _ = try await here.store.write(as: here.otherOrderer) {
            try $0.checkOutKeys("keyReceipt", in: receiver, receipt: receipt)
        }
        #expect(try await here.page(receiver).order.state == .closed)
        #expect(try await here.responsibleUnits() == ["Hemtjänst Lambohov"])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "a half that is withdrawn leaves the move to the unit that the other half names, or to none",
        arguments: Engine.allCases, ["Hemtjänst Lambohov", ""])
    func withdrawn(engine: Engine, named: String) async throws {
        let (here, giver) = try await Self.begun(engine) { $0["receivingUnit"] = named }
        let receiver = try await here.half(.receiving, .moving(.receiving))
        try await here.store.write(as: here.otherOrderer) {
            try $0.cancel(receiver, reason: "Hon flyttar till en annan del av staden.")
        }
        #expect(try await here.page(giver).move?.awaitedUnit == (named.isEmpty ? nil : named))
        let asked = try await here.store.show(as: here.otherOrderer) { try $0.awaitedHalves() }
        #expect(asked.count == (named.isEmpty ? 0 : 1))
    }

    @Test(
        "I2 a late half with another address asks the team, and opens the case that had closed",
        arguments: Engine.allCases)
    func lateHalfElsewhere(engine: Engine) async throws {
        let (here, giver) = try await Self.goneOnWithout(engine)
        try await here.passResponsibility(in: giver)
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
        try await here.passResponsibility(in: giver)
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
