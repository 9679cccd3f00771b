import Domain

/// Somebody whom a unit serves, with what a takeover touches.
public struct ServedPerson: Sendable, Hashable {
    public let id: ID<CareRecipient>
    public let name: String
    public let home: String
    public let since: Instant
    public let hasAlarm: Bool
    /// Orders of the unit's that are not ended; they stay the unit's.
    public let openOrders: Int
    /// Keys and tags that the unit holds, to be handed on or given back.
    public let keys: Int
}

/// A takeover as the register has it.
public struct TakeoverLine: Sendable, Hashable {
    public let id: ID<Takeover>
    public let from: String
    public let to: String
    public let day: Day
    public let note: String
    public let people: Int
    public let recordedAt: Instant
    public let recordedBy: String
    public let undoneWhy: String?
}

extension Reading {
    /// The units, in Swedish order, with how many people each serves, as `peopleServed` shows them.
    public func servingUnits() throws -> [(unit: NamedPlace<ProviderUnit>, people: Int)] {
        try actor.require(.plan)
        return try all(
            """
            SELECT u.id, u.name, (SELECT COUNT(*) FROM provider_responsibilities r
                JOIN care_recipients p ON p.id = r.recipient_id
                WHERE r.unit_id = u.id AND r.valid_to IS NULL AND NOT \(isDead) AND \(seesRecipient))
            FROM provider_units u ORDER BY u.sort_key, u.id
            """
        ) { (NamedPlace(id: $0.id(), name: $0.text()), $0.int()) }
    }

    /// Whom a unit serves now, in Swedish order, at most `Takeover.limit`: one statement.
    public func peopleServed(by unit: ID<ProviderUnit>) throws -> Personal<[ServedPerson]> {
        try actor.require(.plan)
        let people = try all(
            """
            SELECT p.id, p.name, COALESCE(d.street || ', ' || d.city, ''), r.valid_from,
                CASE WHEN EXISTS (SELECT 1 FROM installations i JOIN devices e ON e.id = i.device_id
                    WHERE i.recipient_id = p.id AND i.valid_to IS NULL AND e.kind IN ('alarmBase', 'alarmButton'))
                    THEN 1 ELSE 0 END,
                (SELECT COUNT(*) FROM cases c WHERE c.recipient_id = p.id AND c.unit_id = \(unit)
                    AND c.queue_rank IS NOT NULL),
                (SELECT CAST(COALESCE(SUM(k.count), 0) AS \(Schema.bigint)) FROM key_receipts t
                    JOIN key_custody k ON k.receipt_id = t.id WHERE t.recipient_id = p.id AND k.unit_id = \(unit)
                    AND k.holder = 'unit' AND k.held_to IS NULL)
            FROM provider_responsibilities r JOIN care_recipients p ON p.id = r.recipient_id
            LEFT JOIN residencies h ON h.recipient_id = p.id AND h.valid_to IS NULL
            LEFT JOIN dwellings d ON d.id = h.dwelling_id
            WHERE r.unit_id = \(unit) AND r.valid_to IS NULL AND NOT \(isDead) AND \(seesRecipient)
            ORDER BY p.sort_key, p.id LIMIT \(Takeover.limit)
            """
        ) {
            ServedPerson(
                id: $0.id(), name: $0.text(), home: $0.text(), since: $0.instant(), hasAlarm: $0.bool(),
                openOrders: $0.int(), keys: $0.int())
        }
        return Personal(people, Disclosure(.listed, "served", about: people.map(\.id)))
    }

    /// Takeovers, the latest first; they name nobody.
    public func takeovers() throws -> [TakeoverLine] {
        try actor.require(.plan)
        return try all(
            """
            SELECT t.id, f.name, n.name, t.happened_on, t.note,
                (SELECT COUNT(*) FROM takeover_people m WHERE m.takeover_id = t.id), t.recorded_at, u.name, t.undone_why
            FROM takeovers t JOIN provider_units f ON f.id = t.from_unit_id JOIN provider_units n ON n.id = t.to_unit_id
            JOIN users u ON u.id = t.recorded_by ORDER BY t.id DESC LIMIT 20
            """
        ) {
            TakeoverLine(
                id: $0.id(), from: $0.text(), to: $0.text(), day: try $0.day(), note: $0.text(),
                people: $0.int(), recordedAt: $0.instant(), recordedBy: $0.text(), undoneWhy: $0.textIfAny())
        }
    }
}

extension Tx {
    private static let rowsAtATime = 500

