/// One fault of a routine file: where it is, and the words that say what is wrong.
public struct RoutineProblem: Hashable, Sendable {
    public let file: String
    /// Counted from 1.
    public let line: Int
    /// Lists by number from 0: `duties[3].after[0]`; empty for the file as a whole.
    public let path: String
    /// The same with named things by name, for people: `duties.installAlarm.after[0]`.
    public let place: String
    /// A key of the word catalogue: `routine.problem.unknownDuty`.
    public let key: String
    public let arguments: [String: String]

    private let english: String

    init(_ fault: RoutineFault, file: String, line: Int, place: String) {
        self.file = file
        self.line = line
        self.path = fault.path
        self.place = place
        self.key = fault.kind.wordKey
        self.arguments = fault.arguments
        self.english = fault.kind.english
    }
}

extension RoutineProblem: CustomStringConvertible {
    /// In English, for logs and the command line: `alarm-order.yaml:42: duties.book.party: …`.
    public var description: String {
        let said = english.replacing(#/\{([a-z]+)\}/#) { arguments[String($0.1)] ?? "" }
        return "\(file):\(line): " + (place.isEmpty ? "" : place + ": ") + said
    }
}

extension RoutineProblem: Comparable {
    public static func < (left: Self, right: Self) -> Bool {
        (left.line, left.path, left.description) < (right.line, right.path, right.description)
    }
}

/// Thrown by a routine file that is not sound, with everything that is wrong in it.
public struct RoutineFaults: Error, Hashable, Sendable, CustomStringConvertible {
    public let problems: [RoutineProblem]

    public init(problems: [RoutineProblem]) { self.problems = problems }

    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
