import Domain
import TestSupport
import Testing

@testable import Storage

/// One unit takes over many people at once: all of them or nobody, from a day, and back again.
@Suite struct TakeoverTests {
    private static let count = 12

    /// Ekholmen serves a dozen people, the first of whom has an alarm, keys out and a running case.
    private static func served(_ engine: Engine) async throws -> Municipality {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        for index in 1..<count {
            _ = try await here.orderedCase(for: .numbered(index), withLock: false)
        }
        here.time.set("2026-12-01", "08:00")
        return here
    }

    private static func people(_ here: Municipality) async throws -> [ServedPerson] {
        let unit = here.ekholmen
        return try await here.store.show(as: here.coordinator) { try $0.peopleServed(by: unit) }
    }

    private static func typed(
        _ here: Municipality, _ people: [ID<CareRecipient>], _ changes: [String: String] = [:]
    ) -> Answers {
        var typed = ["to": here.lambohov.text, "day": "2026-12-01", "note": "Nytt avtal från december."]
        for person in people { typed["person.\(person)"] = "yes" }
        return Answers(typed.merging(changes) { $1 })
    }

    private static func chosen(
        _ here: Municipality, _ people: [ID<CareRecipient>], _ changes: [String: String]
    ) async throws -> Takeover {
        try Takeover(typed(here, people, changes), from: here.ekholmen, today: here.time.today)
    }

    private static func faults(
        _ here: Municipality, _ people: [ID<CareRecipient>], _ changes: [String: String]
    ) async -> [String]? {
        await refusal { try await chosen(here, people, changes) }?.told
    }

    private static func takeOver(
        _ here: Municipality, _ people: [ID<CareRecipient>], on day: String = "2026-12-01"
    ) async throws -> ID<Takeover> {
        let takeover = try await chosen(here, people, ["day": day])
        return try await here.store.write(as: here.coordinator) { try $0.takeOver(takeover) }
    }

