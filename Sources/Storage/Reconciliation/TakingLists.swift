import Domain

/// What taking a list has done, or would do.
public struct ListOutcome: Sendable, Hashable {
    /// Differences of one kind with one list.
    public struct Change: Sendable, Hashable {
        public let kind: ListDifference.Kind
        public let found: Int
        /// Of those found.
        public let new: Int
        /// That stood before and do not any longer.
        public let resolved: Int
    }

    /// Somebody whom the list calls a unit or a provider, and the register does not know.
    public struct UnknownUnit: Sendable, Hashable {
        public let name: String
        public let rows: Int
    }

    public let rows: Int
    /// The most frequent first, at most twenty; of their rows no unit is compared.
    public let unknownUnits: [UnknownUnit]
    public let changes: [Change]
}

/// Undoes a transaction, and carries what it would have done, and whom it would have been told of.
private struct Rehearsal: Error {
    let outcome: ListOutcome
    let people: [ID<CareRecipient>]
}

extension Disclosure {
    /// Comparing a list with the register: how many differ tells of whoever is on a short one.
    fileprivate static let list = "list"
}

extension Store {
    /// What `take` would do: it is done and taken back, so that the two cannot differ. Whom the list names is in the read log
    /// before anything is told, also where their data are protected.
    public func rehearse(
        _ list: ReceivedList, of bytes: [UInt8], as actor: Actor
    ) async throws -> ListOutcome {
        do {
            try await write(as: actor) { tx -> Void in
                let (outcome, people) = try tx.compare(list, of: bytes)
                throw Rehearsal(outcome: outcome, people: people)
            }
        } catch let rehearsal as Rehearsal {
            try await write(as: actor) {
                _ = try $0.log(Disclosure(.searched, Disclosure.list, about: rehearsal.people))
            }
            return rehearsal.outcome
        }
        throw AppError(.unavailable, "error.storage")
    }
}

extension Tx {
    /// Rows in one statement: with twelve values each, far from what either engine binds at most.
    private static let batch = 500

    /// A file without the marks that differ by the way it came: of its encoding, and of its lines' ends.
    private static func content(of bytes: [UInt8]) -> [UInt8] {
        let marks: [UInt8] = [0xEF, 0xBB, 0xBF]
        return bytes.dropFirst(bytes.starts(with: marks) ? 3 : 0).filter { $0 != UInt8(ascii: "\r") }
    }

    /// Takes a list in the place of its source's older one, and compares it: all of it or nothing.
    /// - Parameter bytes: what it was read from.
    /// - Throws: `invalid` where a row has a fault; `conflict` where the same file has been taken before, or one that tells
    ///   of a later day.
    @discardableResult
    public func take(_ list: ReceivedList, of bytes: [UInt8]) throws -> ListOutcome {
        let (outcome, people) = try compare(list, of: bytes)
        try log(Disclosure(.searched, Disclosure.list, about: people))
        try append(
            Event(
                .listTaken,
                [
                    "source": list.source.rawValue, "asOf": list.asOf.description,
                    "rows": String(list.rows.count),
                    "digest": Self.content(of: bytes).digest,
                ], about: [.user(actor.user)]))
        return outcome
    }

    /// - Returns: also those in the register whom the list names.
    fileprivate func compare(
        _ list: ReceivedList, of bytes: [UInt8]
    ) throws -> (ListOutcome, people: [ID<CareRecipient>]) {
        try actor.require(.reconcile)
        guard list.faultCount == 0 else {
            throw AppError.invalid("reconcile.refused", ["count": "\(list.faultCount)"])
        }
        try serialize(on: "reconciliation")
        let digest = Self.content(of: bytes).digest
        try requireNew(list, digest: digest)
        let id = ID<ReceivedList>.new(in: self)
        try execute(
            """
            INSERT INTO received_lists (id, source, as_of, received_at, received_by, row_count, digest, compared_at)
            VALUES (\(id), \(list.source), \(list.asOf), \(now), \(actor.user), \(list.rows.count), \(digest), \(now))
            """)
        // Of a list that has been followed by another nothing is asked any more, and it is about people.
        try execute(
            """
            DELETE FROM list_rows WHERE list_id IN (SELECT id FROM received_lists
                WHERE source = \(list.source) AND id <> \(id))
            """)
        let unknown = try insert(list.rows, of: id)
        let changes = try compareLists()[list.source] ?? []
        let people = try all(
            """
            SELECT DISTINCT i.recipient_id FROM list_rows l
            JOIN person_identifiers i ON i.value = l.number AND \(identifies("i")) WHERE l.list_id = \(id)
            """
        ) { $0.id() as ID<CareRecipient> }
        return (ListOutcome(rows: list.rows.count, unknownUnits: unknown, changes: changes), people)
    }

    private func requireNew(_ list: ReceivedList, digest: String) throws {
        let before = try all(
            "SELECT as_of, received_at, digest FROM received_lists WHERE source = \(list.source)"
        ) { (asOf: try $0.day(), at: $0.instant(), digest: $0.text()) }
        if let same = before.first(where: { $0.digest == digest }) {
            throw AppError(
                .conflict, "reconcile.sameFile", field: "file",
                ["asOf": same.asOf.description, "day": same.at.day.description])
        }
        if let newest = before.map(\.asOf).max(), newest > list.asOf {
            throw AppError(.conflict, "reconcile.older", field: "asOf", ["asOf": newest.description])
        }
    }

    private func insert(
        _ rows: [ListRow], of list: ID<ReceivedList>
    ) throws -> [ListOutcome.UnknownUnit] {
        let known = try knownUnits()
        var unknown: [String: Int] = [:]
        for start in stride(from: 0, to: rows.count, by: Self.batch) {
            let values = rows[start..<min(start + Self.batch, rows.count)].map { row -> SQL in
                let place = known[Text.folded(row.unit)]
                if place == nil, !row.unit.isEmpty { unknown[row.unit, default: 0] += 1 }
                return """
                    (\(list), \(row.line), \(row.number?.value), \(row.name), \(row.serial), \(row.unit), \(place?.unit),
                        \(place?.provider), \(row.isEmergency), \(row.decided), \(row.effectuated?.start), \(row.ended))
                    """
            }
            try insert(
                """
                list_rows (list_id, line, number, name, serial, unit, unit_id, provider_id, is_emergency, decided_on,
                    effectuated_from, ended_on)
                """, values)
        }
        return unknown.map { ListOutcome.UnknownUnit(name: $0.key, rows: $0.value) }
            .sorted { ($1.rows, $0.name) < ($0.rows, $1.name) }.prefix(20).map(\.self)
    }

    private typealias KnownUnit = (unit: ID<ProviderUnit>?, provider: ID<CareProvider>)

    /// Units and providers by their folded names; a unit stands before a provider of the same name.
    private func knownUnits() throws -> [String: KnownUnit] {
        var known: [String: KnownUnit] = [:]
        let providers: [(String, ID<CareProvider>)] = try all("SELECT name, id FROM care_providers") {
            ($0.text(), $0.id())
        }
        for (name, id) in providers { known[Text.folded(name)] = (nil, id) }
        let units: [(String, ID<ProviderUnit>, ID<CareProvider>)] = try all(
            "SELECT name, id, provider_id FROM provider_units"
        ) { ($0.text(), $0.id(), $0.id()) }
        for (name, id, provider) in units { known[Text.folded(name)] = (id, provider) }
        return known
    }
}
