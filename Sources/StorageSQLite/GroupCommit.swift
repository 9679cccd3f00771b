import Domain
import GRDB
import Synchronization

/// Joins the writes that wait into one transaction: each in its own savepoint, so that it fails alone, and none
/// acknowledged before the one commit, which is one fsync. A lone write is committed at once.
final class GroupCommit: Sendable {
    private struct Job: Sendable {
        /// Runs the verb inside a savepoint and says whether it is to be kept.
        let run: @Sendable (Database) -> Bool
        /// Called once, after the commit or with what hindered it.
        let finish: @Sendable ((any Error)?) -> Void
    }

    private struct Queue: Sendable {
        var waiting: [Job] = []
        var isDraining = false
    }

    private let largestBatch: Int
    private let pool: DatabasePool
    private let queue = Mutex(Queue())

    init(pool: DatabasePool, largestBatch: Int) {
        self.pool = pool
        self.largestBatch = largestBatch
    }

    func submit<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let outcome = Outcome<Value>()
            enqueue(
                Job(
                    run: { database in outcome.record { try body(database) } },
                    finish: { hindrance in
                        continuation.resume(with: hindrance.map { .failure($0) } ?? outcome.taken())
                    }))
        }
    }

    private func enqueue(_ job: Job) {
        let mustDrain = queue.withLock { queue in
            queue.waiting.append(job)
            defer { queue.isDraining = true }
            return !queue.isDraining
        }
        if mustDrain { pool.asyncWriteWithoutTransaction { self.drain($0) } }
    }

    private func drain(_ database: Database) {
        while let batch = nextBatch() {
            do {
                try commit(batch, on: database)
                batch.forEach { $0.finish(nil) }
            } catch {
                // SQLite may have rolled back by itself already; then there is nothing to end.
                try? database.execute(sql: "ROLLBACK")
                batch.forEach { $0.finish(error) }
            }
        }
    }

    private func nextBatch() -> [Job]? {
        queue.withLock { queue in
            guard !queue.waiting.isEmpty else {
                queue.isDraining = false
                return nil
            }
            let batch = Array(queue.waiting.prefix(largestBatch))
            queue.waiting.removeFirst(batch.count)
            return batch
        }
    }

    private func commit(_ batch: [Job], on database: Database) throws {
        if batch.count == 1 { return try commitAlone(batch[0], on: database) }
        try database.cachedStatement(sql: "BEGIN IMMEDIATE").execute()
        for job in batch {
            try database.cachedStatement(sql: "SAVEPOINT verb").execute()
            if !job.run(database) {
                // A full disk, for one, has ended the transaction for all who are in it.
                guard database.isInsideTransaction else { throw AppError(.unavailable, "error.storage") }
                try database.cachedStatement(sql: "ROLLBACK TO verb").execute()
            }
            try database.cachedStatement(sql: "RELEASE verb").execute()
        }
        try database.cachedStatement(sql: "COMMIT").execute()
    }

    /// Nobody else is in the transaction, so that no savepoint need keep the pages as they were.
    private func commitAlone(_ job: Job, on database: Database) throws {
        try database.cachedStatement(sql: "BEGIN IMMEDIATE").execute()
        if job.run(database) {
            try database.cachedStatement(sql: "COMMIT").execute()
        } else if database.isInsideTransaction {
            // A full disk, for one, has ended it already.
            try database.cachedStatement(sql: "ROLLBACK").execute()
        }
    }
}

/// What a verb gave, kept until its commit is known.
private final class Outcome<Value: Sendable>: Sendable {
    private struct Missing: Error {}
    private let result = Mutex<Result<Value, any Error>?>(nil)

    func record(_ body: () throws -> Value) -> Bool {
        let outcome = Result { try body() }
        result.withLock { $0 = outcome }
        return (try? outcome.get()) != nil
    }

    func taken() -> Result<Value, any Error> { result.withLock { $0 } ?? .failure(Missing()) }
}
