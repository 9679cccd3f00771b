import Domain

/// What a receipt is about, besides what stands on it.
struct ReceiptPlace {
    let order: ID<Case>?
    let recipient: ID<CareRecipient>
    let recipientName: String
    let dwelling: ID<Dwelling>
    let unit: ID<ProviderUnit>
    var toUnit: ID<ProviderUnit>?
}

extension Tx {
    /// Checks out keys and tags from the recipient to the unit's cabinet (R1.13, R2.4, R5.13): a numbered receipt and
    /// the first links of the custody chain; completes the duty.
    public func checkOutKeys(_ key: String, in number: CaseNumber, receipt: KeyReceipt) throws -> String {
        let order = try visibleCase(number)
        guard let duty = order.duty(key), duty.definition.kind == .keyReceipt(.checkOut),
            receipt.movement == .checkOut
        else { throw AppError.notFound }
        try order.requireWork(on: key, by: actor)
        let person = try order.requireRecipient().id
        let place = ReceiptPlace(
            order: order.id, recipient: person, recipientName: try orderedName(of: order),
            dwelling: try home(of: duty, in: order), unit: order.unit)
        let (id, receiptNumber) = try record(receipt, at: place)
        try insertItems(of: receipt, id, at: place)
        try complete(
            key, in: order, evidence: ["receipt": receiptNumber, "cabinet": receipt.cabinet],
            events: [
                Event(
                    .keysCheckedOut,
                    ["duty": key, "receipt": receiptNumber, "count": String(receipt.total)],
                    about: [.order(order.id), .recipient(person), .keyReceipt(id)])
            ])
        return receiptNumber
    }

    private func orderedName(of order: Case) throws -> String {
        try one("SELECT ordered_name FROM cases WHERE id = \(order.id)") { $0.text() }
    }

    /// Numbers a receipt and keeps it.
    func record(
        _ receipt: KeyReceipt, at place: ReceiptPlace
    ) throws -> (id: ID<KeyReceipt>, number: String) {
        let number = KeyReceipt.number(
            year: today.year, sequence: try nextNumber(of: "key-receipt-\(today.year)"))
        let id = ID<KeyReceipt>.new(in: self)
        try execute(
            """
            INSERT INTO key_receipts (id, number, case_id, recipient_id, recipient_name, dwelling_id, unit_id, to_unit_id,
                movement, cabinet, handed_over_by, received_by, moved_on, recorded_at, recorded_by)
            VALUES (\(id), \(number), \(place.order), \(place.recipient), \(place.recipientName), \(place.dwelling),
                \(place.unit), \(place.toUnit), \(receipt.movement), \(receipt.cabinet), \(receipt.handedOverBy),
                \(receipt.receivedBy), \(receipt.day), \(now), \(actor.user))
            """)
        return (id, number)
    }

    private func insertItems(of receipt: KeyReceipt, _ id: ID<KeyReceipt>, at place: ReceiptPlace) throws {
        let items = receipt.items.map { (id: ID<KeyReceipt.Item>.new(in: self), item: $0) }
        try insert(
            "key_items (id, kind, label, count)",
            items.map { "(\($0.id), \($0.item.kind), \($0.item.label), \($0.item.count))" })
        try insert(
            "key_receipt_items (receipt_id, item_id, count)",
            items.map { "(\(id), \($0.id), \($0.item.count))" })
        try insert(
            """
            key_custody (id, item_id, count, holder, unit_id, name, place, receipt_id, held_from, recorded_at, recorded_by)
            """,
            items.map {
                """
                (\(ID<HeldKeys>.new(in: self)), \($0.id), \($0.item.count), \(KeyHolder.unit), \(place.unit),
                    \(receipt.receivedBy), \(receipt.cabinet), \(id), \(receipt.day), \(now), \(actor.user))
                """
            })
    }

    /// What a receipt of keys that were held already says of each.
    func insertItems(of portions: [KeyPortion], held: [Custody], on receipt: ID<KeyReceipt>) throws {
        var counts: [String: Int] = [:]
        for portion in portions {
            guard let custody = held.first(where: { $0.keys.id == portion.held.id }) else { continue }
            counts[custody.item, default: 0] += portion.count
        }
        try insert(
            "key_receipt_items (receipt_id, item_id, count)",
            counts.sorted { $0.key < $1.key }.map { "(\(receipt), \($0.key), \($0.value))" })
    }
}

extension KeyReceipt {
    var total: Int { items.reduce(0) { $0 + $1.count } }
}
