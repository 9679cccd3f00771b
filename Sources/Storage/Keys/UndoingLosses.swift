import Domain

/// What follows from reporting keys as lost.
public struct LossForesight: Sendable, Hashable {
    /// The routine under which a case begins, and what the team and the unit then have to do; `nil` where no routine in
    /// force takes lost keys up, and nothing can be reported.
    public let routine: BilingualText?
    public let duties: [BilingualText]
    /// Running cases in which nothing is left to give back, if all of it is lost.
    public let givingBack: [CaseNumber]
}

extension Reading {
    /// - Throws: `notFound` for keys that the actor's unit does not hold.
    public func lossForesight(of id: ID<HeldKeys>) throws -> Personal<LossForesight> {
        guard let custody = try ownCustody([id]).first else { throw AppError.notFound }
        let routine = try routineInForce(filling: .lostKeys)
        let ready = try cases(
            where: """
                c.recipient_id = \(custody.recipient) AND c.unit_id = \(actor.unit) AND c.queue_rank IS NOT NULL
                """
        ).filter { order in
            try order.readyDuties.contains { duty in
                try duty.definition.kind == .keyReceipt(.giveBack)
                    && self.custody(for: duty, in: order).map(\.keys.id) == [id]
            }
        }
        let foresight = LossForesight(
            routine: routine?.title,
            duties: routine?.duties.filter { $0.arises == nil }.map(\.title) ?? [],
            givingBack: ready.map(\.number))
        return Personal(foresight, Disclosure(.viewed, "key", about: [custody.recipient]))
    }
}

extension Tx {
    /// Keys that were reported as lost never were: the whole report is taken back. They are held where they were, the chain
    /// keeps what it said, giving back is to be done after all, and the case about the lock ends if nothing is done in it.
    /// - Parameter typed: `reason`.
    /// - Throws: `invalid` at `reason`; `notFound` for what is not lost.
    public func undoLoss(_ id: ID<HeldKeys>, _ typed: Answers) throws {
        let (asked, _) = try heldForChange([id])
        guard let loss = asked.first?.loss else { throw AppError.notFound }
        let (held, _) = try heldForChange(custody(where: "c.loss_id = \(loss)").map(\.keys.id))
        guard let first = held.first else { throw AppError.notFound }
        let reason = try GivenReason(typed).text
        let (order, noticed): (ID<Case>, Day) = try one(
            "SELECT case_id, noticed_on FROM key_losses WHERE id = \(loss)"
        ) { ($0.id(), try $0.day()) }
        for custody in held {
            let portion = KeyPortion(held: custody.keys, count: custody.keys.item.count)
            try pass(
                [portion], of: [custody], on: noticed,
                to: NextHolder(
                    holder: .unit, unit: custody.unit, name: actor.name, place: try placeBefore(custody)))
        }
        try append(
            Event(
                .lossUndone, ["reason": reason],
                about: story(of: first, order) + Set(held.map(\.receipt)).map { .keyReceipt($0) }))
        let number = try endLossCase(order, reason: reason)
        try giveBackAgain(of: first.recipient, endedBy: number)
    }

    /// Where the cabinet had them.
    private func placeBefore(_ custody: Custody) throws -> String {
        try first(
            """
            SELECT place FROM key_custody WHERE item_id = \(custody.item) AND holder = 'unit'
                AND unit_id = \(custody.unit) AND id < \(custody.keys.id) ORDER BY id DESC LIMIT 1
            """
        ) { $0.text() } ?? ""
    }

    /// A lock that has been changed is changed: then the case goes on.
    private func endLossCase(_ id: ID<Case>, reason: String) throws -> CaseNumber? {
        guard let order = try cases(where: "c.id = \(id)").first else { return nil }
        let isBegun = order.duties.contains { $0.state == .done && order.partyRole(of: $0) == .team }
        if order.isCancellable, !isBegun {
            try callOff(order, as: try order.cancelled(at: now), reason: reason)
        }
        return order.number
    }

    /// The duties that ended because there was nothing left to give back, also where that was the last of a case.
    private func giveBackAgain(of recipient: ID<CareRecipient>, endedBy loss: CaseNumber?) throws {
        let orders = try cases(
            where: "c.recipient_id = \(recipient) AND c.unit_id = \(actor.unit) AND c.state <> 'cancelled'")
        for order in orders {
            let done = order.duties.filter {
                $0.definition.kind == .keyReceipt(.giveBack) && $0.state == .done
            }
            for duty in done where try evidence(of: duty, in: order)["note"] == loss?.text {
                try save(order.opening([duty.key], at: now), over: order)
                try append(Event(.dutyReopened, ["duty": duty.key], about: [.order(order.id)]))
            }
        }
    }

    private func evidence(of duty: Duty, in order: Case) throws -> [String: String] {
        try one(
            "SELECT evidence FROM duties WHERE case_id = \(order.id) AND key = \(duty.key)"
        ) { try $0.optional { try $0.json() } ?? [:] }
    }
}
