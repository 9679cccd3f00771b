import Domain

/// A visit as a case or a day shows it.
public struct VisitLine: Sendable, Hashable {
    public let id: ID<Visit>
    public let purpose: VisitPurpose
    public let technician: ID<User>
    public let technicianName: String
    public let startsAt: Instant
    public let minutes: Int
    public let contacted: String
    public let note: String
    public let status: Visit.Status
    public let outcome: Visit.Outcome?
    public let reason: String
    /// Shared by the two visits of a move.
    public let pair: String?
    /// What is agreed for the time without an alarm.
    public let fallback: String
    /// Where it goes, if not to the case's own home.
    public let home: Dwelling?

    /// As a unit sees a visit of a move that another unit has ordered with it: when, not whom the team called.
    var withoutContact: VisitLine {
        VisitLine(
            id: id, purpose: purpose, technician: technician, technicianName: technicianName,
            startsAt: startsAt, minutes: minutes, contacted: "", note: "", status: status, outcome: outcome,
            reason: "", pair: pair, fallback: fallback, home: nil)
    }
}

extension VisitLine {
    /// Things are fetched, and nothing is brought.
    var fetches: Bool { pair != nil && purpose == .uninstall }
}

/// A time that a technician is booked.
public struct TakenTime: Sendable, Hashable {
    public let startsAt: Instant
    public let minutes: Int
    public let technicianName: String
}

/// A visit on a technician's day.
public struct DayVisit: Sendable {
    public let visit: VisitLine
    public let order: CaseNumber
    /// Whom one visits: the recipient, or the unit itself.
    public let name: String
    /// Who shares the recipient's lock, in a case about two people.
    public let cohabitantName: String?
    public let home: PostalAddress
    public let phone: String
    public let bring: [DeviceKind]
    /// What the visit needs and nobody has reserved.
    public let missing: [DeviceKind]
    public let hasSecret: Bool
}

extension Reading {
    func visits(of order: Case) throws -> [VisitLine] {
        let lines = try all(
            """
            SELECT \(visitColumns) WHERE v.case_id IN (\(list: order.joined)) ORDER BY v.starts_at, v.id
            """
        ) { try readVisit(&$0) }
        return actor.partyRole == .team || order.handover == nil ? lines : lines.map(\.withoutContact)
    }

    private var visitColumns: SQL {
        """
        v.id, v.purpose, v.technician_id, t.name, v.starts_at, v.minutes, v.contacted, v.note, v.status, v.outcome,
        COALESCE(v.reason, ''), v.pair_id, v.fallback, w.id, w.street, w.apartment, w.postal_code, w.city
        FROM visits v JOIN users t ON t.id = v.technician_id LEFT JOIN dwellings w ON w.id = v.dwelling_id
        """
    }

    private func readVisit(_ row: inout Row) throws -> VisitLine {
        VisitLine(
            id: row.id(), purpose: try row.value(), technician: row.id(), technicianName: row.text(),
            startsAt: row.instant(), minutes: row.int(), contacted: row.text(), note: row.text(),
            status: try row.value(), outcome: try row.optional { try $0.value() }, reason: row.text(),
            pair: row.textIfAny(), fallback: row.text(),
            home: row.optional { Dwelling(id: $0.id(), address: readAddress(&$0)) })
    }

