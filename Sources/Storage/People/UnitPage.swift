import Domain

/// A provider's unit: whom it serves and what it has, now or on a day, and how many they have been.
public struct UnitPage: Sendable {
    public let unit: NamedPlace<ProviderUnit>
    public let provider: String
    public let phone: String
    public let people: [UnitPerson]
    public let hasMore: Bool
    public let emergencyAlarms: [InstallationLine]
    /// How many it holds of each kind; of a day at its end.
    public let keys: [KeyCount]
    /// The running cases that are due first; none of a past day.
    public let orders: [CaseLine]
    public let history: [UnitCount]
}

/// Somebody whom a unit serves, or served, with what they have.
public struct UnitPerson: Sendable, Hashable {
    public let person: SharingPerson
    public let from: Instant
    public let to: Instant?
    public let devices: [Device]
}

public struct KeyCount: Sendable, Hashable {
    public let kind: KeyReceipt.ItemKind
    public let count: Int
}

/// How many a unit served, and what they and it had, when a day began or now.
public struct UnitCount: Sendable, Hashable {
    public let day: Day
    public let people: Int
    public let alarms: Int
    public let emergencyAlarms: Int
}

extension Reading {
    /// - Parameter hindsight: the day to look at, and as it was known when; `nil` for now.
    /// - Throws: `notFound` for a unit that is none, and for another unit than the actor's own.
    public func unitPage(
        _ id: ID<ProviderUnit>, seenWith hindsight: Hindsight? = nil, offset: Int = 0, limit: Int = 100
    ) throws -> Personal<UnitPage> {
        guard actor.may(.seePeople), actor.unit.map({ $0 == id }) ?? (actor.team != nil) else {
            throw AppError.notFound
        }
        let (name, phone, provider) = try one(
            """
            SELECT u.name, u.phone, v.name FROM provider_units u JOIN care_providers v ON v.id = u.provider_id
            WHERE u.id = \(id)
            """
        ) { ($0.text(), $0.text(), $0.text()) }
        let served = try served(by: id, seenWith: hindsight, offset: offset, limit: limit + 1)
        let shown = served.prefix(limit)
        let devices = try devices(of: shown.map(\.person.id), seenWith: hindsight)
        let orders = hindsight == nil ? try orders(of: id) : []
        let page = UnitPage(
            unit: NamedPlace(id: id, name: name), provider: provider, phone: phone,
            people: shown.map { line in
                UnitPerson(
                    person: line.person, from: line.from, to: line.to, devices: devices[line.person.id] ?? [])
            },
            hasMore: served.count > limit,
            emergencyAlarms: try installations(
                where: "i.unit_id = \(id) AND \(holds("i", hindsight))", seenWith: hindsight),
            keys: try keyCounts(of: id, seenWith: hindsight),
            orders: orders.map(\.line), history: hindsight == nil ? try history(of: id) : [])
        let inCases = orders.flatMap { [$0.recipient, $0.line.cohabitant] }.compactMap(\.self)
        return Personal(page, Disclosure(.viewed, "unit", about: shown.map(\.person.id) + inCases))
    }

    /// What holds now, where no day is asked for.
    private func holds(_ row: SQL, _ hindsight: Hindsight?) -> SQL {
        hindsight == nil ? "\(row).valid_to IS NULL" : "1 = 1"
    }

    /// A unit that looks back is told of those whom it serves still (I1).
    private func served(
        by unit: ID<ProviderUnit>, seenWith hindsight: Hindsight?, offset: Int, limit: Int
    ) throws -> [(person: SharingPerson, from: Instant, to: Instant?)] {
        let known = facts(
            "provider_responsibilities", "recipient_id, unit_id, valid_from, valid_to", seenWith: hindsight)
        return try all(
            """
            SELECT p.id, p.name, s.valid_from, s.valid_to FROM \(known) s
            JOIN care_recipients p ON p.id = s.recipient_id
            WHERE s.unit_id = \(unit) AND \(holds("s", hindsight)) AND \(held("s", seenWith: hindsight))
                AND \(seesRecipient) ORDER BY p.sort_key, p.id, s.valid_from LIMIT \(limit) OFFSET \(offset)
            """
        ) { (SharingPerson(id: $0.id(), name: $0.text()), $0.instant(), $0.instantIfAny()) }
    }

