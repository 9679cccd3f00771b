import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct UnitCasesMigrationTests {
    /// A case with what hangs on it, as version 11 had it.
    private static let before =
        MigrationRows.oneCase + [
            """
            INSERT INTO residencies (id, recipient_id, dwelling_id, valid_from, recorded_at, recorded_by, case_id)
            VALUES ('r', 'p', 'd', 0, 0, 'u', 'c')
            """
        ]

    private static func case_(_ id: String, _ number: String, _ person: SQL, _ home: SQL) -> SQL {
        """
        INSERT INTO cases (id, number, slug, edition, unit_id, team_id, recipient_id, dwelling_id, ordered_by,
            ordered_name, submitted_at, state, waits_on, queue_rank, revision)
        VALUES (\(id), \(number), 's', '1', 'e', 't', \(person), \(home), 'u', '', 0, 'submitted', 'team', '9999', 0)
        """
    }

    private func write(_ statement: SQL, _ store: any Store) async throws {
        try await store.writing { try $0.send(statement) }
    }

    private static let all: SQL = "SELECT number, COALESCE(recipient_id, '-') FROM cases ORDER BY number"

    @Test(
        "cases stay as they were, and from then on one may be about nobody, also to connections that were open before",
        arguments: Engine.allCases)
    func carriedOver(engine: Engine) async throws {
        let database = try await engine.open(clock: .fixed(.written("2026-11-20")), migrated: false)
        let store = database.store
        try await store.migrate(to: 11)
        for statement in Self.before { try await store.writing { try $0.send(statement) } }
        let early = await refusal {
            try await write(Self.case_("x", "VT-2026-000002", "NULL", "NULL"), store)
        }
        #expect(early?.faults.map(\.key) == ["error.constraint"])
        #expect(try await store.rows(Self.all, columns: 2) == [["VT-2026-000001", "p"]])

        try await store.migrate()
        try await write(Self.case_("x", "VT-2026-000002", "NULL", "NULL"), store)
        #expect(
            try await store.rows(Self.all, columns: 2) == [
                ["VT-2026-000001", "p"], ["VT-2026-000002", "-"],
            ])
        let orphan = await refusal {
            try await write(Self.case_("y", "VT-2026-000003", "'nobody'", "'d'"), store)
        }
        #expect(orphan?.faults.map(\.key) == ["error.constraint"], "references hold still")
        #expect(try await store.count("residencies", where: "case_id = 'c'") == 1)
    }
}
