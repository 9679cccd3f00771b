/// Why something that was done is taken back, or two are held apart.
public struct GivenReason: Hashable, Sendable {
    public let text: String

    /// Reads the field `reason`.
    public init(_ typed: Answers) throws(AppError) {
        var faults: [Fault] = []
        text = Correction.reason(in: typed, &faults)
        guard faults.isEmpty else { throw AppError(.invalid, faults) }
    }
}
