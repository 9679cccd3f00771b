/// Why two people in the register are taken to be one.
public enum DuplicateSign: String, Sendable, Codable, CaseIterable {
    /// The same birth number in another form: another century, or a coordination number.
    case number
    /// The same name and birth date.
    case name
    /// A number that stood at the one before stands at the other now.
    case former
}

/// What somebody who merges two has to settle, since the register says two things.
public enum MergeQuestion: String, Sendable, Codable, CaseIterable {
    /// They live in two homes at the same time.
    case home
    /// Two units serve them at the same time.
    case unit
    /// Their numbers say different birth dates.
    case birth
}

/// Which of the two says what holds.
public enum MergeSide: String, Sendable, Codable, CaseIterable { case kept, merged }

/// That two are one, with what holds of what they contradict each other in.
public struct MergeDecision: Hashable, Sendable {
    public let home: MergeSide
    public let unit: MergeSide
    public let reason: String

    /// Reads the fields `home`, `unit` (`kept` or `merged`), `birth` (`yes`) and `reason`; only what is asked is read.
    /// - Throws: `invalid` with every fault, `hindrances` first.
    public init(
        _ typed: Answers, asked: Set<MergeQuestion>, hindrances: [Fault]
    ) throws(AppError) {
        var faults = hindrances
        let side = { (question: MergeQuestion, faults: inout [Fault]) -> MergeSide in
            guard asked.contains(question) else { return .kept }
            if let side = MergeSide(rawValue: typed[question.rawValue]) { return side }
            faults.append(Fault("merge.choose.\(question.rawValue)", field: question.rawValue))
            return .kept
        }
        home = side(.home, &faults)
        unit = side(.unit, &faults)
        if asked.contains(.birth), typed["birth"] != "yes" {
            faults.append(Fault("merge.choose.birth", field: "birth"))
        }
        reason = Correction.reason(in: typed, &faults)
        guard faults.isEmpty else { throw AppError(.invalid, faults) }
    }
}
