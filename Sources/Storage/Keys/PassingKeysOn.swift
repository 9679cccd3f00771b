import Domain

/// What came of giving keys back or handing them over.
public struct PassedKeys: Sendable, Hashable {
    public let receipt: String
    /// How many the unit still holds of what was asked back; 0 where the duty is done.
    public let left: Int
}

extension Tx {
    /// Gives back keys and tags in a case (R1.4, R5.4): a receipt of its own, and the chain goes on with the recipient.
    /// The duty is done when nothing is left of what it is about.
    /// - Parameter typed: the form, with how many of each at `given.<id>`.
    /// - Throws: `invalid` with every fault at its field; `conflict` where somebody else was first.
    public func giveBackKeys(_ key: String, in number: CaseNumber, typed: Answers) throws -> PassedKeys {
        let order = try visibleCase(number)
        guard let duty = order.duty(key), duty.definition.kind == .keyReceipt(.giveBack) else {
            throw AppError.notFound
        }
        try order.requireWork(on: key, by: actor)
        let held = try custody(for: duty, in: order)
        guard !held.isEmpty else { throw AppError.conflict("keys.noneHeld") }
        let given = try giveBack(held, typed, because: order)
        let left = try custody(for: duty, in: order).reduce(0) { $0 + $1.keys.item.count }
        if left == 0 {
            try complete(
                key, in: order, evidence: ["receipt": given],
                events: [Event(.dutyDone, ["duty": key], about: [.order(order.id)])])
        }
        return PassedKeys(receipt: given, left: left)
    }

    /// Says why there is nothing to give back.
    /// - Throws: `conflict` where the unit holds keys that the duty is about.
    public func attestNoKeys(_ key: String, in number: CaseNumber, reason: String) throws {
        let order = try visibleCase(number)
        guard let duty = order.duty(key), duty.definition.kind == .keyReceipt(.giveBack) else {
            throw AppError.notFound
        }
        try order.requireWork(on: key, by: actor)
        guard try custody(for: duty, in: order).isEmpty else {
            throw AppError.conflict("keys.changedMeanwhile")
        }
        let reason = Text.cleaned(reason)
        guard !reason.isEmpty else { throw AppError.invalid("keys.reason.missing", field: "reason") }
        try checkLength(reason, field: "reason")
        try complete(
            key, in: order, evidence: ["reason": reason],
            events: [
                Event(
                    .keysNotHeld, ["duty": key, "reason": reason], about: order.subjects(at: order.dwelling))
            ])
    }

    /// Gives back what the unit holds, whatever case is running about it.
    public func giveBackKeys(_ id: ID<HeldKeys>, typed: Answers) throws -> String {
        let (held, orders) = try heldForChange([id])
        guard held.allSatisfy({ $0.holder == .unit }) else { throw AppError.notFound }
        let receipt = try giveBack(held, typed, because: nil)
        try endGivingBack(in: orders, evidence: ["receipt": receipt])
        return receipt
    }

    private func giveBack(_ held: [Custody], _ typed: Answers, because order: Case?) throws -> String {
        let (receipt, portions) = try KeyReceipt.passingOn(
            .giveBack, of: held.map(\.keys), typed, today: today)
        guard let first = held.first else { throw AppError.conflict("keys.noneHeld") }
        let (id, number) = try record(receipt, at: place(of: first, order: order?.id))
        try insertItems(of: portions, held: held, on: id)
        try pass(
            portions, of: held, on: receipt.day,
            to: NextHolder(
                holder: .recipient, unit: first.unit, name: receipt.receivedBy, place: "", receipt: id))
        try append(
            Event(
                .keysGivenBack, ["receipt": number, "count": String(receipt.total)],
                about: story(of: first, order?.id) + [.keyReceipt(id)]))
        return number
    }

    private func place(
        of custody: Custody, order: ID<Case>?, toUnit: ID<ProviderUnit>? = nil
    ) -> ReceiptPlace {
        ReceiptPlace(
            order: order, recipient: custody.recipient, recipientName: custody.recipientName,
            dwelling: custody.dwelling, unit: custody.unit, toUnit: toUnit)
    }

    /// Whose story it belongs to: the person's, the case's in which it happens, and the one that keys were signed for
    /// in where that is the unit's own.
    func story(of custody: Custody, _ order: ID<Case>?) throws -> [Event.Subject] {
        let signedIn: ID<Case>? = try custody.order.flatMap { id in
            try first("SELECT id FROM cases WHERE id = \(id) AND unit_id = \(actor.unit)") { $0.id() }
        }
        return [.recipient(custody.recipient)] + Set([order, signedIn].compactMap { $0 }).map { .order($0) }
    }

    /// Hands keys over to another unit: a receipt for both, and the chain goes on with the other, who then says where
    /// it keeps them.
    /// - Throws: `invalid` with every fault at its field; `conflict` where somebody else was first.
    public func transferKeys(_ id: ID<HeldKeys>, typed: Answers) throws -> String {
        let (held, orders) = try heldForChange([id])
        guard let first = held.first, first.holder == .unit else { throw AppError.notFound }
        let unit = try otherUnits().first { $0.id.text == typed["toUnit"] }
        let (receipt, portions) = try reading(unit) { () throws(AppError) in
            try KeyReceipt.passingOn(.transfer, of: held.map(\.keys), typed, today: today)
        }
        guard let unit else { throw AppError.invalid("form.choose", field: "toUnit") }
        let (receiptID, number) = try record(receipt, at: place(of: first, order: nil, toUnit: unit.id))
        try insertItems(of: portions, held: held, on: receiptID)
        try pass(
            portions, of: held, on: receipt.day,
            to: NextHolder(
                holder: .unit, unit: unit.id, name: receipt.receivedBy, place: "", receipt: receiptID))
        try append(
            Event(
                .keysTransferred,
                ["receipt": number, "count": String(receipt.total), "unit": unit.name],
                about: story(of: first, nil) + [.keyReceipt(receiptID)]))
        try endGivingBack(in: orders, evidence: ["receipt": number])
        return number
    }

    /// Tells that no unit was chosen together with the form's other faults.
    private func reading<Value>(
        _ unit: NamedPlace<ProviderUnit>?, _ read: () throws(AppError) -> Value
    ) throws(AppError) -> Value {
        do throws(AppError) { return try read() } catch {
            guard unit == nil, error.code == .invalid else { throw error }
            throw AppError(.invalid, [Fault("form.choose", field: "toUnit")] + error.faults)
        }
    }

    /// Gives keys another place in the unit's cabinet, or a first one after they came from another unit.
    public func placeKeys(_ id: ID<HeldKeys>, typed: Answers) throws {
        let (held, _) = try heldForChange([id])
        guard let first = held.first, first.holder == .unit else { throw AppError.notFound }
        let placement = try KeyPlacement(typed, of: held.map(\.keys))
        try pass(
            placement.portions, of: held, on: today,
            to: NextHolder(holder: .unit, unit: first.unit, name: first.name, place: placement.place))
        let count = placement.portions.reduce(0) { $0 + $1.count }
        try append(
            Event(
                .keysPlaced, ["count": String(count), "place": placement.place],
                about: story(of: first, nil) + [.keyReceipt(first.receipt)]))
    }
}

extension Reading {
    /// The units that keys can be handed over to, in Swedish order.
    public func otherUnits() throws -> [NamedPlace<ProviderUnit>] {
        try all("SELECT id, name FROM provider_units WHERE id <> \(actor.unit) ORDER BY sort_key, id") {
            NamedPlace(id: $0.id(), name: $0.text())
        }
    }
}