    /// The actor's own planned visits of a day, in order, with what to bring: three statements.
    public func visits(on day: Day) throws -> Personal<[DayVisit]> {
        try actor.require(.workOnTeamDuties)
        var people: [ID<CareRecipient>] = []
        let rows = try all(
            """
            SELECT c.id, c.recipient_id, c.number, COALESCE(p.name, u.name), COALESCE(p.phone, ''), d.street,
                d.apartment, d.postal_code, d.city,
                EXISTS (SELECT 1 FROM secrets s WHERE s.owner_id IN (c.id, c.twin_id)), m.recipient_id, q.name,
                \(visitColumns)
            JOIN cases c ON c.id = v.case_id JOIN provider_units u ON u.id = c.unit_id \(cohabitantJoin)
            LEFT JOIN care_recipients p ON p.id = c.recipient_id JOIN dwellings d ON d.id = c.dwelling_id
            WHERE v.technician_id = \(actor.user) AND v.status = 'planned' AND v.starts_at >= \(day.start)
                AND v.starts_at < \(day.adding(days: 1).start) AND \(seesCase)
            ORDER BY v.starts_at, v.id
            """
        ) { row in
            let id: ID<Case> = row.id()
            people += [row.optional { $0.id() }].compactMap(\.self)
            let (number, name, phone) = (CaseNumber(stored: row.text()), row.text(), row.text())
            let (home, hasSecret) = (readAddress(&row), row.bool())
            people += [row.optional { $0.id() }].compactMap(\.self)
            let cohabitant = row.textIfAny()
            return (id, number, name, phone, home, hasSecret, try readVisit(&row), cohabitant)
        }
        let reserved = try reservedKinds(of: rows.map(\.0))
        let needed = try neededKinds(of: rows.map(\.0))
        let visits = rows.map { row in
            DayVisit(
                visit: row.6, order: row.1, name: row.2, cohabitantName: row.7,
                home: row.6.home?.address ?? row.4, phone: row.3,
                bring: row.6.fetches ? [] : reserved[row.0] ?? [],
                missing: row.6.fetches
                    ? [] : (needed[row.0] ?? []).filter { !(reserved[row.0] ?? []).contains($0) },
                hasSecret: row.5)
        }
        return Personal(visits, Disclosure(.listed, "today", about: people))
    }

    private func neededKinds(of orders: [ID<Case>]) throws -> [ID<Case>: [DeviceKind]] {
        let rows = try all(
            """
            SELECT c.id, c.slug, c.edition, d.key FROM case_duties d JOIN cases c ON c.id = d.case_id
            WHERE d.case_id IN (\(list: orders)) AND d.state = 'open' ORDER BY d.position
            """
        ) { row -> (ID<Case>, [DeviceKind]) in
            let (id, routine): (ID<Case>, RoutineEdition) = (
                row.id(), try routine(row.text(), edition: row.text())
            )
            return (id, routine.duty(row.text())?.devices ?? [])
        }
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.flatMap(\.1) }
    }

    private func reservedKinds(of orders: [ID<Case>]) throws -> [ID<Case>: [DeviceKind]] {
        let rows = try all(
            """
            SELECT c.id, d.kind FROM cases c JOIN reservations r ON r.case_id IN (c.id, c.twin_id)
            JOIN devices d ON d.id = r.device_id
            WHERE c.id IN (\(list: orders)) AND r.ended_at IS NULL ORDER BY d.kind
            """
        ) { ($0.id() as ID<Case>, try $0.value() as DeviceKind) }
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
    }

    /// The case that a visit belongs to, for opening the visit's page.
    public func orderOfVisit(_ id: ID<Visit>) throws -> CaseNumber {
        try one(
            "SELECT c.number FROM visits v JOIN cases c ON c.id = v.case_id WHERE v.id = \(id) AND \(seesCase)"
        ) { CaseNumber(stored: $0.text()) }
    }

    /// What is taken in a span of days, for the one who books: times and technicians, nothing about people; so also of
    /// visits whose cases the actor must not see, or nobody could book beside them.
    public func planned(from day: Day, days: Int) throws -> [TakenTime] {
        try actor.require(.plan)
        return try all(
            """
            SELECT v.starts_at, v.minutes, t.name FROM visits v JOIN users t ON t.id = v.technician_id
            JOIN cases c ON c.id = v.case_id WHERE v.status = 'planned' AND v.starts_at >= \(day.start)
                AND v.starts_at < \(day.adding(days: days).start) AND c.team_id = \(actor.team) ORDER BY v.starts_at LIMIT 500
            """
        ) { TakenTime(startsAt: $0.instant(), minutes: $0.int(), technicianName: $0.text()) }
    }

    /// Devices in stock of the kinds that a case still needs, for reserving.
    public func stock(for kinds: [DeviceKind]) throws -> [DeviceKind: [Device]] {
        try actor.require(.seeInventory)
        return try Dictionary(uniqueKeysWithValues: Set(kinds).map { ($0, try stock(of: $0)) })
    }
}
