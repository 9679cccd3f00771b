import Domain
import Synchronization
import TestSupport
import Testing

@testable import Storage

@Suite struct ReadLogTests {
    private struct Line: Equatable {
        let who: ID<User>
        let action: String
        let page: String
        let people: Int
        let hasCase: Bool
    }

    private final class Shown: Sendable { let count = Mutex(0) }

    /// The last line of the read log.
    private func last(_ store: any Store) async throws -> Line? {
        try await store.reading { connection in
            var line: Line?
            try connection.query(
                """
                SELECT r.user_id, r.action, r.page,
                    (SELECT COUNT(*) FROM reading_people p WHERE p.reading_id = r.id), r.case_id IS NOT NULL
                FROM readings r ORDER BY r.id DESC LIMIT 1
                """
            ) {
                line = Line(
                    who: $0.id(), action: $0.text(), page: $0.text(), people: $0.int(), hasCase: $0.bool())
            }
            return line
        }
    }

    @Test("every page that shows a person leaves a line: who, what, about whom", arguments: Engine.allCases)
    func everyPage(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.installedCase()
        let receipt = try await here.checkOutKeys(number)
        let person = try await here.page(number).order.requireRecipient()
        let (user, store) = (here.coordinator.user, here.store)

        _ = try await store.show(as: here.coordinator) { try $0.casePage(number) }
        #expect(
            try await last(store) == Line(who: user, action: "viewed", page: "case", people: 1, hasCase: true)
        )
        _ = try await store.show(as: here.coordinator) { try $0.recipientPage(person.id) }
        #expect(
            try await last(store)
                == Line(who: user, action: "viewed", page: "recipient", people: 1, hasCase: false))
        _ = try await store.show(as: here.coordinator) { try $0.dwellingPage(person.home) }
        #expect(
            try await last(store)
                == Line(who: user, action: "viewed", page: "dwelling", people: 1, hasCase: false))
        _ = try await store.show(as: here.coordinator) { try $0.devicePage(.sample(.alarmBase, 1)) }
        #expect(
            try await last(store)
                == Line(who: user, action: "viewed", page: "device", people: 1, hasCase: false))
        _ = try await store.show(as: here.coordinator) { try $0.keyReceipt(receipt, action: .downloaded) }
        #expect(
            try await last(store)
                == Line(who: user, action: "downloaded", page: "key-receipt", people: 1, hasCase: true))
        _ = try await store.reveal("entranceCode", in: number, as: here.technician)
        #expect(
            try await last(store)
                == Line(
                    who: here.technician.user, action: "revealedSecret", page: "case.secret", people: 1,
                    hasCase: true))
    }

    @Test("a list names everybody on the page shown and nobody beyond it", arguments: Engine.allCases)
    func lists(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        for index in 0..<5 { _ = try await here.orderedCase(for: .numbered(index)) }
        _ = try await here.store.show(as: here.coordinator) { try $0.queue(.all, offset: 0, limit: 3) }
        #expect(try await last(here.store)?.people == 3)
        #expect(try await last(here.store)?.page == "queue.all")
        _ = try await here.store.show(as: here.coordinator) { try $0.queue(.all, offset: 3, limit: 3) }
        #expect(try await last(here.store)?.people == 2)
    }

    @Test("a person with two cases on the page is named once", arguments: Engine.allCases)
    func once(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.orderedCase()
        _ = try await here.orderedCase()
        let queue = try await here.store.show(as: here.coordinator) { try $0.queue(.all, offset: 0) }
        #expect(queue.lines.count == 2)
        #expect(try await last(here.store)?.people == 1)
    }

    @Test("a search that found nobody is a reading too", arguments: Engine.allCases)
    func emptySearch(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.store.show(as: here.orderer) { try $0.knownFacts(number: "196101182803") }
        #expect(
            try await last(here.store)
                == Line(
                    who: here.orderer.user, action: "searched", page: "draft.known", people: 0, hasCase: false
                ))
    }

    @Test("the line says under which assignment it was read", arguments: Engine.allCases)
    func assignment(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.page(try await here.orderedCase())
        let rows = try await here.store.rows("SELECT assignment_id FROM readings")
        #expect(rows == [[here.coordinator.assignment.text]])
    }

    @Test("where the log cannot be written nothing is shown", arguments: Engine.allCases)
    func broken(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        let store = WatchedStore.readOnly(here.store)
        await #expect(throws: WatchedStore.Broken.self) {
            try await store.show(as: here.coordinator) { try $0.casePage(number) }
        }
        await #expect(throws: WatchedStore.Broken.self) {
            try await store.show(as: here.coordinator) { try $0.queue(.all, offset: 0) }
        }
        await #expect(throws: WatchedStore.Broken.self) {
            try await store.reveal("entranceCode", in: number, as: here.coordinator)
        }
        #expect(try await here.store.count("readings") == 0)
    }

    @Test("the line is committed before the value is given", arguments: Engine.allCases)
    func before(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        let shown = Shown()
        let (gate, openGate) = AsyncStream<Void>.makeStream()
        let store = WatchedStore(base: here.store, beforeWriting: { for await _ in gate { break } })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                _ = try await store.show(as: here.coordinator) { try $0.casePage(number) }
                shown.count.withLock { $0 += 1 }
            }
            try await Task.sleep(for: .milliseconds(100))
            #expect(shown.count.withLock { $0 } == 0)
            openGate.yield()
            try await group.waitForAll()
        }
        #expect(shown.count.withLock { $0 } == 1)
        #expect(try await here.store.count("readings") == 1)
    }

    @Test("what is refused is not told to have been read", arguments: Engine.allCases)
    func refused(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        _ = await refusal { try await here.page(number, as: here.otherOrderer) }
        #expect(try await here.store.count("readings") == 0)
    }
}
