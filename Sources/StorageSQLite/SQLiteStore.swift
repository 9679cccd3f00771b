import Domain
import Foundation
import GRDB
import Storage

/// The embedded database: one file, readers beside one writer, every acknowledged write on disk.
public struct SQLiteStore: Store {
    public let clock: Clock
    public let shelf: RoutineShelf
    let pool: DatabasePool
    private let commits: GroupCommit

    /// Opens or makes the file at `path`; its folder must exist.
    /// - Throws: `StorageFault.unusable` where the file cannot be used as a database.
    /// `joiningCommits: false` gives every write a commit of its own, for measuring what joining them is worth.
    public init(path: String, clock: Clock = .system, joiningCommits: Bool = true) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 4
        configuration.label = "hemtrygg"
        // Without it INSERT OR REPLACE removes a row of the history past its trigger.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA recursive_triggers=ON") }
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            try Self.demandDurability(of: pool)
        } catch let error as DatabaseError {
            if case let fault as StorageFault = Self.mapped(error) { throw fault }
            throw StorageFault.unusable(error.message ?? "cannot be opened")
        }
        self.clock = clock
        shelf = RoutineShelf()
        commits = GroupCommit(pool: pool, largestBatch: joiningCommits ? 256 : 1)
    }

    /// GRDB sets `synchronous=NORMAL` on the writer of a pool; an acknowledged order must outlive a power cut.
    private static func demandDurability(of pool: DatabasePool) throws {
        let level = try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous=FULL")
            return try Int.fetchOne(database, sql: "PRAGMA synchronous")
        }
        guard level == 2 else { throw StorageFault.unusable("synchronous=FULL was refused") }
    }

    public func reading<Value: Sendable>(
        _ body: @escaping @Sendable (any Storage.Connection) throws -> Value
    ) async throws -> Value {
        do {
            return try await pool.read { try body(SQLiteConnection(database: $0)) }
        } catch let error as DatabaseError { throw Self.mapped(error) }
    }

    public func writing<Value: Sendable>(
        _ body: @escaping @Sendable (any Storage.Connection) throws -> Value
    ) async throws -> Value {
        do {
            return try await commits.submit { try body(SQLiteConnection(database: $0)) }
        } catch let error as DatabaseError { throw Self.mapped(error) }
    }

    public func close() async throws { try pool.close() }

    /// The schema is the last guard: what it refuses is told as a conflict; a full or locked disk as unavailable.
    static func mapped(_ error: DatabaseError) -> any Error {
        switch error.resultCode {
        case .SQLITE_CONSTRAINT: AppError.conflict("error.constraint")
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_READONLY:
            AppError(.unavailable, "error.storage")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            StorageFault.unusable("the file is damaged, or is no database; restore it from a backup")
        default: error
        }
    }
}
