import Domain

/// A service that is granted and not effectuated, as the newest list from Treserva has it.
public struct WaitingGrant: Sendable, Hashable {
    /// For those who see the person; `nil` also where the register does not know them.
    public let person: SharingPerson?
    /// As the list has them, for those who see people.
    public let listedName: String
    public let identifier: PersonIdentifier?
    /// Somebody whose data are protected, of whom the actor is told nothing else.
    public let isProtected: Bool
    /// As the list has it.
    public let unit: String
    public let decided: Day
    public let age: GrantAge
}

public struct WaitingGrants: Sendable {
    public let lines: [WaitingGrant]
    public let hasMore: Bool
}

extension Reading {
    /// What is to begin on a later day than the list's has not begun.
    private func isWaiting(_ list: NewestList) -> SQL {
        """
        l.list_id = \(list.id) AND l.decided_on IS NOT NULL
            AND (l.effectuated_from IS NULL OR l.effectuated_from >= \(list.end))
            AND (l.ended_on IS NULL OR l.ended_on > \(list.asOf))
        """
    }

    /// One statement; nothing without a list from Treserva.
    func waitingGrants() throws -> [GrantAge: Int] {
        guard let list = try newestLists().first(where: { $0.source == .treserva }) else { return [:] }
        // The oldest first: what is past 80 days is past 60 too, and counted once.
        let ages: [SQL] = GrantAge.allCases.reversed().map { age in
            let code = SQL(stringLiteral: "\(age.rawValue)")
            return age == .fresh
                ? "ELSE \(code)" : "WHEN l.decided_on < \(age.limit(on: today)) THEN \(code)"
        }
        let counts = try all(
            """
            SELECT q.age, COUNT(*) FROM (SELECT CASE \(SQL.joined(ages, by: " ")) END AS age FROM list_rows l
                WHERE \(isWaiting(list))) q GROUP BY q.age
            """
        ) { (GrantAge(rawValue: $0.int()) ?? .fresh, $0.int()) }
        return Dictionary(counts) { $0 + $1 }
    }

    /// Those that have waited longest first, at most `limit`. Names nobody to those who see no people.
    public func waitingGrants(offset: Int, limit: Int = 50) throws -> Personal<WaitingGrants> {
        try actor.require(.reconcile)
        guard let list = try newestLists().first(where: { $0.source == .treserva }) else {
            return Personal(
                WaitingGrants(lines: [], hasMore: false), Disclosure(.listed, "waitingGrants", about: []))
        }
        let seesPeople = actor.may(.seePeople)
        let found = try all(
            """
            SELECT p.id, p.name, l.name, l.number, l.unit, l.decided_on,
                CASE WHEN \(mayTell(of: "i.recipient_id")) THEN 0 ELSE 1 END, i.recipient_id FROM list_rows l
            LEFT JOIN person_identifiers i ON i.value = l.number AND \(identifies("i"))
            LEFT JOIN care_recipients p ON p.id = i.recipient_id AND \(seesRecipient)
            WHERE \(isWaiting(list)) ORDER BY l.decided_on, l.line LIMIT \(limit + 1) OFFSET \(offset)
            """
        ) { row in
            let person: SharingPerson? = row.optional { SharingPerson(id: $0.id(), name: $0.text()) }
            if person == nil { row.skip(1) }
            let (name, number, unit) = (row.text(), row.text(), row.text())
            let decided = try row.day()
            let isProtected = row.bool()
            let isTold = seesPeople && !isProtected
            let grant = WaitingGrant(
                person: person, listedName: isTold ? name : "",
                identifier: isTold ? try? PersonIdentifier.parse(number, today: today) : nil,
                isProtected: isProtected, unit: isProtected ? "" : unit, decided: decided,
                age: GrantAge(decided: decided, today: today))
            let whom: ID<CareRecipient>? = row.optional { $0.id() }
            return (grant, whom: isTold || person != nil ? whom : nil)
        }
        let shown = found.prefix(limit)
        return Personal(
            WaitingGrants(lines: shown.map(\.0), hasMore: found.count > limit),
            Disclosure(.listed, "waitingGrants", about: shown.compactMap(\.whom)))
    }
}
