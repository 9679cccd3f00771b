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

extension Tx {
    /// Gives an order of one side its place in the move: beside the half that is there, or as the first of two (I2).
    /// - Returns: the case with the work that the two have in common.
    func join(_ order: Case, _ content: OrderContent, terms: MoveTerms) throws -> Case {
        guard let side = order.side else { return order }
        let open = try handoversAwaiting(order)
        let tolerance = try settings().moveToleranceDays
        guard let found = Handover.match(terms, on: side, among: open, tolerance: tolerance) else {
            return try beginHandover(with: order, content, terms: terms)
        }
        return try join(order, content, terms: terms, to: found)
    }

    private func beginHandover(
        with order: Case, _ content: OrderContent, terms: MoveTerms
    ) throws -> Case {
        guard let side = order.side else { return order }
        let handover = Handover(
            id: ID<Handover>.new(in: self), routine: try fullRoutine(of: order), movesOn: terms.movesOn,
            oldHome: terms.oldHome, newHome: terms.newHome, cases: [side: order.id])
        try execute(
            """
            INSERT INTO handovers (id, slug, edition, recipient_id, moves_on, old_dwelling_id, new_dwelling_id,
                \(side.caseColumn), awaited_unit_id, began_at)
            VALUES (\(handover.id), \(handover.routine.slug), \(handover.routine.edition), \(order.recipient),
                \(terms.movesOn), \(terms.oldHome), \(terms.newHome), \(order.id), \(otherUnit(in: content)), \(now))
            """)
        try execute("UPDATE cases SET handover_id = \(handover.id) WHERE id = \(order.id)")
        let joined = order.in(handover)
        let shared = try sharedDuties(of: joined, for: [content.answers])
        try insert(shared, of: handover)
        return joined.with(duties: order.duties + shared)
    }

    private func join(
        _ order: Case, _ content: OrderContent, terms: MoveTerms, to found: Handover
    ) throws -> Case {
        guard let side = order.side, let first = found.cases[side.other] else { return order }
        let awaited: ID<ProviderUnit>? = try one(
            "SELECT awaited_unit_id FROM handovers WHERE id = \(found.id)"
        ) { row in row.optional { $0.id() } }
        try execute(
            "UPDATE handovers SET \(side.caseColumn) = \(order.id), awaited_unit_id = NULL WHERE id = \(found.id)"
        )
        try execute(
            "UPDATE cases SET handover_id = \(found.id), twin_id = \(first) WHERE id = \(order.id)")
        try execute("UPDATE cases SET twin_id = \(order.id) WHERE id = \(first)")
        guard let twin = try cases(where: "c.id = \(first)").first, let handover = twin.handover else {
            throw AppError.notFound
        }
        try append(Event(.halfJoined, about: [.order(order.id), .order(first)]))
        let joined = order.in(handover)
        let (theirs, ours) = (try answers(of: first), content.answers)
        let known = Set(twin.duties.map(\.key))
        // What either half asks for is to be done, whatever the other says.
        let answers = [theirs.completed(by: ours), ours.completed(by: theirs)]
        let made = try sharedDuties(of: joined, for: answers).filter { !known.contains($0.key) }
        try insert(made, of: handover)
        let shared = twin.duties.filter { twin.isShared($0) } + made
        let arrived = try arrive(joined.with(duties: order.duties + shared))
        let isExpected = awaited == nil || awaited == order.unit
        return try tell(handover.differences(from: terms) + (isExpected ? [] : [.unit]), in: arrived)
    }

    /// The half that was waited for has come; where the case went on without it, both are told.
    func arrive(_ order: Case) throws -> Case {
        guard let handover = order.handover else { return order }
        var duties = order.duties
        for (index, duty) in duties.enumerated() where duty.isOrder(of: order.party) {
            guard duty.isOpen else {
                if duty.state == .waived { try append(Event(.halfLate, about: order.workSubjects)) }
                continue
            }
            duties[index] = duty.sent(at: now)
            try execute(
                """
                UPDATE shared_duties SET state = 'done', ended_at = \(now), ended_by = \(actor.user)
                WHERE handover_id = \(handover.id) AND key = \(duty.key)
                """)
        }
        return order.with(duties: duties)
    }

    /// Halves that say different things make a task: somebody has to find out which holds.
    func tell(_ differences: [HalfDifference], in order: Case) throws -> Case {
        guard !differences.isEmpty, let handover = order.handover else { return order }
        for difference in differences {
            try append(
                Event(.halvesDiffer, ["half": difference.rawValue], about: order.workSubjects))
        }
        let after = try order.arising(.halvesDiffer, at: now, calendar: try settings().calendar)
        let made = after.duties.filter { order.duty($0.key) == nil }
        try insert(made, of: handover)
        let again = order.duties.filter { $0.definition.arises == .halvesDiffer && !$0.isOpen }.map(\.key)
        try execute(
            """
            UPDATE shared_duties SET state = 'open', ended_at = NULL, ended_by = NULL, reopened_at = \(now)
            WHERE handover_id = \(handover.id) AND key IN (\(list: again))
            """)
        return try again.reduce(after) {
            try $0.reopening($1, at: now, calendar: settings().calendar)
        }
    }

    /// The work in common that these answers call for, the sender's own half being sent.
    private func sharedDuties(of order: Case, for answers: [Answers]) throws -> [Duty] {
        guard let handover = order.handover else { return [] }
        let calendar = try settings().calendar
        let asked = handover.routine.duties.filter { definition in
            let condition = definition.condition
            return definition.arises == nil && handover.routine.isShared(definition)
                && (condition == nil || answers.contains { condition?.holds(for: $0) ?? true })
        }
        return asked.map {
            let due = $0.due?.day(orderedOn: today, movesOn: handover.movesOn, calendar: calendar)
            let duty = Duty(definition: $0, dueOn: due)
            return duty.isOrder(of: order.party) ? duty.sent(at: now) : duty
        }
    }

    private func fullRoutine(of order: Case) throws -> RoutineEdition {
        try routine(order.routine.slug, edition: order.routine.edition)
    }

    /// The unit on the other side, where the order names one.
    private func otherUnit(in content: OrderContent) throws -> ID<ProviderUnit>? {
        content.otherUnit.isEmpty ? nil : try unit(named: content.otherUnit)
    }
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

extension Duty {
    func isOrder(of party: String) -> Bool { definition.kind == .order && definition.party == party }

    func sent(at now: Instant) -> Duty {
        Duty(definition: definition, state: .done, endedAt: now, dueOn: dueOn)
    }
}

extension Answers {
    /// These, and where they say nothing the other half's.
    func completed(by other: Answers) -> Answers { Answers(other.values.merging(values) { $1 }) }
}
