import Domain

/// What a verification found wrong: which rule, and some of those that break it.
public struct Finding: Sendable, Hashable {
    public let rule: String
    public let examples: [String]
}

extension Store {
    /// Examines the whole database: what its engine keeps, then every invariant of the register, then whether each
    /// case's state is the one that follows from its duties, then the seals of the history. Tells `progress` what it
    /// is about to look at. An empty answer means that all is well.
    public func verify(progress: @escaping @Sendable (String) -> Void) async throws -> [Finding] {
        progress("the engine's own files, keys and references")
        var findings = try await integrityFaults().map { Finding(rule: $0, examples: []) }
        // A damaged file may answer anything; nothing more is asked of it.
        guard findings.isEmpty else { return findings }
        for invariant in Invariant.all {
            progress(invariant.sentence)
            findings += try await read(as: .system) { try $0.breaches(of: invariant) }
        }
        progress("a case's duties follow from its routine, and its state from them")
        findings += try await derivedCases()
        progress("the seals of the history")
        let broken = try await brokenSeals()
        if !broken.isEmpty {
            findings.append(
                Finding(
                    rule: "what the history says is what was sealed",
                    examples: broken.map { "seal \($0)" }))
        }
        return findings
    }

    private func derivedCases() async throws -> [Finding] {
        var (states, duties): ([String], [String]) = ([], [])
        var last = ""
        while true {
            let after = last
            let page = try await read(as: .system) { try $0.casesThatDiffer(after: after) }
            states += page.states
            duties += page.duties
            guard let next = page.last else { break }
            last = next
        }
        return [
            ("a case's state follows from its duties", states),
            ("a case has the duties that its routine gives it", duties),
        ].filter { !$0.1.isEmpty }.map { Finding(rule: $0.0, examples: Array($0.1.prefix(20))) }
    }
}

/// What of a case is stored though it follows from the rest.
private struct StoredCase {
    let number: String
    let state: Case.State
    let waitsOn: String?
    let waitsDuty: String?
    let answers: Answers

    /// Whether the duties say the same.
    func agrees(with order: Case) -> Bool {
        order.state == state && order.waiting?.role.rawValue == waitsOn && order.waiting?.duty == waitsDuty
    }

    func hasDuties(of order: Case, _ calendar: WorkingCalendar) -> Bool {
        let given = order.routine.duties(
            for: answers, attested: [], at: order.submittedAt, calendar: calendar)
        return given.map(\.key).sorted() == order.duties.map(\.key).sorted()
    }
}

extension Reading {
    fileprivate func breaches(of invariant: Invariant) throws -> [Finding] {
        let examples = try all(invariant.breaches + " LIMIT 20") { $0.text() }
        return examples.isEmpty ? [] : [Finding(rule: invariant.sentence, examples: examples)]
    }

    /// Of the 500 cases that follow `number`, those that are stored otherwise than their routine and duties say.
    fileprivate func casesThatDiffer(after number: String) throws -> (
        states: [String], duties: [String], last: String?
    ) {
        let stored = try all(
            """
            SELECT c.number, c.state, c.waits_on, c.waits_duty, s.answers FROM cases c
            JOIN submissions s ON s.case_id = c.id WHERE c.number > \(number) ORDER BY c.number LIMIT 500
            """
        ) {
            StoredCase(
                number: $0.text(), state: try $0.value(), waitsOn: $0.textIfAny(), waitsDuty: $0.textIfAny(),
                answers: try $0.json())
        }
        guard let first = stored.first, let last = stored.last else { return ([], [], nil) }
        let calendar = try settings().calendar
        let orders = Dictionary(
            uniqueKeysWithValues: try cases(where: "c.number BETWEEN \(first.number) AND \(last.number)").map
            {
                ($0.number.text, $0)
            })
        let pairs = stored.compactMap { row in orders[row.number].map { (row, $0) } }
        return (
            pairs.filter { !$0.agrees(with: $1) }.map(\.0.number),
            pairs.filter { !$0.hasDuties(of: $1, calendar) }.map(\.0.number), last.number
        )
    }
}
