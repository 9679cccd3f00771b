import Domain

/// What the register knows of a person: all of it, or of one day.
public struct RecipientPage: Sendable {
    public let recipient: CareRecipient
    public let protection: Protection
    public let past: PersonPast
    public let residencies: [ResidencyLine]
    /// The units that serve the person, or did, the latest first.
    public let responsibilities: [ResponsibilityLine]
    public let services: [ServiceLine]
    public let installations: [InstallationLine]
    public let locks: [LockLine]
    /// Who holds the keys to the person's homes, or did.
    public let keys: [CustodyLine]
    public let orders: [CaseLine]
    /// What has happened to the person, the latest first; of the whole story only.
    public let life: [LifeEventLine]
    /// Why the file is not disposed of, or only kept.
    public let holds: [PlacedHold]
    /// The team's; a unit sees the facts, and the stories of its own cases.
    public let timeline: [TimelineEntry]
}

public struct ResidencyLine: Sendable, Hashable {
    public let fact: ID<DatedFact>
    public let home: Dwelling
    public let from: Instant
    public let to: Instant?
    public let recordedBy: String
}

public struct ResponsibilityLine: Sendable, Hashable {
    public let fact: ID<DatedFact>
    public let unitID: ID<ProviderUnit>
    public let unit: String
    public let from: Instant
    public let to: Instant?
}

extension RecipientPage {
    /// The unit that serves the person still.
    public var unit: String? { responsibilities.first { $0.to == nil }?.unit }
}

public struct ServiceLine: Sendable, Hashable {
    public let id: ID<GrantedService>
    public let system: String
    public let decidedOn: Day?
    public let effectuatedOn: Day
    public let endedOn: Day?
    public let recordedAt: Instant
    public let recordedBy: String
}

public struct LockLine: Sendable, Hashable {
    public let device: Device
    public let from: Instant
    public let to: Instant?
    /// The others who open their door with it now, as far as the actor may see them.
    public let sharedWith: [SharingPerson]
}

/// Somebody of whom only the name is told.
public struct SharingPerson: Sendable, Hashable {
    public let id: ID<CareRecipient>
    public let name: String
}

/// A home: what is mounted there and who lives there.
public struct DwellingPage: Sendable {
    public let home: Dwelling
    public let residents: [Resident]
    public let installations: [InstallationLine]
    public let timeline: [TimelineEntry]
}

public struct Resident: Sendable, Hashable {
    public let id: ID<CareRecipient>
    public let name: String
    public let from: Instant
    public let to: Instant?
}

extension Reading {
    /// - Parameter hindsight: the day to look at, and as it was known when; `nil` for the whole story as it is known now.
    public func recipientPage(
        _ id: ID<CareRecipient>, seenWith hindsight: Hindsight? = nil
    ) throws -> Personal<RecipientPage> {
        let protection: Protection = try one(
            "SELECT p.protection FROM care_recipients p WHERE p.id = \(id) AND \(seesRecipient)"
        ) { try $0.value() }
        let locks = try locks(on: id, seenWith: hindsight)
        let page = RecipientPage(
            recipient: try recipient(id), protection: protection,
            past: try past(of: id, seenWith: hindsight),
            residencies: try residencies(of: id, seenWith: hindsight),
            responsibilities: try responsibilities(for: id, seenWith: hindsight),
            services: try services(of: id, seenWith: hindsight),
            installations: try installations(
                where: "i.recipient_id = \(id) AND \(isTold(of: "i"))", seenWith: hindsight),
            locks: locks, keys: try keys(of: id, seenWith: hindsight),
            orders: hindsight == nil ? try orders(about: id) : [],
            life: hindsight == nil ? try lifeEvents(of: id) : [],
            holds: hindsight == nil ? try holds(of: id) : [],
            timeline: hindsight == nil && actor.partyRole == .team ? try timeline(ofPerson: id) : [])
        let others = locks.flatMap(\.sharedWith).map(\.id) + page.past.merges.map(\.merged)
        return Personal(page, Disclosure(.viewed, "recipient", about: [id] + others))
    }