    private func devices(
        of people: [ID<CareRecipient>], seenWith hindsight: Hindsight?
    ) throws -> [ID<CareRecipient>: [Device]] {
        guard !people.isEmpty else { return [:] }
        let lines = try installations(
            where: "i.recipient_id IN (\(list: people)) AND \(holds("i", hindsight)) AND \(isTold(of: "i"))",
            seenWith: hindsight)
        return Dictionary(grouping: lines) { $0.recipient ?? people[0] }.mapValues { $0.map(\.device) }
    }

    private func keyCounts(of unit: ID<ProviderUnit>, seenWith hindsight: Hindsight?) throws -> [KeyCount] {
        let held: SQL =
            (hindsight?.day).map { "c.held_from <= \($0) AND (c.held_to IS NULL OR c.held_to > \($0))" }
            ?? "c.held_to IS NULL"
        return try all(
            """
            SELECT i.kind, SUM(c.count) FROM \(links(seenWith: hindsight)) c JOIN key_items i ON i.id = c.item_id
            JOIN key_receipts k ON k.id = c.receipt_id AND \(mayTellOfKeys("k")) WHERE c.unit_id = \(unit) AND c.holder = 'unit' AND \(held) GROUP BY i.kind ORDER BY i.kind
            """
        ) { KeyCount(kind: try $0.value(), count: $0.int()) }
    }

    private func orders(
        of unit: ID<ProviderUnit>
    ) throws -> [(recipient: ID<CareRecipient>?, line: CaseLine)] {
        let order: SQL = "c.queue_rank, c.id"
        let shown: SQL = """
            SELECT c.id FROM cases c WHERE c.unit_id = \(unit) AND c.queue_rank IS NOT NULL AND \(seesCase)
            ORDER BY \(order) LIMIT 50
            """
        return try lines(of: shown, order: order)
    }

    /// When each of the last twelve months began, and now.
    private func history(of unit: ID<ProviderUnit>) throws -> [UnitCount] {
        let days = today.months(back: 12).map { ($0, $0.start) } + [(today, now)]
        let people = try counts(
            at: days.map(\.1), of: ["s"],
            in: "provider_responsibilities s WHERE s.unit_id = \(unit) AND \(mayTell(of: "s.recipient_id"))")
        let alarms = try counts(
            at: days.map(\.1), of: ["s", "i"],
            in: """
                provider_responsibilities s JOIN installations i ON i.recipient_id = s.recipient_id
                JOIN devices e ON e.id = i.device_id AND e.kind = 'alarmBase' WHERE s.unit_id = \(unit)
                    AND \(mayTell(of: "s.recipient_id"))
                """)
        let emergency = try counts(
            at: days.map(\.1), of: ["i"], in: "installations i WHERE i.unit_id = \(unit)")
        return days.indices.map {
            UnitCount(
                day: days[$0].0, people: people[$0], alarms: alarms[$0], emergencyAlarms: emergency[$0])
        }
    }

    /// How many rows of `source` held at each moment, in all of `rows`.
    private func counts(at moments: [Instant], of rows: [SQL], in source: SQL) throws -> [Int] {
        let sums: [SQL] = moments.map { moment in
            let held: [SQL] = rows.map {
                "\($0).valid_from <= \(moment) AND (\($0).valid_to IS NULL OR \($0).valid_to > \(moment))"
            }
            return "COALESCE(SUM(CASE WHEN \(SQL.joined(held, by: " AND ")) THEN 1 ELSE 0 END), 0)"
        }
        return try one("SELECT \(SQL.joined(sums, by: ", ")) FROM \(source)") { row in
            moments.map { _ in row.int() }
        }
    }
}
