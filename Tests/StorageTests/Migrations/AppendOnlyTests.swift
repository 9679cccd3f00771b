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
        _ = try? await here.store.writing { try $0.execute("UPDATE \(raw: table) SET \(raw: column) = 'x'") }
        #expect(try await here.store.rows("SELECT \(raw: column) FROM \(raw: table)") == before)
    }

    @Test("I20 history, read log and received documents refuse removal", arguments: Engine.allCases, tables)
    func removal(engine: Engine, table: String) async throws {
        let here = try await filled(engine)
        let before = try await here.store.count(table)
        #expect(before > 0)
        _ = try? await here.store.writing { try $0.execute("DELETE FROM \(raw: table)") }
        #expect(try await here.store.count(table) == before)
    }

    private func filled(_ engine: Engine) async throws -> Municipality {
        let here = try await Municipality.open(engine)
        _ = try await here.page(try await here.orderedCase())
        return here
    }
}
