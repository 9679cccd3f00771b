import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct AppendOnlyTests {
    static let tables = ["events", "event_subjects", "readings", "reading_people", "submissions"]
    private static let columns = [
        "events": "kind", "event_subjects": "subject", "readings": "page", "reading_people": "recipient_id",
        "submissions": "answers",
    ]

    @Test("I20 history, read log and received documents refuse change", arguments: Engine.allCases, tables)
    func change(engine: Engine, table: String) async throws {
        let here = try await filled(engine)
        let column = Self.columns[table] ?? "id"
        let before = try await here.store.rows("SELECT \(raw: column) FROM \(raw: table)")
        #expect(!before.isEmpty)
        await #expect(throws: AppError.conflict("error.constraint")) {
            try await here.store.writing { try $0.send("UPDATE \(raw: table) SET \(raw: column) = 'x'") }
        }
        #expect(try await here.store.rows("SELECT \(raw: column) FROM \(raw: table)") == before)
    }

    @Test("I20 history, read log and received documents refuse removal", arguments: Engine.allCases, tables)
    func removal(engine: Engine, table: String) async throws {
        let here = try await filled(engine)
        let before = try await here.store.count(table)
        #expect(before > 0)
        await #expect(throws: AppError.conflict("error.constraint")) {
            try await here.store.writing { try $0.send("DELETE FROM \(raw: table)") }
        }
        #expect(try await here.store.count(table) == before)
    }

    @Test("I20 a row of the history cannot be replaced by another with its identity")
    func replacement() async throws {
        let here = try await filled(.sqlite)
        let before = try await here.store.rows("SELECT kind FROM events ORDER BY id")
        await #expect(throws: AppError.conflict("error.constraint")) {
            try await here.store.writing {
                try $0.send(
                    """
                    INSERT OR REPLACE INTO events (id, happened_at, user_id, kind, details)
                    SELECT id, happened_at, user_id, 'signedOut', details FROM events
                    """)
            }
        }
        #expect(try await here.store.rows("SELECT kind FROM events ORDER BY id") == before)
    }

    private func filled(_ engine: Engine) async throws -> Municipality {
        let here = try await Municipality.open(engine)
        _ = try await here.page(try await here.orderedCase())
        return here
    }
}
