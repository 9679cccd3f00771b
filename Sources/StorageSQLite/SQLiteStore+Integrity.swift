import GRDB
import Storage

extension SQLiteStore {
    /// SQLite's own examination of every page, index and rule, and of every reference between tables.
    public func integrityFaults() async throws -> [String] {
        do {
            return try await pool.read { database in
                let pages = try String.fetchAll(database, sql: "PRAGMA integrity_check(20)")
                let references = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").prefix(20)
                return pages.filter { $0 != "ok" }
                    + references.map { "a row of \($0[0] as String) refers to nothing in \($0[2] as String)" }
            }
        } catch let error as DatabaseError { throw Self.mapped(error) }
    }
}
