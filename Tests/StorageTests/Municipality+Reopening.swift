import Domain
import StoragePostgres
import StorageSQLite
import TestSupport

@testable import Storage

extension Municipality {
    /// The same database as another program opens it that has these keys.
    func reopened(with keys: SecretKeys) throws -> any Store {
        switch database.engine {
        case .sqlite: try SQLiteStore(path: database.place, clock: time.clock, keys: keys)
        case .postgres:
            PostgresStore(try PostgresAddress(database.place), clock: time.clock, keys: keys, connections: 2)
        }
    }
}
