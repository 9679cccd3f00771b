import Domain

extension Tx {
    /// The recipient that the order is about: found by identity number, or registered. What the order says
    /// otherwise than the register is told to the team, never silently taken over.
    /// - Returns: the recipient, and what the register knew before.
    func register(_ person: OrderedPerson) throws -> (id: ID<CareRecipient>?, known: CareRecipient?) {
        if let known = try recipient(person.identifier) { return (known.id, known) }
        let id = try addRecipient(name: person.name, identifier: person.identifier, phone: person.phone)
        return (id, nil)
    }

    @discardableResult
    func addRecipient(name: String, identifier: PersonIdentifier, phone: String) throws -> ID<CareRecipient> {
        let id = ID<CareRecipient>.new(in: self)
        try execute(
            """
            INSERT INTO care_recipients (id, name, folded_name, sort_key, phone, recorded_at)
            VALUES (\(id), \(name), \(Text.folded(name)), \(SortKey.of(name)), \(phone), \(now))
            """)
        try addNameWords(name, of: id)
        try insertDetails([(.name, name), (.phone, phone)], of: id, from: now)
        try give(identifier, to: id, from: now)
        try append(Event(.recipientRegistered, about: [.recipient(id)]))
        return id
    }

    /// The home at this address, added where it is new. Two ways of writing the same address are one home.
    func ensureDwelling(_ address: PostalAddress) throws -> ID<Dwelling> {
        let folded = address.folded
        if let known: ID<Dwelling> = try first(
            "SELECT id FROM dwellings WHERE folded_address = \(folded)", { $0.id() })
        {
            return known
        }
        let id = ID<Dwelling>.new(in: self)
        try execute(
            """
            INSERT INTO dwellings (id, street, apartment, postal_code, city, folded_address, recorded_at)
            VALUES (\(id), \(address.street), \(address.apartment), \(address.postalCode), \(address.city),
                \(folded), \(now))
            """)
        return id
    }

    /// An order that mounts something says where the person lives; any other moves nobody of whom the register knows
    /// a home, or knew one: who has died or left it has not come back by an order that fetches something, nor by the
    /// order of a move from there.
    func moves(_ person: CasePerson, by order: Case) throws -> Bool {
        let known = try first(
            """
            SELECT CASE WHEN valid_to IS NULL THEN 1 ELSE 0 END FROM residencies WHERE recipient_id = \(person.id)
            ORDER BY 1 DESC LIMIT 1
            """
        ) { $0.bool() }
        guard let livesSomewhere = known else { return true }
        guard person.role == .recipient, order.duties.contains(where: { !$0.definition.devices.isEmpty })
        else {
            return false
        }
        return livesSomewhere || order.routine.orderForm?.field(filling: .movesOn) == nil
    }

    /// Says that the recipient lives in `dwelling` from now on. Somebody whose alarm is mounted elsewhere does not
    /// move by an order alone: then the case carries the difference for the team to resolve.
    func settle(
        _ recipient: ID<CareRecipient>, in dwelling: ID<Dwelling>, because order: Case?,
        as role: PersonRole = .recipient
    ) throws {
        try holdDevices(of: recipient)
        let current = try first(
            "SELECT id, dwelling_id FROM residencies WHERE recipient_id = \(recipient) AND valid_to IS NULL"
        ) { ($0.text(), $0.id() as ID<Dwelling>) }
        if current?.1 == dwelling { return }
        let cause: [Event.Subject] = order.map { [.order($0.id)] } ?? []
        if let current {
            guard try !hasDevices(recipient, outside: dwelling) else {
                try append(
                    Event(
                        .recipientDiffers, ["what": role.difference("address")],
                        about: cause + [.recipient(recipient)]))
                return
            }
            try endPeriod(of: "residencies", where: "id = \(current.0)")
            try append(
                Event(
                    .residencyEnded, role.details([:]),
                    about: cause + [.recipient(recipient), .dwelling(current.1)]))
        }
        try execute(
            """
            INSERT INTO residencies (id, recipient_id, dwelling_id, valid_from, recorded_at, recorded_by, case_id)
            VALUES (\(ID<Dwelling>.new(in: self)), \(recipient), \(dwelling), \(now), \(now), \(actor.user),
                \(order?.id))
            """)
        try append(
            Event(
                .residencyBegan, role.details([:]),
                about: cause + [.recipient(recipient), .dwelling(dwelling)]))
    }

    /// Lets nobody mount anything for these people, or move them, until the transaction has ended. Always in the same
    /// order, so that no two wait for each other.
    func holdDevices(of people: ID<CareRecipient>?...) throws {
        try holdDevices(of: people.compactMap(\.self))
    }

    func holdDevices(of people: [ID<CareRecipient>]) throws {
        guard !people.isEmpty else { return }
        try hold("care_recipients", where: "c.id IN (\(list: people)) ORDER BY c.id")
        guard connection.dialect == .postgres else { return }
        // Found before somebody merged them with another, and held after.
        let gone = try first(
            "SELECT 1 FROM care_recipients WHERE id IN (\(list: people)) AND merged_into_id IS NOT NULL",
            { $0.int() })
        if gone != nil { throw AppError.conflict("merge.meanwhile") }
    }

