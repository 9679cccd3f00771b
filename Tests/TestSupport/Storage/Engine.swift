import Dispatch
import Domain
import Foundation
import Storage
import StoragePostgres
import StorageSQLite

/// The database engines that every test of storage and web runs on.
public enum Engine: String, CaseIterable, Sendable {
    case sqlite, postgres

    /// A database of its own: with the schema in place, or wholly empty.
    public func open(clock: Clock, migrated: Bool = true) async throws -> Database {
        let slot = await Slot.take()
        switch self {
        case .sqlite:
            let folder = try TemporaryFolder()
            let path = folder.file("test.sqlite")
            if migrated { try FileManager.default.copyItem(atPath: try await Template.file(), toPath: path) }
            return Database(
                store: try SQLiteStore(path: path, clock: clock, keys: try .sample()), home: .folder(folder),
                slot: slot)
        case .postgres:
            let home = try await TemporaryDatabase(migrated: migrated)
            return Database(
                store: PostgresStore(
                    try PostgresAddress(home.address), clock: clock, keys: try .sample(), connections: 4,
                    patience: .seconds(120)),
                home: .database(home), slot: slot)
        }
    }

    /// A real database that is gone when nobody holds it any more.
    public struct Database: Sendable {
        enum Home: Sendable {
            case folder(TemporaryFolder)
            case database(TemporaryDatabase)
        }

        public let store: any Store
        let home: Home
        let slot: Slot

        public var engine: Engine {
            switch home {
            case .folder: .sqlite
            case .database: .postgres
            }
        }

        /// Where the database lies, for a second process or store that opens it: a path or an address.
        public var place: String {
            switch home {
            case .folder(let folder): folder.file("test.sqlite")
            case .database(let database): database.address
            }
        }
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

/// A database in the throwaway cluster that `bin/test` starts and removes.
public final class TemporaryDatabase: Sendable {
    private struct Missing: Error, CustomStringConvertible {
        let description =
            "No PostgreSQL to test on: run the tests with bin/test, which starts one and names it in "
            + "HEMTRYGG_TEST_POSTGRES."
    }

    public let address: String
    private let cluster: PostgresAddress
    let name: String

    /// - Throws: where no cluster is named: the tests fail, and are not skipped.
    public convenience init(migrated: Bool) async throws {
        try await self.init(copying: migrated ? try await Template.database() : nil)
    }

    init(copying template: String?) async throws {
        guard let address = ProcessInfo.processInfo.environment["HEMTRYGG_TEST_POSTGRES"] else {
            throw Missing()
        }
        name = "t" + UUID().uuidString.lowercased().filter { $0 != "-" }
        self.address = "\(address)/\(name)"
        cluster = try PostgresAddress("\(address)/postgres")
        try await cluster.administer("CREATE DATABASE \(name)" + (template.map { " TEMPLATE \($0)" } ?? ""))
    }

    deinit {
        let (cluster, name) = (cluster, name)
        // The cluster goes with the run; a database that is left costs only space until then.
        Task { try? await cluster.administer("DROP DATABASE \(name) WITH (FORCE)") }
    }
}
