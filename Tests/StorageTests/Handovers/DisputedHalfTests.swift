import Domain
import TestSupport
import Testing

@testable import Storage

extension Municipality {
    /// The units that are responsible for somebody now.
    func responsibleUnits() async throws -> [String] {
        try await store.rows(
            """
            SELECT u.name FROM provider_responsibilities r JOIN provider_units u ON u.id = r.unit_id
            WHERE r.valid_to IS NULL ORDER BY u.name
            """
        ).flatMap { $0 }
    }
}

/// Halves from another unit than the one that was named: the team finds out which of the two it is (I2, I3).
@Suite struct DisputedHalfTests {
    /// The alarm has moved and the responsibility has passed to Ryd, and now Lambohov orders.
    private static func disputed(
        _ engine: Engine
    ) async throws -> (here: Municipality, giver: CaseNumber, receiver: CaseNumber) {
        let (here, giver) = try await OneSidedMoveTests.goneOnWithout(engine) { $0["receivingUnit"] = "" }
        let ryd = try await Self.ryd(here)
        try await here.passResponsibility(in: giver, to: ryd)
        try await here.answer(.handingOver, in: giver)
        return (here, giver, try await here.half(.receiving, .moving(.receiving)))
    }

    private static func ryd(_ here: Municipality) async throws -> ID<ProviderUnit> {
        try await here.store.write(as: .system) { try $0.ensureUnit("Hemtjänst Ryd", of: "Omsorg i Väst") }
    }

    private static func orderer(_ here: Municipality) async throws -> Actor {
        let ryd = Actor.Place.unit(try await Self.ryd(here))
        return try await here.store.write(as: .system) { tx in
            let user = try tx.addUser(
                login: "rita", name: "Rita Ryd", phone: "013-20 50 03", passwordHash: nil)
            let assignment = try tx.assign(user, role: .orderer, in: ryd)
            return Actor(user: user, name: "Rita Ryd", assignment: assignment, role: .orderer, place: ryd)
        }
    }

    private static func settle(
        _ here: Municipality, _ number: CaseNumber, _ unit: DisputedUnit?
    ) async throws {
        let move = try #require(try await here.page(number).move)
        let settlement = Settlement(
            movesOn: move.movesOn, oldHome: move.oldHome.id, newHome: move.newHome.id, unit: unit,
            note: "Olga Beställare har frågat brukaren.")
        try await here.store.write(as: here.coordinator) {
            try $0.settleDifferences("agree", in: number, settlement)
        }
    }

    @Test(
        "I2 a late half from another unit than the one it passed to asks the team, and the responsibility passes anew",
        arguments: Engine.allCases)
    func whoeverOrdered(engine: Engine) async throws {
        let (here, giver, receiver) = try await Self.disputed(engine)
        let page = try await here.page(receiver)
        #expect(page.order.duty("agree")?.isOpen == true)
        #expect(page.order.duty("passResponsibility")?.isOpen == true)
        #expect(page.move?.disputed == .receiving)
        #expect(try await here.page(receiver, as: here.otherOrderer).move?.disputed == nil)
        #expect(try await here.responsibleUnits() == ["Hemtjänst Ryd"])
        let early = await refusal { try await here.passResponsibility(in: giver) }
        #expect(early?.told == ["-: handover.settleFirst"])
        let silent = await refusal { try await Self.settle(here, giver, nil) }
        #expect(silent?.told == ["unit: form.choose"])
        try await Self.settle(here, giver, .ordered)
        try await here.passResponsibility(in: giver)
        #expect(try await here.responsibleUnits() == ["Hemtjänst Lambohov"])
        #expect(try await here.page(receiver).move?.disputed == nil)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I2 I3 a half from a unit that has nothing to do with the move is ended though the alarm has moved, and the named unit's comes instead",
        arguments: Engine.allCases, [DisputedPage.giver, .receiver])
    func whoeverWasNamed(engine: Engine, from side: DisputedPage) async throws {
        let (here, giver, wrong) = try await Self.disputed(engine)
        try await Self.settle(here, side == .giver ? giver : wrong, .named)
        let ended = try await here.page(wrong, as: here.otherOrderer)
        #expect(ended.order.state == .cancelled)
        #expect(
            ended.timeline.contains { $0.details["reason"] == "Olga Beställare har frågat brukaren." },
            "they read why")
        let left = try await here.page(giver)
        #expect(left.move?.halves.map(\.order) == [giver])
        #expect(left.move?.awaitedUnit == "Hemtjänst Ryd")
        #expect(left.visits.map(\.status) == [.done, .done], "the visits are the move's")
        #expect(left.order.duty("book")?.isOpen == false)
        try await here.passResponsibility(in: giver)
        #expect(try await here.responsibleUnits() == ["Hemtjänst Ryd"])
        #expect(try await here.page(giver).order.state == .closed)
        let right = try await here.half(.receiving, .moving(.receiving), by: try await Self.orderer(here))
        let joined = try await here.page(right)
        #expect(joined.move?.halves.map(\.order) == [giver, right])
        #expect(joined.order.duty("agree")?.isOpen != true)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I2 before anything is fetched too: the named unit is waited for again, and what the wrong one asked for falls away",
        arguments: Engine.allCases)
    func beforeTheVisits(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        _ = try await Self.ryd(here)
        here.time.set("2026-11-25", "09:00")
        var answers = Answers.moving(.handingOver)
        answers["receivingUnit"] = "Hemtjänst Ryd"
        let giver = try await here.half(.handingOver, answers)
        var wrongAnswers = Answers.moving(.receiving)
        wrongAnswers["lockNeeded"] = "yes"
        let wrong = try await here.half(.receiving, wrongAnswers)
        #expect(try await here.page(giver).order.duty("installLock")?.isOpen == true)
        try await Self.settle(here, wrong, .named)
        let left = try await here.page(giver).order
        #expect(left.duty("installLock")?.isOpen == false)
        #expect(left.waiting?.duty == "orderReceiver")
        #expect(try await here.page(wrong).order.state == .cancelled)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "of somebody whose data are protected it is settled also by who is let in to the half alone that ends",
        arguments: Engine.allCases)
    func letInToOne(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        _ = try await Self.ryd(here)
        here.time.set("2026-11-25", "09:00")
        var answers = Answers.moving(.handingOver)
        answers["receivingUnit"] = "Hemtjänst Ryd"
        let giver = try await here.half(.handingOver, answers)
        let wrong = try await here.half(.receiving, .moving(.receiving, on: "2026-12-03"))
        try await here.protect(.greta)
        let (order, other) = (try await here.page(wrong).order.id, try await here.anotherCoordinator())
        try await here.store.write(as: here[.routineOwner]) {
            try $0.letIn(other.user, to: .order(order), Answers(["reason": "Planerar flytten."]))
        }
        let terms = try #require(try await here.page(wrong).move?.half(.receiving)?.terms)
        let settlement = Settlement(
            movesOn: terms.movesOn, oldHome: terms.oldHome.id, newHome: terms.newHome.id, unit: .named,
            note: "Olga Beställare har frågat brukaren.")
        try await here.store.write(as: other) { try $0.settleDifferences("agree", in: wrong, settlement) }
        #expect(try await here.page(wrong).order.state == .cancelled)
        #expect(try await here.page(giver).move?.movesOn == terms.movesOn)
        let unseen = await refusal { try await here.page(giver, as: other) }
        #expect(unseen == .notFound)
        #expect(try await here.store.verify { _ in } == [])
    }
}

/// From which half's page the team settles it.
enum DisputedPage: Sendable { case giver, receiver }
