import Domain
import Storage

extension Site {
    /// The first column of every row as text; for asking the database itself.
    func column(_ sql: SQL) async throws -> [String] {
        try await here.store.reading { connection in
            var texts: [String] = []
            try connection.query(sql) { texts.append($0.text()) }
            return texts
        }
    }

    func count(_ table: String, where condition: String = "1 = 1") async throws -> Int {
        let found = try await column(
            SQL(stringLiteral: "SELECT CAST(COUNT(*) AS TEXT) FROM \(table) WHERE \(condition)"))
        return found.first.flatMap { Int($0) } ?? -1
    }

    /// Every row of every table but those named, each with its table's name before it.
    func everything(but left: Set<String>) async throws -> Set<String> {
        var rows: Set<String> = []
        let tables = try await column(
            """
            \(
                sqlite: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
                postgres: "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public'")
            """)
        for table in tables where !left.contains(table) { rows.formUnion(try await everyRow(of: table)) }
        return rows
    }

    private func everyRow(of table: String) async throws -> [String] {
        guard here.database.engine == .sqlite else {
            return try await column(
                SQL(stringLiteral: "SELECT '\(table) ' || CAST(t AS TEXT) FROM \(table) t"))
        }
        let columns = try await column("SELECT name FROM pragma_table_info(\(table)) ORDER BY cid")
        let quoted = columns.map { "quote(\($0))" }.joined(separator: " || ' ' || ")
        return try await column(SQL(stringLiteral: "SELECT '\(table) ' || \(quoted) FROM \(table)"))
    }

    func event(_ kind: Event.Kind) async throws -> Int {
        try await count("events", where: "kind = '\(kind.rawValue)'")
    }
}
