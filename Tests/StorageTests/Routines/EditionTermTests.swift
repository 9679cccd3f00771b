import Domain
import TestSupport
import Testing

@testable import Storage

/// From when an edition applies, and to which orders. It is 2026-11-20; the municipality's own edition came that day.
@Suite struct EditionTermTests {
    private func file(_ edition: String, title: String = "Beställa larm") throws -> RoutineFile {
        let shipped = try ShippedRoutines.file("alarm-order.yaml")
        return RoutineFile(
            name: shipped.name,
            text: shipped.text.replacing("edition: \"2024-04-01\"", with: "edition: \"\(edition)\"")
                .replacing("sv: Beställa digitalt trygghetslarm\n", with: "sv: \(title)\n"))
    }

    private func publish(
        _ here: Municipality, _ edition: String, from day: String, by actor: Actor? = nil
    ) async throws {
        let file = try file(edition)
        try await here.store.write(as: actor ?? here[.routineOwner]) {
            try $0.publish(file, from: Day(day))
        }
    }

    private func inForce(_ here: Municipality) async throws -> [String] {
        try await here.store.read(as: here.orderer) { reader in
            let one = try reader.routineInForce("alarm-order").edition
            #expect(try reader.routinesInForce().map(\.edition) == [one])
            return [one]
        }
    }

    @Test(
        "an edition published for a day to come applies by itself from that day",
        arguments: Engine.allCases)
    func future(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await publish(here, "2027", from: "2026-12-01")
        #expect(try await inForce(here) == ["2024-04-01"])
        here.time.set("2026-11-30", "23:59")
        #expect(try await inForce(here) == ["2024-04-01"])
        here.time.set("2026-12-01", "00:00")
        #expect(try await inForce(here) == ["2027"])
        #expect(try await here.store.count("events", where: "kind = 'routinePublished'") == 2)
    }

    @Test(
        "I19 a case, and an order that was begun before, keep the edition that was in force then",
        arguments: Engine.allCases)
    func kept(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let running = try await here.orderedCase()
        let begun = try await here.draft(.order(for: .osten))
        try await publish(here, "2027", from: "2026-12-01")
        here.time.set("2026-12-01", "08:00")
        let fresh = try await here.orderedCase(for: .numbered(3))
        let sent = try await here.submit(begun)
        #expect(try await here.page(running).order.routine.edition == "2024-04-01")
        #expect(try await here.page(sent).order.routine.edition == "2024-04-01")
        #expect(try await here.page(fresh).order.routine.edition == "2027")
    }

    @Test(
        "a day that has been, a day that another edition has, and a name that is used are refused, and nothing is done",
        arguments: Engine.allCases)
    func refused(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await publish(here, "2027", from: "2026-12-01")
        let attempts = [
            ("2028", "2026-11-19", ["from: edition.from.past"]),
            ("2028", "2026-12-01", ["from: edition.from.early"]),
            ("2028", "2026-11-25", ["from: edition.from.early"]),
            ("2027", "2026-12-05", ["source: edition.nameTaken"]),
            ("2024-04-01", "2026-11-20", ["from: edition.from.early", "source: edition.nameTaken"]),
        ]
        for (edition, day, told) in attempts {
            #expect(await refusal { try await publish(here, edition, from: day) }?.told == told)
        }
        #expect(try await here.store.count("routine_editions") == 2)
        #expect(try await here.store.count("edition_terms") == 1)
    }

