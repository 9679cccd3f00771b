import Domain
import TestSupport
import Testing

@testable import Storage

/// The two engines keep the same tables: columns, what may be missing, keys, references, rules.
@Suite struct SchemaComparisonTests {
    @Test("every table has the same columns on both engines, of the same kind, and the same may be missing")
    func columns() async throws {
        let lite = try await rows(
            .sqlite,
            """
            SELECT m.name, c.name, c.type, c."notnull" FROM sqlite_master m JOIN pragma_table_info(m.name) c
            WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'
            """, columns: 4)
        let server = try await rows(
            .postgres,
            """
            SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(data_type AS TEXT),
                CASE is_nullable WHEN 'NO' THEN '1' ELSE '0' END
            FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
            WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
            """, columns: 4)
        let kinds = ["TEXT": "text", "INTEGER": "bigint", "BLOB": "bytea"]
        // A primary key is not missing on either engine; SQLite says so of the key and not of the column.
        let keys = Set(try await primaryKeys(.sqlite))
        let told = Set(
            lite.map { row in
                [row[0], row[1], kinds[row[2]] ?? row[2], keys.contains([row[0], row[1]]) ? "1" : row[3]]
            })
        #expect(told.symmetricDifference(server) == [])
        #expect(told.count > 150)
    }

    @Test("the same keys, references and indexes stand on both engines")
    func keys() async throws {
        let (liteKeys, serverKeys) = (try await primaryKeys(.sqlite), try await primaryKeys(.postgres))
        #expect(Set(liteKeys).symmetricDifference(serverKeys) == [])
        let liteReferences = try await rows(
            .sqlite,
            """
            SELECT m.name, f."from", f."table", f."to" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
            WHERE m.type = 'table'
            """, columns: 4)
        let serverReferences = try await rows(
            .postgres,
            """
            SELECT CAST(r.conrelid::regclass AS TEXT), CAST(f.attname AS TEXT), CAST(r.confrelid::regclass AS TEXT),
                CAST(t.attname AS TEXT)
            FROM pg_constraint r CROSS JOIN LATERAL unnest(r.conkey, r.confkey) AS pair (a, b)
            JOIN pg_attribute f ON f.attrelid = r.conrelid AND f.attnum = pair.a
            JOIN pg_attribute t ON t.attrelid = r.confrelid AND t.attnum = pair.b
            WHERE r.contype = 'f' AND r.connamespace = 'public'::regnamespace
            """, columns: 4)
        #expect(Set(liteReferences).symmetricDifference(serverReferences) == [])
        #expect(liteReferences.count > 50)
        let liteIndexes = try await rows(
            .sqlite, "SELECT tbl_name, name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
            columns: 2)
        let serverIndexes = try await rows(
            .postgres,
            """
            SELECT CAST(i.indrelid::regclass AS TEXT), CAST(i.indexrelid::regclass AS TEXT) FROM pg_index i
            JOIN pg_class k ON k.oid = i.indexrelid WHERE k.relnamespace = 'public'::regnamespace
                AND NOT EXISTS (SELECT 1 FROM pg_constraint r WHERE r.conindid = i.indexrelid)
            """, columns: 2)
        #expect(Set(liteIndexes).symmetricDifference(serverIndexes) == [])
    }

    @Test("as many rules and triggers guard each table on both engines")
    func guards() async throws {
        let lite = try await rows(
            .sqlite, "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
            columns: 2)
        let server = try await rows(
            .postgres,
            """
            SELECT CAST(conrelid::regclass AS TEXT), CAST(COUNT(*) AS TEXT) FROM pg_constraint
            WHERE contype = 'c' AND connamespace = 'public'::regnamespace GROUP BY conrelid
            """, columns: 2)
        let counts = Dictionary(uniqueKeysWithValues: server.map { ($0[0], Int($0[1]) ?? -1) })
        for table in lite {
            #expect(table[1].matches(of: /CHECK \(/).count == counts[table[0]] ?? 0, "\(table[0])")
        }
        let liteTriggers = try await rows(
            .sqlite, "SELECT name FROM sqlite_master WHERE type = 'trigger'", columns: 1)
        let serverTriggers = try await rows(
            .postgres,
            "SELECT CAST(tgname AS TEXT) FROM pg_trigger WHERE NOT tgisinternal AND tgname NOT LIKE '%_no_truncate'",
            columns: 1)
        #expect(Set(liteTriggers).symmetricDifference(serverTriggers) == [])
    }

    private func primaryKeys(_ engine: Engine) async throws -> [[String]] {
        try await rows(
            engine,
            engine == .sqlite
                ? """
                SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
                WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND c.pk > 0
                """
                : """
                SELECT CAST(r.conrelid::regclass AS TEXT), CAST(a.attname AS TEXT) FROM pg_constraint r
                JOIN pg_attribute a ON a.attrelid = r.conrelid AND a.attnum = ANY (r.conkey)
                WHERE r.contype = 'p' AND r.connamespace = 'public'::regnamespace
                """, columns: 2)
    }

    private func rows(_ engine: Engine, _ sql: SQL, columns: Int) async throws -> [[String]] {
        let database = try await engine.open(clock: .fixed(.written("2026-11-20")))
        return try await database.store.rows(sql, columns: columns)
    }
}
