import Foundation
import GRDB
import Storage

/// Copies of an embedded database: whole, taken while it is in use, and put back.
public enum SQLiteBackup {
    private static let pagesAtATime: CInt = 512

    /// Copies the database at `path` to a new file. Writers go on meanwhile; the copy is what was committed when it
    /// began. The copy is examined, written to disk and only then given its name.
    /// - Throws: `StorageFault.unusable` where the copy cannot be made or is not sound.
    public static func make(of path: String, at file: String, progress: @escaping @Sendable (Double) -> Void)
        async throws
    {
        let part = file + ".part"
        try? FileManager.default.removeItem(atPath: part)
        do {
            let source = try DatabasePool(path: path, configuration: readOnly)
            try await copy(source, to: part, progress)
            try source.close()
            try examine(part)
            try settle(part, as: file)
        } catch {
            try? FileManager.default.removeItem(atPath: part)
            throw told(error)
        }
    }

    private static func copy(
        _ source: DatabasePool, to part: String, _ progress: @escaping @Sendable (Double) -> Void
    ) async throws {
        let copy = try DatabaseQueue(path: part)
        // One reader, held from first to last, sees one state of the database however many writers there are.
        try await source.read { database in
            _ = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_master")
            try copy.writeWithoutTransaction { target in
                try database.backup(to: target, pagesPerStep: pagesAtATime) {
                    progress(Double($0.completedPageCount) / Double(max($0.totalPageCount, 1)))
                }
            }
        }
        // A copy of its own needs no log beside it.
        try await copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode=DELETE") }
        try copy.close()
    }

    private static var readOnly: Configuration {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        return configuration
    }

    /// The schema's number of the copy at `file`, once it is found sound.
    /// - Throws: `StorageFault.unusable` where it is damaged, or is no database of Hemtrygg's.
    @discardableResult
    public static func examine(_ file: String) throws -> Int {
        do {
            let copy = try DatabaseQueue(path: file, configuration: readOnly)
            defer { try? copy.close() }
            return try copy.read { database in
                // SQLite itself does not miss the end of a last page that was cut off.
                let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
                let size = try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0
                let bytes = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int
                guard bytes == pages * size else { throw StorageFault.unusable("the copy is not whole") }
                let faults = try String.fetchAll(database, sql: "PRAGMA integrity_check(5)").filter {
                    $0 != "ok"
                }
                guard faults.isEmpty else { throw StorageFault.unusable("the copy is damaged") }
                return try Int.fetchOne(database, sql: "SELECT MAX(number) FROM schema_migrations") ?? 0
            }
        } catch let error as DatabaseError { throw told(error) }
    }

    /// Puts the sound copy `file` in the place of the database at `path`, in one step: whoever looks finds the old
    /// database or the new one.
    /// - Throws: `StorageFault.unusable` where somebody has the old one open.
    public static func restore(_ file: String, to path: String) throws {
        let part = path + ".restoring"
        try? FileManager.default.removeItem(atPath: part)
        do {
            try FileManager.default.copyItem(atPath: file, toPath: part)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: part)
            try examine(part)
            removeLog(of: part)
            try withUnused(path) { try settle(part, as: path) }
        } catch {
            try? FileManager.default.removeItem(atPath: part)
            throw told(error)
        }
    }

    /// Nobody may have the old database open while it is replaced, or what they write would be lost with it.
    private static func withUnused(_ path: String, _ replace: () throws -> Void) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            try removeLogs(of: path)
            return try replace()
        }
        var configuration = Configuration()
        configuration.busyMode = .immediateError
        do {
            let old = try DatabaseQueue(path: path, configuration: configuration)
            try old.writeWithoutTransaction { database in
                // What lies in its log goes into the file, and the log, which the new one must not find, goes away.
                try database.execute(sql: "PRAGMA journal_mode=DELETE; BEGIN EXCLUSIVE")
                defer { try? database.execute(sql: "ROLLBACK") }
                try replace()
            }
            // It is replaced; whether the old one closes well changes nothing.
            try? old.close()
        } catch let error as DatabaseError where [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode) {
            throw StorageFault.unusable("somebody has it open; stop Hemtrygg first")
        } catch let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode)
        {
            // A damaged database is what a restore is for; nobody can be at work in it.
            try removeLogs(of: path)
            try replace()
        }
    }

    /// What the new database would take for its own log and play back.
    private static func removeLogs(of path: String) throws {
        for log in ["-wal", "-shm", "-journal"] where FileManager.default.fileExists(atPath: path + log) {
            try FileManager.default.removeItem(atPath: path + log)
        }
    }

    /// Gives `part` its final name once its bytes, and then its name, are on disk.
    private static func settle(_ part: String, as file: String) throws {
        try synchronize(part)
        guard rename(part, file) == 0 else { throw StorageFault.unusable("\(file) cannot be written") }
        try synchronize((file as NSString).deletingLastPathComponent)
    }

    private static func synchronize(_ path: String) throws {
        let descriptor = open(path.isEmpty ? "." : path, O_RDONLY)
        guard descriptor >= 0 else { throw StorageFault.unusable("\(path) cannot be opened") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw StorageFault.unusable("\(path) cannot be written to disk") }
    }

    /// A copy that somebody has looked into may have got a log of its own.
    private static func removeLog(of file: String) {
        for log in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file + log) }
    }

    private static func told(_ error: any Error) -> any Error {
        switch error {
        case let error as DatabaseError:
            if case let fault as StorageFault = SQLiteStore.mapped(error) { return fault }
            return StorageFault.unusable(error.message ?? "SQLite answered \(error.resultCode)")
        case let error as CocoaError: return StorageFault.unusable(error.localizedDescription)
        default: return error
        }
    }
}
