import Domain

extension Tx {
    /// Gives an order of one side its place in the move: beside the half that is there, or as the first of two (I2).
    /// - Returns: the case with the work that the two have in common.
    func join(_ order: Case, _ content: OrderContent, terms: MoveTerms) throws -> Case {
        guard let side = order.side else { return order }
        let open = try handoversAwaiting(order)
        let tolerance = try settings().moveToleranceDays
        if let found = Handover.match(terms, on: side, among: open, tolerance: tolerance),
            let joined = try join(order, terms: terms, to: found)
        {
            return joined
        }
        return try beginHandover(with: order, content, terms: terms)
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

    /// - Returns: `nil` where the half that waited was called off, or found its other half, in this very moment.
    private func join(_ order: Case, terms: MoveTerms, to found: Handover) throws -> Case? {
        guard let side = order.side, let waiting = found.cases[side.other],
            let first = try cases(where: "c.id = \(waiting)").first, first.cancelledAt == nil,
            first.handover?.id == found.id, first.handover?.cases[side] == nil
        else { return nil }
        let awaited: ID<ProviderUnit>? = try one(
            "SELECT awaited_unit_id FROM handovers WHERE id = \(found.id)"
        ) { row in row.optional { $0.id() } }
        let dispute = awaited.flatMap { $0 == order.unit ? nil : Dispute(side: side, named: $0) }
        return try bring(order, with: terms, to: first, in: found, dispute: dispute)
    }

    /// Puts two halves and their work in common together. What either asks for is to be done, whatever the other says;
    /// what was given up for want of an answer is open again where the late half gives it.
    /// - Parameter dispute: the half that comes from another unit than the one that was named.
    func bring(
        _ late: Case, with terms: MoveTerms, to first: Case, in found: Handover, dispute: Dispute?
    ) throws -> Case {
        guard let side = late.side else { return late }
        try execute(
            """
            UPDATE handovers SET \(side.caseColumn) = \(late.id), awaited_unit_id = \(dispute?.named),
                disputed_side = \(dispute?.side.rawValue) WHERE id = \(found.id)
            """)
        try execute(
            "UPDATE cases SET handover_id = \(found.id), twin_id = \(first.id) WHERE id = \(late.id)")
        try execute("UPDATE cases SET twin_id = \(late.id) WHERE id = \(first.id)")
        guard let twin = try cases(where: "c.id = \(first.id)").first, let handover = twin.handover else {
            throw AppError.notFound
        }
        try append(Event(.halfJoined, about: [.order(late.id), .order(first.id)]))
        let joined = late.in(handover)
        let (theirs, ours) = (try answers(of: first.id), try answers(of: late.id))
        let known = Set(twin.duties.map(\.key))
        let made = try sharedDuties(
            of: joined, for: [theirs.completed(by: ours), ours.completed(by: theirs)]
        ).filter { !known.contains($0.key) }
        try insert(made, of: handover)
        let own = late.duties.filter { !joined.isShared($0) }
        let shared = twin.duties.filter(twin.isShared) + made
        var after = try arrive(joined.with(duties: own + shared))
        after = try reopen(after.givenUp(without: ours, knowing: theirs), in: after)
        let languages = Set(handover.routine.signLanguages(in: ours))
        if !languages.isSubset(of: handover.routine.signLanguages(in: theirs)) {
            after = try reopen(after.noticesPosted, in: after)
        }
        if dispute != nil { after = try reopen(after.passedOn, in: after) }
        after = try reopenBooking(of: after)
        return try tell(handover.differences(from: terms) + (dispute == nil ? [] : [.unit]), in: after)
    }

    /// Opens work in common again that had ended.
    private func reopen(_ keys: [String], in order: Case) throws -> Case {
        guard !keys.isEmpty, let handover = order.handover else { return order }
        try execute(
            """
            UPDATE shared_duties SET state = 'open', ended_at = NULL, ended_by = NULL, reopened_at = \(now)
            WHERE handover_id = \(handover.id) AND key IN (\(list: keys))
            """)
        for key in keys { try append(Event(.dutyReopened, ["duty": key], about: order.workSubjects)) }
        return order.opening(keys, at: now)
    }

    /// Work in a home that has come up when the visits were over needs another.
    private func reopenBooking(of order: Case) throws -> Case {
        guard
            order.duties.contains(where: { order.isShared($0) && $0.isOpen && $0.definition.kind.changesHome }
            ),
            try first(
                """
                SELECT 1 FROM visits WHERE case_id IN (\(list: order.joined)) AND status = 'planned' LIMIT 1
                """, { $0.int() }) == nil
        else { return order }
        let booked = order.duties.filter {
            order.isShared($0) && $0.state == .done && $0.definition.kind.isBooking
        }
        return try reopen(booked.map(\.key), in: order)
    }

    /// The work in common that the half which is gone on without might have asked for. Nobody knows that it did not, so
    /// it is open until somebody does it or says why not.
    /// - Parameter key: the duty to send that half.
    func unasked(byGivingUp key: String, in order: Case) throws -> [Duty] {
        guard let handover = order.handover, let duty = order.duty(key), duty.definition.kind == .order,
            let form = handover.routine.half(of: duty.definition.party).orderForm
        else { return [] }
        let (said, unsaid) = (try answers(of: order.id), Set(form.fields.map(\.key)))
        return try sharedDuties(of: handover) { condition in
            condition?.mayHold(for: said, lacking: unsaid) ?? false
        }.filter { order.duty($0.key) == nil }
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
        return try reopen(
            order.duties.filter { $0.definition.arises == .halvesDiffer && !$0.isOpen }.map(\.key), in: after)
    }

    /// The work in common that these answers call for, the sender's own half being sent.
    private func sharedDuties(of order: Case, for answers: [Answers]) throws -> [Duty] {
        guard let handover = order.handover else { return [] }
        return try sharedDuties(of: handover) { condition in
            condition == nil || answers.contains { condition?.holds(for: $0) ?? true }
        }.map { $0.isOrder(of: order.party) ? $0.sent(at: now) : $0 }
    }

    /// The work in common that the routine asks for from the beginning, where it is `asked` on its condition.
    private func sharedDuties(
        of handover: Handover, asked: (Condition?) -> Bool
    ) throws -> [Duty] {
        let calendar = try settings().calendar
        return handover.routine.duties.filter {
            $0.arises == nil && handover.routine.isShared($0) && asked($0.condition)
        }.map {
            Duty(
                definition: $0,
                dueOn: $0.due?.day(orderedOn: today, movesOn: handover.movesOn, calendar: calendar))
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
    /// The work in common that was given up though a late half asks for it, and nobody could know.
    fileprivate func givenUp(without ours: Answers, knowing theirs: Answers) -> [String] {
        duties.filter { duty in
            guard isShared(duty), duty.state == .waived, let condition = duty.definition.condition else {
                return false
            }
            return condition.holds(for: ours) && !condition.holds(for: theirs)
        }.map(\.key)
    }

    /// The signs hang.
    fileprivate var noticesPosted: [String] {
        duties.filter { isShared($0) && $0.state == .done && $0.definition.kind == .postNotices }.map(\.key)
    }

    /// The responsibility has passed to a unit.
    fileprivate var passedOn: [String] {
        duties.filter { duty in
            guard case .passResponsibility = duty.definition.kind else { return false }
            return isShared(duty) && duty.state == .done
        }.map(\.key)
    }
}

/// A half that comes from another unit than the one that was named (I3).
struct Dispute {
    let side: Side
    let named: ID<ProviderUnit>
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
