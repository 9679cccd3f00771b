import Domain

/// A receipt as it is shown and printed.
public struct KeyReceiptView: Sendable, Hashable {
    public let number: String
    /// The case that it was signed in, if any.
    public let order: CaseNumber?
    public let receipt: KeyReceipt
    public let recipientName: String
    public let identifier: PersonIdentifier
    public let home: PostalAddress
    public let unit: String
    public let provider: String
    /// The unit that received the keys from this one.
    public let toUnit: String?
    public let recordedAt: Instant
    public let recordedBy: String
    public let custody: [CustodyLine]
}

/// One link of the custody chain: who held what, from when to when.
public struct CustodyLine: Sendable, Hashable {
    public let item: KeyReceipt.Item
    public let holder: KeyHolder
    public let unit: String
    /// Who took them.
    public let name: String
    /// In the key cabinet; of another unit's cabinet nothing is told.
    public let place: String
    public let from: Day
    public let to: Day?
    /// The case about the loss.
    public let loss: CaseNumber?
}

extension Reading {
    /// Which receipts (`k`) the actor sees: a unit those that it has signed, the team those of its cases.
    private var seesReceipt: SQL {
        guard actor.may(.seeCases) else { return "1 = 0" }
        return
            "(\(concernsReceipt) AND (\(mayTell(of: "k.recipient_id")) OR (\(mayTellOfKeys("k")) AND \(isInUse))))"
    }

    /// Whether a receipt (`k`) is new, or keys are held by it.
    private var isInUse: SQL {
        """
        (k.recorded_at > \(lately) OR EXISTS (SELECT 1 FROM key_custody z WHERE z.receipt_id = k.id AND z.held_to IS NULL
            AND z.holder IN ('unit', 'lost') AND z.unit_id = \(actor.unit)))
        """
    }

    private var concernsReceipt: SQL {
        switch actor.place {
        case .unit(let unit): "(k.unit_id = \(unit) OR k.to_unit_id = \(unit))"
        case .team(let team):
            "EXISTS (SELECT 1 FROM cases t WHERE t.id = k.case_id AND t.team_id = \(team))"
        case .municipality: "1 = 0"
        }
    }

    /// Which links (`u`, by receipt `k`) the actor sees: a unit its own, and to whom it handed keys over.
    private var seesCustody: SQL {
        guard let unit = actor.unit else { return actor.partyRole == .team ? "1 = 1" : "1 = 0" }
        return
            "(u.unit_id = \(unit) OR (u.holder = 'unit' AND (k.unit_id = \(unit) OR k.to_unit_id = \(unit))))"
    }

    /// A receipt that the actor may see.
    public func keyReceipt(_ number: String, action: Disclosure.Action) throws -> Personal<KeyReceiptView> {
        let name: SQL = actor.partyRole == .team ? "p.name" : "k.recipient_name"
        let (id, order, recipient) = try one(
            """
            SELECT k.id, k.case_id, k.recipient_id FROM key_receipts k WHERE k.number = \(number) AND \(seesReceipt)
            """
        ) { ($0.text(), $0.optional { $0.id() as ID<Case> }, $0.id() as ID<CareRecipient>) }
        let (items, chain) = (try items(of: id), try chain(where: "u.item_id IN (\(itemsOf(id)))"))
        let identifier = try identifier(onKeysOf: recipient, receivedBy: id)
        let view = try one(
            """
            SELECT k.number, c.number, k.movement, k.cabinet, k.handed_over_by, k.received_by, k.moved_on, \(name),
                d.street, d.apartment, d.postal_code, d.city, u.name, v.name, o.name, k.recorded_at, w.name
            FROM key_receipts k LEFT JOIN cases c ON c.id = k.case_id AND \(seesCase)
            JOIN care_recipients p ON p.id = k.recipient_id
            JOIN dwellings d ON d.id = k.dwelling_id JOIN provider_units u ON u.id = k.unit_id
            JOIN care_providers v ON v.id = u.provider_id LEFT JOIN provider_units o ON o.id = k.to_unit_id
            JOIN users w ON w.id = k.recorded_by WHERE k.id = \(id)
            """
        ) { row in
            let (number, order) = (row.text(), row.textIfAny().map { CaseNumber(stored: $0) })
            let receipt = KeyReceipt(
                stored: try row.value(), items: items, cabinet: row.text(), handedOverBy: row.text(),
                receivedBy: row.text(), day: try row.day())
            return KeyReceiptView(
                number: number, order: order, receipt: receipt, recipientName: row.text(),
                identifier: identifier, home: readAddress(&row), unit: row.text(),
                provider: row.text(), toUnit: row.textIfAny(), recordedAt: row.instant(),
                recordedBy: row.text(), custody: chain)
        }
        return Personal(view, Disclosure(action, "key-receipt", about: [recipient], in: order))
    }

