import Domain

extension Reading {
    /// The case with its duties, if the actor may see it; absent and unseen are told alike.
    func visibleCase(_ number: CaseNumber) throws -> Case {
        try loadCase(where: "c.number = \(number) AND \(seesCase)")
    }

    func visibleCase(_ id: ID<Case>) throws -> Case { try loadCase(where: "c.id = \(id) AND \(seesCase)") }

    /// - Throws: `notFound` where the actor does not see the case, `forbidden` where it may not end it.
    public func requireCancellable(_ number: CaseNumber) throws {
        _ = try visibleCase(number)
        guard actor.may(.order) || actor.may(.plan) else { throw AppError.forbidden("error.forbidden") }
    }

    /// What a duty of a visible case asks for.
    public func dutyKind(_ key: String, in number: CaseNumber) throws -> DutyKind {
        guard let duty = try visibleCase(number).duty(key) else { throw AppError.notFound }
        return duty.definition.kind
    }

    private func loadCase(where condition: SQL) throws -> Case {
        guard let order = try cases(where: condition).first else { throw AppError.notFound }
        return order
    }

    /// The cases with their duties, by number: two statements, however many they are.
    func cases(where condition: SQL) throws -> [Case] {
        let found = try all(
            """
            SELECT c.id, c.number, c.slug, c.edition, c.unit_id, c.recipient_id, c.dwelling_id, c.submitted_at,
                c.cancelled_at, c.revision, m.recipient_id, m.dwelling_id
            FROM cases c LEFT JOIN case_people m ON m.case_id = c.id
            WHERE \(condition) ORDER BY c.number\(forChange)
            """
        ) { row in
            Case(
                id: row.id(), number: CaseNumber(stored: row.text()),
                routine: try routine(row.text(), edition: row.text()), unit: row.id(), recipient: row.id(),
                dwelling: row.id(), submittedAt: row.instant(), duties: [], cancelledAt: row.instantIfAny(),
                revision: row.int(),
                cohabitant: row.optional { $0.id() }.map {
                    CasePerson(role: .cohabitant, id: $0, home: row.id())
                })
        }
        guard !found.isEmpty else { return [] }
        let routines = Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0.routine) })
        let duties = try duties(under: routines)
        return found.map { $0.with(duties: duties[$0.id] ?? []) }
    }

    private func duties(under routines: [ID<Case>: RoutineEdition]) throws -> [ID<Case>: [Duty]] {
        let rows = try all(
            """
            SELECT case_id, key, state, due_on, ended_at, reopened_at FROM duties
            WHERE case_id IN (\(list: Array(routines.keys))) ORDER BY case_id, position
            """
        ) { row in
            let order: ID<Case> = row.id()
            guard let definition = routines[order]?.duty(row.text()) else {
                throw StorageFault.unreadable(column: 1)
            }
            let (state, due): (Duty.State, Day?) = (try row.value(), try row.dayIfAny())
            return (
                order,
                Duty(
                    definition: definition, state: state, endedAt: row.instantIfAny(), dueOn: due,
                    reopenedAt: row.instantIfAny())
            )
        }
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
    }
}

extension Case {
    /// Where it stands in the queue: the day on which the team's part is due, or last. `nil` once it has ended.
    fileprivate var queueRank: String? { isOpen ? dueOn(for: .team)?.description ?? "9999" : nil }
}