    /// Whether the actor may know of something that was mounted for a person, or linked: a unit that hands somebody over
    /// is not told the numbers of what they get at the next one's (R1.22, R5.28, C2), as long as it still serves them.
    /// Should they come back, it is theirs to know.
    func isTold(of row: SQL) -> SQL {
        guard case .unit(let unit) = actor.place else { return "1 = 1" }
        return """
            (NOT EXISTS (SELECT 1 FROM handovers h JOIN cases g ON g.id = h.giver_case_id
                WHERE (h.giver_case_id = \(row).case_id OR h.receiver_case_id = \(row).case_id) AND g.unit_id = \(unit)
                    AND (h.receiver_case_id IS NOT NULL OR h.awaited_unit_id IS NOT NULL))
             OR EXISTS (SELECT 1 FROM provider_responsibilities r WHERE r.recipient_id = \(row).recipient_id
                AND r.unit_id = \(unit) AND r.valid_to IS NULL AND r.valid_from > \(row).valid_from))
            """
    }

    private func residencies(
        of id: ID<CareRecipient>, seenWith hindsight: Hindsight?
    ) throws -> [ResidencyLine] {
        let known = facts(
            "residencies", "id, recipient_id, dwelling_id, valid_from, valid_to, recorded_by",
            seenWith: hindsight
        )
        return try all(
            """
            SELECT r.id, d.id, d.street, d.apartment, d.postal_code, d.city, r.valid_from, r.valid_to, u.name
            FROM \(known) r JOIN dwellings d ON d.id = r.dwelling_id JOIN users u ON u.id = r.recorded_by
            WHERE r.recipient_id = \(id) AND \(held("r", seenWith: hindsight)) ORDER BY r.valid_from DESC
            """
        ) {
            let fact: ID<DatedFact> = $0.id()
            let home = Dwelling(id: $0.id(), address: readAddress(&$0))
            return ResidencyLine(
                fact: fact, home: home, from: $0.instant(), to: $0.instantIfAny(), recordedBy: $0.text())
        }
    }

    private func responsibilities(
        for id: ID<CareRecipient>, seenWith hindsight: Hindsight?
    ) throws -> [ResponsibilityLine] {
        let known = facts(
            "provider_responsibilities", "id, recipient_id, unit_id, valid_from, valid_to",
            seenWith: hindsight)
        // Who served somebody before, or does after, is for the team to know (I1).
        let own: SQL = if case .unit(let unit) = actor.place { "r.unit_id = \(unit)" } else { "1 = 1" }
        return try all(
            """
            SELECT r.id, u.id, u.name, r.valid_from, r.valid_to FROM \(known) r JOIN provider_units u ON u.id = r.unit_id
            WHERE r.recipient_id = \(id) AND \(own) AND \(held("r", seenWith: hindsight))
            ORDER BY r.valid_from DESC
            """
        ) {
            ResponsibilityLine(
                fact: $0.id(), unitID: $0.id(), unit: $0.text(), from: $0.instant(), to: $0.instantIfAny())
        }
    }

    private func services(
        of id: ID<CareRecipient>, seenWith hindsight: Hindsight?
    ) throws -> [ServiceLine] {
        let known = facts(
            "granted_services",
            "id, recipient_id, system, decided_on, effectuated_on, ended_on, recorded_at, recorded_by",
            seenWith: hindsight)
        let until: SQL =
            hindsight.map {
                "g.effectuated_on <= \($0.day) AND (g.ended_on IS NULL OR g.ended_on >= \($0.day))"
            } ?? "1 = 1"
        return try all(
            """
            SELECT g.id, g.system, g.decided_on, g.effectuated_on, g.ended_on, g.recorded_at, u.name FROM \(known) g
            JOIN users u ON u.id = g.recorded_by WHERE g.recipient_id = \(id) AND \(until) ORDER BY g.id DESC
            """
        ) {
            ServiceLine(
                id: $0.id(), system: $0.text(), decidedOn: try $0.dayIfAny(), effectuatedOn: try $0.day(),
                endedOn: try $0.dayIfAny(), recordedAt: $0.instant(), recordedBy: $0.text())
        }
    }

