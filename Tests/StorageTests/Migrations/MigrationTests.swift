import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct MigrationTests {
    @Test("an empty database is brought to the latest schema", arguments: Engine.allCases)
    func fresh(engine: Engine) async throws {
        let database = try await engine.open(clock: .fixed(.written("2026-11-20")), migrated: false)
        await #expect(throws: (any Error).self) { try await database.store.schemaNumber() }
        try await database.store.migrate()
        #expect(try await database.store.schemaNumber() == Migration.latest)
    }

    @Test("migrating again changes nothing and keeps everything", arguments: Engine.allCases)
    func twice(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        let before = try await here.store.rows("SELECT CAST(applied_at AS TEXT) FROM schema_migrations")
        here.time.advance(days: 1)
        try await here.store.migrate()
        #expect(try await here.store.rows("SELECT CAST(applied_at AS TEXT) FROM schema_migrations") == before)
        #expect(try await here.page(number).order.state == .submitted)
    }

    @Test("a schema of a newer version than this is refused, and left as it is", arguments: Engine.allCases)
    func newer(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let later = Migration.latest + 1
        _ = try await here.store.writing {
            try $0.execute("INSERT INTO schema_migrations (number, applied_at) VALUES (\(later), 0)")
        }
        do {
            try await here.store.migrate()
            Issue.record("a newer schema was taken")
        } catch StorageFault.newerSchema(let found, let known) {
            #expect(found == later)
            #expect(known == Migration.latest)
        }
        #expect(try await here.store.schemaNumber() == later)
    }

    @Test("each step is taken on a database with data in it, and loses none", arguments: Engine.allCases)
    func stepByStep(engine: Engine) async throws {
        let database = try await engine.open(clock: .fixed(.written("2026-11-20")), migrated: false)
        let store = database.store
        for number in 1...Migration.latest {
            try await store.migrate(to: number)
            #expect(try await store.schemaNumber() == number)
            try await store.writing {
                try $0.send(
                    "INSERT INTO care_providers (id, name) VALUES (\("p\(number)"), \("Utförare \(number)"))")
            }
            #expect(try await store.count("care_providers") == number)
        }
        try await store.migrate()
        #expect(try await store.count("care_providers") == Migration.latest)
        #expect(try await store.integrityFaults() == [])
    }

    @Test("of many who migrate at once one does it, and all find it done", arguments: Engine.allCases)
    func atOnce(engine: Engine) async throws {
        let database = try await engine.open(clock: .fixed(.written("2026-11-20")), migrated: false)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { try await database.store.migrate() } }
            try await group.waitForAll()
        }
        #expect(try await database.store.count("schema_migrations") == Migration.latest)
    }

    @Test("the numbers of the steps are 1, 2, 3 …")
    func numbers() { #expect(Migration.all.map(\.number) == Array(1...Migration.all.count)) }
}
