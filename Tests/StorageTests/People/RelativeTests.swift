import Domain
import TestSupport
import Testing

@testable import Storage

/// Those close to a person are facts of the person, told by orders.
@Suite struct RelativeTests {
    private func order(
        _ here: Municipality, phone: String = "070-174 06 05", by actor: Actor? = nil
    ) async throws -> ID<CareRecipient> {
        let answers = Answers.order(withLock: false) { $0["bookingContacts.related.phone"] = phone }
        let number = try await here.submit(try await here.draft(answers, by: actor), by: actor)
        return try await here.page(number).order.requireRecipient().id
    }

    private func relatives(
        _ here: Municipality, _ id: ID<CareRecipient>, _ actor: Actor? = nil, _ hindsight: Hindsight? = nil
    ) async throws -> [String] {
        let page = try await here.store.show(as: actor ?? here.coordinator) {
            try $0.recipientPage(id, seenWith: hindsight)
        }
        return page.past.relatives.map { "\($0.name) \($0.phone)" }
    }

    @Test(
        "whom an order names is the person's; the same again is nobody new, and another number takes the old one's place",
        arguments: Engine.allCases)
    func named(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let greta = try await order(here)
        #expect(try await relatives(here, greta) == ["Karin Åkerlund 070-174 06 05"])
        here.time.set("2026-12-01", "09:00")
        _ = try await order(here, phone: "0701740605")
        #expect(try await here.store.count("related_persons_past") == 0, "the same number, otherwise written")
        _ = try await order(here, phone: "013-99 99 99")
        #expect(try await relatives(here, greta) == ["Karin Åkerlund 013-99 99 99"])
        let then = Hindsight(day: try #require(Day("2026-11-25")), knownOn: Day("2026-11-30"))
        #expect(try await relatives(here, greta, nil, then) == ["Karin Åkerlund 070-174 06 05"])
        #expect(try await relatives(here, greta, here.orderer) == [], "for the team")
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("of somebody whom another unit serves an order tells no relatives", arguments: Engine.allCases)
    func otherUnit(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let greta = try await order(here)
        _ = try await order(here, phone: "013-99 99 99", by: here.otherOrderer)
        #expect(try await relatives(here, greta) == ["Karin Åkerlund 070-174 06 05"])
    }

    @Test(
        "somebody who is not to be called any longer is shown no more, and stays known",
        arguments: Engine.allCases)
    func ended(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        let greta = try await here.page(number).order.requireRecipient().id
        here.time.set("2026-11-23", "09:00")
        let before = here.time.today.adding(days: -1)
        let line = try #require(
            try await here.store.show(as: here.coordinator) { try $0.recipientPage(greta) }.past.relatives
                .first)
        let short = await refusal { try await Self.end(here, line, "Fel") }
        #expect(short?.told == ["reason: correction.reason.short"])
        try await Self.end(here, line, "Hon har flyttat utomlands.")
        let after = try await here.store.show(as: here.coordinator) { try $0.recipientPage(greta) }
        #expect(after.past.relatives.allSatisfy { $0.to != nil })
        #expect(after.timeline.contains { $0.kind == .relativeEnded })
        #expect(
            try await relatives(here, greta, nil, Hindsight(day: before, knownOn: before)) == [
                "Karin Åkerlund 070-174 06 05"
            ])
        let twice = await refusal { try await Self.end(here, line, "Hon har flyttat utomlands.") }
        #expect(twice?.code == .notFound)
        #expect(try await here.store.verify { _ in } == [])
    }

    private static func end(_ here: Municipality, _ line: RelativeLine, _ reason: String) async throws {
        try await here.store.write(as: here.coordinator) {
            try $0.endRelative(line.id, Answers(["reason": reason]))
        }
    }
}
