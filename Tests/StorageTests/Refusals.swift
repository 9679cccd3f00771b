import Domain
import Testing

/// What an attempt was refused with; `nil` where it was not refused, or failed otherwise.
func refusal<Value>(_ attempt: () async throws -> Value) async -> AppError? {
    do {
        _ = try await attempt()
        return nil
    } catch {
        if !(error is AppError) { Issue.record(error) }
        return error as? AppError
    }
}

extension AppError {
    /// `field: key` of every fault, sorted, for comparing at a glance.
    var told: [String] { faults.map { "\($0.field ?? "-"): \($0.key)" }.sorted() }
}
