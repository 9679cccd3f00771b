import Domain
import Foundation
import GRDB
import Storage

/// A GRDB connection seen as Hemtrygg's. Statements are prepared once per connection and kept.
struct SQLiteConnection: Storage.Connection {
    let database: Database
    var dialect: SQLDialect { .sqlite }

    func query(_ sql: Storage.SQL, _ each: (inout Storage.Row) throws -> Void) throws {
        let rows = try GRDB.Row.fetchCursor(try prepared(sql))
        while let row = try rows.next() {
            var columns = Storage.Row(SQLiteRow(row: row))
            try each(&columns)
        }
    }

    func execute(_ sql: Storage.SQL) throws -> Int {
        try prepared(sql).execute()
        return database.changesCount
    }

    func send(_ sql: Storage.SQL) throws { try prepared(sql).execute() }

    private func prepared(_ sql: Storage.SQL) throws -> Statement {
        let (text, values) = sql.rendered(for: .sqlite)
        // SQLite would read such a text to the NUL only, and find what was not asked for.
        for case .text(let value) in values where value.utf8.contains(0) {
            throw AppError.invalid("error.badRequest")
        }
        let statement = try database.cachedStatement(sql: text)
        statement.setUncheckedArguments(StatementArguments(values.map(\.databaseValue)))
        return statement
    }
}

struct SQLiteRow: RowSource {
    let row: GRDB.Row

    func isNull(_ column: Int) -> Bool { row.hasNull(atIndex: column) }
    func text(_ column: Int) -> String { (row[column] as String?) ?? "" }
    func integer(_ column: Int) -> Int64 { (row[column] as Int64?) ?? 0 }
    func blob(_ column: Int) -> [UInt8] { (row[column] as Data?).map(Array.init) ?? [] }
}

extension SQLValue {
    var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let value): value.databaseValue
        case .text(let value): value.databaseValue
        case .blob(let value): Data(value).databaseValue
        }
    }
}
