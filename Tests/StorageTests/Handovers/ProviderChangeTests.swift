import Domain
import TestSupport
import Testing

@testable import Storage

/// A change of provider without a move: the same machinery as a move, and nothing that has to do with a home.
@Suite struct ProviderChangeTests {
    private static func answers(_ side: Side, on day: String = "2026-12-01") -> Answers {
        var answers = Answers.about(.greta)
        answers["changesOn"] = day
        answers["hasLock"] = "yes"
        answers["hasCamera"] = "no"
        switch side {
        case .handingOver:
            answers["receivingUnit"] = "Hemtjänst Lambohov"
            answers["keysHeld"] = "yes"
        case .receiving:
            answers["currentUnit"] = "Hemtjänst Ekholmen"
            answers["homeKeyCollected"] = "no"
            answers["entranceKey"] = "notNeeded"
        }
        return answers
    }

    private static func half(
        _ here: Municipality, _ side: Side, on day: String = "2026-12-01"
    ) async throws -> CaseNumber {
        let file = try ShippedRoutines.file("provider-change.yaml")
        try await here.store.write(as: .system) { try $0.publish(file) }
        let (sender, party) = side == .handingOver ? (here.orderer, "giver") : (here.otherOrderer, "receiver")
        return try await here.store.write(as: sender) { tx in
            let draft = try tx.beginDraft(of: "provider-change", as: party)
            try tx.saveDraft(draft, answers: answers(side, on: day))
            return try tx.submit(draft)
        }
    }

    @Test(
        "R5.2 R5.21 I2 a change of provider alone asks for no visit: the alarm stays, the responsibility passes on the day",
        arguments: Engine.allCases)
    func wholeChange(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        here.time.set("2026-11-25", "09:00")
        let giver = try await Self.half(here, .handingOver)
        let receiver = try await Self.half(here, .receiving)
        let joined = try await here.page(receiver)
        #expect(joined.move?.halves.count == 2)
        #expect(joined.order.duties.allSatisfy { !$0.definition.kind.isBooking })
        #expect(joined.order.duties.allSatisfy { !$0.definition.kind.changesHome })
        #expect(joined.order.duty("passResponsibility")?.dueOn == Day("2026-12-01"))
        #expect(try await here.responsibleUnits() == ["Hemtjänst Ekholmen"], "not before the day")

        here.time.set("2026-12-01", "08:00")
        try await here.store.write(as: here.coordinator) {
            try $0.passResponsibility("passResponsibility", in: giver, on: "2026-12-01", note: "")
        }
        try await here.attest("registerTes", in: receiver, by: here.technician)
        for (number, key) in [(giver, "feedbackGiver"), (receiver, "feedbackReceiver")] {
            try await here.store.write(as: here.coordinator) {
                try $0.giveFeedback(key, in: number, text: "Bytet är klart.", phonedTo: "")
            }
        }
        #expect(try await here.responsibleUnits() == ["Hemtjänst Lambohov"])
        #expect(
            try await here.store.rows(
                "SELECT serial FROM devices WHERE status = 'installed' ORDER BY serial"
            ) == [["KNAPP-1"], ["LARM-1"], ["LAS-1"]])
        #expect(
            try await here.store.count(
                "visits", where: "case_id IN (SELECT id FROM cases WHERE twin_id IS NOT NULL)") == 0)
        try await here.attest("journalReceiver", in: receiver, by: here.otherOrderer)
        try await here.attest("journalGiver", in: giver, by: here.orderer)
        try await here.giveBackAllKeys("giveBackKeys", in: giver)
        let receipt = try KeyReceipt.sample(on: here.time.today)
        _ = try await here.store.write(as: here.otherOrderer) {
            try $0.checkOutKeys("keyReceipt", in: receiver, receipt: receipt)
        }
        for number in [giver, receiver] { #expect(try await here.page(number).order.state == .closed) }
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "C7 halves that say different days are told to the team, and nothing passes until it has agreed",
        arguments: Engine.allCases)
    func differing(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        here.time.set("2026-11-25", "09:00")
        let giver = try await Self.half(here, .handingOver)
        _ = try await Self.half(here, .receiving, on: "2026-12-03")
        let order = try await here.page(giver).order
        #expect(order.duty("agree")?.isOpen == true)
        here.time.set("2026-12-01", "08:00")
        let early = await refusal {
            try await here.store.write(as: here.coordinator) {
                try $0.passResponsibility("passResponsibility", in: giver, on: "2026-12-01", note: "")
            }
        }
        #expect(early?.told == ["-: duty.blocked"])
        #expect(try await here.responsibleUnits() == ["Hemtjänst Ekholmen"])
    }

    @Test(
        "I1 until the change the receiving unit sees only its own case; from then on the person, and the giver no longer",
        arguments: Engine.allCases)
    func sight(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        here.time.set("2026-11-25", "09:00")
        let giver = try await Self.half(here, .handingOver)
        let receiver = try await Self.half(here, .receiving)
        let greta = try await here.page(giver).order.requireRecipient().id
        let sees = { (actor: Actor) in
            await refusal {
                _ = try await here.store.show(as: actor) { try $0.recipientPage(greta) }
            } == nil
        }
        #expect(await sees(here.orderer))
        #expect(await !sees(here.otherOrderer))
        #expect(await refusal { _ = try await here.page(giver, as: here.otherOrderer) }?.code == .notFound)
        here.time.set("2026-12-01", "08:00")
        try await here.store.write(as: here.coordinator) {
            try $0.passResponsibility("passResponsibility", in: receiver, on: "2026-12-01", note: "")
        }
        #expect(await !sees(here.orderer))
        #expect(await sees(here.otherOrderer))
    }

    @Test(
        "a change that has been made is not called off: the responsibility would pass to nobody",
        arguments: Engine.allCases)
    func madeAlready(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        here.time.set("2026-11-25", "09:00")
        let giver = try await Self.half(here, .handingOver)
        let receiver = try await Self.half(here, .receiving)
        here.time.set("2026-12-01", "08:00")
        try await here.store.write(as: here.coordinator) {
            try $0.passResponsibility("passResponsibility", in: giver, on: "2026-12-01", note: "")
        }
        for (number, actor) in [(giver, here.orderer), (receiver, here.otherOrderer)] {
            let refused = await refusal {
                try await here.store.write(as: actor) { try $0.cancel(number, reason: "Det blev fel.") }
            }
            #expect(refused?.told == ["-: case.cancel.installed"])
        }
        #expect(try await here.responsibleUnits() == ["Hemtjänst Lambohov"])
    }
}
