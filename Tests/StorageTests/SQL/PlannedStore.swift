import Domain
import Storage
import Synchronization

/// A real store that asks its engine how it would answer each query before it does.
struct PlannedStore: Store {
    let base: any Store
    let plans = Plans()

    var clock: Clock { base.clock }
    var shelf: RoutineShelf { base.shelf }
    var secretKeys: SecretKeys { base.secretKeys }
    var bulletin: Bulletin { base.bulletin }

    func reading<Value: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value {
        let plans = plans
        return try await base.reading { connection in
            // A small table is read whole unless one is told not to.
            if connection.dialect == .postgres { try connection.send("SET LOCAL enable_seqscan = off") }
            return try body(PlannedConnection(base: connection, plans: plans))
        }
    }

    func writing<Value: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value { try await base.writing(body) }

    func announce(_ news: Set<News>) { base.announce(news) }
    func integrityFaults() async throws -> [String] { try await base.integrityFaults() }
    func forgetOverwritten() async throws { try await base.forgetOverwritten() }
    func close() async throws { try await base.close() }

    /// Whether a line of a plan reads a whole table. What a statement itself has made first has a name of more letters
    /// than the tables' own.
    static func isScan(_ line: String) -> Bool {
        line.contains("Seq Scan on") || line.prefixMatch(of: #/SCAN [a-z]( |$)/#) != nil
    }
}

final class Plans: Sendable {
    private let kept = Mutex<[[String]]>([])

    /// The lines of each statement's plan.
    var all: [[String]] { kept.withLock { $0 } }
    func keep(_ plan: [String]) { kept.withLock { $0.append(plan) } }
}

private struct PlannedConnection: Connection {
    let base: any Connection
    let plans: Plans
    var dialect: SQLDialect { base.dialect }

    func query(_ sql: SQL, _ each: (inout Row) throws -> Void) throws {
        var plan: [String] = []
        try base.query("\(sqlite: "EXPLAIN QUERY PLAN ", postgres: "EXPLAIN ")" + sql) { row in
            // The embedded engine's lines come after three numbers.
            if dialect == .sqlite { for _ in 0..<3 { _ = row.int() } }
            plan.append(row.text())
        }
        plans.keep(plan)
        try base.query(sql, each)
    }

    func execute(_ sql: SQL) throws -> Int { try base.execute(sql) }
    func send(_ sql: SQL) throws { try base.send(sql) }
}
