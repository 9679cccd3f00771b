/// Ends what hangs. Swift Testing counts a test's own time limit from when it begins all tests at once, and so counts the
/// line before the databases, which is long on a slow machine; this counts from when the test has its database.
/// - Throws: what `body` throws; `Hanging` where it is not done in time.
public func withinPatience(
    _ limit: Duration = .seconds(300), _ body: @escaping @Sendable () async throws -> Void
) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask(operation: body)
        group.addTask {
            try await Task.sleep(for: limit)
            throw Hanging(limit: limit)
        }
        defer { group.cancelAll() }
        try await group.next()
    }
}

public struct Hanging: Error, CustomStringConvertible {
    let limit: Duration

    public var description: String { "not done within \(limit)" }
}