    /// The number in force, to whoever sees the person; to another unit as it stood in the order in which the keys were first
    /// checked out.
    func identifier(
        onKeysOf person: ID<CareRecipient>, receivedBy receipt: String
    ) throws -> PersonIdentifier {
        let present = try first(
            """
            SELECT n.kind, n.value FROM care_recipients p
            JOIN person_identifiers n ON n.recipient_id = p.id AND n.valid_to IS NULL WHERE p.id = \(person) AND \(seesRecipient)
            """
        ) { try readIdentifier(&$0) }
        if let present { return present }
        let order = try first(
            """
            SELECT o.case_id FROM key_receipts o WHERE o.case_id IS NOT NULL AND o.id IN (
                SELECT i.receipt_id FROM key_receipt_items i WHERE i.item_id IN (\(itemsOf(receipt))))
            ORDER BY o.recorded_at, o.id LIMIT 1
            """
        ) { $0.id() as ID<Case> }
        guard let order, let signed = try cases(where: "c.id = \(order)").first else { return .untold }
        let answers: Answers = try one(
            "SELECT s.answers FROM submissions s WHERE s.case_id = \(order) ORDER BY s.id LIMIT 1"
        ) { try $0.json() }
        return signed.identifier(filling: .recipientNumber, in: answers)
    }

    private func itemsOf(_ receipt: String) -> SQL {
        "SELECT r.item_id FROM key_receipt_items r WHERE r.receipt_id = \(receipt)"
    }

    private func items(of receipt: String) throws -> [KeyReceipt.Item] {
        try all(
            """
            SELECT i.kind, i.label, r.count FROM key_receipt_items r JOIN key_items i ON i.id = r.item_id
            WHERE r.receipt_id = \(receipt) ORDER BY i.id
            """
        ) { KeyReceipt.Item(kind: try $0.value(), label: $0.text(), count: $0.int()) }
    }

    /// Who has held the keys of a person, as far as the actor may know: all of it, or of one day.
    func keys(of recipient: ID<CareRecipient>, seenWith hindsight: Hindsight?) throws -> [CustodyLine] {
        try chain(where: "k.recipient_id = \(recipient)", seenWith: hindsight)
    }

    /// The links of the chain that the actor sees, item by item, each in the order in which it was recorded.
    func chain(where condition: SQL, seenWith hindsight: Hindsight? = nil) throws -> [CustodyLine] {
        let place: SQL =
            actor.unit.map { "CASE WHEN u.unit_id = \($0) THEN u.place ELSE '' END" } ?? "u.place"
        // Keys change hands on a day, and both held them on it.
        let heldThen: SQL =
            hindsight.map { "u.held_from <= \($0.day) AND (u.held_to IS NULL OR u.held_to >= \($0.day))" }
            ?? "1 = 1"
        return try all(
            """
            SELECT i.kind, i.label, u.count, u.holder, s.name, u.name, \(place), u.held_from, u.held_to, c.number
            FROM \(links(seenWith: hindsight)) u JOIN key_items i ON i.id = u.item_id JOIN key_receipts k ON k.id = u.receipt_id
            JOIN provider_units s ON s.id = u.unit_id LEFT JOIN key_losses l ON l.id = u.loss_id
            LEFT JOIN cases c ON c.id = l.case_id AND \(seesCase)
            WHERE \(condition) AND \(seesCustody) AND \(heldThen) ORDER BY i.id, u.id
            """
        ) { row in
            CustodyLine(
                item: KeyReceipt.Item(kind: try row.value(), label: row.text(), count: row.int()),
                holder: try row.value(), unit: row.text(), name: row.text(), place: row.text(),
                from: try row.day(), to: try row.dayIfAny(),
                loss: row.textIfAny().map { CaseNumber(stored: $0) })
        }
    }

    /// The links of the chain as they were known then: those that were recorded, with the ends that were.
    func links(seenWith hindsight: Hindsight?) -> SQL {
        guard let known = hindsight?.knownAt else { return "key_custody" }
        return """
            (SELECT id, item_id, count, holder, unit_id, name, place, receipt_id, loss_id, held_from,
                CASE WHEN ended_at < \(known) THEN held_to END AS held_to FROM key_custody WHERE recorded_at < \(known))
            """
    }

    func readIdentifier(_ row: inout Row) throws -> PersonIdentifier {
        let kind: PersonIdentifier.Kind = try row.value()
        return PersonIdentifier(stored: row.text(), kind: kind)
    }

    func readAddress(_ row: inout Row) -> PostalAddress {
        PostalAddress(street: row.text(), apartment: row.text(), postalCode: row.text(), city: row.text())
    }
}
