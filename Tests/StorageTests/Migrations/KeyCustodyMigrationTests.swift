import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct KeyCustodyMigrationTests {
    /// What version 1 of the receipts had: one key given back by hand, two that are still held.
    private static let before =
        MigrationRows.oneCase + [
            """
            INSERT INTO key_receipts (id, number, case_id, recipient_id, dwelling_id, unit_id, movement, cabinet,
                handed_over_by, received_by, moved_on, recorded_at, recorded_by)
            VALUES ('k', 'N-2026-0001', 'c', 'p', 'd', 'e', 'checkOut', '17', 'Greta', 'Olga', '2026-11-20', 5, 'u')
            """,
            "INSERT INTO key_items (id, receipt_id, kind, label, count) VALUES ('i', 'k', 'homeKey', 'A 1', 2)",
            "INSERT INTO key_items (id, receipt_id, kind, label, count) VALUES ('j', 'k', 'entranceTag', '', 1)",
            """
            INSERT INTO key_custody (id, item_id, holder, place, held_from, held_to, recorded_at, recorded_by)
            VALUES ('x', 'i', 'Olga', '17', '2026-11-20', NULL, 5, 'u'),
                ('y', 'j', 'Olga', '17', '2026-11-20', '2026-11-21', 5, 'u'),
                ('z', 'j', 'Ulf', '18', '2026-11-21', NULL, 6, 'u')
            """,
        ]

    @Test("I12 receipts and custody recorded before are carried over, every one", arguments: Engine.allCases)
    func carriedOver(engine: Engine) async throws {
        let database = try await engine.open(clock: .fixed(.written("2026-11-20")), migrated: false)
        let store = database.store
        try await store.migrate(to: 7)
        for statement in Self.before { try await store.writing { try $0.send(statement) } }
        try await store.migrate()
        #expect(
            try await store.rows(
                "SELECT number, recipient_name, movement, case_id, CAST(recorded_at AS TEXT) FROM key_receipts",
                columns: 5) == [["N-2026-0001", "Orderns Namn", "checkOut", "c", "5"]])
        #expect(
            try await store.rows(
                "SELECT receipt_id, item_id, CAST(count AS TEXT) FROM key_receipt_items ORDER BY item_id",
                columns: 3) == [["k", "i", "2"], ["k", "j", "1"]])
        #expect(
            try await store.rows(
                """
                SELECT id, item_id, CAST(count AS TEXT), holder, unit_id, name, place, receipt_id, held_from,
                    COALESCE(held_to, '-') FROM key_custody ORDER BY id
                """, columns: 10)
                == [
                    ["x", "i", "2", "unit", "e", "Olga", "17", "k", "2026-11-20", "-"],
                    ["y", "j", "1", "unit", "e", "Olga", "17", "k", "2026-11-20", "2026-11-21"],
                    ["z", "j", "1", "unit", "e", "Ulf", "18", "k", "2026-11-21", "-"],
                ])
        #expect(
            try await store.rows(
                "SELECT id, COALESCE(CAST(ended_at AS TEXT), '-') FROM key_custody ORDER BY id", columns: 2)
                == [["x", "-"], ["y", "6"], ["z", "-"]], "what ended was known when the next was recorded")
        #expect(try await store.integrityFaults() == [])
        let invariant = try #require(Invariant.all.first { $0.sentence.hasPrefix("all keys of a receipt") })
        #expect(try await store.rows(invariant.breaches) == [])
        #expect(
            try await store.rows(
                """
                \(
                    sqlite: "SELECT name FROM sqlite_master WHERE name LIKE 'old_%'",
                    postgres: "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE tablename LIKE 'old_%'")
                """) == [])
    }
}
