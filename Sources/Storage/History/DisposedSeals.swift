import Domain

extension Event {
    /// What is left of an event's details when they have been disposed of.
    static let disposed = ["disposed": "yes"]
}

extension Tx {
    /// Empties events whose time is out, and writes down what the seals that cover them read afterwards. The seals
    /// themselves stand, and so does the chain through them: what a seal read before can no longer be recounted, but that
    /// it was whole then was seen before anything was taken away.
    /// - Returns: the digest of what was written down; it is told in the history, where it is sealed in its turn.
    /// - Throws: `conflict` where a seal is broken already: then it is not known what would be taken away.
    func disposeOfEvents(_ events: SQL, in disposal: ID<Disposal>) throws -> String {
        let emptied = try JSON.encode(Event.disposed)
        let isKept: SQL = "e.id IN (\(events)) AND e.details <> \(emptied)"
        let seals = try all(
            """
            SELECT DISTINCT (SELECT s.number FROM history_seals s WHERE s.last_position >= e.position
                ORDER BY s.last_position, s.number LIMIT 1)
            FROM events e WHERE \(isKept) ORDER BY 1
            """
        ) { $0.optional { Int64($0.int()) } }.compactMap { $0 }
        for number in seals {
            guard try examineSeal(after: number - 1)?.broken == nil, let (seal, before) = try stretch(number),
                try fits(seal, after: before)
            else { throw AppError.conflict("disposal.broken") }
        }
        try execute("UPDATE events AS e SET details = \(emptied) WHERE \(isKept)")
        // Without its salt the digest of what an event said cannot be told by trying.
        try execute(
            """
            UPDATE sealed_rows SET salt = '' WHERE kind = 'event' AND position IN (
                SELECT e.position FROM events e WHERE e.id IN (\(events)) AND e.details = \(emptied))
            """)
        var lines: [SQL] = []
        for number in seals {
            guard let (seal, before) = try stretch(number) else { continue }
            let digest = try digest(after: before, to: seal, as: seal.form).text
            lines.append("(\(disposal), \(number), \(digest))")
        }
        try insertInBatches("disposed_seals (disposal_id, seal, digest)", lines)
        return try digestOfSeals(disposedBy: disposal)
    }
}

extension Reading {
    /// A seal, and the one that it follows upon.
    fileprivate func stretch(_ number: Int64) throws -> (Seal, after: Seal)? {
        guard let seal = try seals(where: "number = \(number)", order: "number").first else { return nil }
        return (seal, try seals(where: "number = \(number - 1)", order: "number").first ?? .none)
    }

    /// What the stretch of a seal reads since events in it were emptied; `nil` where none was.
    func digestSinceDisposal(of seal: Int64) throws -> String? {
        try first(
            """
            SELECT s.digest FROM disposed_seals s JOIN disposals d ON d.id = s.disposal_id
            WHERE s.seal = \(seal) ORDER BY d.number DESC LIMIT 1
            """
        ) { $0.text() }
    }

    func digestOfSeals(disposedBy disposal: ID<Disposal>) throws -> String {
        let lines = try all(
            "SELECT s.seal, s.digest FROM disposed_seals s WHERE s.disposal_id = \(disposal) ORDER BY s.seal"
        ) { "\($0.int()) \($0.text())" }
        return Array(lines.joined(separator: "\n").utf8).digest
    }

    /// Disposals of which the history tells something else than what stands, or more than once.
    func brokenDisposals() throws -> [String] {
        let told = try all("SELECT e.details FROM events e WHERE e.kind = \(Event.Kind.filesDisposed)") {
            try $0.json() as [String: String]
        }
        let digests = Dictionary(grouping: told) { $0["number"] ?? "" }.mapValues {
            $0.map { $0["digest"] ?? "" }
        }
        let disposals = try all("SELECT d.id, d.number FROM disposals d ORDER BY d.number") {
            (id: $0.id() as ID<Disposal>, number: $0.int())
        }
        let altered = try disposals.filter {
            digests[String($0.number)] != [try digestOfSeals(disposedBy: $0.id)]
        }
        return altered.map { "disposal \($0.number)" }
    }
}
