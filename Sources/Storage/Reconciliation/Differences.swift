import Domain

/// The newest list of a source.
public struct ListLine: Sendable, Hashable {
    public let source: ListSource
    /// The day that it tells of.
    public let asOf: Day
    public let receivedAt: Instant
    public let receivedBy: String
    public let rows: Int
    public let comparedAt: Instant
}

/// How many differences of a kind stand.
public struct DifferenceCount: Sendable, Hashable {
    public let kind: ListDifference.Kind
    public let standing: Int
    public let undecided: Int
    public let unowned: Int
    /// The day of the list that the oldest was first found in; `nil` where there is none.
    public let oldest: Day?
}

/// The newest lists, and what they say otherwise than the register.
public struct ReconciliationOverview: Sendable, Hashable {
    public let lists: [ListLine]
    /// All kinds, in their order.
    public let counts: [DifferenceCount]
    /// Services that are granted and not effectuated, by how long they have waited.
    public let waiting: [GrantAge: Int]
}

/// A difference in a list of them.
public struct DifferenceLine: Sendable, Hashable {
    public let id: Int
    public let kind: ListDifference.Kind
    public let source: ListSource
    /// For those who see the person; `nil` also where the register does not know them.
    public let person: SharingPerson?
    /// Whether the register knows whom it is about.
    public let isKnown: Bool
    /// Somebody whose data are protected, of whom the actor is told nothing else: a difference may be that nobody answers
    /// their alarm, so that it stands among the others.
    public let isProtected: Bool
    /// As the list has them, for those who see people and where the register does not know them.
    public let listedName: String
    public let identifier: PersonIdentifier?
    /// Since when it is so, as far as that is told.
    public let since: Instant?
    /// What the register says, and what the list does: units or serial numbers, or nothing.
    public let here: String
    public let there: String
    public let firstSeenOn: Day
    public let resolvedAt: Instant?
    public let owner: NamedPlace<User>?
    public let decision: ListDifference.Decision?
    public let note: String
}

public struct DifferenceList: Sendable {
    public let lines: [DifferenceLine]
    public let hasMore: Bool
}

/// What somebody has said of a difference.
public struct DifferenceAct: Sendable, Hashable {
    public let owner: String?
    public let decision: ListDifference.Decision?
    public let note: String
    public let at: Instant
    public let who: String
}

public struct DifferencePage: Sendable {
    public let line: DifferenceLine
    /// The latest first.
    public let acts: [DifferenceAct]
    /// Those who may see to it.
    public let owners: [NamedPlace<User>]
}

extension Reading {
    /// Four statements, however much there is; numbers only.
    public func reconciliation() throws -> ReconciliationOverview {
        try actor.require(.reconcile)
        let lists = try all(
            """
            SELECT l.source, l.as_of, l.received_at, u.name, l.row_count, l.compared_at FROM received_lists l
            JOIN users u ON u.id = l.received_by WHERE NOT EXISTS (SELECT 1 FROM received_lists n
                WHERE n.source = l.source AND n.id > l.id) ORDER BY l.source
            """
        ) {
            ListLine(
                source: try $0.value(), asOf: try $0.day(), receivedAt: $0.instant(), receivedBy: $0.text(),
                rows: $0.int(), comparedAt: $0.instant())
        }
        let found = try all(
            """
            SELECT kind, COUNT(*), SUM(CASE WHEN decision IS NULL THEN 1 ELSE 0 END),
                SUM(CASE WHEN owner_id IS NULL THEN 1 ELSE 0 END), MIN(first_seen_on)
            FROM list_differences WHERE resolved_at IS NULL GROUP BY kind
            """
        ) {
            DifferenceCount(
                kind: try $0.value(), standing: $0.int(), undecided: $0.int(), unowned: $0.int(),
                oldest: try $0.dayIfAny())
        }
        let counts = ListDifference.Kind.allCases.map { kind in
            found.first { $0.kind == kind }
                ?? DifferenceCount(kind: kind, standing: 0, undecided: 0, unowned: 0, oldest: nil)
        }
        return ReconciliationOverview(lists: lists, counts: counts, waiting: try waitingGrants())
    }

    /// The differences of a kind that stand, at most `limit`: those that nobody has decided first, then the oldest. Names
    /// nobody to those who see no people.
    public func differences(
        of kind: ListDifference.Kind, offset: Int = 0, limit: Int = 50
    ) throws -> Personal<DifferenceList> {
        try actor.require(.reconcile)
        let lines = try differenceLines(
            where: "d.kind = \(kind) AND d.resolved_at IS NULL",
            order: "CASE WHEN d.decision IS NULL THEN 0 ELSE 1 END, d.first_seen_on, d.id",
            offset: offset, limit: limit + 1)
        let shown = Array(lines.prefix(limit))
        return Personal(
            DifferenceList(lines: shown, hasMore: lines.count > limit),
            Disclosure(.listed, "differences", about: shown.compactMap(\.person?.id)))
    }