    /// Lets nobody mount or take down anything of what the case is about until the transaction has ended.
    func holdDevices(for order: Case) throws {
        guard order.recipient == nil else { return try holdDevices(of: order.recipient) }
        try serialize(on: "devices of \(order.unit)")
    }

    /// Tells the team that the order says another address than the register.
    func tellAddress(of person: CasePerson, in order: Case) throws {
        let home: ID<Dwelling>? = try first(
            "SELECT dwelling_id FROM residencies WHERE recipient_id = \(person.id) AND valid_to IS NULL"
        ) { $0.id() }
        guard home != person.home else { return }
        try append(
            Event(.recipientDiffers, ["what": person.role.difference("address")], about: [.order(order.id)]))
    }

    private func hasDevices(_ recipient: ID<CareRecipient>, outside dwelling: ID<Dwelling>) throws -> Bool {
        try first(
            """
            SELECT 1 FROM installations WHERE recipient_id = \(recipient) AND valid_to IS NULL
                AND dwelling_id <> \(dwelling) LIMIT 1
            """
        ) { $0.int() } != nil
    }

    /// The ordering unit becomes responsible where nobody is; another unit's responsibility is not taken over.
    /// - Returns: whether the ordering unit is the one responsible.
    func takeResponsibility(for person: CasePerson, in order: Case) throws -> Bool {
        try takeResponsibility(for: person.id, unit: order.unit, because: order, as: person.role)
    }

    @discardableResult
    func takeResponsibility(
        for recipient: ID<CareRecipient>, unit: ID<ProviderUnit>, because order: Case?,
        as role: PersonRole = .recipient
    ) throws -> Bool {
        let current: ID<ProviderUnit>? = try first(
            "SELECT unit_id FROM provider_responsibilities WHERE recipient_id = \(recipient) AND valid_to IS NULL"
        ) { $0.id() }
        let cause: [Event.Subject] = order.map { [.order($0.id)] } ?? []
        if let current {
            if current != unit, order != nil {
                try append(Event(.recipientDiffers, ["what": role.difference("unit")], about: cause))
            }
            return current == unit
        }
        try execute(
            """
            INSERT INTO provider_responsibilities (id, recipient_id, unit_id, valid_from, recorded_at, recorded_by,
                case_id)
            VALUES (\(ID<ProviderUnit>.new(in: self)), \(recipient), \(unit), \(now), \(now), \(actor.user),
                \(order?.id))
            """)
        try append(Event(.responsibilityBegan, role.details([:]), about: cause + [.recipient(recipient)]))
        return true
    }

    func recordService(
        of person: CasePerson, in order: Case, system: String, effectuatedOn day: Day
    ) throws {
        try execute(
            """
            INSERT INTO granted_services (id, recipient_id, system, effectuated_on, recorded_at, recorded_by, case_id)
            VALUES (\(ID<Case>.new(in: self)), \(person.id), \(system), \(day), \(now), \(actor.user),
                \(order.id))
            """)
        let name = order.routine.system(system)?.name ?? system
        try append(
            Event(
                .serviceEffectuated,
                person.role.details(["system": name, "day": day.description]),
                about: [.order(order.id), .recipient(person.id)]))
    }
}

extension Reading {
    func dwelling(at address: PostalAddress) throws -> ID<Dwelling>? {
        try first("SELECT id FROM dwellings WHERE folded_address = \(address.folded)") { $0.id() }
    }

    /// By any identity number the person has had; for verbs that must not register somebody twice.
    func recipient(_ identifier: PersonIdentifier) throws -> CareRecipient? {
        try first(
            """
            SELECT p.id, p.name, i.kind, i.value, p.phone FROM person_identifiers i
            JOIN care_recipients p ON p.id = i.recipient_id
            WHERE i.value = \(identifier.value) AND \(identifies("i"))
            """
        ) { row in
            let (id, name): (ID<CareRecipient>, String) = (row.id(), row.text())
            let kind: PersonIdentifier.Kind = try row.value()
            return CareRecipient(
                id: id, name: name, identifier: PersonIdentifier(stored: row.text(), kind: kind),
                phone: row.text())
        }
    }

    /// What a form fills in about a person that the actor's unit already serves.
    public func knownFacts(number: String) throws -> Personal<KnownFacts?> {
        guard let id = try knownRecipient(number) else {
            return Personal(nil, Disclosure(.searched, "draft.known", about: []))
        }
        let facts = try one(
            """
            SELECT p.name, p.phone, d.street, d.apartment, d.postal_code, d.city FROM care_recipients p
            LEFT JOIN residencies r ON r.recipient_id = p.id AND r.valid_to IS NULL
            LEFT JOIN dwellings d ON d.id = r.dwelling_id WHERE p.id = \(id)
            """
        ) { row in
            KnownFacts(
                name: row.text(), phone: row.text(),
                home: PostalAddress(
                    street: row.textIfAny() ?? "", apartment: row.textIfAny() ?? "",
                    postalCode: row.textIfAny() ?? "", city: row.textIfAny() ?? ""))
        }
        return Personal(facts, Disclosure(.searched, "draft.known", about: [id]))
    }
}

public struct KnownFacts: Sendable, Hashable {
    public let name: String
    public let phone: String
    public let home: PostalAddress
}
