import Domain
import Synchronization

/// Something that pages shown to others may want to know: that cases have changed, and whose.
public enum News: Sendable, Hashable {
    case cases(of: ID<ProviderUnit>)
    /// Some news may have been missed; whoever shows anything had better look.
    case unknown
    /// Nothing new; tells a listener that the line still holds.
    case nothing
}

/// Hands news to those who listen on this node. Nothing is kept for those who come later.
public final class Bulletin: Sendable {
    private struct State {
        var listeners: [Int: AsyncStream<News>.Continuation] = [:]
        var lastNumber = 0
        var isClosed = false
    }

    private static let listenerLimit = 2000
    private static let unreadLimit = 20
    private let state = Mutex(State())

    public init() {}

    /// News from now on; ends at once where there are too many listeners, or the bulletin is closed.
    public func listen() -> AsyncStream<News> {
        let (stream, continuation) = AsyncStream<News>.makeStream(
            bufferingPolicy: .bufferingNewest(Self.unreadLimit))
        let number = state.withLock { state -> Int? in
            guard !state.isClosed, state.listeners.count < Self.listenerLimit else { return nil }
            state.lastNumber += 1
            state.listeners[state.lastNumber] = continuation
            return state.lastNumber
        }
        guard let number else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { $0.listeners[number] = nil }
        }
        return stream
    }

    public var hasListeners: Bool { state.withLock { !$0.listeners.isEmpty } }

    public func post(_ news: some Sequence<News>) {
        let listeners = state.withLock { Array($0.listeners.values) }
        for one in news { for listener in listeners { listener.yield(one) } }
    }

    /// Ends every listener's stream, so that a server can stop.
    public func close() {
        let listeners = state.withLock { state in
            state.isClosed = true
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.finish() }
    }
}