    @Test("a file with faults is refused with all of them, and nothing is done", arguments: Engine.allCases)
    func faulty(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let text = try file("2027").text.replacing("after: [feedback]", with: "after: [feedbakc]")
        await #expect(throws: RoutineFaults.self) {
            try await here.store.write(as: here[.routineOwner]) {
                try $0.publish(
                    RoutineFile(name: "alarm-order.yaml", text: text), from: Day("2026-12-01"))
            }
        }
        #expect(try await here.store.count("routine_editions") == 1)
    }

    @Test(
        "nobody but the routine's owner and Hemtrygg itself publishes or takes back",
        arguments: Engine.allCases)
    func privilege(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let file = try file("2027")
        for person in Municipality.Person.allCases where person != .routineOwner {
            let attempts: [@Sendable (Tx) throws -> Void] = [
                { try $0.publish(file, from: Day("2026-12-01")) }, { try $0.publish(file) },
                { try $0.withdrawEdition("alarm-order", "2024-04-01") },
                { _ = try $0.beginEdition(of: "alarm-order") }, { _ = try $0.beginEdition(with: file.text) },
                { _ = try $0.editionDrafts() },
            ]
            for attempt in attempts {
                let error = await refusal { try await here.store.write(as: here[person], attempt) }
                #expect(error?.code == .forbidden, "\(person)")
            }
        }
        #expect(try await here.store.count("routine_editions") == 1)
        #expect(try await here.store.count("edition_drafts") == 0)
    }

    @Test(
        "an edition to come can be taken back, once; one that applies cannot", arguments: Engine.allCases)
    func withdrawing(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await publish(here, "2027", from: "2026-12-01")
        let withdraw = { (edition: String) in
            await refusal {
                try await here.store.write(as: here[.routineOwner]) {
                    try $0.withdrawEdition("alarm-order", edition)
                }
            }
        }
        #expect(await withdraw("2024-04-01") == .conflict("edition.alreadyInForce"))
        #expect(await withdraw("1999") == .notFound)
        #expect(await withdraw("2027") == nil)
        #expect(await withdraw("2027") == .notFound)
        try await publish(here, "2028", from: "2026-11-25")
        here.time.set("2026-12-02", "08:00")
        #expect(try await inForce(here) == ["2028"])
        #expect(try await here.store.count("events", where: "kind = 'routineWithdrawn'") == 1)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("which edition applies is asked in one statement for all routines", arguments: Engine.allCases)
    func statements(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        for name in ["alarm-return.yaml", "fault-report.yaml", "device-replacement.yaml"] {
            try await here.store.write(as: .system) { try $0.publish(try ShippedRoutines.file(name)) }
        }
        _ = try await inForceCount(here)
        let watched = WatchedStore(base: here.store)
        let count = try await inForceCount(here, in: watched)
        #expect(count == 4)
        #expect(watched.statements.reading == 1)
    }

    private func inForceCount(_ here: Municipality, in store: (any Store)? = nil) async throws -> Int {
        try await (store ?? here.store).read(as: here.orderer) { try $0.routinesInForce().count }
    }

    @Test(
        "what the own unit orders most is offered first, and the rest by title; two statements",
        arguments: Engine.allCases)
    func mostOrderedFirst(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        for name in ["alarm-extract.yaml", "key-loss.yaml"] {
            try await here.store.write(as: .system) { try $0.publish(try ShippedRoutines.file(name)) }
        }
        let offered = { (actor: Actor, store: any Store) in
            try await store.read(as: actor) { try $0.routinesToOrder().map(\.slug) }
        }
        #expect(
            try await offered(here.orderer, here.store) == ["key-loss", "alarm-order", "alarm-extract"])
        let extract = try ShippedRoutines.file("alarm-extract.yaml")
        _ = try await here.orderedCase()
        for _ in 1...2 { _ = try await here.order(under: extract, Answers()) }
        let watched = WatchedStore(base: here.store)
        #expect(try await offered(here.orderer, watched) == ["alarm-extract", "alarm-order", "key-loss"])
        #expect(watched.statements.reading == 2)
        #expect(
            try await offered(here.otherOrderer, here.store) == ["key-loss", "alarm-order", "alarm-extract"],
            "another unit's orders say nothing of this one's")
    }

    @Test("terms and withdrawals refuse change and removal", arguments: Engine.allCases)
    func appendOnly(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await publish(here, "2027", from: "2026-12-01")
        try await here.store.write(as: here[.routineOwner]) { try $0.withdrawEdition("alarm-order", "2027") }
        for table in ["edition_terms", "edition_withdrawals"] {
            for sql: SQL in ["UPDATE \(raw: table) SET edition = 'x'", "DELETE FROM \(raw: table)"] {
                await #expect(throws: AppError.conflict("error.constraint")) {
                    try await here.store.writing { try $0.send(sql) }
                }
            }
            #expect(try await here.store.count(table) == 1)
        }
    }
}
