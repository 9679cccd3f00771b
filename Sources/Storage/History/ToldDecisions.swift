import Domain

/// A decision that stands in a table of its own. The event that tells of it holds its digest, so that the history's seals
/// keep it too.
enum ToldDecision: String, CaseIterable {
    case consentPolicy, archiveTransfer, archiveOutcome

    fileprivate var kinds: [Event.Kind] {
        switch self {
        case .consentPolicy: [.consentPolicyDecided]
        case .archiveTransfer: [.archiveTransferMade]
        case .archiveOutcome: [.archiveTransferReceived, .archiveTransferWithdrawn]
        }
    }

    /// Its number, when it was made, and what was decided; of a decision with several rows one for each.
    fileprivate var rows: SQL {
        switch self {
        case .consentPolicy:
            """
            SELECT number, decided_at, from_day, CAST(asks_cohabitant AS TEXT), CAST(accepts_representative AS TEXT),
                CAST(accepts_oral AS TEXT), CAST(months AS TEXT), source, decided_by FROM consent_policies ORDER BY number
            """
        case .archiveTransfer:
            """
            SELECT t.number, t.made_at, t.made_by, p.recipient_id FROM archive_transfers t
            JOIN archived_people p ON p.transfer_id = t.id ORDER BY t.number, p.recipient_id
            """
        case .archiveOutcome:
            """
            SELECT t.number, o.recorded_at, o.outcome, o.note, o.digest, f.content, o.recorded_by FROM archive_outcomes o
            JOIN archive_transfers t ON t.id = o.transfer_id
            LEFT JOIN archive_files f ON f.transfer_id = o.transfer_id AND f.digest = o.digest ORDER BY t.number
            """
        }
    }

    /// How many texts follow upon number and moment.
    fileprivate var texts: Int {
        switch self {
        case .consentPolicy: 7
        case .archiveTransfer: 2
        case .archiveOutcome: 5
        }
    }
}

extension Tx {
    /// Tells of a decision that has been written, with its digest.
    func append(_ kind: Event.Kind, of decision: ToldDecision, _ number: Int, _ details: [String: String])
        throws
    {
        var details = details
        details["number"] = String(number)
        details["digest"] = try standing(decision)[number]?.digest
        try append(Event(kind, details, about: [.user(actor.user)]))
    }
}

extension Reading {
    fileprivate func standing(_ decision: ToldDecision) throws -> [Int: (at: Instant, digest: String)] {
        var (moments, lines): ([Int: Instant], [Int: [String]]) = ([:], [:])
        try connection.query(decision.rows) { row in
            let number = row.int()
            moments[number] = row.instant()
            for _ in 0..<decision.texts {
                let text = row.textIfAny() ?? ""
                lines[number, default: []].append("\(text.utf8.count) \(text)")
            }
        }
        return moments.reduce(into: [:]) { standing, moment in
            let text = lines[moment.key, default: []].joined(separator: "\n")
            standing[moment.key] = (moment.value, Array(text.utf8).digest)
        }
    }

    /// Decisions that the history tells otherwise than they stand, or not at all, or that stand no longer.
    func brokenDecisions() throws -> [String] {
        try ToldDecision.allCases.flatMap { decision in
            let standing = try standing(decision)
            let told = try all(
                "SELECT e.happened_at, e.details FROM events e WHERE e.kind IN (\(list: decision.kinds.map(\.rawValue)))"
            ) { (at: $0.instant(), details: try $0.json() as [String: String]) }
            let sealed = Dictionary(grouping: told) { Int($0.details["number"] ?? "") ?? 0 }
            // Those that were told before there were digests are known by their moment.
            let older = Set(told.filter { $0.details["digest"] == nil }.map(\.at))
            let altered = standing.filter { number, decided in
                let digests = sealed[number, default: []].compactMap { $0.details["digest"] }
                return digests != [decided.digest] && !(digests.isEmpty && older.contains(decided.at))
            }
            let gone = sealed.keys.filter { $0 > 0 && standing[$0] == nil }
            return (altered.keys + gone).sorted().map { "\(decision.rawValue) \($0)" }
        }
    }
}
