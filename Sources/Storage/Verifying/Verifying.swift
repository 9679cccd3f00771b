import Domain

/// What a verification found wrong: which rule, and some of those that break it.
public struct Finding: Sendable, Hashable {
    public let rule: String
    public let examples: [String]
}

extension Store {
    /// Examines the whole database: what its engine keeps, then every invariant of the register, then whether each
    /// case's state is the one that follows from its duties, then, where there are keys, every secret, then the seals of the
    /// history. Tells `progress` what it
    /// is about to look at. An empty answer means that all is well.
    /// - Parameters:
    ///   - kept: heads of the history that somebody has kept elsewhere; they must be here as they were.
    ///   - known: how far a node has seen the history come; it must go on from there.
    public func verify(
        kept: [HistoryHead] = [], after known: HistoryCheckpoint? = nil,
        progress: @escaping @Sendable (String) -> Void
    ) async throws -> [Finding] {
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
        findings += try await secretFindings(progress)
        progress("the seals of the history, and the signature of each day")
        findings += try await historyFindings(kept: kept, after: known)
        return findings
    }

    /// Only where there are keys: a verification without them has no part in what is secret.
    private func secretFindings(_ progress: @Sendable (String) -> Void) async throws -> [Finding] {
        guard !secretKeys.isEmpty else { return [] }
        let rule = "a secret opens with the key that sealed it (I13)"
        progress(rule)
        let unopened = try await read(as: .system) { try $0.unopenedSecrets() }
        let factors = "the key of a second factor opens with the key that sealed it"
        progress(factors)
        let locked = try await read(as: .system) { try $0.unopenedFactors() }
        return (unopened.isEmpty ? [] : [Finding(rule: rule, examples: unopened)])
            + (locked.isEmpty ? [] : [Finding(rule: factors, examples: locked)])
    }

    private func historyFindings(kept: [HistoryHead], after known: HistoryCheckpoint?) async throws
        -> [Finding]
    {
        let broken = try await brokenSeals().map { seal in
            "seal \(seal.number)"
                + (seal.rows.isEmpty ? "" : " (\(seal.rows.prefix(20).joined(separator: ", ")))")
        }
        let rest = try await read(as: .system) { reading in
            [
                (
                    "the history goes on from what was last seen of it",
                    try known.map { try reading.departures(from: $0) } ?? []
                ),
                ("what was disposed of is what the history tells of it", try reading.brokenDisposals()),
                ("a disposal is signed as it stands", try reading.unsignedDisposals()),
                ("what was decided is what the history tells of it", try reading.brokenDecisions()),
                ("each day of the history is what was signed", try reading.brokenHeads(kept: kept)),
                (
                    "a day of the history is signed when it is over",
                    try reading.unsignedDay().map { ["\($0)"] } ?? []
                ),
                (
                    "the history is sealed as long as other jobs are done",
                    try reading.sealingHasStopped().map { ["what came after seal \($0)"] } ?? []
                ),
            ]
        }
        return ([("what the history says is what was sealed", broken)] + rest)
            .filter { !$0.1.isEmpty }.map { Finding(rule: $0.0, examples: $0.1) }
    }

    private func derivedCases() async throws -> [Finding] {
        var found = DerivedCases()
        var numbers: [String] = []
        repeat {
            let after = numbers.last ?? ""
            numbers = try await read(as: .system) { try $0.caseNumbers(after: after) }
            guard let first = numbers.first, let last = numbers.last else { break }
            do {
                found.add(try await read(as: .system) { try $0.derivedCases(from: first, to: last) })
            } catch {
                // One that cannot be read does not keep the others from being examined.
                for number in numbers { found.add(try await derivedCase(number)) }
            }
        } while true
        return found.findings
    }

    private func derivedCase(_ number: String) async throws -> DerivedCases {
        do {
            return try await read(as: .system) { try $0.derivedCases(from: number, to: number) }
        } catch let error as StorageFault {
            guard case .unreadable = error else { throw error }
            return DerivedCases(unreadable: [number])
        } catch is DecodingError { return DerivedCases(unreadable: [number]) }
    }
}

/// Numbers of cases that are stored otherwise than they should be.
private struct DerivedCases {
    var states: [String] = []
    var duties: [String] = []
    var unreadable: [String] = []

    mutating func add(_ more: DerivedCases) {
        states += more.states
        duties += more.duties
        unreadable += more.unreadable
    }

    var findings: [Finding] {
        [
            ("a case's state follows from its duties", states),
            ("a case has the duties that its routine gives it", duties),
            ("a case can be read", unreadable),
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
        let own = order.routine.ownDuties(given, of: order.party)
        // What has arisen since, and what two halves have in common, the answers of one do not tell.
        let made = order.duties.filter { $0.definition.arises == nil && !order.isShared($0) }
        return own.map(\.key).sorted() == made.map(\.key).sorted()
    }
}

extension Reading {
    fileprivate func breaches(of invariant: Invariant) throws -> [Finding] {
        let examples = try all(invariant.breaches + " LIMIT 20") { $0.text() }
        return examples.isEmpty ? [] : [Finding(rule: invariant.sentence, examples: examples)]
    }

    /// The 500 that follow `number`.
    fileprivate func caseNumbers(after number: String) throws -> [String] {
        try all("SELECT c.number FROM cases c WHERE c.number > \(number) ORDER BY c.number LIMIT 500") {
            $0.text()
        }
    }

    /// Of these cases, those that are stored otherwise than their routine and duties say.
    fileprivate func derivedCases(from first: String, to last: String) throws -> DerivedCases {
        let range: SQL = """
            c.number BETWEEN \(first) AND \(last)
                AND NOT EXISTS (SELECT 1 FROM disposed_cases d WHERE d.case_id = c.id)
            """
        let stored = try all(
            """
            SELECT c.number, c.state, c.waits_on, c.waits_duty, s.answers FROM cases c
            JOIN submissions s ON s.case_id = c.id WHERE \(range) ORDER BY c.number
            """
        ) {
            StoredCase(
                number: $0.text(), state: try $0.value(), waitsOn: $0.textIfAny(), waitsDuty: $0.textIfAny(),
                answers: try $0.json())
        }
        let calendar = try settings().calendar
        let orders = Dictionary(uniqueKeysWithValues: try cases(where: range).map { ($0.number.text, $0) })
        let pairs = stored.compactMap { row in orders[row.number].map { (row, $0) } }
        return DerivedCases(
            states: pairs.filter { !$0.agrees(with: $1) }.map(\.0.number),
            duties: pairs.filter { !$0.hasDuties(of: $1, calendar) }.map(\.0.number))
    }
}
