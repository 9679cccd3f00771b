import Domain
import Storage
import Synchronization

/// A real store that counts the statements that pass, and can be told to fail or to wait before it writes.
struct WatchedStore: Store {
    struct Broken: Error {}

    let base: any Store
    let statements = Statements()
    var beforeWriting: @Sendable () async throws -> Void = {}

    var clock: Clock { base.clock }
    var shelf: RoutineShelf { base.shelf }
    var secretKeys: SecretKeys { base.secretKeys }
    var bulletin: Bulletin { base.bulletin }

    /// The same database, as if its disk were full.
    static func readOnly(_ base: any Store) -> WatchedStore {
        WatchedStore(base: base, beforeWriting: { throw Broken() })
    }

    func reading<Value: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value {
        let statements = statements
        return try await base.reading {
            try body(WatchedConnection(base: $0, seen: { statements.countReading() }))
        }
    }

    func writing<Value: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value {
        try await beforeWriting()
        let statements = statements
        return try await base.writing {
            try body(WatchedConnection(base: $0, seen: { statements.countWriting() }))
        }
    }
}

extension WatchedStore {
    func announce(_ news: Set<News>) { base.announce(news) }
    func integrityFaults() async throws -> [String] { try await base.integrityFaults() }
    func forgetOverwritten() async throws { try await base.forgetOverwritten() }
    func close() async throws { try await base.close() }
}

final class Statements: Sendable {
    private let counts = Mutex((reading: 0, writing: 0))

    var reading: Int { counts.withLock { $0.reading } }
    var writing: Int { counts.withLock { $0.writing } }
    func countReading() { counts.withLock { $0.reading += 1 } }
    func countWriting() { counts.withLock { $0.writing += 1 } }
}

private struct WatchedConnection: Connection {
    let base: any Connection
    let seen: () -> Void
    var dialect: SQLDialect { base.dialect }

    func query(_ sql: SQL, _ each: (inout Row) throws -> Void) throws {
        seen()
        try base.query(sql, each)
    }

    func execute(_ sql: SQL) throws -> Int {
        seen()
        return try base.execute(sql)
    }

    func send(_ sql: SQL) throws {
        seen()
        try base.send(sql)
    }
}