    /// - Throws: `notFound` for none.
    public func difference(_ id: Int) throws -> Personal<DifferencePage> {
        try actor.require(.reconcile)
        guard let line = try differenceLines(where: "d.id = \(id)", order: "d.id", offset: 0, limit: 1).first
        else { throw AppError.notFound }
        let acts = try all(
            """
            SELECT o.name, a.decision, a.note, a.acted_at, u.name FROM list_difference_acts a
            JOIN users u ON u.id = a.acted_by LEFT JOIN users o ON o.id = a.owner_id
            WHERE a.difference_id = \(id) ORDER BY a.position DESC
            """
        ) { row in
            let (owner, decision): (String?, ListDifference.Decision?) = (
                row.textIfAny(), try row.optional { try $0.value() }
            )
            let note = row.text()
            return DifferenceAct(
                owner: owner, decision: decision, note: line.isProtected ? "" : note, at: row.instant(),
                who: row.text())
        }
        let page = DifferencePage(line: line, acts: acts, owners: try differenceOwners())
        return Personal(
            page, Disclosure(.viewed, "difference", about: [line.person?.id].compactMap(\.self)))
    }

    /// The coordinators, in Swedish order: of the actor's team, or of all for those who are in none.
    func differenceOwners() throws -> [NamedPlace<User>] {
        let team: SQL = actor.team.map { "a.team_id = \($0)" } ?? "a.team_id IS NOT NULL"
        return try all(
            """
            SELECT DISTINCT u.id, u.name, u.sort_key FROM users u JOIN assignments a ON a.user_id = u.id
            WHERE \(team) AND a.role = 'coordinator' AND a.ended_at IS NULL AND u.locked_at IS NULL
            ORDER BY u.sort_key, u.id
            """
        ) { NamedPlace(id: $0.id(), name: $0.text()) }
    }

    private func differenceLines(
        where condition: SQL, order: SQL, offset: Int, limit: Int
    ) throws -> [DifferenceLine] {
        let (seesPeople, seesDevices) = (actor.may(.seePeople), actor.may(.seeInventory))
        return try all(
            """
            SELECT d.id, d.kind, d.source, p.id, p.name, n.kind, n.value, COALESCE(d.recipient_id, k.recipient_id), d.number,
                (SELECT MAX(l.name) FROM list_rows l WHERE l.list_id = d.last_list_id AND l.number = d.number),
                d.since, d.here, d.there, d.first_seen_on, d.resolved_at, o.id, o.name, d.decision, d.note,
                CASE WHEN \(mayTell(of: "COALESCE(d.recipient_id, k.recipient_id)")) THEN 0 ELSE 1 END
            FROM list_differences d LEFT JOIN person_identifiers k ON k.value = d.number AND \(identifies("k"))
            LEFT JOIN care_recipients p ON p.id = COALESCE(d.recipient_id, k.recipient_id) AND \(seesRecipient)
            LEFT JOIN person_identifiers n ON n.recipient_id = p.id AND n.valid_to IS NULL
            LEFT JOIN users o ON o.id = d.owner_id
            WHERE \(condition) ORDER BY \(order) LIMIT \(limit) OFFSET \(offset)
            """
        ) { row in
            let (id, kind): (Int, ListDifference.Kind) = (row.int(), try row.value())
            let source: ListSource = try row.value()
            let person: SharingPerson? = row.optional { SharingPerson(id: $0.id(), name: $0.text()) }
            if person == nil { row.skip(1) }
            let known: PersonIdentifier? = try row.optional { try readIdentifier(&$0) }
            if known == nil { row.skip(1) }
            let isKnown = row.textIfAny() != nil
            let (number, name) = (row.text(), row.textIfAny() ?? "")
            let listed =
                isKnown || !seesPeople || number.isEmpty
                ? nil : try? PersonIdentifier.parse(number, today: today)
            let since = row.instantIfAny()
            let (here, there) = (row.text(), row.text())
            let isTold = seesDevices || !kind.tellsOfDevices && kind != .endedStillActive
            let (firstSeenOn, resolvedAt) = (try row.day(), row.instantIfAny())
            let owner: NamedPlace<User>? = row.optional { NamedPlace(id: $0.id(), name: $0.text()) }
            if owner == nil { row.skip(1) }
            let decision: ListDifference.Decision? = try row.optional { try $0.value() }
            let note = row.text()
            let isProtected = row.bool()
            return DifferenceLine(
                id: id, kind: kind, source: source, person: person, isKnown: isKnown,
                isProtected: isProtected,
                listedName: isKnown || !seesPeople ? "" : name, identifier: known ?? listed, since: since,
                here: isTold && !isProtected ? here : "", there: isTold && !isProtected ? there : "",
                firstSeenOn: firstSeenOn, resolvedAt: resolvedAt, owner: owner, decision: decision,
                // What somebody who is let in has written may tell whom it is about.
                note: isProtected ? "" : note)
        }
    }
}
