import Domain
import TestSupport
import Testing

@testable import Storage

/// When services were decided, effectuated and ended, put right.
@Suite struct ServiceTests {
    private static func known(
        _ engine: Engine
    ) async throws -> (here: Municipality, greta: ID<CareRecipient>, service: ServiceLine) {
        let here = try await Municipality.open(engine)
        let number = try await here.closedCase()
        here.time.set("2026-12-04", "09:00")
        let greta = try await here.page(number).order.requireRecipient().id
        return (here, greta, try #require(try await lines(here, greta).first))
    }

    private static func lines(
        _ here: Municipality, _ greta: ID<CareRecipient>, _ hindsight: Hindsight? = nil
    ) async throws -> [ServiceLine] {
        try await here.store.show(as: here.coordinator) {
            try $0.recipientPage(greta, seenWith: hindsight)
        }.services
    }

    private static func correct(
        _ here: Municipality, _ service: ServiceLine, _ typed: [String: String], by actor: Actor? = nil
    ) async throws {
        let was = [
            "effectuated": service.effectuatedOn.description, "ended": service.endedOn?.description ?? "",
            "reason": "Enligt beslutet i Treserva.",
        ]
        let answers = Answers(was.merging(typed) { $1 })
        try await here.store.write(as: actor ?? here.coordinator) {
            try $0.correctService(service.id, answers)
        }
    }

    @Test(
        "the day of the decision is added, and what was believed before stays known",
        arguments: Engine.allCases)
    func decided(engine: Engine) async throws {
        let (here, greta, service) = try await Self.known(engine)
        #expect(service.decidedOn == nil)
        let before = here.time.today.adding(days: -1)
        try await Self.correct(here, service, ["decided": "2026-11-10"])
        let now = try #require(try await Self.lines(here, greta).first)
        #expect(now.decidedOn == Day("2026-11-10") && now.effectuatedOn == service.effectuatedOn)
        #expect(now.recordedBy == "Cecilia Samordnare")
        let then = try #require(
            try await Self.lines(here, greta, Hindsight(day: before, knownOn: before)).first)
        #expect(then.decidedOn == nil, "as it was known then")
        let timeline = try await here.store.show(as: here.coordinator) { try $0.recipientPage(greta) }
            .timeline
        #expect(timeline.contains { $0.kind == .serviceCorrected })
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("bad input: every fault at its field, and nothing is changed", arguments: Engine.allCases)
    func refusals(engine: Engine) async throws {
        let (here, greta, service) = try await Self.known(engine)
        let faults: [([String: String], [String])] = [
            ([:], ["effectuated: correction.nothing"]),
            (
                ["decided": "2026-12-01", "reason": ""],
                ["decided: service.decidedAfter", "reason: correction.reason.short"]
            ),
            (
                ["decided": "2026-11-31", "effectuated": ""],
                ["decided: form.day.wrong", "effectuated: form.required"]
            ),
            (["effectuated": "2026-12-05"], ["effectuated: form.day.future"]),
            (["effectuated": "1890-01-01"], ["effectuated: lifetime.beforeBirth"]),
        ]
        for (typed, told) in faults {
            #expect(await refusal { try await Self.correct(here, service, typed) }?.told == told, "\(typed)")
        }
        #expect(try await Self.lines(here, greta) == [service])
        let unit = await refusal {
            try await Self.correct(here, service, ["decided": "2026-11-10"], by: here.orderer)
        }
        #expect(unit?.code == .forbidden)
    }

    @Test("a service that has ended keeps an end, which may be another day", arguments: Engine.allCases)
    func ended(engine: Engine) async throws {
        let (here, greta, _) = try await Self.known(engine)
        try await here.record(.serviceEnded, on: "2026-12-03")
        let service = try #require(try await Self.lines(here, greta).first)
        let early = await refusal { try await Self.correct(here, service, ["ended": "2026-10-01"]) }
        #expect(early?.told == ["ended: correction.endBeforeStart"])
        let none = await refusal { try await Self.correct(here, service, ["ended": ""]) }
        #expect(none?.told == ["ended: form.required"])
        try await Self.correct(here, service, ["ended": "2026-12-02"])
        #expect(try await Self.lines(here, greta).first?.endedOn == Day("2026-12-02"))
        #expect(try await here.store.verify { _ in } == [])
    }
}
