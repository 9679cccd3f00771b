import Domain
import Storage
import Synchronization

/// A statement as an engine was sent it.
struct RecordedStatement: Sendable {
    let text: String
    let values: [SQLValue]
    let reads: Bool
    let dialect: SQLDialect
}

/// A real store that keeps what passes.
final class RecordingStore: Store {
    private let base: any Store
    private let kept = Mutex<[RecordedStatement]>([])

    init(base: any Store) { self.base = base }

    var clock: Clock { base.clock }
    var shelf: RoutineShelf { base.shelf }
    var secretKeys: SecretKeys { base.secretKeys }
    var bulletin: Bulletin { base.bulletin }
    var statements: [RecordedStatement] { kept.withLock { $0 } }

    func forget() { kept.withLock { $0 = [] } }

    func reading<Value: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value {
        try await base.reading { try body(Recording(base: $0, keep: self.keep)) }
    }

    func writing<Value: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value {
        try await base.writing { try body(Recording(base: $0, keep: self.keep)) }
    }

    func announce(_ news: Set<News>) { base.announce(news) }
    func integrityFaults() async throws -> [String] { try await base.integrityFaults() }
    func forgetOverwritten() async throws { try await base.forgetOverwritten() }
    func close() async throws { try await base.close() }

    private func keep(_ statement: RecordedStatement) { kept.withLock { $0.append(statement) } }

    private struct Recording: Connection {
        let base: any Connection
        let keep: @Sendable (RecordedStatement) -> Void
        var dialect: SQLDialect { base.dialect }

        func query(_ sql: SQL, _ each: (inout Row) throws -> Void) throws {
            record(sql, reads: true)
            try base.query(sql, each)
        }

        func stream(_ sql: SQL, _ each: (inout Row) throws -> Void) throws {
            record(sql, reads: true)
            try base.stream(sql, each)
        }

        func execute(_ sql: SQL) throws -> Int {
            record(sql, reads: false)
            return try base.execute(sql)
        }

        func send(_ sql: SQL) throws {
            record(sql, reads: false)
            try base.send(sql)
        }

        private func record(_ sql: SQL, reads: Bool) {
            keep(
                RecordedStatement(
                    text: sql.text(for: dialect), values: sql.values, reads: reads, dialect: dialect))
        }
    }
}