    @Test(
        "C7 many change units at once from the beginning of a day; their alarms are counted to the new one, and cases and keys are named",
        arguments: Engine.allCases)
    func whole(engine: Engine) async throws {
        let here = try await Self.served(engine)
        let before = try await Self.people(here)
        #expect(before.count == Self.count)
        let greta = try #require(before.first { $0.name == "Greta Åkerlund" })
        #expect(greta.hasAlarm && greta.keys == 2 && greta.openOrders == 0)
        #expect(before.filter { $0.openOrders == 1 }.count == Self.count - 1)
        let chosen = before.dropLast().map(\.id)
        _ = try await Self.takeOver(here, chosen)
        #expect(try await Self.people(here).map(\.id) == [before[Self.count - 1].id])
        let start = String(Instant.written("2026-12-01", "00:00").milliseconds)
        #expect(
            try await here.store.rows(
                "SELECT DISTINCT CAST(valid_to AS TEXT) FROM provider_responsibilities WHERE valid_to IS NOT NULL"
            )
                == [[start]])
        #expect(
            try await here.store.count(
                "provider_responsibilities",
                where:
                    "unit_id = \(here.lambohov) AND valid_to IS NULL AND valid_from = \(SQL(stringLiteral: start))"
            )
                == Self.count - 1)
        let seen = try await here.store.show(as: here.otherOrderer) { try $0.recipientPage(chosen[0]) }
        #expect(seen.unit == "Hemtjänst Lambohov")
        #expect(
            await refusal { try await here.store.show(as: here.orderer) { try $0.recipientPage(greta.id) } }
                == .notFound)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "a takeover is undone: who has not changed since goes back, the others stay",
        arguments: Engine.allCases)
    func undone(engine: Engine) async throws {
        let here = try await Self.served(engine)
        let people = try await Self.people(here).map(\.id)
        let first = try await Self.takeOver(here, people)
        let back = try Takeover(
            Answers([
                "to": here.ekholmen.text, "day": "2026-12-01", "note": "En bor kvar.",
                "person.\(people[0])": "yes",
            ]), from: here.lambohov, today: here.time.today)
        try await here.store.write(as: here.coordinator) { _ = try $0.takeOver(back) }
        let returned = try await here.store.write(as: here.coordinator) {
            try $0.undoTakeover(first, reason: "Avtalet gällde inte än.")
        }
        #expect(returned == Self.count - 1)
        #expect(try await Self.people(here).map(\.id) == people)
        let lines = try await here.store.read(as: here.coordinator) { try $0.takeovers() }
        #expect(lines.map(\.undoneWhy) == [nil, "Avtalet gällde inte än."])
        let again = await refusal {
            try await here.store.write(as: here.coordinator) {
                try $0.undoTakeover(first, reason: "Avtalet gällde inte än.")
            }
        }
        #expect(again?.told == ["-: life.undoneAlready"])
        #expect(try await here.store.verify { _ in } == [])
        let past = try await here.store.show(as: here.coordinator) {
            try $0.recipientPage(
                people[3],
                seenWith: Hindsight(day: here.time.today, knownOn: here.time.today))
        }
        #expect(past.responsibilities.map(\.unit) == ["Hemtjänst Ekholmen"], "what is known now of today")
    }

    @Test("all or nobody: one who is no longer the unit's stops the whole", arguments: Engine.allCases)
    func allOrNobody(engine: Engine) async throws {
        let here = try await Self.served(engine)
        let people = try await Self.people(here).map(\.id)
        _ = try await Self.takeOver(here, [people[2]])
        let refused = await refusal { try await Self.takeOver(here, people) }
        #expect(refused?.told == ["-: takeover.changedMeanwhile"])
        #expect(try await Self.people(here).count == Self.count - 1)
        let strangers = await refusal { try await Self.takeOver(here, [ID.new(at: here.time.now)]) }
        #expect(strangers?.told == ["-: takeover.changedMeanwhile"])
    }

    @Test("two coordinators who take over the same people do it once", arguments: Engine.allCases)
    func twoAtOnce(engine: Engine) async throws {
        let here = try await Self.served(engine)
        let people = try await Self.people(here).map(\.id)
        let outcomes = await withTaskGroup { group in
            for _ in 0..<2 {
                group.addTask { await refusal { try await Self.takeOver(here, people) }?.told }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count(where: { $0 == nil }) == 1)
        #expect(outcomes.compactMap(\.self) == [["-: takeover.changedMeanwhile"]])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("bad input: every fault at once, and only a coordinator", arguments: Engine.allCases)
    func refusals(engine: Engine) async throws {
        let here = try await Self.served(engine)
        let person = try await Self.people(here)[0].id
        #expect(
            await Self.faults(here, [], ["to": "", "day": "", "note": ""])
                == [
                    "day: form.required", "note: form.required", "people: takeover.nobody", "to: form.choose",
                ])
        #expect(await Self.faults(here, [person], ["to": here.ekholmen.text]) == ["to: takeover.sameUnit"])
        #expect(await Self.faults(here, [person], ["day": "2026-12-02"]) == ["day: takeover.day.future"])
        #expect(await Self.faults(here, [person], ["day": "2026-11-31"]) == ["day: form.day.wrong"])
        let many = (0...Takeover.limit).map { _ in ID<CareRecipient>.new(at: here.time.now) }
        #expect(await Self.faults(here, many, [:]) == ["people: takeover.tooMany"])
        let takeover = try Takeover(
            Self.typed(here, [person]), from: here.ekholmen, today: here.time.today)
        for actor in [here.orderer, here.technician, here[.auditor]] {
            let refused = await refusal {
                try await here.store.write(as: actor) { try $0.takeOver(takeover) }
            }
            #expect(refused?.code == .forbidden)
        }
    }

    @Test("nobody who has died is taken over", arguments: Engine.allCases)
    func dead(engine: Engine) async throws {
        let here = try await Self.served(engine)
        let people = try await Self.people(here).map(\.id)
        try await here.record(.deceased, on: "2026-12-01")
        let greta = try await here.recipient()
        #expect(try await Self.people(here).map(\.id) == people.filter { $0 != greta })
        let refused = await refusal { try await Self.takeOver(here, people) }
        #expect(refused?.told == ["-: takeover.deceased"])
    }

    @Test(
        "a takeover is undone for somebody who was merged meanwhile, as the one who remains",
        arguments: Engine.allCases)
    func mergedMeanwhile(engine: Engine) async throws {
        let here = try await Self.served(engine)
        let people = try await Self.people(here).map(\.id)
        let takeover = try await Self.takeOver(here, people)
        let why = Answers(["reason": "Det är samma person.", "home": "kept", "unit": "kept", "birth": "yes"])
        try await here.store.write(as: here.coordinator) { try $0.merge(people[0], into: people[1], why) }
        let returned = try await here.store.write(as: here.coordinator) {
            try $0.undoTakeover(takeover, reason: "Avtalet gällde inte än.")
        }
        #expect(returned == Self.count - 1)
        #expect(try await Self.people(here).map(\.id) == Array(people.dropFirst()))
        #expect(try await here.store.verify { _ in } == [])
    }
}
