import Domain
import TestSupport
import Testing

@testable import Storage

/// What the pages tell of two people, and whom the read log names.
@Suite struct SharedLockPagesTests {
    private func lastReading(_ here: Municipality) async throws -> (page: String, people: Int) {
        let rows = try await here.store.rows(
            """
            SELECT r.page, CAST(COUNT(p.recipient_id) AS TEXT) FROM readings r
            LEFT JOIN reading_people p ON p.reading_id = r.id
            WHERE r.position = (SELECT MAX(position) FROM readings) GROUP BY r.id, r.page
            """, columns: 2)
        let row = try #require(rows.first)
        return (row[0], try #require(Int(row[1])))
    }

    @Test("a case about two people, and every list that has it, log both", arguments: Engine.allCases)
    func bothLogged(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.cohabitantCase(.both)
        try await here.book(number, try here.visit())
        let page = try await here.page(number)
        #expect(page.cohabitant?.person.name == "Östen Ängström")
        #expect(try await lastReading(here) == ("case", 2))
        let queue = try await here.store.show(as: here.coordinator) { try $0.queue(.all, offset: 0) }
        #expect(queue.lines.map(\.cohabitantName) == ["Östen Ängström"])
        #expect(try await lastReading(here) == ("queue.all", 2))
        let day = try #require(Day("2026-11-24"))
        let visits = try await here.store.show(as: here.technician) { try $0.visits(on: day) }
        #expect(visits.map(\.cohabitantName) == ["Östen Ängström"])
        #expect(try await lastReading(here) == ("today", 2))
    }

    @Test(
        "I1 a unit is told with whom a lock is shared only where it serves them too",
        arguments: Engine.allCases)
    func sharedWith(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.sharedLock()
        let page = try await here.page(CaseNumber(year: 2026, sequence: 2))
        let greta = try #require(page.order.recipient)
        let own = try await here.store.show(as: here.orderer) { try $0.recipientPage(greta) }
        #expect(own.locks.map(\.sharedWith).map { $0.map(\.name) } == [["Östen Ängström"]])
        #expect(try await lastReading(here) == ("recipient", 2))

        let elsewhere = try await Municipality.open(engine)
        _ = try await elsewhere.closedCase()
        _ = try await elsewhere.orderedCase(for: .osten, withLock: false, by: elsewhere.otherOrderer)
        let order = try await elsewhere.cohabitantCase(.later, by: elsewhere.otherOrderer)
        try await elsewhere.linkCohabitant(order, isConfirmed: true, reason: "De flyttade ihop i oktober.")
        let people = try await elsewhere.page(order)
        for (actor, person, seen) in [
            (elsewhere.orderer, try people.order.requireRecipient().id, []),
            (elsewhere.otherOrderer, try #require(people.cohabitant).person.id, []),
            (elsewhere.coordinator, try people.order.requireRecipient().id, ["Östen Ängström"]),
        ] {
            let page = try await elsewhere.store.show(as: actor) { try $0.recipientPage(person) }
            #expect(page.locks.flatMap(\.sharedWith).map(\.name) == seen)
        }
    }

    @Test("I9 a unit that serves neither is told nothing of the lock by ordering", arguments: Engine.allCases)
    func strangers(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        _ = try await here.orderedCase(for: .osten, withLock: false)
        let number = try await here.cohabitantCase(.later, by: here.otherOrderer) { answers in
            answers["recipientName"] = "Någon Annan"
            answers["cohabitantName"] = "Och En Till"
        }
        try await here.linkCohabitant(number, isConfirmed: true, reason: "Sambor sedan länge, enligt samtal.")
        let page = try await here.page(number, as: here.otherOrderer)
        #expect(page.recipient?.name == "Någon Annan")
        #expect(page.cohabitant?.person.name == "Och En Till")
        #expect(page.cohabitant?.isServed == false)
        #expect(page.ended["linkLock"]?.evidence == [:])
        #expect(!page.timeline.contains { $0.kind == .lockLinked || $0.kind == .recipientDiffers })
        let team = try await here.page(number)
        #expect(
            Set(team.differences) == [
                "name", "unit", "cohabitantName", "cohabitantUnit", "cohabitantAddress",
            ])
        #expect(team.recipient?.name == "Greta Åkerlund")
    }

    @Test("the device page of a lock tells who is linked to it, and who was", arguments: Engine.allCases)
    func devicePage(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.sharedLock()
        here.time.advance(days: 1)
        try await here.unlink(try await here.unlinkCase(for: .greta))
        let page = try await here.store.show(as: here.coordinator) {
            try $0.devicePage(.sample(.lockUnit, 1))
        }
        #expect(page.links.map(\.name).sorted() == ["Greta Åkerlund", "Östen Ängström"])
        #expect(page.links.filter { $0.to == nil }.map(\.name) == ["Östen Ängström"])
        #expect(try await lastReading(here) == ("device", 2))
    }
}
