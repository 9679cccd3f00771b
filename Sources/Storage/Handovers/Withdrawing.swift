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
            UPDATE handovers SET \(side.caseColumn) = NULL, awaited_unit_id = \(unitNamed(by: twin))
            WHERE id = \(handover.id)
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

    private func unitNamed(by order: Case) throws -> ID<ProviderUnit>? {
        guard let field = order.routine.orderForm?.field(filling: .otherUnit) else { return nil }
        let name = try answers(of: order.id)[field.key]
        return name.isEmpty ? nil : try unit(named: name)
    }
}
