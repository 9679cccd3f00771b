import Domain

/// An open link of the custody chain, with what the next link needs to know.
struct Custody {
    let keys: HeldKeys
    let item: String
    let holder: KeyHolder
    let name: String
    let unit: ID<ProviderUnit>
    let receipt: ID<KeyReceipt>
    let loss: String?
    let recipient: ID<CareRecipient>
    let recipientName: String
    let dwelling: ID<Dwelling>
    /// The case that the receipt was signed in.
    let order: ID<Case>?
}

/// Where keys come when they pass on.
struct NextHolder {
    let holder: KeyHolder
    let unit: ID<ProviderUnit>
    let name: String
    let place: String
    /// The receipt by which they are held from now on; the same as before where none is signed.
    var receipt: ID<KeyReceipt>?
    var loss: String?
}

extension Reading {
    /// The open links that hold for `condition`, on `c` (custody), `i` (item) and `k` (receipt).
    func custody(where condition: SQL) throws -> [Custody] {
        try all(
            """
            SELECT c.id, i.kind, i.label, c.count, c.place, k.moved_on, k.number, c.item_id, c.holder, c.name, c.unit_id,
                c.receipt_id, c.loss_id, k.recipient_id, k.recipient_name, k.dwelling_id, k.case_id
            FROM key_custody c JOIN key_items i ON i.id = c.item_id JOIN key_receipts k ON k.id = c.receipt_id
            WHERE c.held_to IS NULL AND \(condition) ORDER BY c.id\(forChange)
            """
        ) { row in
            Custody(
                keys: try readHeldKeys(&row), item: row.text(), holder: try row.value(), name: row.text(),
                unit: row.id(), receipt: row.id(), loss: row.textIfAny(), recipient: row.id(),
                recipientName: row.text(), dwelling: row.id(), order: row.optional { $0.id() })
        }
    }

    func readHeldKeys(_ row: inout Row) throws -> HeldKeys {
        let id: ID<HeldKeys> = row.id()
        let item = KeyReceipt.Item(kind: try row.value(), label: row.text(), count: row.int())
        return HeldKeys(id: id, item: item, place: row.text(), since: try row.day(), receipt: row.text())
    }

    /// What the actor's own unit holds by this link, or has lost, as far as its people may be told of.
    func ownCustody(_ ids: [ID<HeldKeys>]) throws -> [Custody] {
        try actor.require(.workOnUnitDuties)
        return try custody(
            where: "c.id IN (\(list: ids)) AND c.unit_id = \(actor.unit) AND \(mayTellOfKeys("k"))")
    }

    /// The keys that a duty is about: what the case's unit holds to the home that the duty means.
    func custody(for duty: Duty, in order: Case) throws -> [Custody] {
        try custody(
            where: """
                c.unit_id = \(order.unit) AND c.holder = 'unit' AND k.recipient_id = \(order.recipient)
                AND k.dwelling_id = \(home(of: duty, in: order))
                """)
    }

    /// What a case's open duties ask its unit to give back, by the duty's key.
    func heldKeys(for order: Case) throws -> [String: [HeldKeys]] {
        var held: [String: [HeldKeys]] = [:]
        for duty in order.duties where duty.isOpen && duty.definition.kind == .keyReceipt(.giveBack) {
            held[duty.key] = try custody(for: duty, in: order).map(\.keys)
        }
        return held
    }

    /// The home whose keys a duty is about: in a move those of the old one go back (R1.4), and those of the new one
    /// are signed for (R1.5).
    func home(of duty: Duty, in order: Case) throws -> ID<Dwelling> {
        let isGivenBack = duty.definition.kind == .keyReceipt(.giveBack)
        let home = isGivenBack ? order.handover?.oldHome ?? order.dwelling : order.installationHome
        guard let home else { throw AppError.notFound }
        return home
    }
}

extension Tx {
    /// Ends links of the chain and begins those that follow: what passes on, and what stays where it was.
    /// - Throws: `conflict` where somebody else was first.
    func pass(_ portions: [KeyPortion], of held: [Custody], on day: Day, to next: NextHolder) throws {
        let known = Dictionary(uniqueKeysWithValues: held.map { ($0.keys.id, $0) })
        let passing = portions.compactMap { portion in known[portion.held.id].map { (portion, $0) } }
        // A link ends when it began rather than before.
        let ended = try changes(
            by:
                """
                UPDATE key_custody SET held_to = CASE WHEN held_from > \(day) THEN held_from ELSE \(day) END,
                    ended_at = \(now)
                WHERE id IN (\(list: passing.map(\.1.keys.id))) AND held_to IS NULL
                """)
        guard ended == portions.count else { throw AppError.conflict("keys.changedMeanwhile") }
        try insertCustody(passing.map { ($1, next, $0.count) }, from: day)
        let staying = passing.filter { $0.count < $1.keys.item.count }
        try insertCustody(
            staying.map { portion, custody in
                (
                    custody,
                    NextHolder(
                        holder: custody.holder, unit: custody.unit, name: custody.name,
                        place: custody.keys.place, loss: custody.loss),
                    custody.keys.item.count - portion.count
                )
            }, from: day)
    }

    private func insertCustody(
        _ links: [(before: Custody, next: NextHolder, count: Int)], from day: Day
    ) throws {
        let rows: [SQL] = links.map { before, next, count in
            """
            (\(ID<HeldKeys>.new(in: self)), \(before.item), \(count), \(next.holder), \(next.unit), \(next.name),
                \(next.place), \(next.receipt ?? before.receipt), \(next.loss), \(day), \(now), \(actor.user))
            """
        }
        try insert(
            """
            key_custody (id, item_id, count, holder, unit_id, name, place, receipt_id, loss_id, held_from, recorded_at,
                recorded_by)
            """, rows)
    }

    /// Lets those who change the same person's keys come one after another, the cases before the keys.
    func holdCases(of recipient: ID<CareRecipient>) throws -> [Case] {
        try cases(
            where: "c.recipient_id = \(recipient) AND c.unit_id = \(actor.unit) AND c.queue_rank IS NOT NULL")
    }

    /// Own links, once their people's running cases are held.
    func heldForChange(_ ids: [ID<HeldKeys>]) throws -> (held: [Custody], orders: [Case]) {
        try actor.require(.workOnUnitDuties)
        let people: [ID<CareRecipient>] = try all(
            """
            SELECT DISTINCT k.recipient_id FROM key_custody c JOIN key_receipts k ON k.id = c.receipt_id
            WHERE c.id IN (\(list: ids)) AND c.unit_id = \(actor.unit) AND \(mayTellOfKeys("k"))
            ORDER BY k.recipient_id
            """
        ) { $0.id() }
        guard let recipient = people.first else { throw AppError.notFound }
        guard people.count == 1 else { throw AppError.conflict("keys.changedMeanwhile") }
        let orders = try holdCases(of: recipient)
        let held = try ownCustody(ids)
        guard held.count == Set(ids).count else { throw AppError.conflict("keys.changedMeanwhile") }
        return (held, orders)
    }

    /// Ends the duties of giving back in which nothing is left to give back.
    func endGivingBack(in orders: [Case], evidence: [String: String]) throws {
        for order in orders {
            let duty = order.readyDuties.first { $0.definition.kind == .keyReceipt(.giveBack) }
            guard let duty, try custody(for: duty, in: order).isEmpty else { continue }
            try complete(
                duty.key, in: order, evidence: evidence,
                events: [Event(.dutyDone, ["duty": duty.key], about: [.order(order.id)])])
        }
    }
}
