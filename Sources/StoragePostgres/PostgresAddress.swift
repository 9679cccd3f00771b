import CLibPQ
import Storage

/// Where the database is, as libpq's own address: `postgres://user@host:port/name?sslmode=verify-full`, also with
/// several hosts (PostgreSQL's manual, 34.1.1). Passwords belong in a password file or in `PGPASSWORD`.
public struct PostgresAddress: Sendable, Hashable {
    let text: String

    /// - Throws: `StorageFault.unusable` where it is not an address that libpq can read.
    public init(_ text: String) throws {
        var complaint: UnsafeMutablePointer<CChar>?
        let options = PQconninfoParse(text, &complaint)
        defer {
            PQconninfoFree(options)
            PQfreemem(complaint)
        }
        // What libpq says of it may quote a password, so it is not repeated.
        guard options != nil else {
            throw StorageFault.unusable("the address is not one that libpq can read")
        }
        self.text = text
    }

    /// The address as the environment that PostgreSQL's own programs read (`PGHOST`, `PGPASSWORD` …; manual, 34.15).
    public func environment() throws -> [String: String] {
        guard let options = PQconninfoParse(text, nil) else {
            throw StorageFault.unusable("the address is not one that libpq can read")
        }
        defer { PQconninfoFree(options) }
        var environment: [String: String] = [:]
        var option = options
        while option.pointee.keyword != nil {
            if let name = option.pointee.envvar, let value = option.pointee.val {
                environment[String(cString: name)] = String(cString: value)
            }
            option = option.advanced(by: 1)
        }
        return environment
    }

    /// What holds where the address says nothing else: a server that does not answer is given up within seconds.
    private static let defaults = [
        ("application_name", "hemtrygg"), ("connect_timeout", "5"), ("keepalives_idle", "10"),
        ("keepalives_interval", "5"), ("keepalives_count", "3"), ("tcp_user_timeout", "15000"),
        ("client_encoding", "UTF8"),
    ]

    /// What every connection begins with; `seconds` bounds one statement, not a whole import.
    static func settings(seconds: Int) -> [String] {
        [
            "statement_timeout = '\(seconds)s'", "lock_timeout = '\(min(seconds, 10))s'",
            "idle_in_transaction_session_timeout = '60s'", "client_min_messages = 'warning'",
            "standard_conforming_strings = 'on'", "bytea_output = 'hex'",
        ]
    }

    /// A connection, made or failed; the caller owns it.
    func connect() -> OpaquePointer? {
        let pairs = Self.defaults + [("dbname", text)]
        return withCStrings(pairs.map(\.0)) { keywords in
            withCStrings(pairs.map(\.1)) { values in PQconnectdbParams(keywords, values, 1) }
        }
    }

    /// The texts as an array of C strings that ends with NULL.
    private func withCStrings<Result>(
        _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
    ) -> Result {
        let bytes = texts.map { Array($0.utf8CString) }
        let flat = bytes.flatMap { $0 }
        return flat.withUnsafeBufferPointer { buffer in
            var pointers: [UnsafePointer<CChar>?] = []
            var start = 0
            for text in bytes {
                pointers.append(buffer.baseAddress?.advanced(by: start))
                start += text.count
            }
            return body(pointers + [nil])
        }
    }
}
