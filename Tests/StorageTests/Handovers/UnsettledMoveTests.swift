import Domain
import TestSupport
import Testing

@testable import Storage

/// Moves whose halves do not say the same, and what nobody may learn or lose by that.
@Suite struct UnsettledMoveTests {
    private static func begun(_ engine: Engine) async throws -> (here: Municipality, giver: CaseNumber) {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        here.time.set("2026-11-25", "09:00")
        return (here, try await here.half(.handingOver, .moving(.handingOver)))
    }

    private static func receiving(street: String, on day: String = "2026-12-01") -> Answers {
        var answers = Answers.moving(.receiving, on: day)
        answers["newHome.street"] = street
        return answers
    }

    private static func settle(_ here: Municipality, _ number: CaseNumber, as side: Side) async throws {
        let move = try #require(try await here.page(number).move)
        let terms = try #require(move.half(side)?.terms)
        let settlement = Settlement(
            movesOn: terms.movesOn, oldHome: move.oldHome.id, newHome: terms.newHome.id,
            note: "Olga Beställare har frågat brukaren.")
        try await here.store.write(as: here.coordinator) {
            try $0.settleDifferences("agree", in: number, settlement)
        }
    }

    @Test(
        "I1 who says another address is told no address by that: until the team has found out, each unit sees its own words",
        arguments: Engine.allCases)
    func nothingLearnt(engine: Engine) async throws {
        let (here, giver) = try await Self.begun(engine)
        var answers = Self.receiving(street: "Påhittade gatan 1", on: "2026-12-03")
        answers["home.street"] = "Påhittade gatan 2"
        let receiver = try await here.half(.receiving, answers)
        let seen = try #require(try await here.page(receiver, as: here.otherOrderer).move)
        #expect(seen.oldHome.address.street == "Påhittade gatan 2")
        #expect(seen.newHome.address.street == "Påhittade gatan 1")
        #expect(seen.movesOn == Day("2026-12-03"))
        #expect(seen.halves.allSatisfy { $0.terms == nil && $0.order == nil })
        let own = try #require(try await here.page(giver, as: here.orderer).move)
        #expect(own.oldHome.address.street == "Ekholmsvägen 14")
        #expect(own.newHome.address.street == "Nygatan 5")

        try await Self.settle(here, giver, as: .handingOver)
        let agreed = try #require(try await here.page(receiver, as: here.otherOrderer).move)
        #expect(agreed.newHome.address.street == "Nygatan 5")
        #expect(agreed.movesOn == Day("2026-12-01"))
    }

    @Test(
        "I2 I3 a late half with another address calls off what was booked for the old one, and the booking opens again",
        arguments: Engine.allCases)
    func lateAndElsewhere(engine: Engine) async throws {
        let (here, giver) = try await Self.begun(engine)
        try await here.store.write(as: here.coordinator) { tx in
            try tx.waive("orderReceiver", in: giver, reason: "Svarar inte, hon får inte bli utan larm.")
            try tx.book("book", in: giver, pair: here.pair())
        }
        let receiver = try await here.half(.receiving, Self.receiving(street: "Nygatan 7"))
        let late = try await here.page(giver)
        #expect(late.timeline.contains { $0.kind == .halfLate })
        #expect(late.order.duty("agree")?.isOpen == true)
        try await Self.settle(here, receiver, as: .receiving)
        let after = try await here.page(giver)
        #expect(after.visits.map(\.status) == [.cancelled, .cancelled])
        #expect(after.order.duty("book")?.isOpen == true)
        #expect(after.move?.newHome.address.street == "Nygatan 7")
        try await here.store.write(as: here.coordinator) { tx in
            try tx.book("book", in: receiver, pair: here.pair(on: "2026-12-02"))
        }
        let planned = try await here.page(giver).visits.filter { $0.status == .planned }
        #expect(planned.compactMap(\.home?.address.street) == ["Ekholmsvägen 14", "Nygatan 7"])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("what is settled as it was planned leaves the visits where they are", arguments: Engine.allCases)
    func lateAndSettledAsPlanned(engine: Engine) async throws {
        let (here, giver) = try await Self.begun(engine)
        try await here.store.write(as: here.coordinator) { tx in
            try tx.waive("orderReceiver", in: giver, reason: "Svarar inte, hon får inte bli utan larm.")
            try tx.book("book", in: giver, pair: here.pair())
        }
        _ = try await here.half(.receiving, Self.receiving(street: "Nygatan 7"))
        try await Self.settle(here, giver, as: .handingOver)
        #expect(try await here.page(giver).visits.map(\.status) == [.planned, .planned])
    }

    @Test(
        "I2 C7 a half from another unit than the one that was named is a question for the team",
        arguments: Engine.allCases)
    func anotherUnit(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        try await here.store.write(as: .system) { tx in
            _ = try tx.ensureUnit("Hemtjänst Ryd", of: "Omsorg i Väst")
        }
        here.time.set("2026-11-25", "09:00")
        var answers = Answers.moving(.handingOver)
        answers["receivingUnit"] = "Hemtjänst Ryd"
        let giver = try await here.half(.handingOver, answers)
        _ = try await here.half(.receiving, .moving(.receiving))
        let page = try await here.page(giver)
        #expect(page.order.duty("agree")?.isOpen == true)
        #expect(
            page.timeline.filter { $0.kind == .halvesDiffer }.compactMap { $0.details["half"] } == ["unit"])
    }

    @Test("I2 halves that differ anew after they were settled make the task anew", arguments: Engine.allCases)
    func differingAgain(engine: Engine) async throws {
        let (here, giver) = try await Self.begun(engine)
        let first = try await here.half(.receiving, Self.receiving(street: "Nygatan 7"))
        try await Self.settle(here, giver, as: .handingOver)
        #expect(try await here.page(giver).order.duty("agree")?.state == .done)
        try await here.store.write(as: here.otherOrderer) {
            try $0.cancel(first, reason: "Det blev fel adress i beställningen.")
        }
        _ = try await here.half(.receiving, Self.receiving(street: "Nygatan 9"))
        let page = try await here.page(giver)
        #expect(page.order.duty("agree")?.isOpen == true)
        #expect(page.order.waiting(on: .team)?.duty == "agree")
        let held = await refusal {
            try await here.store.write(as: here.coordinator) { tx in
                try tx.book("book", in: giver, pair: here.pair())
            }
        }
        #expect(held?.told == ["-: duty.blocked"])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("I2 one half that is withdrawn leaves nothing to find out", arguments: Engine.allCases)
    func withdrawn(engine: Engine) async throws {
        let (here, giver) = try await Self.begun(engine)
        let receiver = try await here.half(.receiving, Self.receiving(street: "Nygatan 7"))
        try await here.store.write(as: here.otherOrderer) {
            try $0.cancel(receiver, reason: "Det blev fel adress i beställningen.")
        }
        let order = try await here.page(giver).order
        #expect(order.duty("agree")?.isOpen == false)
        #expect(order.waiting?.duty == "orderReceiver")
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("a move that is over takes no half of the next one", arguments: Engine.allCases)
    func over(engine: Engine) async throws {
        let (here, giver) = try await Self.begun(engine)
        try await here.store.write(as: here.orderer) { tx in
            try tx.cancel(giver, reason: "Hon flyttar inte.")
        }
        let receiver = try await here.half(.receiving, .moving(.receiving))
        #expect(try await here.page(receiver).move?.halves.map(\.order) == [receiver])
    }
}
