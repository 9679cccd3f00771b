import Domain
import Foundation
import Storage
import Synchronization

/// Measures verbs and queries without the web around them.
struct StorageBench: Sendable {
    private let store: any Store
    private let orderer: Actor
    private let coordinator: Actor
    /// Keeps the people of one run apart from those of another.
    private let offset: Int

    init(_ store: any Store) async throws {
        self.store = store
        let actors = try await store.read(as: .system) {
            (try $0.actor(login: "anna.ek"), try $0.actor(login: "karin.lund"))
        }
        guard let orderer = actors.0, let coordinator = actors.1 else {
            throw Refusal("The database holds no demo municipality; fill it with hemtrygg demo.")
        }
        (self.orderer, self.coordinator) = (orderer, coordinator)
        offset = try await store.read(as: .system) { try $0.numberOfCases() }
    }

    struct OrderResult: Encodable {
        let clients: Int
        let orders: Int
        let seconds: Double
        let perSecond: Double
        let p50ms: Double
        let p99ms: Double
    }

    /// Whole orders (a draft, its answers, the sending), each acknowledged when it is durable.
    func order(clients: Int, seconds: Int) async throws -> OrderResult {
        let counter = Counter()
        let clock = ContinuousClock()
        let began = clock.now
        let end = began.advanced(by: .seconds(seconds))
        let times = try await withThrowingTaskGroup(of: [Double].self) { group in
            for _ in 0..<clients {
                group.addTask {
                    var times: [Double] = []
                    while clock.now < end {
                        let index = offset + counter.next()
                        let start = clock.now
                        try await store.write(as: orderer) {
                            try DemoCrowd.order(DemoCrowd.person(index), $0)
                        }
                        times.append(start.duration(to: clock.now).milliseconds)
                    }
                    return times
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }.sorted()
        }
        let spent = began.duration(to: clock.now).milliseconds / 1000
        return OrderResult(
            clients: clients, orders: times.count, seconds: spent, perSecond: Double(times.count) / spent,
            p50ms: Self.quantile(0.5, of: times), p99ms: Self.quantile(0.99, of: times))
    }

    struct ReadResult: Encodable {
        let reads: Int
        let rows: Int
        let seconds: Double
        let perSecond: Double
        let cpuSeconds: Double
    }

    /// Pages of the queue as pages of the web get them, without the read log: each a view of the database of its own, its
    /// rows made into lines.
    func readLines(seconds: Int) async throws -> ReadResult {
        try await measuringReads(seconds: seconds) { end in
            var (reads, rows) = (0, 0)
            while ContinuousClock().now < end {
                rows = try await store.read(as: coordinator) { try $0.countQueueLines(.all) }
                reads += 1
            }
            return (reads, rows)
        }
    }

    /// The rows of such a page with all their columns, again and again on one connection: what the storage layer itself
    /// costs over the bare library.
    func readRows(seconds: Int) async throws -> ReadResult {
        try await measuringReads(seconds: seconds) { end in
            try await store.read(as: coordinator) { reader in
                var (reads, rows) = (0, 0)
                while ContinuousClock().now < end {
                    rows = try reader.countQueueRows(.all)
                    reads += 1
                }
                return (reads, rows)
            }
        }
    }

    /// Pages of the queue as they are shown, each after its reading was logged and committed; or the same without the log,
    /// which the web cannot ask for.
    func readPages(clients: Int, seconds: Int, logged: Bool) async throws -> ReadResult {
        try await measuringReads(seconds: seconds) { end in
            try await withThrowingTaskGroup(of: (Int, Int).self) { group in
                for _ in 0..<clients {
                    group.addTask {
                        var (reads, rows) = (0, 0)
                        while ContinuousClock().now < end {
                            rows = try await logged ? shownLines() : unloggedLines()
                            reads += 1
                        }
                        return (reads, rows)
                    }
                }
                return try await group.reduce((0, 0)) { ($0.0 + $1.0, max($0.1, $1.1)) }
            }
        }
    }

    private func shownLines() async throws -> Int {
        try await store.show(as: coordinator) { try $0.queue(.all, offset: 0) }.lines.count
    }

    private func unloggedLines() async throws -> Int {
        try await store.read(as: coordinator) { try $0.queue(.all, offset: 0).count(of: \.lines) }
    }

    private func measuringReads(
        seconds: Int, _ read: (ContinuousClock.Instant) async throws -> (reads: Int, rows: Int)
    ) async throws -> ReadResult {
        let clock = ContinuousClock()
        let (began, cpu) = (clock.now, Self.cpuSeconds)
        let (reads, rows) = try await read(began.advanced(by: .seconds(seconds)))
        let spent = began.duration(to: clock.now).milliseconds / 1000
        return ReadResult(
            reads: reads, rows: rows, seconds: spent, perSecond: Double(reads) / spent,
            cpuSeconds: Self.cpuSeconds - cpu)
    }

    private static var cpuSeconds: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let seconds = { (time: timeval) in Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
        guard !sorted.isEmpty else { return 0 }
        return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
}

extension StorageBench {
    /// What one order sends to the engine; what differs from one order to the next is told apart from what does not.
    func statementsOfOrder() async throws -> StatementList {
        // The first run fills what is kept between runs, such as the routine; every other person needs a lock.
        _ = try await recordedOrder(offset)
        let (first, second) = (try await recordedOrder(offset + 2), try await recordedOrder(offset + 4))
        guard first.map(\.text) == second.map(\.text) else {
            throw Refusal("Two like orders sent different statements.")
        }
        return StatementList(first, varying: second)
    }

    func statementsOfQueue() async throws -> StatementList {
        let recorder = RecordingStore(base: store)
        _ = try await recorder.read(as: coordinator) { try $0.countQueueLines(.all) }
        recorder.forget()
        _ = try await recorder.read(as: coordinator) { try $0.countQueueLines(.all) }
        return StatementList(recorder.statements, varying: recorder.statements)
    }

    private func recordedOrder(_ index: Int) async throws -> [RecordedStatement] {
        let recorder = RecordingStore(base: store)
        try await recorder.write(as: orderer) { try DemoCrowd.order(DemoCrowd.person(index), $0) }
        return recorder.statements
    }
}

private final class Counter: Sendable {
    private let value = Atomic(0)

    func next() -> Int { value.add(1, ordering: .relaxed).oldValue }
}

extension Duration {
    var milliseconds: Double {
        Double(components.seconds) * 1000 + Double(components.attoseconds) / 1_000_000_000_000_000
    }
}
