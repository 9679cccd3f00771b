import Dispatch
import Synchronization

/// A link with a thread of its own to wait on, so that nobody waits for PostgreSQL on the cooperative threads.
final class PooledLink: Sendable {
    private let thread = DispatchQueue(label: "hemtrygg.postgres")
    private let link = Mutex<Link?>(nil)

    /// Connects. - Throws: `PostgresFault`
    func connect(to address: PostgresAddress, terms: LinkTerms) async throws {
        try await onThread { try self.link.withLock { $0 = try Link(address: address, terms: terms) } }
    }

    /// Runs `body` on the link's thread.
    func run<Value: Sendable>(_ body: @escaping @Sendable (Link) throws -> Value) async throws -> Value {
        try await onThread {
            try self.link.withLock { link in
                guard let link else { throw PostgresFault.broken }
                return try body(link)
            }
        }
    }

    /// Whether it can be lent out again: no transaction, nothing unread, and the server still there.
    var isFit: Bool { link.withLock { $0.map { $0.isIdle && $0.isAlive } ?? false } }

    /// Closes the connection; does not wait for it.
    func close() { thread.async { self.link.withLock { $0 = nil } } }

    private func onThread<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            thread.async { continuation.resume(with: Result(catching: body)) }
        }
    }
}
