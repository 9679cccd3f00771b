import Domain
import Foundation
import Storage
import StoragePostgres
import StorageSQLite

/// A database with its schema, made once and copied for each test.
enum Template {
    private static let files = Once<TemporaryFolder> {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.file("template.sqlite"))
        try await store.migrate()
        try await store.close()
        return folder
    }

    private static let databases = Once<TemporaryDatabase> {
        let database = try await TemporaryDatabase(copying: nil)
        let store = PostgresStore(
            try PostgresAddress(database.address), connections: 1, patience: .seconds(120))
        try await store.migrate()
        try await store.close()
        return database
    }

    static func file() async throws -> String { try await files.value.file("template.sqlite") }
    static func database() async throws -> String { try await databases.value.name }
}

/// Something made by the first who asks.
private actor Once<Value: Sendable> {
    private let make: @Sendable () async throws -> Value
    private var task: Task<Value, any Error>?

    init(_ make: @escaping @Sendable () async throws -> Value) { self.make = make }

    var value: Value {
        get async throws {
            let make = make
            let task = task ?? Task { try await make() }
            self.task = task
            return try await task.value
        }
    }
}
