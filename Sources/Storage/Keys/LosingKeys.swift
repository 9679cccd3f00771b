import Domain

extension Tx {
    /// Reports keys or tags as lost (I12): the chain says so, a deviation is kept, and a case begins in which the lock
    /// is changed, filled in from what was held.
    /// - Parameter what: the keys in words, by what is held.
    /// - Throws: `invalid` with every fault at its field; `conflict` where somebody else was first.
    public func reportLost(
        _ ids: [ID<HeldKeys>], typed: Answers, what: ([KeyPortion]) -> String
    ) throws -> CaseNumber {
        let (held, orders) = try heldForChange(ids)
        guard let first = held.first, held.allSatisfy({ $0.holder == .unit }) else {
            throw AppError.notFound
        }
        let loss = try KeyLoss(typed, of: held.map(\.keys), today: today)
        let order = try openCase(about: loss, of: first, what: what(loss.portions))
        let id = ID<KeyLoss>.new(in: self)
        try execute(
            """
            INSERT INTO key_losses (id, case_id, unit_id, noticed_on, account, reported_by, recorded_at, recorded_by)
            VALUES (\(id), \(order.id), \(first.unit), \(loss.noticedOn), \(loss.account), \(loss.reportedBy), \(now),
                \(actor.user))
            """)
        try pass(
            loss.portions, of: held, on: loss.noticedOn,
            to: NextHolder(
                holder: .lost, unit: first.unit, name: loss.reportedBy, place: "", loss: id.text))
        let count = loss.portions.reduce(0) { $0 + $1.count }
        try append(
            Event(
                .keysLost, ["count": String(count), "number": order.number.text],
                about: story(of: first, order.id) + Set(held.map(\.receipt)).map { .keyReceipt($0) }))
        try endGivingBack(in: orders, evidence: ["note": order.number.text])
        return order.number
    }

    /// Reports all that a stocktake did not find, every one of what it names: a case for each person and home.
    /// - Parameter typed: when it was noticed, what happened, and who says so.
    public func reportMissing(
        _ ids: [ID<HeldKeys>], typed: Answers, what: ([KeyPortion]) -> String
    ) throws {
        let held = try ownCustody(ids)
        guard held.count == Set(ids).count else { throw AppError.conflict("keys.changedMeanwhile") }
        let homes = Dictionary(grouping: held) { [$0.recipient.text, $0.dwelling.text] }
        for (_, lost) in homes.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            var typed = typed
            for custody in lost { typed[custody.keys.field] = "\(custody.keys.item.count)" }
            _ = try reportLost(lost.map(\.keys.id), typed: typed, what: what)
        }
    }

    /// A case under the routine for lost keys. It takes no facts to the register: the home is where the lock sits,
    /// whether anybody lives there or not.
    private func openCase(about loss: KeyLoss, of custody: Custody, what: String) throws -> Case {
        guard let routine = try routineInForce(filling: .lostKeys) else {
            throw AppError(.unavailable, "keys.loss.noRoutine")
        }
        let identifier = try identifier(onKeysOf: custody.recipient, receivedBy: custody.receipt.text)
        let content = loss.order(
            under: routine,
            about: CareRecipient(
                id: custody.recipient, name: custody.recipientName, identifier: identifier, phone: ""),
            at: try dwelling(custody.dwelling).address, what: what)
        let order = Case(
            id: ID<Case>.new(in: self),
            number: CaseNumber(year: today.year, sequence: try nextNumber(of: "case-\(today.year)")),
            routine: routine, unit: custody.unit, recipient: custody.recipient, dwelling: custody.dwelling,
            submittedAt: now, party: routine.orderForm?.party ?? "",
            duties: routine.duties(
                for: content.answers, attested: [], at: now, calendar: try settings().calendar),
            cancelledAt: nil, revision: 0)
        try insert(order, content)
        try save(order, expecting: 0)
        try letInSender(of: order)
        return order
    }

    /// Lost keys that have turned up are held again: the chain keeps that they were lost.
    public func keysFound(_ id: ID<HeldKeys>, typed: Answers) throws {
        let (held, _) = try heldForChange([id])
        guard let first = held.first, first.holder == .lost else { throw AppError.notFound }
        let placement = try KeyPlacement(typed, of: held.map(\.keys))
        try pass(
            placement.portions, of: held, on: today,
            to: NextHolder(holder: .unit, unit: first.unit, name: actor.name, place: placement.place))
        let order: ID<Case> = try one("SELECT case_id FROM key_losses WHERE id = \(first.loss)") { $0.id() }
        let count = placement.portions.reduce(0) { $0 + $1.count }
        try append(
            Event(
                .keysFound, ["count": String(count), "place": placement.place],
                about: story(of: first, order) + [.keyReceipt(first.receipt)]))
    }
}
