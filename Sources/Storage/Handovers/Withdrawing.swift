import Domain

extension Tx {
    /// One half of a move is called off: the other is told and waits for it again, and what was booked is to be
    /// booked anew; with the last half the move ends.
    func withdrawHalf(_ order: Case) throws {
        guard let handover = order.handover, let side = order.side else { return }
        let twin = try twin(of: order)
        guard let twin, twin.cancelledAt == nil else {
            return try execute("UPDATE handovers SET ended_at = \(now) WHERE id = \(handover.id)")
        }
        // Waited for is again the unit that the other half names: the one that withdrew may have nothing to do with it.
        try execute(
            """
            UPDATE handovers SET \(side.caseColumn) = NULL, awaited_unit_id = \(unitNamed(by: twin)),
                disputed_side = NULL WHERE id = \(handover.id)
            """)
        try execute("UPDATE cases SET twin_id = NULL WHERE id IN (\(list: [order.id, twin.id]))")
        let undone = twin.duties.filter { duty in
            guard twin.isShared(duty), !duty.isOpen else { return false }
            if case .book = duty.definition.kind { return true }
            return duty.isOrder(of: order.party)
        }
        // What the two said differently, one says alone now.
        let settled = twin.duties.filter { $0.isOpen && $0.definition.kind == .settleDifferences }.map(\.key)
        let after = twin.opening(undone.map(\.key), at: now).dropping(settled, at: now)
        try save(
            after, over: twin,
            evidence: Dictionary(uniqueKeysWithValues: settled.map { ($0, ["reason": order.number.text]) }))
        try append(Event(.halfWithdrawn, about: [.order(twin.id)]))
        for duty in undone { try append(Event(.dutyReopened, ["duty": duty.key], about: [.order(twin.id)])) }
    }

    /// The half of a unit that has nothing to do with the move is ended; what was done meanwhile, and what is planned,
    /// is the other half's, which waits again for the unit that was named.
    /// - Returns: the half that remains.
    /// - Throws: `conflict` where the half itself has changed the register.
    func part(with disputed: Case, reason: String) throws -> Case {
        guard let handover = disputed.handover, let side = disputed.side,
            let twin = try twin(of: disputed)
        else { throw AppError.notFound }
        try save(disputed.leavingMove(at: now), expecting: disputed.revision)
        for table in ["visits", "reservations"] as [SQL] {
            try execute("UPDATE \(table) SET case_id = \(twin.id) WHERE case_id = \(disputed.id)")
        }
        try letInVisitors(of: twin.id)
        try append(
            Event(
                .caseCancelled, ["reason": Text.cleaned(reason)], about: [.order(disputed.id)] + disputed.whom
            ))
        try execute(
            """
            UPDATE handovers SET \(side.caseColumn) = NULL, disputed_side = NULL WHERE id = \(handover.id)
            """)
        try execute("UPDATE cases SET twin_id = NULL WHERE id IN (\(list: [disputed.id, twin.id]))")
        try append(Event(.halfWithdrawn, about: [.order(twin.id)]))
        try purgeSecrets(of: disputed)
        try forget(disputed, in: try requireCase(twin.id), reason: reason)
        return try requireCase(twin.id)
    }

    /// A case as it is now, whoever sees it: a verb that began in one half goes on in the other.
    func requireCase(_ id: ID<Case>) throws -> Case {
        guard let order = try cases(where: "c.id = \(id)").first else { throw AppError.notFound }
        return order
    }

    /// Waits again for the half that has left, and drops what it alone had asked for.
    private func forget(_ gone: Case, in left: Case, reason: String) throws {
        let asked = left.duties.filter {
            left.isShared($0) && $0.state == .done && $0.isOrder(of: gone.party)
        }
        let isAwaited = !asked.isEmpty
        let said = try answers(of: left.id)
        let unsaid = Set(
            isAwaited ? [] : left.handover?.routine.half(of: gone.party).orderForm?.fields.map(\.key) ?? [])
        let dropped = left.duties.filter { duty in
            left.isShared(duty) && duty.isOpen && duty.definition.arises == nil
                && !(duty.definition.condition?.mayHold(for: said, lacking: unsaid) ?? true)
        }.map(\.key)
        let after = left.opening(asked.map(\.key), at: now).dropping(dropped, at: now)
        try save(
            after, over: left,
            evidence: Dictionary(uniqueKeysWithValues: dropped.map { ($0, ["reason": reason]) }))
        for duty in asked { try append(Event(.dutyReopened, ["duty": duty.key], about: [.order(left.id)])) }
        for key in dropped {
            try append(Event(.dutyWaived, ["duty": key, "reason": reason], about: [.order(left.id)]))
        }
    }

    private func unitNamed(by order: Case) throws -> ID<ProviderUnit>? {
        guard let field = order.routine.orderForm?.field(filling: .otherUnit) else { return nil }
        let name = try answers(of: order.id)[field.key]
        return name.isEmpty ? nil : try unit(named: name)
    }
}
