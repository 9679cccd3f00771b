import Domain
import Storage
import Synchronization

/// A real store that counts the statements that pass, and whose reading or writing a test can break.
final class FaultyStore: Store {
    private struct Faults {
        var reading: (any Error)?
        var writing: (any Error)?
        var reads = 0
        var writes = 0
        var commits = 0
    }

    private let base: any Store
    private let faults = Mutex(Faults())

    init(_ base: any Store) { self.base = base }

    var clock: Clock { base.clock }
    var shelf: RoutineShelf { base.shelf }
    var secretKeys: SecretKeys { base.secretKeys }
    var bulletin: Bulletin { base.bulletin }

    /// The database is gone.
    func breakReading(_ error: any Error) { faults.withLock { $0.reading = error } }

    /// The disk is full: what the engine tells then, unless another error is given.
    func breakWriting(_ error: any Error = AppError(.unavailable, "error.storage")) {
        faults.withLock { $0.writing = error }
    }

    func mend() {
        faults.withLock { faults in
            faults.reading = nil
            faults.writing = nil
        }
    }

    /// Statements since last asked, on readers and on the writer.
    func takeCounts() -> (reads: Int, writes: Int) {
        faults.withLock { faults in
            defer { (faults.reads, faults.writes) = (0, 0) }
            return (faults.reads, faults.writes)
        }
    }

    /// Transactions that were written since last asked.
    func takeCommits() -> Int {
        faults.withLock { faults in
            defer { faults.commits = 0 }
            return faults.commits
        }
    }

    func reading<Value: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value {
        if let fault = faults.withLock({ $0.reading }) { throw fault }
        return try await base.reading { connection in
            try body(Counting(base: connection) { self.faults.withLock { $0.reads += 1 } })
        }
    }

    func writing<Value: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value {
        if let fault = faults.withLock({ $0.writing }) { throw fault }
        faults.withLock { $0.commits += 1 }
        return try await base.writing { connection in
            try body(Counting(base: connection) { self.faults.withLock { $0.writes += 1 } })
        }
    }

    func announce(_ news: Set<News>) { base.announce(news) }
    func integrityFaults() async throws -> [String] { try await base.integrityFaults() }
    func forgetOverwritten() async throws { try await base.forgetOverwritten() }
    func close() async throws { try await base.close() }

    private struct Counting: Connection {
        let base: any Connection
        let count: () -> Void
        var dialect: SQLDialect { base.dialect }

        func query(_ sql: SQL, _ each: (inout Row) throws -> Void) throws {
            count()
            try base.query(sql, each)
        }

        func execute(_ sql: SQL) throws -> Int {
            count()
            return try base.execute(sql)
        }

        func send(_ sql: SQL) throws {
            count()
            try base.send(sql)
        }
    }
}
