import Domain
import GRDB
import GRDBSQLite
import Storage

/// A GRDB connection seen as Hemtrygg's. GRDB opens it, keeps its prepared statements and says who may use it when;
/// binding and stepping are SQLite's own, since they are done some forty times for one order.
struct SQLiteConnection: Storage.Connection {
    let database: Database
    var dialect: SQLDialect { .sqlite }

    func query(_ sql: Storage.SQL, _ each: (inout Storage.Row) throws -> Void) throws {
        try run(sql, each)
    }

    func execute(_ sql: Storage.SQL) throws -> Int {
        try run(sql)
        return database.changesCount
    }

    func send(_ sql: Storage.SQL) throws { try run(sql) }

    private func run(_ sql: Storage.SQL, _ each: (inout Storage.Row) throws -> Void = { _ in }) throws {
        let text = sql.text(for: .sqlite)
        var prepared = try database.cachedStatement(sql: text)
        // Somebody further up is still reading this statement's rows.
        if sqlite3_stmt_busy(prepared.sqliteStatement) != 0 {
            prepared = try database.makeStatement(sql: text)
        }
        // GRDB ends a statement's life with the last one who holds it.
        try withExtendedLifetime(prepared) {
            let statement = prepared.sqliteStatement
            try bind(sql.values, to: statement)
            defer { sqlite3_reset(statement) }
            var row = Storage.Row(SQLiteRow(of: statement))
            while true {
                switch sqlite3_step(statement) {
                case SQLITE_ROW:
                    row.rewind()
                    try each(&row)
                case SQLITE_DONE: return
                case let code: throw fault(code)
                }
            }
        }
    }

    private func bind(_ values: [SQLValue], to statement: OpaquePointer) throws {
        guard sqlite3_bind_parameter_count(statement) == values.count else { throw fault(SQLITE_RANGE) }
        for (index, value) in values.enumerated() {
            let code = try bind(value, at: Int32(index + 1), to: statement)
            guard code == SQLITE_OK else { throw fault(code) }
        }
    }

    private func bind(_ value: SQLValue, at place: Int32, to statement: OpaquePointer) throws -> Int32 {
        switch value {
        case .null: return sqlite3_bind_null(statement, place)
        case .integer(let number): return sqlite3_bind_int64(statement, place, number)
        // Where there is nothing to point at, SQLite would bind NULL.
        case .text(""): return sqlite3_bind_text(statement, place, "", 0, Self.copied)
        case .text(var text):
            return try text.withUTF8 { bytes in
                // SQLite would read such a text to the NUL only, and find what was not asked for.
                guard !bytes.contains(0) else { throw AppError.invalid("error.badRequest") }
                return bytes.withMemoryRebound(to: CChar.self) {
                    sqlite3_bind_text(statement, place, $0.baseAddress, Int32($0.count), Self.copied)
                }
            }
        case .blob(let bytes):
            return bytes.withUnsafeBytes {
                $0.isEmpty
                    ? sqlite3_bind_zeroblob(statement, place, 0)
                    : sqlite3_bind_blob(statement, place, $0.baseAddress, Int32($0.count), Self.copied)
            }
        }
    }

    private func fault(_ code: Int32) -> DatabaseError {
        let words = database.sqliteConnection.flatMap(sqlite3_errmsg).map { String(cString: $0) }
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: words)
    }

    /// `SQLITE_TRANSIENT`, which Swift does not import: SQLite keeps a copy of its own.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

/// The row on which a statement stands; good until the next step.
final class SQLiteRow: RowSource {
    private let statement: OpaquePointer

    init(of statement: OpaquePointer) { self.statement = statement }

    func isNull(_ column: Int) -> Bool { sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL }

    func text(_ column: Int) -> String {
        guard let start = sqlite3_column_text(statement, Int32(column)) else { return "" }
        let length = Int(sqlite3_column_bytes(statement, Int32(column)))
        return String(decoding: UnsafeBufferPointer(start: start, count: length), as: UTF8.self)
    }

    func integer(_ column: Int) -> Int64 { sqlite3_column_int64(statement, Int32(column)) }

    func blob(_ column: Int) -> [UInt8] {
        guard let start = sqlite3_column_blob(statement, Int32(column)) else { return [] }
        let length = Int(sqlite3_column_bytes(statement, Int32(column)))
        return Array(UnsafeRawBufferPointer(start: start, count: length))
    }
}