extension Tx {
    /// Writes the case's derived columns, so that a queue is one statement.
    /// - Throws: `conflict` where somebody changed the case in between.
    func save(_ order: Case, expecting revision: Int) throws {
        let waits = order.waits
        let (waiting, team, unit) = (waits.first, waits[.team], waits[.orderer])
        let handledAt: Instant? = order.state == .handled || order.state == .closed ? now : nil
        let changed = try changes(
            by:
                """
                UPDATE cases SET state = \(order.state), cancelled_at = \(order.cancelledAt),
                    waits_on = \(waiting?.role), waits_duty = \(waiting?.duty), waits_since = \(waiting?.since),
                    waits_due = \(waiting?.dueOn), team_duty = \(team?.duty), team_since = \(team?.since),
                    unit_duty = \(unit?.duty), unit_since = \(unit?.since), unit_due = \(unit?.dueOn),
                    queue_rank = \(order.queueRank),
                    first_handled_at = COALESCE(first_handled_at, \(handledAt)), revision = \(revision + 1)
                WHERE id = \(order.id) AND revision = \(revision)
                """)
        guard changed == 1 else { throw AppError.conflict("case.changedMeanwhile") }
        news.add(.cases(of: order.unit))
    }

    /// Writes the duties that differ, with who ended them and what shows it.
    func saveDuties(of after: Case, before: Case, evidence: [String: [String: String]] = [:]) throws {
        for duty in after.duties where duty != before.duty(duty.key) {
            let endedBy: ID<User>? = duty.isOpen ? nil : actor.user
            let proof = try evidence[duty.key].map(JSON.encode)
            try execute(
                """
                UPDATE duties SET state = \(duty.state), due_on = \(duty.dueOn), ended_at = \(duty.endedAt),
                    reopened_at = \(duty.reopenedAt),
                    ended_by = \(endedBy), evidence = COALESCE(\(proof), evidence)
                WHERE case_id = \(after.id) AND key = \(duty.key)
                """)
        }
    }

    /// Adds the duties that `occasion` makes to the case, and tells of each.
    /// - Returns: the case as it is now.
    @discardableResult
    func arise(_ occasion: Occasion, in before: Case) throws -> Case {
        let after = try before.arising(occasion, at: now, calendar: try settings().calendar)
        let made = after.duties.dropFirst(before.duties.count)
        guard !made.isEmpty else { return before }
        let rows: [SQL] = made.enumerated().map { index, duty in
            """
            (\(after.id), \(duty.key), \(before.duties.count + index), \(duty.state), \(duty.dueOn),
                \(duty.reopenedAt))
            """
        }
        try insert("duties (case_id, key, position, state, due_on, reopened_at)", rows)
        try save(after, expecting: before.revision)
        for duty in made { try append(Event(.dutyArose, ["duty": duty.key], about: [.order(after.id)])) }
        return try visibleCase(after.id)
    }

    /// Completes a duty, saves the case, and tells it to the history; closes the case with the last duty.
    func complete(_ key: String, in before: Case, evidence: [String: String], events: [Event]) throws {
        let calendar = try settings().calendar
        let after = try before.completing(key, by: actor, at: now, calendar: calendar)
        try saveDuties(of: after, before: before, evidence: [key: evidence])
        try save(after, expecting: before.revision)
        for event in events { try append(event) }
        try closeIfDone(after)
    }

    /// A closed case needs its secrets no more (I13), and neither visit nor device waits for it.
    func closeIfDone(_ order: Case) throws {
        guard order.state == .closed else { return }
        try append(Event(.caseClosed, about: [.order(order.id)]))
        try endVisits(of: order)
        try releaseReservations(of: order, how: "closed")
        try purgeSecrets(of: order)
    }

    /// A visit that nobody has ended was made if something was mounted or taken down; else there is nothing left to visit for.
    private func endVisits(of order: Case) throws {
        let status: Visit.Status = order.hasChangedHome ? .done : .cancelled
        let ended = try changes(
            by:
                """
                UPDATE visits SET status = \(status), ended_at = \(now) WHERE case_id = \(order.id) AND status = 'planned'
                """)
        guard ended > 0 else { return }
        try append(Event(order.hasChangedHome ? .visitDone : .visitCancelled, about: [.order(order.id)]))
    }

    func purgeSecrets(of order: Case) throws {
        let purged = try changes(by: "DELETE FROM secrets WHERE owner_id = \(order.id)")
        if purged > 0 { try append(Event(.secretPurged, about: [.order(order.id)])) }
    }
}
