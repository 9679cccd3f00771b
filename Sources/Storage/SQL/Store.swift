import Domain

/// A connection inside a transaction. Work on it is synchronous and never leaves the engine's own threads.
public protocol Connection {
    var dialect: SQLDialect { get }
    /// Calls `each` for every row of the answer.
    func query(_ sql: SQL, _ each: (inout Row) throws -> Void) throws
    /// As `query`, of an answer that may be longer than memory is to hold: row after row, as they come. Nothing else can be
    /// asked until the last has come.
    func stream(_ sql: SQL, _ each: (inout Row) throws -> Void) throws
    /// Returns how many rows were changed.
    func execute(_ sql: SQL) throws -> Int
    /// As `execute` where nobody asks how many: an engine may send it together with what follows, and tell of
    /// its failure then, at the latest with the commit.
    func send(_ sql: SQL) throws
}

extension Connection {
    /// For an engine that gives row after row anyway.
    public func stream(_ sql: SQL, _ each: (inout Row) throws -> Void) throws { try query(sql, each) }

    /// Lets transactions that give the same name run one after another. The embedded database writes one by one
    /// anyway.
    func serialize(on name: String) throws {
        guard dialect == .postgres else { return }
        try send("SELECT pg_advisory_xact_lock(hashtextextended(\(name), 0))")
    }
}

/// A database engine. A `write` is acknowledged only when it is durable; it may share its commit with others,
/// but fails alone.
public protocol Store: Sendable {
    var clock: Clock { get }
    var shelf: RoutineShelf { get }
    /// What seals and opens secret answers; none where nobody needs them.
    var secretKeys: SecretKeys { get }
    func reading<Value: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value
    func writing<Value: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value
    /// Where this node's pages hear of what has changed, on whatever node it was done.
    var bulletin: Bulletin { get }
    /// Tells every node, this one too, what a write has changed. A hint and no promise: it may come twice or, where a
    /// node goes down, not at all.
    func announce(_ news: Set<News>)
    /// What the engine itself finds wrong with what it keeps: damaged pages, rows that refer to nothing. Sentences
    /// without personal data; none where all is well.
    func integrityFaults() async throws -> [String]
    /// Removes from the engine's own files, as far as it can, what has been overwritten.
    func forgetOverwritten() async throws
    func close() async throws
}

/// Something queries can be asked of: a reader or a transaction.
public protocol Reading {
    var connection: any Connection { get }
    var now: Instant { get }
    var actor: Actor { get }
    var shelf: RoutineShelf { get }
    var secretKeys: SecretKeys { get }
    /// Ends a `SELECT` that loads what is to be changed, from a table called `c`.
    var forChange: SQL { get }
}

/// A consistent view of the database that changes nothing.
public struct Reader: Reading {
    public let connection: any Connection
    public let now: Instant
    public let actor: Actor
    public let shelf: RoutineShelf
    public let secretKeys: SecretKeys
    public var forChange: SQL { "" }
}

/// One transaction by one actor at one moment. Verbs extend it.
public struct Tx: Reading {
    public let connection: any Connection
    /// Fixed when the transaction began.
    public let now: Instant
    public let actor: Actor
    public let shelf: RoutineShelf
    public let secretKeys: SecretKeys
    /// Holds the row to the end of the transaction, so that two who change the same come one after another. The
    /// embedded database writes one by one anyway.
    public var forChange: SQL { "\(sqlite: "", postgres: " FOR NO KEY UPDATE OF c")" }
    fileprivate let steps = Steps()
    let news = Headlines()
}

/// What a transaction has to tell once it is committed.
final class Headlines {
    fileprivate(set) var all: Set<News> = []

    func add(_ news: News) { all.insert(news) }
}

private final class Steps {
    private var taken: UInt32 = 0

    func next() -> UInt32 {
        taken += 1
        return taken
    }
}

extension ID {
    /// A new identity. All of one transaction are made at one moment, and sort in the order in which they
    /// were made, so that a history reads in the order in which things were done.
    static func new(in tx: Tx) -> ID { new(at: tx.now, step: tx.steps.next()) }
}

extension Store {
    public func read<Value: Sendable>(
        as actor: Actor, _ body: @escaping @Sendable (Reader) throws -> Value
    ) async throws -> Value {
        let (now, shelf, keys) = (clock.now(), shelf, secretKeys)
        return try await reading {
            try body(Reader(connection: $0, now: now, actor: actor, shelf: shelf, secretKeys: keys))
        }
    }

    public func write<Value: Sendable>(
        as actor: Actor, _ body: @escaping @Sendable (Tx) throws -> Value
    ) async throws -> Value {
        let (clock, shelf, keys) = (clock, shelf, secretKeys)
        let (value, news) = try await writing { connection in
            let tx = Tx(
                connection: connection, now: clock.now(), actor: actor, shelf: shelf, secretKeys: keys)
            return (try body(tx), tx.news.all)
        }
        if !news.isEmpty { announce(news) }
        return value
    }
}

extension Reading {
    var today: Day { now.day }

    func all<Value>(_ sql: SQL, _ read: (inout Row) throws -> Value) throws -> [Value] {
        var values: [Value] = []
        try connection.query(sql) { values.append(try read(&$0)) }
        return values
    }

    /// Calls `each` for row after row, of an answer that is not to lie in memory. Nothing else can be asked meanwhile.
    func stream(_ sql: SQL, _ each: (inout Row) throws -> Void) throws {
        try connection.stream(sql, each)
    }

    func first<Value>(_ sql: SQL, _ read: (inout Row) throws -> Value) throws -> Value? {
        var value: Value?
        try connection.query(sql) { if value == nil { value = try read(&$0) } }
        return value
    }

    /// The one row that must be there; absent and unseen are told alike.
    func one<Value>(_ sql: SQL, _ read: (inout Row) throws -> Value) throws -> Value {
        guard let value = try first(sql, read) else { throw AppError.notFound }
        return value
    }
}

extension Tx {
    func execute(_ sql: SQL) throws { try connection.send(sql) }

    /// Inserts rows, each written as `(…)`, into a table named with its columns: one statement, or none for no rows.
    func insert(_ place: SQL, _ rows: [SQL]) throws {
        guard !rows.isEmpty else { return }
        try execute("INSERT INTO \(place) VALUES \(SQL.joined(rows, by: ", "))")
    }

    /// As `insert`, of rows that may be more than one statement takes.
    func insertInBatches(_ place: SQL, _ rows: [SQL]) throws {
        for start in stride(from: 0, to: rows.count, by: 1000) {
            try insert(place, Array(rows[start..<min(start + 1000, rows.count)]))
        }
    }

    /// How many rows the statement changed.
    func changes(by sql: SQL) throws -> Int { try connection.execute(sql) }

    func serialize(on name: String) throws { try connection.serialize(on: name) }

    /// Holds rows of `table`, called `c`, to the end of the transaction. The embedded database writes one by one anyway.
    func hold(_ table: SQL, where condition: SQL) throws {
        guard connection.dialect == .postgres else { return }
        try execute("SELECT 1 FROM \(table) c WHERE \(condition)\(forChange)")
    }
}
