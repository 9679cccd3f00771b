import Domain
import TestSupport
import Testing

@testable import Storage

/// A provider's unit now, on a day, and as it was known then.
@Suite struct UnitPageTests {
    private func page(
        _ here: Municipality, _ unit: ID<ProviderUnit>? = nil, as actor: Actor? = nil, on day: String? = nil,
        knownOn: String? = nil, offset: Int = 0, limit: Int = 100
    ) async throws -> UnitPage {
        let hindsight = day.flatMap { Day($0) }.map {
            Hindsight(day: $0, knownOn: knownOn.flatMap { Day($0) })
        }
        return try await here.store.show(as: actor ?? here.coordinator) {
            try $0.unitPage(unit ?? here.ekholmen, seenWith: hindsight, offset: offset, limit: limit)
        }
    }

    /// Greta is Ekholmen's with alarm and keys until 1 December, and then Lambohov's; that is written down on the fourth.
    private func moved(_ engine: Engine) async throws -> Municipality {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        here.time.set("2026-11-25", "09:00")
        let (giver, _) = try await here.move()
        try await here.moveAlarm(in: giver)
        here.time.set("2026-12-04", "09:00")
        try await here.passResponsibility(in: giver)
        here.time.set("2026-12-10", "09:00")
        return here
    }

