import Domain

extension Reading {
    /// Whether an order that was called off can go on: not a half of a move, which the other unit knows is gone, and
    /// nothing new for somebody who has died.
    /// - Throws: `forbidden` for whoever may not call orders off; `conflict` with why not.
    public func requireResumable(_ number: CaseNumber) throws {
        try requireCancellable(number)
        let order = try visibleCase(number)
        guard order.cancelledAt != nil else { throw AppError.conflict("resume.notCancelled") }
        guard order.routine.orderForm?.field(filling: .movesOn) == nil else {
            throw AppError.conflict("resume.move")
        }
        // What takes something back is to be done all the same, and keys that are gone make a lock to be changed.
        let gives = !order.onlyTakesBack && order.routine.orderForm?.field(filling: .lostKeys) == nil
        guard gives, let recipient = order.recipient, let died = try lifetime(of: recipient).died else {
            return
        }
        throw AppError(.conflict, "order.deceased", ["day": died.description])
    }
}

extension Tx {
    /// An order that was called off by mistake is to be done after all. Visits are booked anew, devices reserved anew, and
    /// secrets asked for again.
    /// - Parameter typed: `reason`.
    /// - Throws: `invalid` at `reason`; else as `requireResumable`.
    public func resume(_ number: CaseNumber, _ typed: Answers) throws {
        let order = try visibleCase(number)
        try holdDevices(of: order.recipient)
        try requireResumable(number)
        let reason = try GivenReason(typed).text
        try save(goingOn(order), over: order)
        try letInOrderer(of: order.id)
        try append(Event(.cancellationUndone, ["reason": reason], about: everySubject(of: order)))
    }

    /// An order that was called off, to be done after all: what was booked is booked anew, and a consent that was taken
    /// back meanwhile is asked for again.
    func goingOn(_ order: Case) throws -> Case {
        let after = order.resumed(at: now)
        guard let recipient = order.recipient else { return after }
        let inForce = try consentsInForce(for: recipient)
        let lost = after.duties.filter { duty in
            guard case .consent(let giver) = duty.definition.kind else { return false }
            return duty.state == .done && !inForce.contains(giver)
        }
        return after.opening(lost.map(\.key), at: now)
    }
}
