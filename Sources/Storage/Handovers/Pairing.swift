import Domain

extension Tx {
    /// Joins two halves of one person's move that did not find each other, as when their days are far apart.
    /// - Throws: `conflict` where one of them has found its half meanwhile; `invalid` where they cannot belong together.
    public func pair(_ number: CaseNumber, with other: CaseNumber) throws {
        try actor.require(.plan)
        let halves = try [number, other].sorted { $0.text < $1.text }.map(visibleCase)
        guard let order = halves.first(where: { $0.number == number }),
            let late = halves.first(where: { $0.number == other }), let handover = order.handover,
            let left = late.handover, let side = late.side
        else { throw AppError.notFound }
        guard handover.cases.count == 1, left.cases.count == 1 else {
            throw AppError.conflict("handover.alreadyPaired")
        }
        guard order.isOpen, late.isOpen else { throw AppError.conflict("case.ended") }
        guard order.recipient == late.recipient, order.routine.slug == late.routine.slug,
            order.side == side.other
        else { throw AppError.invalid("handover.notHalves") }
        guard
            !late.duties.contains(where: {
                late.isShared($0) && $0.state == .done && $0.definition.kind != .order
            })
        else { throw AppError.conflict("handover.begun") }
        try merge(late, left, into: handover, of: order)
    }

    /// The work in common of the half that comes to the other has not begun, and is left behind with its handover.
    private func merge(_ late: Case, _ left: Handover, into handover: Handover, of order: Case) throws {
        guard let side = late.side else { return }
        let (awaited, meant) = try one(
            """
            SELECT h.awaited_unit_id, l.awaited_unit_id FROM handovers h JOIN handovers l ON l.id = \(left.id)
            WHERE h.id = \(handover.id)
            """
        ) { row in
            (row.optional { $0.id() } as ID<ProviderUnit>?, row.optional { $0.id() } as ID<ProviderUnit>?)
        }
        try execute(
            """
            UPDATE handovers SET \(side.caseColumn) = NULL, awaited_unit_id = NULL, ended_at = \(now)
            WHERE id = \(left.id)
            """)
        var dispute: Dispute?
        if let meant, meant != order.unit { dispute = Dispute(side: side.other, named: meant) }
        if let awaited, awaited != late.unit { dispute = Dispute(side: side, named: awaited) }
        let terms = MoveTerms(movesOn: left.movesOn, oldHome: left.oldHome, newHome: left.newHome)
        let after = try bring(late, with: terms, to: order, in: handover, dispute: dispute)
        try save(after, expecting: late.revision)
        try tellTwin(of: after, ended: after.endedOrders)
    }

    /// Tells of halves that are missing as the move comes near, and once more when the team has to step in (I3).
    func remindOfHalves() throws -> Int {
        let settings = try settings()
        let horizon = settings.calendar.adding(
            workingDays: max(settings.halfReminderDays, settings.halfEscalationDays), to: today)
        let missing = try all(
            """
            SELECT h.id, h.moves_on, h.reminded_at, h.escalated_at, COALESCE(h.giver_case_id, h.receiver_case_id)
            FROM handovers h JOIN cases c ON c.id = COALESCE(h.giver_case_id, h.receiver_case_id)
            WHERE h.ended_at IS NULL AND h.moves_on <= \(horizon) AND h.escalated_at IS NULL
                AND (h.giver_case_id IS NULL OR h.receiver_case_id IS NULL) AND c.queue_rank IS NOT NULL
                AND EXISTS (SELECT 1 FROM shared_duties s WHERE s.handover_id = h.id AND s.state = 'open')
            ORDER BY h.moves_on LIMIT 200
            """
        ) {
            (
                id: $0.id() as ID<Handover>, movesOn: try $0.day(), reminded: $0.instantIfAny(),
                escalated: $0.instantIfAny(), order: $0.id() as ID<Case>
            )
        }
        let ids = missing.map(\.order)
        let waiting = ids.isEmpty ? [] : try cases(where: "c.id IN (\(list: ids))").filter(\.awaitsHalf)
        let awaited = Set(waiting.map(\.id))
        var told = 0
        for half in missing where awaited.contains(half.order) {
            let isLate =
                settings.calendar.adding(workingDays: -settings.halfEscalationDays, to: half.movesOn) <= today
            let isNear =
                settings.calendar.adding(workingDays: -settings.halfReminderDays, to: half.movesOn) <= today
            guard isLate || (isNear && half.reminded == nil) else { continue }
            try execute(
                """
                UPDATE handovers SET reminded_at = COALESCE(reminded_at, \(now)),
                    escalated_at = \(isLate ? now : nil) WHERE id = \(half.id)
                """)
            let day = ["day": half.movesOn.description]
            try append(Event(isLate ? .halfEscalated : .halfReminded, day, about: [.order(half.order)]))
            told += 1
        }
        return told
    }
}

extension Case {
    /// The other unit is still to send its half.
    fileprivate var awaitsHalf: Bool {
        duties.contains { $0.isOpen && $0.definition.kind == .order && $0.definition.party != party }
    }
}
