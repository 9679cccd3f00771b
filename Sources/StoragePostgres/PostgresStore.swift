import Dispatch
import Domain
import Storage

/// A PostgreSQL database that several nodes may share. Every verb is one transaction at `READ COMMITTED`: what it
/// loads to change is locked, and the schema is the last guard. A verb that was hindered by another, or by a server
/// that went away, runs again from its start.
public struct PostgresStore: Store {
    public let clock: Clock
    public let shelf: RoutineShelf
    public let secretKeys: SecretKeys
    public let bulletin: Bulletin
    private let pool: ConnectionPool
    private let newsroom: Newsroom
    private let patience: DispatchTimeInterval

    /// Opens nothing yet; the first who asks does. `connections` is the most that this node keeps open, `patience` how
    /// long somebody waits for one of them and how long work is begun anew, `statementSeconds` how long the server may
    /// work on one statement. `keys` seal and open secret answers. `pipelining: false` waits for every answer, for measuring what not waiting is worth.
    public init(
        _ address: PostgresAddress, clock: Clock = .system, keys: SecretKeys = .none, connections: Int = 16,
        patience: DispatchTimeInterval = .seconds(5), statementSeconds: Int = 600,
        pipelining: Bool = true
    ) {
        self.clock = clock
        shelf = RoutineShelf()
        secretKeys = keys
        self.patience = patience
        bulletin = Bulletin()
        pool = ConnectionPool(
            address: address, limit: connections, patience: patience,
            terms: LinkTerms(statementSeconds: statementSeconds, isPipelining: pipelining))
        newsroom = Newsroom(address: address, bulletin: bulletin)
    }

    public func reading<Value: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value {
        try await persisting { link in
            try transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", on: link, body) {
                try link.commit()
            }
        }
    }

    public func writing<Value: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value {
        try await persisting { link in
            try transaction("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", on: link, body) {
                do { try link.commit() } catch var fault as PostgresFault where fault.code.isEmpty {
                    fault.isUncertain = true
                    throw fault
                }
            }
        }
    }

    /// Opens the line on which other nodes' news come. A node that only runs a command has no use for it.
    public func listenToNodes() { newsroom.open() }

    public func announce(_ news: Set<News>) {
        guard newsroom.gather(news) else { return }
        Task {
            try await Task.sleep(for: Newsroom.pause)
            let message = newsroom.take()
            try await writing { try $0.send("SELECT pg_notify(\(Newsroom.channel), \(message))") }
        }
    }

    /// The server vacuums by itself, and its log of writes is not ours.
    public func forgetOverwritten() async throws {}

    public func close() async throws {
        bulletin.close()
        newsroom.close()
        pool.close()
    }

    /// Tries again what may succeed the next time; each time on a link that is fit.
    private func persisting<Value: Sendable>(
        _ work: @escaping @Sendable (Link) throws -> Value
    ) async throws -> Value {
        let end = DispatchTime.now() + patience
        var attempt = 1
        while true {
            do {
                return try await once(work)
            } catch let fault as PostgresFault {
                guard fault.mayPass, attempt < fault.attempts, DispatchTime.now() < end else {
                    throw fault.answer
                }
                try await Task.sleep(for: .milliseconds(Self.pauses[attempt - 1] + .random(in: 0...10)))
                attempt += 1
            }
        }
    }

    /// Between two attempts, in milliseconds. A standby takes over in longer than this: then the one who asked is
    /// told, and asks again.
    private static let pauses = [0, 50, 200, 500]

    private func once<Value: Sendable>(
        _ work: @escaping @Sendable (Link) throws -> Value
    ) async throws -> Value {
        let link = try await pool.lend()
        do {
            let value = try await link.run(work)
            pool.giveBack(link)
            return value
        } catch {
            if (error as? PostgresFault)?.endsConnection ?? false {
                pool.discard(link)
            } else {
                pool.giveBack(link)
            }
            throw error
        }
    }
}

/// `body` between `begin` and `end`; rolled back where either throws.
private func transaction<Value>(
    _ begin: String, on link: Link, _ body: (any Connection) throws -> Value, end: () throws -> Void
) throws -> Value {
    do {
        try link.send(begin)
        let value = try body(PostgresConnection(link: link))
        try end()
        return value
    } catch {
        link.rollBack()
        throw error
    }
}