    /// Makes one unit responsible for people whom another has served, from the beginning of a day. Their alarms are counted
    /// to the new unit from then on; orders that run, and keys that are held, are the old one's to finish and hand on.
    /// - Throws: `invalid` at `to` for a unit that is not there; `conflict` where somebody of them is not the old unit's
    ///   any longer, or has died.
    @discardableResult
    public func takeOver(_ takeover: Takeover) throws -> ID<Takeover> {
        try actor.require(.plan)
        let names = try unitNames(takeover)
        try holdDevices(of: takeover.people)
        let current = try all(
            """
            SELECT id, recipient_id, valid_from FROM provider_responsibilities
            WHERE unit_id = \(takeover.from) AND valid_to IS NULL AND recipient_id IN (\(list: takeover.people))
                AND recipient_id NOT IN \(hiddenPeople) ORDER BY recipient_id
            """
        ) { (id: $0.text(), person: $0.id() as ID<CareRecipient>, from: $0.instant()) }
        guard current.count == takeover.people.count else {
            throw AppError.conflict("takeover.changedMeanwhile")
        }
        let dead = try first(
            "SELECT 1 FROM care_recipients p WHERE p.id IN (\(list: takeover.people)) AND \(isDead)",
            { $0.int() })
        guard dead == nil else { throw AppError.conflict("takeover.deceased") }
        let id = ID<Takeover>.new(in: self)
        try execute(
            """
            INSERT INTO takeovers (id, from_unit_id, to_unit_id, happened_on, note, recorded_at, recorded_by)
            VALUES (\(id), \(takeover.from), \(takeover.to), \(takeover.day), \(takeover.note), \(now), \(actor.user))
            """)
        let start = takeover.day.start
        try revise(
            "provider_responsibilities",
            "valid_to = CASE WHEN valid_from > \(start) THEN valid_from ELSE \(start) END",
            where: "id IN (\(list: current.map(\.id)))")
        let passed = current.map { (before: $0, after: ID<ProviderUnit>.new(in: self).text) }
        for rows in passed.chunks(of: Self.rowsAtATime) {
            try insert(
                """
                provider_responsibilities (id, recipient_id, unit_id, valid_from, recorded_at, recorded_by)
                """,
                rows.map {
                    """
                    (\($0.after), \($0.before.person), \(takeover.to), \(max(start, $0.before.from)), \(now),
                        \(actor.user))
                    """
                })
            try insert(
                "takeover_people (takeover_id, recipient_id, before_id, after_id)",
                rows.map { "(\(id), \($0.before.person), \($0.before.id), \($0.after))" })
            let details = ["from": names.from, "to": names.to, "day": takeover.day.description]
            try appendAll(
                rows.map { Event(.providerTookOver, details, about: [.recipient($0.before.person)]) })
        }
        return id
    }

    /// The people who are still where the takeover put them go back to the unit that had them; others have changed since,
    /// and stay.
    /// - Throws: `invalid` at `reason`; `conflict` where it is undone already.
    /// - Returns: how many went back.
    @discardableResult
    public func undoTakeover(_ id: ID<Takeover>, reason: String) throws -> Int {
        try actor.require(.plan)
        let reason = try GivenReason(Answers(["reason": reason])).text
        guard try first("SELECT 1 FROM takeovers WHERE id = \(id)", { $0.int() }) != nil else {
            throw AppError.notFound
        }
        // Whoever was merged meanwhile has their unit as the one who remains.
        try holdDevices(
            of: all(
                """
                SELECT DISTINCT r.recipient_id FROM takeover_people m
                JOIN provider_responsibilities r ON r.id = m.after_id AND r.valid_to IS NULL
                WHERE m.takeover_id = \(id)
                """
            ) { $0.id() })
        let undone = try changes(
            by:
                """
                UPDATE takeovers SET undone_at = \(now), undone_by = \(actor.user), undone_why = \(reason)
                WHERE id = \(id) AND undone_at IS NULL
                """)
        guard undone == 1 else { throw AppError.conflict("life.undoneAlready") }
        let back = try all(
            """
            SELECT r.recipient_id, m.before_id, m.after_id FROM takeover_people m
            JOIN provider_responsibilities r ON r.id = m.after_id AND r.valid_to IS NULL
            JOIN provider_responsibilities b ON b.id = m.before_id AND b.recipient_id = r.recipient_id
            WHERE m.takeover_id = \(id) ORDER BY r.recipient_id
            """
        ) { (person: $0.id() as ID<CareRecipient>, before: $0.text(), after: $0.text()) }
        guard !back.isEmpty else { return 0 }
        try revise(
            "provider_responsibilities", "valid_to = valid_from", where: "id IN (\(list: back.map(\.after)))")
        try revise(
            "provider_responsibilities", "valid_to = NULL", where: "id IN (\(list: back.map(\.before)))")
        try appendAll(
            back.map { Event(.takeoverUndone, ["reason": reason], about: [.recipient($0.person)]) })
        return back.count
    }

    private func unitNames(_ takeover: Takeover) throws -> (from: String, to: String) {
        let names = try all(
            "SELECT id, name FROM provider_units WHERE id IN (\(list: [takeover.from, takeover.to]))"
        ) { ($0.id() as ID<ProviderUnit>, $0.text()) }
        guard let from = names.first(where: { $0.0 == takeover.from })?.1 else { throw AppError.notFound }
        guard let to = names.first(where: { $0.0 == takeover.to })?.1 else {
            throw AppError.invalid("form.choose", field: "to")
        }
        return (from, to)
    }
}

extension Array {
    fileprivate func chunks(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
