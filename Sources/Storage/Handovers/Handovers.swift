import Domain

extension Reading {
    /// Of a handover `h`, as `readHandover` reads them.
    var handoverColumns: SQL {
        """
        h.id, h.slug, h.edition, h.moves_on, h.old_dwelling_id, h.new_dwelling_id, h.giver_case_id, h.receiver_case_id
        """
    }

    func readHandover(_ row: inout Row) throws -> Handover {
        let id: ID<Handover> = row.id()
        let routine = try routine(row.text(), edition: row.text())
        let (movesOn, oldHome, newHome): (Day, ID<Dwelling>, ID<Dwelling>) = (
            try row.day(), row.id(), row.id()
        )
        var cases: [Side: ID<Case>] = [:]
        cases[.handingOver] = row.optional { $0.id() }
        cases[.receiving] = row.optional { $0.id() }
        return Handover(
            id: id, routine: routine, movesOn: movesOn, oldHome: oldHome, newHome: newHome, cases: cases)
    }

    /// The person's moves under the order's routine that wait for its half, or have gone on without it, be they done or
    /// not; none that was called off.
    func handoversAwaiting(_ order: Case) throws -> [Handover] {
        let asked = order.routine.duties.filter { $0.kind == .order && $0.party == order.party }.map(\.key)
        return try all(
            """
            SELECT \(handoverColumns) FROM handovers h
            JOIN cases c ON c.id = COALESCE(h.giver_case_id, h.receiver_case_id) AND c.state <> 'cancelled'
            WHERE h.recipient_id = \(order.recipient) AND h.slug = \(order.routine.slug) AND h.ended_at IS NULL
                AND EXISTS (SELECT 1 FROM shared_duties s WHERE s.handover_id = h.id AND s.key IN (\(list: asked)))
            ORDER BY h.id
            """
        ) { try readHandover(&$0) }
    }

    func answers(of order: ID<Case>) throws -> Answers {
        try one("SELECT answers FROM submissions WHERE case_id = \(order) ORDER BY id LIMIT 1") {
            try $0.json()
        }
    }
}

extension Side {
    /// The column of a handover that holds this side's case.
    var caseColumn: SQL { self == .handingOver ? "giver_case_id" : "receiver_case_id" }
}

extension Case {
    /// The half of a move that the ordering party has; `nil` where one unit orders it all.
    public var side: Side? { routine.party(party)?.side }

    func `in`(_ handover: Handover) -> Case {
        Case(
            id: id, number: number, routine: routine, unit: unit, recipient: recipient, dwelling: dwelling,
            submittedAt: submittedAt, party: party, handover: handover, duties: duties,
            cancelledAt: cancelledAt, revision: revision, cohabitant: cohabitant)
    }
}
