import Dispatch
import Domain
import Synchronization

/// At most so many links, lent to one at a time. Who comes when all are out waits in line, but not for ever.
final class ConnectionPool: Sendable {
    /// A place in the line: given a link, or `nil` for leave to open one.
    private typealias Place = CheckedContinuation<PooledLink?, any Error>

    private struct State {
        var idle: [PooledLink] = []
        var open = 0
        var line: [(number: Int, place: Place)] = []
        var lastNumber = 0
        var isClosed = false
    }

    /// A thread of its own: on a crowded node the shared ones have no time for those who have waited long enough.
    private static let watch = DispatchQueue(label: "hemtrygg.postgres.patience")

    private let address: PostgresAddress
    private let limit: Int
    private let patience: DispatchTimeInterval
    private let terms: LinkTerms
    private let state = Mutex(State())

    init(address: PostgresAddress, limit: Int, patience: DispatchTimeInterval, terms: LinkTerms) {
        self.terms = terms
        self.address = address
        self.limit = limit
        self.patience = patience
    }

    /// Lends a link that is fit for use.
    /// - Throws: `PostgresFault` where none can be opened, `unavailable` where none became free in time.
    func lend() async throws -> PooledLink {
        while let link = try await idleOrLeave() {
            if link.isFit { return link }
            discard(link)
        }
        let link = PooledLink()
        do {
            try await link.connect(to: address, terms: terms)
            return link
        } catch {
            discard(link)
            throw error
        }
    }

    func giveBack(_ link: PooledLink) {
        guard link.isFit else { return discard(link) }
        let next = state.withLock { state -> Place? in
            guard !state.isClosed else { return nil }
            guard state.line.isEmpty else { return state.line.removeFirst().place }
            state.idle.append(link)
            return nil
        }
        next?.resume(returning: link)
        if state.withLock(\.isClosed) { link.close() }
    }

    /// Closes a link and gives the next in line leave to open another.
    func discard(_ link: PooledLink) {
        link.close()
        let next = state.withLock { state -> Place? in
            guard !state.line.isEmpty else {
                state.open -= 1
                return nil
            }
            return state.line.removeFirst().place
        }
        next?.resume(returning: nil)
    }

    func close() {
        let (idle, line) = state.withLock { state in
            defer { (state.idle, state.line, state.isClosed) = ([], [], true) }
            return (state.idle, state.line)
        }
        idle.forEach { $0.close() }
        line.forEach { $0.place.resume(throwing: PostgresFault.broken) }
    }

    /// An idle link, or `nil` for leave to open one.
    private func idleOrLeave() async throws -> PooledLink? {
        try await withCheckedThrowingContinuation { place in
            enum Outcome { case now(PooledLink?), later(Int), never }
            let outcome = state.withLock { state -> Outcome in
                if state.isClosed { return .never }
                if let link = state.idle.popLast() { return .now(link) }
                guard state.open >= limit else {
                    state.open += 1
                    return .now(nil)
                }
                state.lastNumber += 1
                state.line.append((state.lastNumber, place))
                return .later(state.lastNumber)
            }
            switch outcome {
            case .now(let link): place.resume(returning: link)
            case .later(let number): giveUp(number, after: patience)
            case .never: place.resume(throwing: PostgresFault.broken)
            }
        }
    }

    private func giveUp(_ number: Int, after patience: DispatchTimeInterval) {
        Self.watch.asyncAfter(deadline: .now() + patience) {
            let place = self.state.withLock { state -> Place? in
                guard let index = state.line.firstIndex(where: { $0.number == number }) else { return nil }
                return state.line.remove(at: index).place
            }
            place?.resume(throwing: AppError(.unavailable, "error.storage"))
        }
    }
}
