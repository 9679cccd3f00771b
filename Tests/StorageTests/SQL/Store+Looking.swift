import Domain
import Storage

extension Store {
    /// Raw rows, for asking the database itself; every column as text.
    func rows(_ sql: SQL, columns: Int = 1) async throws -> [[String]] {
        try await reading { connection in
            var rows: [[String]] = []
            try connection.query(sql) { row in
                rows.append((0..<columns).map { _ in row.text() })
            }
            return rows
        }
    }

    func count(_ table: String, where condition: SQL = "1 = 1") async throws -> Int {
        try await reading { connection in
            var count = 0
            try connection.query("SELECT COUNT(*) FROM \(raw: table) WHERE " + condition) { count = $0.int() }
            return count
        }
    }
}

extension SQL.Interpolation {
    /// A table's name, which cannot be bound; only in tests.
    mutating func appendInterpolation(raw text: String) { appendInterpolation(sqlite: text, postgres: text) }
}