    private func locks(on id: ID<CareRecipient>, seenWith hindsight: Hindsight?) throws -> [LockLine] {
        // With whom somebody shared a lock then is not shown: the others may be another unit's now.
        let others = hindsight == nil ? try sharing(with: id) : [:]
        let known = facts(
            "lock_links", "device_id, recipient_id, case_id, valid_from, valid_to", seenWith: hindsight)
        return try all(
            """
            SELECT d.id, d.serial, d.kind, d.model, d.status, l.valid_from, l.valid_to FROM \(known) l
            JOIN devices d ON d.id = l.device_id WHERE l.recipient_id = \(id) AND \(isTold(of: "l"))
                AND \(held("l", seenWith: hindsight)) ORDER BY l.valid_from DESC
            """
        ) { row in
            let (device, from, to) = (try readDevice(&row), row.instant(), row.instantIfAny())
            return LockLine(
                device: device, from: from, to: to, sharedWith: to == nil ? others[device.id] ?? [] : [])
        }
    }

    /// Who else is linked to the locks of `id` now, by lock; only those whom the actor may see.
    private func sharing(with id: ID<CareRecipient>) throws -> [ID<Device>: [SharingPerson]] {
        let rows = try all(
            """
            SELECT l.device_id, p.id, p.name FROM lock_links own JOIN lock_links l ON l.device_id = own.device_id
            JOIN care_recipients p ON p.id = l.recipient_id
            WHERE own.recipient_id = \(id) AND own.valid_to IS NULL AND l.valid_to IS NULL AND l.recipient_id <> \(id)
                AND \(seesRecipient) ORDER BY p.sort_key
            """
        ) { ($0.id() as ID<Device>, SharingPerson(id: $0.id(), name: $0.text())) }
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
    }

    private func orders(about id: ID<CareRecipient>) throws -> [CaseLine] {
        try all(
            """
            SELECT c.number, c.slug, c.edition, \(nameInCase), n.kind, n.value, d.street, u.name, c.submitted_at, c.state,
                \(waitingColumns), NULL, NULL, \(cohabitantColumns)
            FROM cases c JOIN care_recipients p ON p.id = c.recipient_id
            JOIN person_identifiers n ON n.recipient_id = p.id AND n.valid_to IS NULL
            JOIN dwellings d ON d.id = c.dwelling_id JOIN provider_units u ON u.id = c.unit_id \(cohabitantJoin)
            WHERE (c.recipient_id = \(id) OR c.id IN (SELECT o.case_id FROM case_people o WHERE o.recipient_id = \(id)))
                AND \(seesCase) ORDER BY c.id DESC
            """
        ) { try readLine(&$0) }
    }

    /// A dwelling's history; for the team, who mounts and takes down.
    /// - Parameter hindsight: the day to look at, and as it was known when; `nil` for the whole story.
    public func dwellingPage(
        _ id: ID<Dwelling>, seenWith hindsight: Hindsight? = nil
    ) throws -> Personal<DwellingPage> {
        guard actor.partyRole == .team, actor.may(.seePeople),
            try first(
                "SELECT 1 FROM dwellings d WHERE d.id = \(id) AND \(mayTellOfHome("d.id"))", { $0.int() })
                != nil
        else { throw AppError.notFound }
        let residents = try all(
            """
            SELECT p.id, p.name, r.valid_from, r.valid_to, CASE WHEN \(seesRecipient) THEN 1 ELSE 0 END
            FROM \(facts("residencies", "recipient_id, dwelling_id, valid_from, valid_to", seenWith: hindsight)) r
            JOIN care_recipients p ON p.id = r.recipient_id WHERE r.dwelling_id = \(id)
                AND \(mayTell(of: "r.recipient_id")) AND \(held("r", seenWith: hindsight)) ORDER BY r.valid_from DESC
            """
        ) {
            (
                Resident(id: $0.id(), name: $0.text(), from: $0.instant(), to: $0.instantIfAny()),
                isSeen: $0.bool()
            )
        }
        let installations = try installations(where: "i.dwelling_id = \(id)", seenWith: hindsight)
        // Whoever is let in to one case of somebody's knows the home by it, also where no name is shown.
        let people = residents.map(\.0.id) + installations.compactMap(\.recipient)
        let page = DwellingPage(
            home: try dwelling(id), residents: residents.filter(\.isSeen).map(\.0),
            installations: installations,
            timeline: hindsight == nil ? try timeline(about: .dwelling(id)) : [])
        return Personal(page, Disclosure(.viewed, "dwelling", about: people))
    }
}
