import Foundation

/// Threads for what computes for tens of milliseconds, such as weighing a password or drawing a document, kept
/// apart from those that serve requests. A few at a time, so that a crowd costs waiting and not memory.
public final class Workbench: Sendable {
    private let queue: OperationQueue

    public init(places: Int) {
        queue = OperationQueue()
        queue.maxConcurrentOperationCount = places
    }

    public func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { done in
            queue.addOperation { done.resume(with: Result { try work() }) }
        }
    }
}
