import Domain

/// What a unit holds of one sort at one place, or has lost.
public struct KeyHolding: Sendable, Hashable {
    public let keys: HeldKeys
    public let holder: KeyHolder
    /// Who took them, or reported the loss.
    public let name: String
    public let recipientName: String
    public let home: PostalAddress
    /// Why they are to be given back, if they are.
    public let reason: Reason?
    /// The case about the loss.
    public let loss: CaseNumber?

    public enum Reason: String, Sendable, CaseIterable {
        /// A running case asks for them.
        case asked
        /// The unit does not serve the person any longer.
        case notServed
        case moved
    }

    /// They came from another unit, and nobody has said where they are kept.
    public var lacksPlace: Bool { holder == .unit && keys.place.isEmpty }
}

/// One holding with its whole story.
public struct KeyHoldingPage: Sendable {
    public let holding: KeyHolding
    public let chain: [CustodyLine]
}

extension Reading {
    /// What the actor's unit holds and what it has lost, by place; of one place where it is given.
    public func keyHoldings(at place: String = "") throws -> Personal<[KeyHolding]> {
        let found = try holdings(where: place.isEmpty ? "1 = 1" : "c.place = \(place)")
        return Personal(found.map(\.holding), Disclosure(.listed, "keys", about: found.map(\.recipient)))
    }

    public func keyHolding(_ id: ID<HeldKeys>) throws -> Personal<KeyHoldingPage> {
        guard let found = try holdings(where: "c.id = \(id)").first else { throw AppError.notFound }
        let chain = try chain(
            where: "u.item_id = (SELECT x.item_id FROM key_custody x WHERE x.id = \(id))")
        return Personal(
            KeyHoldingPage(holding: found.holding, chain: chain),
            Disclosure(.viewed, "key", about: [found.recipient]))
    }

    private func holdings(
        where condition: SQL
    ) throws -> [(holding: KeyHolding, recipient: ID<CareRecipient>)] {
        try actor.require(.workOnUnitDuties)
        let serves: SQL = """
            EXISTS (SELECT 1 FROM provider_responsibilities r WHERE r.recipient_id = p.id
                AND r.unit_id = \(actor.unit) AND r.valid_to IS NULL)
            """
        let found = try all(
            """
            SELECT c.id, i.kind, i.label, c.count, c.place, k.moved_on, k.number, c.holder, c.name, p.id, k.dwelling_id,
                CASE WHEN \(serves) THEN p.name ELSE k.recipient_name END,
                d.street, d.apartment, d.postal_code, d.city, CASE WHEN \(serves) THEN 1 ELSE 0 END,
                CASE WHEN EXISTS (SELECT 1 FROM residencies h WHERE h.recipient_id = p.id)
                    AND NOT EXISTS (SELECT 1 FROM residencies h WHERE h.recipient_id = p.id AND h.valid_to IS NULL
                    AND h.dwelling_id = k.dwelling_id) THEN 1 ELSE 0 END, o.number
            FROM key_custody c JOIN key_items i ON i.id = c.item_id JOIN key_receipts k ON k.id = c.receipt_id
            JOIN care_recipients p ON p.id = k.recipient_id JOIN dwellings d ON d.id = k.dwelling_id
            LEFT JOIN key_losses l ON l.id = c.loss_id LEFT JOIN cases o ON o.id = l.case_id
            WHERE c.held_to IS NULL AND c.unit_id = \(actor.unit) AND c.holder IN ('unit', 'lost') AND \(condition)
                AND \(mayTellOfKeys("k"))
            ORDER BY p.sort_key, p.id, c.id LIMIT 2000
            """
        ) { row in try readHolding(&row) }
        let asked = try homesAskedFor(of: Set(found.map(\.recipient)))
        return found.map { line in
            (line.holding(isAsked: asked[line.recipient]?.contains(line.dwelling) ?? false), line.recipient)
        }.sorted { KeyHolding.isBefore($0.0.keys.place, $1.0.keys.place) }
    }

    private func readHolding(_ row: inout Row) throws -> HoldingRow {
        HoldingRow(
            keys: try readHeldKeys(&row), holder: try row.value(), name: row.text(), recipient: row.id(),
            dwelling: row.id(), recipientName: row.text(), home: readAddress(&row), isServed: row.bool(),
            hasMoved: row.bool(), loss: row.textIfAny().map { CaseNumber(stored: $0) })
    }

    /// The homes to which running cases of the unit want the keys given back.
    private func homesAskedFor(
        of people: Set<ID<CareRecipient>>
    ) throws -> [ID<CareRecipient>: Set<ID<Dwelling>>] {
        guard !people.isEmpty else { return [:] }
        let orders = try cases(
            where: """
                c.unit_id = \(actor.unit) AND c.queue_rank IS NOT NULL AND c.recipient_id IN (\(list: people.sorted()))
                """)
        var homes: [ID<CareRecipient>: Set<ID<Dwelling>>] = [:]
        for order in orders {
            guard let person = order.recipient else { continue }
            for duty in order.duties
            where duty.isOpen && duty.definition.kind == .keyReceipt(.giveBack) {
                homes[person, default: []].insert(try home(of: duty, in: order))
            }
        }
        return homes
    }
}

private struct HoldingRow {
    let keys: HeldKeys
    let holder: KeyHolder
    let name: String
    let recipient: ID<CareRecipient>
    let dwelling: ID<Dwelling>
    let recipientName: String
    let home: PostalAddress
    let isServed: Bool
    let hasMoved: Bool
    let loss: CaseNumber?

    func holding(isAsked: Bool) -> KeyHolding {
        let reason: KeyHolding.Reason? =
            isAsked ? .asked : !isServed ? .notServed : hasMoved ? .moved : nil
        return KeyHolding(
            keys: keys, holder: holder, name: name, recipientName: recipientName, home: home,
            reason: holder == .unit ? reason : nil, loss: loss)
    }
}

extension KeyHolding {
    /// Places in the order of the cabinet: 2 before 14, and what has no number last.
    static func isBefore(_ left: String, _ right: String) -> Bool {
        let (one, other) = (Int(left.filter(\.isNumber)), Int(right.filter(\.isNumber)))
        switch (one, other) {
        case (let one?, let other?) where one != other: return one < other
        case (nil, _?): return false
        case (_?, nil): return true
        default: return left < right
        }
    }
}
