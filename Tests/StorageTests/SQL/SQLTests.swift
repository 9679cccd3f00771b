import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct SQLTests {
    @Test("an interpolated value is bound, never spliced", arguments: Engine.allCases)
    func bound(engine: Engine) async throws {
        let hostile = "x'; DROP TABLE counters; --"
        let here = try await Municipality.open(engine, stock: 0)
        _ = try await here.store.writing {
            try $0.execute("INSERT INTO counters (name, last) VALUES (\(hostile), 1)")
        }
        #expect(try await here.store.rows("SELECT name FROM counters WHERE last = 1") == [[hostile]])
    }

    @Test("placeholders follow the engine's own way")
    func placeholders() {
        let part: SQL = "b IN (\(list: ["y", "z"]))"
        let sql: SQL = "SELECT a FROM t WHERE a = \(7) AND \(part) AND c = \(Optional<String>.none)"
        #expect(sql.text(for: .sqlite) == "SELECT a FROM t WHERE a = ? AND b IN (?, ?) AND c = ?")
        #expect(sql.values == [.integer(7), .text("y"), .text("z"), .null])
        #expect(
            sql.text(for: .postgres) == "SELECT a FROM t WHERE a = $1 AND b IN ($2, $3) AND c = $4")
    }

    @Test("an empty list matches nothing", arguments: Engine.allCases)
    func emptyList(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        #expect(try await here.store.rows("SELECT name FROM teams WHERE name IN (\(list: [String]()))") == [])
    }

    @Test("the engines part only where it is written so")
    func fork() {
        let sql: SQL = "CREATE TABLE t (a \(sqlite: "BLOB", postgres: "BYTEA"))"
        #expect(sql.text(for: .sqlite) == "CREATE TABLE t (a BLOB)")
        #expect(sql.text(for: .postgres) == "CREATE TABLE t (a BYTEA)")
    }
}
