import Domain
import StoragePostgres
import TestSupport
import Testing

@testable import Storage

@Suite struct JobTests {
    private static func job(_ name: String) throws -> Job {
        try #require(Job.all.first { $0.name == name })
    }

    @Test("a job is done by one of many nodes, and again only when it is due", arguments: Engine.allCases)
    func onceEach(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let job = Job(name: "count", seconds: 60) { tx in
            try tx.execute(
                """
                INSERT INTO counters (name, last) VALUES ('jobs', 1)
                ON CONFLICT (name) DO UPDATE SET last = counters.last + 1
                """)
            return 1
        }
        for round in 1...3 {
            let done = try await withThrowingTaskGroup(of: DoneJob?.self) { group in
                for _ in 0..<10 { group.addTask { try await here.store.doIfDue(job) } }
                return try await group.reduce(into: [DoneJob]()) { if let done = $1 { $0.append(done) } }
            }
            #expect(done == [DoneJob(name: "count", count: 1)])
            #expect(
                try await here.store.rows("SELECT CAST(last AS TEXT) FROM counters WHERE name = 'jobs'")
                    == [["\(round)"]])
            here.time.set("2026-11-20", "09:0\(round * 2)")
        }
    }

    @Test(
        "a job that was done by a clock far ahead does not wait until the others have caught up",
        arguments: Engine.allCases)
    func clockAhead(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let job = Job(name: "count", seconds: 60) { _ in 1 }
        here.time.set("2027-11-20", "09:00")
        #expect(try await here.store.doIfDue(job)?.count == 1)
        here.time.set("2026-11-20", "09:00")
        #expect(try await here.store.doIfDue(job)?.count == 1)
        #expect(try await here.store.doIfDue(job) == nil)
    }

    @Test("a job that fails is not done, and is due still", arguments: Engine.allCases)
    func failing(engine: Engine) async throws {
        struct Broken: Error {}
        let here = try await Municipality.open(engine, stock: 0)
        let broken = Job(name: "same", seconds: 60) { tx in
            try tx.execute("INSERT INTO counters (name, last) VALUES ('half', 1)")
            throw Broken()
        }
        await #expect(throws: Broken.self) { try await here.store.doIfDue(broken) }
        #expect(try await here.store.count("counters", where: "name = 'half'") == 0)
        let whole = Job(name: "same", seconds: 60) { _ in 0 }
        #expect(try await here.store.doIfDue(whole) == DoneJob(name: "same", count: 0))
    }

    @Test(
        "an order that was begun and left is forgotten with its entrance code, and no other",
        arguments: Engine.allCases)
    func drafts(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let (left, sent) = (try await here.draft(), try await here.draft(.order(for: .osten)))
        try await here.submit(sent)
        let days = try await here.store.read(as: .system) { try $0.settings().draftDays }
        here.time.advance(days: Int64(days - 1))
        let fresh = try await here.draft(.order(for: .numbered(7)))
        #expect(try await here.store.doIfDue(Self.job("forgetDrafts"))?.count == 0)
        here.time.advance(days: 2)
        #expect(try await here.store.doIfDue(Self.job("forgetDrafts"))?.count == 1)
        #expect(try await here.store.count("drafts", where: "id = \(left)") == 0)
        #expect(try await here.store.count("secrets", where: "owner_id = \(left)") == 0)
        #expect(try await here.store.count("secrets", where: "owner_id = \(sent)") == 1)
        #expect(try await here.store.count("drafts", where: "id = \(fresh)") == 1)
    }

    @Test("sessions that ended a month ago are forgotten", arguments: Engine.allCases)
    func sessions(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let actor = here.orderer
        try await here.store.write(as: .system) {
            try $0.beginSession(of: actor.user, under: actor.assignment, digest: "old")
        }
        here.time.advance(days: 20)
        _ = try await here.store.doIfDue(Self.job("forgetSessions"))
        #expect(try await here.store.count("sessions") == 1)
        here.time.advance(days: 20)
        _ = try await here.store.doIfDue(Self.job("forgetSessions"))
        #expect(try await here.store.count("sessions") == 0)
    }
}
