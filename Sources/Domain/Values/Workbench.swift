import Foundation

/// Threads for what computes for tens of milliseconds, such as weighing a password or drawing a document, kept
/// apart from those that serve requests. A few at a time, so that a crowd costs waiting and not memory.
public final class Workbench: Sendable {
    private let queue: OperationQueue
    /// Threads of a lower class than those that serve, and not shared with them; the queue does not hold it itself.
    private let threads = DispatchQueue(label: "hemtrygg.workbench", qos: .utility, attributes: .concurrent)

    public init(places: Int) {
        queue = OperationQueue()
        queue.underlyingQueue = threads
        queue.maxConcurrentOperationCount = places
    }

    public func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { done in
            queue.addOperation { done.resume(with: Result { try work() }) }
        }
    }
}
