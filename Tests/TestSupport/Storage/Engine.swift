import Domain
import Foundation
import Storage
import StorageSQLite

/// The database engines that every storage test runs on.
public enum Engine: String, CaseIterable, Sendable {
    case sqlite

    /// An empty database of its own, without schema.
    public func open(clock: Clock) throws -> Database {
        switch self {
        case .sqlite:
            let folder = try TemporaryFolder()
            return Database(
                store: try SQLiteStore(path: folder.file("test.sqlite"), clock: clock), home: folder)
        }
    }

    /// A real database that is gone when nobody holds it any more.
    public struct Database: Sendable {
        public let store: any Store
        let home: TemporaryFolder
        /// Where the embedded database lies, for a second process that opens it.
        public var path: String { home.file("test.sqlite") }
    }
}

/// A folder that is removed with the last reference to it.
public final class TemporaryFolder: Sendable {
    public let url: URL

    public init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "hemtrygg-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    public func file(_ name: String) -> String { url.appending(path: name).path }

    deinit { try? FileManager.default.removeItem(at: url) }
}
