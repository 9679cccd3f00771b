import Domain
import Foundation
import GRDB
import Storage

/// The embedded database: one file, readers beside one writer, every acknowledged write on disk.
public struct SQLiteStore: Store {
    public let clock: Clock
    public let shelf: RoutineShelf
    public let secretKeys: SecretKeys
    public let bulletin = Bulletin()
    let pool: DatabasePool
    private let commits: GroupCommit

    /// Opens or makes the file at `path`; its folder must exist.
    /// - Throws: `StorageFault.unusable` where the file cannot be used as a database.
    /// `keys` seal and open secret answers. `joiningCommits: false` gives every write a commit of its own, for measuring
    /// what joining them is worth. `sparingMemory: true` lets SQLite use a file without a name for what it sorts and what
    /// it may have to restore, once that is much: for work on as many rows as there are.
    public init(
        path: String, clock: Clock = .system, keys: SecretKeys = .none, joiningCommits: Bool = true,
        sparingMemory: Bool = false
    ) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 4
        configuration.label = "hemtrygg"
        configuration.prepareDatabase { database in
            // Without it INSERT OR REPLACE removes a row of the history past its trigger.
            try database.execute(sql: "PRAGMA recursive_triggers=ON")
            // What a savepoint would restore, or a query sorts, lies in memory, not in a file written beside the database.
            if !sparingMemory { try database.execute(sql: "PRAGMA temp_store=MEMORY") }
            // What is removed or overwritten is not left in the file. Debian's SQLite does so without being told.
            try database.execute(sql: "PRAGMA secure_delete=ON")
            // Kibibytes for each connection; the indices of a year's cases fit, where SQLite's own 2,000 do not hold them.
            try database.execute(sql: "PRAGMA cache_size=-16000")
        }
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            try Self.demandDurability(of: pool)
        } catch let error as DatabaseError {
            if case let fault as StorageFault = Self.mapped(error) { throw fault }
            throw StorageFault.unusable(Self.reason(path) ?? error.message ?? "it cannot be opened")
        }
        self.clock = clock
        shelf = RoutineShelf()
        secretKeys = keys
        commits = GroupCommit(pool: pool, largestBatch: joiningCommits ? 256 : 1)
    }

    /// Why a file cannot be opened, where the file system tells; SQLite itself says only that it cannot.
    private static func reason(_ path: String) -> String? {
        var isFolder: ObjCBool = false
        let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        let folder = (path as NSString).deletingLastPathComponent
        if isFolder.boolValue { return "\(path) is a folder" }
        if isThere, !FileManager.default.isReadableFile(atPath: path) { return "\(path) may not be read" }
        if isThere, !FileManager.default.isWritableFile(atPath: path) { return "\(path) may not be written" }
        if !FileManager.default.isWritableFile(atPath: folder) {
            return "the folder \(folder) may not be written, and the database keeps its log there"
        }
        return nil
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

    /// Nobody else writes here, so what is told on this node is told to all.
    public func announce(_ news: Set<News>) { bulletin.post(news) }

    /// What pages held before lies in the log until it is written over.
    public func forgetOverwritten() async throws {
        do {
            _ = try await pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        } catch let error as DatabaseError { throw Self.mapped(error) }
    }

    public func close() async throws {
        bulletin.close()
        try pool.close()
    }

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
