/// A routine's text as it is being written: what can be read of it, and everything that is wrong.
public struct RoutineDraft: Sendable {
    public let file: RoutineFile
    public let problems: [RoutineProblem]
    /// As much as can be read, with something empty for what cannot; `nil` where there is nothing to show.
    public let edition: RoutineEdition?

    public var isSound: Bool { problems.isEmpty }
    public var slug: String { edition?.slug ?? "" }
    public var name: String { edition?.edition ?? "" }
}

extension RoutineFile {
    /// - Parameter taken: the names that editions of the routine already have.
    public func draft(taken: Set<String> = []) -> RoutineDraft {
        let (edition, problems) = read(taken: taken)
        let isTooMuch = problems.contains {
            ["tooManyDuties", "tooManyFields"].contains($0.key.split(separator: ".").last)
        }
        return RoutineDraft(file: self, problems: problems, edition: isTooMuch ? nil : edition)
    }
}