    @Test(
        "a unit has the people it serves with their devices, its keys, and the cases under way",
        arguments: Engine.allCases)
    func now(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        let open = try await here.orderedCase(for: .numbered(3))
        _ = try await here.orderedCase(for: .osten, by: here.otherOrderer)
        for actor in [here.coordinator, here.orderer] {
            let page = try await page(here, as: actor)
            #expect(page.unit.name == "Hemtjänst Ekholmen" && page.provider == "Leanlink Äldreomsorg")
            #expect(page.people.map(\.person.name) == ["Greta Åkerlund", "Prov D"])
            #expect(page.people[0].devices.map(\.serial.text).sorted() == ["KNAPP-1", "LARM-1"])
            #expect(page.people[1].devices.isEmpty)
            #expect(
                page.keys == [KeyCount(kind: .entranceTag, count: 1), KeyCount(kind: .homeKey, count: 1)])
            #expect(page.orders.map(\.number) == [open])
            #expect(!page.hasMore)
        }
    }

    @Test("a unit has its own emergency alarms", arguments: Engine.allCases)
    func emergency(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let greta = try await here.installedCase(withLock: false)
        let dwelling = try await here.page(greta).order.dwelling
        try await here.store.write(as: .system) { tx in
            let device = try tx.receive(
                .sample(.providerEmergencyAlarm, 1), kind: .providerEmergencyAlarm, model: "A", place: "")
            try tx.setStatus(.installed, of: device)
            try tx.execute(
                """
                INSERT INTO installations (id, device_id, dwelling_id, unit_id, tested_at, valid_from, recorded_at,
                    recorded_by) VALUES ('x', \(device), \(dwelling), \(here.ekholmen), \(tx.now), \(tx.now), \(tx.now),
                    \(tx.actor.user))
                """)
        }
        let page = try await page(here)
        #expect(page.emergencyAlarms.map(\.device.serial.text) == ["AKUT-1"])
        #expect(page.history.last?.emergencyAlarms == 1)
        #expect(try await self.page(here, here.lambohov).emergencyAlarms.isEmpty)
        #expect(try await self.page(here, on: "2026-11-19").emergencyAlarms.isEmpty)
    }

    @Test("on a day it had those whom it served then, with what they had then", arguments: Engine.allCases)
    func onADay(engine: Engine) async throws {
        let here = try await moved(engine)
        let before = try await page(here, on: "2026-11-30")
        #expect(before.people.map(\.person.name) == ["Greta Åkerlund"])
        #expect(before.people[0].devices.map(\.serial.text).sorted() == ["KNAPP-1", "LARM-1"])
        #expect(before.orders.isEmpty && before.history.isEmpty)
        #expect(before.keys.map(\.count) == [1, 1])
        #expect(try await page(here, on: "2026-11-19").people.isEmpty)
        #expect(try await page(here).people.isEmpty)
        #expect(try await page(here, here.lambohov).people.map(\.person.name) == ["Greta Åkerlund"])
        #expect(try await page(here, on: "2026-11-19").keys == [])
    }

    @Test(
        "what was believed then: until the fourth she was the first unit's on the second",
        arguments: Engine.allCases)
    func asKnown(engine: Engine) async throws {
        let here = try await moved(engine)
        let believed = try await page(here, on: "2026-12-02", knownOn: "2026-12-03")
        #expect(believed.people.map(\.person.name) == ["Greta Åkerlund"])
        #expect(believed.keys.map(\.count) == [1, 1], "the keys that had not been given back")
        #expect(try await page(here, here.lambohov, on: "2026-12-02", knownOn: "2026-12-03").people.isEmpty)
        #expect(try await page(here, on: "2026-12-02", knownOn: "2026-12-04").people.isEmpty)
        #expect(
            try await page(here, here.lambohov, on: "2026-12-02").people.map(\.person.name) == [
                "Greta Åkerlund"
            ])
    }

    @Test(
        "I1 a unit sees its own page only, and of the past only those whom it serves still",
        arguments: Engine.allCases)
    func access(engine: Engine) async throws {
        let here = try await moved(engine)
        #expect(try await page(here, as: here.orderer, on: "2026-11-30").people.isEmpty)
        for (person, unit) in [
            (Municipality.Person.orderer, here.lambohov), (.otherOrderer, here.ekholmen),
            (.coordinator, .sample(77)), (.routineOwner, here.ekholmen), (.auditor, here.ekholmen),
            (.administrator, here.ekholmen),
        ] {
            #expect(
                await refusal { _ = try await page(here, unit, as: here[person]) } == .notFound, "\(person)")
        }
    }

    @Test(
        "the counts over time are those that one gets day by day from the page itself",
        arguments: Engine.allCases)
    func history(engine: Engine) async throws {
        let here = try await moved(engine)
        here.time.set("2027-02-10", "09:00")
        _ = try await here.orderedCase(for: .osten)
        for unit in [here.ekholmen, here.lambohov] {
            let history = try await page(here, unit).history
            #expect(history.map(\.day) == Day("2027-02-10")?.months(back: 12).appending(Day("2027-02-10")))
            for count in history.dropLast() {
                let then = try await page(here, unit, on: count.day.description).people
                let held = then.filter { line in
                    line.from <= count.day.start && line.to.map { $0 > count.day.start } ?? true
                }
                #expect(count.people == held.count, "\(count.day)")
            }
        }
        #expect(try await page(here).history.map(\.people).suffix(5) == [0, 0, 0, 0, 1])
        #expect(try await page(here, here.lambohov).history.map(\.alarms).suffix(5) == [0, 1, 1, 1, 1])
        #expect(try await page(here, here.lambohov).history.map(\.people).suffix(5) == [0, 1, 1, 1, 1])
    }

    @Test(
        "many people are turned page by page, at as many statements as few, all of them noted",
        arguments: Engine.allCases)
    func many(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        var costs: [[Int]] = []
        for range in [0..<3, 3..<25] {
            for index in range { _ = try await here.orderedCase(for: .numbered(index), withLock: false) }
            let store = WatchedStore(base: here.store)
            _ = try await store.show(as: here.coordinator) { try $0.unitPage(here.ekholmen) }
            costs.append([store.statements.reading, store.statements.writing])
        }
        #expect(costs == [[9, 2], [9, 2]])
        var seen: [String] = []
        for (offset, hasMore) in [(0, true), (10, true), (20, false)] {
            let page = try await page(here, offset: offset, limit: 10)
            #expect(page.hasMore == hasMore)
            seen += page.people.map(\.person.name)
        }
        #expect(seen.count == 25 && Set(seen).count == 25)
        let noted = try await here.store.count(
            "reading_people",
            where: "reading_id = (SELECT id FROM readings ORDER BY position DESC LIMIT 1)")
        #expect(noted == 25, "those on the page, and those of its cases")
    }
}

extension Array {
    fileprivate func appending(_ element: Element?) -> [Element] { self + [element].compactMap(\.self) }
}
