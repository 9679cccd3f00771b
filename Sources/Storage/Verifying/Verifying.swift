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
        progress("a case's state follows from its duties")
        findings += try await derivedStates()
        return findings
    }

    private func derivedStates() async throws -> [Finding] {
        var wrong: [String] = []
        var last = ""
        while true {
            let after = last
            let page = try await read(as: .system) { try $0.statesThatDiffer(after: after) }
            wrong += page.wrong
            guard let next = page.last else { break }
            last = next
        }
        guard !wrong.isEmpty else { return [] }
        return [Finding(rule: "a case's state follows from its duties", examples: Array(wrong.prefix(20)))]
    }
}

extension Reading {
    fileprivate func breaches(of invariant: Invariant) throws -> [Finding] {
        let examples = try all(invariant.breaches + " LIMIT 20") { $0.text() }
        return examples.isEmpty ? [] : [Finding(rule: invariant.sentence, examples: examples)]
    }

    /// The numbers of those cases, of the 500 that follow `number`, that are stored otherwise than their duties say.
    fileprivate func statesThatDiffer(after number: String) throws -> (wrong: [String], last: String?) {
        let stored = try all(
            """
            SELECT c.number, c.state, c.waits_on, c.waits_duty FROM cases c WHERE c.number > \(number)
            ORDER BY c.number LIMIT 500
            """
        ) { ($0.text(), try $0.value() as Case.State, $0.textIfAny(), $0.textIfAny()) }
        guard let first = stored.first, let last = stored.last else { return ([], nil) }
        let derived = try cases(where: "c.number BETWEEN \(first.0) AND \(last.0)")
        let states = Dictionary(uniqueKeysWithValues: derived.map { ($0.number.text, $0) })
        let wrong = stored.filter { number, state, role, duty in
            let order = states[number]
            return order?.state != state || order?.waiting?.role.rawValue != role
                || order?.waiting?.duty != duty
        }
        return (wrong.map(\.0), last.0)
    }
}
