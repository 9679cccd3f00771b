import Domain

/// A receipt as it is shown and printed.
public struct KeyReceiptView: Sendable, Hashable {
    public let number: String
    public let order: CaseNumber
    public let receipt: KeyReceipt
    public let recipientName: String
    public let identifier: PersonIdentifier
    public let home: PostalAddress
    public let unit: String
    public let provider: String
    public let recordedAt: Instant
    public let recordedBy: String
    public let custody: [CustodyLine]
}

/// One link of the custody chain: who held what, from when to when.
public struct CustodyLine: Sendable, Hashable {
    public let item: KeyReceipt.Item
    public let holder: String
    public let place: String
    public let from: Day
    public let to: Day?
}

extension Tx {
    /// Checks out keys and tags from the recipient to the unit's cabinet (R2.4): a numbered receipt and the first
    /// links of the custody chain; completes the duty.
    public func checkOutKeys(_ key: String, in number: CaseNumber, receipt: KeyReceipt) throws -> String {
        let order = try visibleCase(number)
        guard case .keyReceipt(let movement)? = order.duty(key)?.definition.kind, movement == receipt.movement
        else { throw AppError.notFound }
        try order.requireWork(on: key, by: actor)
        let receiptNumber = KeyReceipt.number(
            year: today.year, sequence: try nextNumber(of: "key-receipt-\(today.year)"))
        let id = ID<KeyReceipt>.new(in: self)
        try insert(receipt, id: id, number: receiptNumber, for: order)
        let count = receipt.items.reduce(0) { $0 + $1.count }
        try complete(
            key, in: order, evidence: ["receipt": receiptNumber, "cabinet": receipt.cabinet],
            events: [
                Event(
                    .keysCheckedOut, ["duty": key, "receipt": receiptNumber, "count": String(count)],
                    about: [.order(order.id), .recipient(order.recipient), .keyReceipt(id)])
            ])
        return receiptNumber
    }

    private func insert(_ receipt: KeyReceipt, id: ID<KeyReceipt>, number: String, for order: Case) throws {
        try execute(
            """
            INSERT INTO key_receipts (id, number, case_id, recipient_id, dwelling_id, unit_id, movement, cabinet,
                handed_over_by, received_by, moved_on, recorded_at, recorded_by)
            VALUES (\(id), \(number), \(order.id), \(order.recipient), \(order.dwelling), \(order.unit),
                \(receipt.movement), \(receipt.cabinet), \(receipt.handedOverBy), \(receipt.receivedBy),
                \(receipt.day), \(now), \(actor.user))
            """)
        for item in receipt.items {
            let itemID = ID<KeyReceipt.Item>.new(in: self)
            try execute(
                """
                INSERT INTO key_items (id, receipt_id, kind, label, count)
                VALUES (\(itemID), \(id), \(item.kind), \(item.label), \(item.count))
                """)
            try execute(
                """
                INSERT INTO key_custody (id, item_id, holder, place, held_from, recorded_at, recorded_by)
                VALUES (\(ID<CustodyLine>.new(in: self)), \(itemID), \(receipt.receivedBy), \(receipt.cabinet),
                    \(receipt.day), \(now), \(actor.user))
                """)
        }
    }
}

extension Reading {
    /// A receipt in a case that the actor may see.
    public func keyReceipt(_ number: String, action: Disclosure.Action) throws -> Personal<KeyReceiptView> {
        let (receiptID, caseID, recipient) = try one(
            """
            SELECT k.id, k.case_id, k.recipient_id FROM key_receipts k JOIN cases c ON c.id = k.case_id
            WHERE k.number = \(number) AND \(seesCase)
            """
        ) { ($0.text(), $0.id() as ID<Case>, $0.id() as ID<CareRecipient>) }
        var items: [(id: String, item: KeyReceipt.Item)] = []
        let custody = try all(
            """
            SELECT i.id, i.kind, i.label, i.count, u.holder, u.place, u.held_from, u.held_to FROM key_items i
            JOIN key_custody u ON u.item_id = i.id WHERE i.receipt_id = \(receiptID) ORDER BY i.id, u.held_from, u.id
            """
        ) { row in
            let itemID = row.text()
            let item = KeyReceipt.Item(kind: try row.value(), label: row.text(), count: row.int())
            if items.last?.id != itemID { items.append((itemID, item)) }
            return CustodyLine(
                item: item, holder: row.text(), place: row.text(), from: try row.day(), to: try row.dayIfAny()
            )
        }
        let view = try one(
            """
            SELECT k.number, c.number, k.movement, k.cabinet, k.handed_over_by, k.received_by, k.moved_on, \(nameInCase), n.kind,
                n.value, d.street, d.apartment, d.postal_code, d.city, u.name, v.name, k.recorded_at, w.name
            FROM key_receipts k JOIN cases c ON c.id = k.case_id JOIN care_recipients p ON p.id = k.recipient_id
            JOIN person_identifiers n ON n.recipient_id = p.id AND n.valid_to IS NULL
            JOIN dwellings d ON d.id = k.dwelling_id JOIN provider_units u ON u.id = k.unit_id
            JOIN care_providers v ON v.id = u.provider_id JOIN users w ON w.id = k.recorded_by
            WHERE k.id = \(receiptID)
            """
        ) { row in
            let number = row.text()
            let order = CaseNumber(stored: row.text())
            let (movement, cabinet): (KeyMovement, String) = (try row.value(), row.text())
            let (giver, taker, day) = (row.text(), row.text(), try row.day())
            return KeyReceiptView(
                number: number, order: order,
                receipt: try KeyReceipt(
                    movement: movement, items: items.map(\.item), cabinet: cabinet, handedOverBy: giver,
                    receivedBy: taker, day: day, today: day),
                recipientName: row.text(), identifier: try readIdentifier(&row), home: readAddress(&row),
                unit: row.text(), provider: row.text(), recordedAt: row.instant(), recordedBy: row.text(),
                custody: custody)
        }
        return Personal(view, Disclosure(action, "key-receipt", about: [recipient], in: caseID))
    }

    func readIdentifier(_ row: inout Row) throws -> PersonIdentifier {
        let kind: PersonIdentifier.Kind = try row.value()
        return PersonIdentifier(stored: row.text(), kind: kind)
    }

    func readAddress(_ row: inout Row) -> PostalAddress {
        PostalAddress(street: row.text(), apartment: row.text(), postalCode: row.text(), city: row.text())
    }
}
