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

    /// Whether something is still to be fetched before it can be mounted elsewhere.
    public func hasOpenUninstallation(_ number: CaseNumber) throws -> Bool {
        try visibleCase(number).hasOpenUninstallation
    }

    private func loadCase(where condition: SQL) throws -> Case {
        guard let order = try cases(where: condition).first else { throw AppError.notFound }
        return order
    }

    /// The cases with their duties, by number: two statements, however many they are, and a third where some of them are
    /// halves of moves. A move is read after its case is held, as it is then: others may have changed it meanwhile.
    func cases(where condition: SQL) throws -> [Case] {
        var moves: [ID<Case>: ID<Handover>] = [:]
        let found = try all(
            """
            SELECT c.id, c.number, c.slug, c.edition, c.party, c.unit_id, c.recipient_id, c.dwelling_id, c.submitted_at,
                c.cancelled_at, c.revision, m.recipient_id, m.dwelling_id, c.handover_id
            FROM cases c LEFT JOIN case_people m ON m.case_id = c.id
            WHERE \(condition) ORDER BY c.number\(forChange)
            """
        ) { row in
            let (id, number): (ID<Case>, CaseNumber) = (row.id(), CaseNumber(stored: row.text()))
            let routine = try routine(row.text(), edition: row.text())
            let party = row.text()
            let unit: ID<ProviderUnit> = row.id()
            let recipient: ID<CareRecipient>? = row.optional { $0.id() }
            let dwelling: ID<Dwelling>? = row.optional { $0.id() }
            let (submittedAt, cancelledAt, revision) = (row.instant(), row.instantIfAny(), row.int())
            let person: ID<CareRecipient>? = row.optional { $0.id() }
            let home: ID<Dwelling>? = row.optional { $0.id() }
            let cohabitant = person.flatMap { person in
                home.map { CasePerson(role: .cohabitant, id: person, home: $0) }
            }
            moves[id] = row.optional { $0.id() }
            return Case(
                id: id, number: number, routine: routine.half(of: party), unit: unit, recipient: recipient,
                dwelling: dwelling, submittedAt: submittedAt, party: party, duties: [],
                cancelledAt: cancelledAt, revision: revision, cohabitant: cohabitant)
        }
        guard !found.isEmpty else { return [] }
        let handovers = try handovers(Set(moves.values))
        let joined = found.map { order in moves[order.id].flatMap { handovers[$0] }.map(order.in) ?? order }
        let duties = try duties(of: joined)
        return joined.map { $0.with(duties: duties[$0.id] ?? []) }
    }

    private func handovers(_ ids: Set<ID<Handover>>) throws -> [ID<Handover>: Handover] {
        guard !ids.isEmpty else { return [:] }
        let found = try all(
            "SELECT \(handoverColumns) FROM handovers h WHERE h.id IN (\(list: ids.sorted { $0.text < $1.text }))"
        ) { try readHandover(&$0) }
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
    }

    /// Of cases without the other half one table is asked, of others both.
    private func duties(of found: [Case]) throws -> [ID<Case>: [Duty]] {
        let orders = Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
        let place: SQL = found.contains { $0.handover != nil } ? "case_duties" : "duties"
        let rows = try all(
            """
            SELECT case_id, key, state, due_on, ended_at, reopened_at FROM \(place)
            WHERE case_id IN (\(list: found.map(\.id))) ORDER BY case_id, position
            """
        ) { row in
            let order: ID<Case> = row.id()
            let key = row.text()
            guard let definition = orders[order]?.definition(of: key) else {
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
    fileprivate var queueRank: String? { isOpen ? dueInQueue?.description ?? "9999" : nil }

    /// What a duty asks; of the work that two halves have in common, as the edition says that the first came under.
    fileprivate func definition(of key: String) -> DutyDefinition? {
        guard let shared = handover?.routine.duty(key), routine.isShared(shared) else {
            return routine.duty(key)
        }
        return shared
    }
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
    private func saveDuties(of after: Case, before: Case, evidence: [String: [String: String]] = [:]) throws {
        for duty in after.duties where duty != before.duty(duty.key) {
            let endedBy: ID<User>? = duty.isOpen ? nil : actor.user
            let proof = try evidence[duty.key].map(JSON.encode)
            let row: SQL = """
                SET state = \(duty.state), due_on = \(duty.dueOn), ended_at = \(duty.endedAt),
                    reopened_at = \(duty.reopenedAt),
                    ended_by = \(endedBy), evidence = COALESCE(\(proof), evidence)
                """
            if let handover = after.handover, after.isShared(duty) {
                try execute(
                    "UPDATE shared_duties \(row) WHERE handover_id = \(handover.id) AND key = \(duty.key)")
            } else {
                try execute("UPDATE duties \(row) WHERE case_id = \(after.id) AND key = \(duty.key)")
            }
        }
    }

    /// Writes a case as a verb has changed it, and what follows for the other half of a move.
    func save(_ after: Case, over before: Case, evidence: [String: [String: String]] = [:]) throws {
        try saveDuties(of: after, before: before, evidence: evidence)
        try save(after, expecting: before.revision)
        let shared = after.duties.filter { after.isShared($0) && $0 != before.duty($0.key) }
        if !shared.isEmpty { try tellTwin(of: after, ended: shared.filter { !$0.isOpen }.map(\.key)) }
    }

    /// The other half's case is as far as the work that both have in common.
    func tellTwin(of order: Case, ended: [String]) throws {
        guard let twin = try twin(of: order), twin.cancelledAt == nil else { return }
        let before: Case.State = try one("SELECT state FROM cases WHERE id = \(twin.id)") { try $0.value() }
        let calendar = try settings().calendar
        let after = twin.startingDeadlines(from: ended, on: today, calendar: calendar)
        try saveDuties(of: after, before: twin)
        try save(after, expecting: twin.revision)
        // What the two have in common is written already: whether it had closed before is told by its row.
        if before != .closed { try closeIfDone(after) }
    }

    /// The case of the unit on the other side, which the actor need not see.
    func twin(of order: Case) throws -> Case? {
        guard let id = order.handover?.other(than: order.id) else { return nil }
        return try cases(where: "c.id = \(id)").first
    }

    /// Adds the duties that `occasion` makes to the case, and tells of each.
    /// - Returns: the case as it is now.
    @discardableResult
    func arise(_ occasion: Occasion, in before: Case) throws -> Case {
        let after = try before.arising(occasion, at: now, calendar: try settings().calendar)
        let made = after.duties.filter { before.duty($0.key) == nil }
        guard !made.isEmpty else { return before }
        try insert(made.filter { !after.isShared($0) }, of: after)
        if let handover = after.handover { try insert(made.filter(after.isShared), of: handover) }
        try save(after, expecting: before.revision)
        for duty in made {
            try append(Event(.dutyArose, ["duty": duty.key], about: after.subjects(of: duty)))
        }
        if made.contains(where: after.isShared) { try tellTwin(of: after, ended: []) }
        return try visibleCase(after.id)
    }

    /// Completes a duty, saves the case, and tells it to the history; closes the case with the last duty.
    func complete(_ key: String, in before: Case, evidence: [String: String], events: [Event]) throws {
        let calendar = try settings().calendar
        let after = try before.completing(key, by: actor, at: now, calendar: calendar)
        try save(after, over: before, evidence: [key: evidence])
        let subjects = before.duty(key).map(before.subjects(of:)) ?? []
        for event in events { try append(event.also(about: subjects)) }
        try closeIfDone(after)
    }

    /// A closed case needs its secrets no more (I13), and neither visit nor device waits for it.
    func closeIfDone(_ order: Case) throws {
        guard order.state == .closed else { return }
        try append(Event(.caseClosed, about: [.order(order.id)]))
        try endVisits(of: order)
        try releaseReservations(of: order, how: "closed")
        try purgeSecrets(of: order)
        try endFailures(mendedIn: order)
    }

    /// A visit that nobody has ended was made if what it was for was mounted or taken down; else there is nothing left
    /// to visit for.
    private func endVisits(of order: Case) throws {
        let planned = try all(
            """
            SELECT id, purpose, pair_id FROM visits WHERE case_id IN (\(list: order.joined)) AND status = 'planned'
            """
        ) { (id: $0.id() as ID<Visit>, purpose: try $0.value() as VisitPurpose, pair: $0.textIfAny()) }
        for visit in planned {
            let wasMade = order.hasChangedHome(on: visit.purpose, isPaired: visit.pair != nil)
            let ended = try changes(
                by:
                    """
                    UPDATE visits SET status = \(wasMade ? Visit.Status.done : .cancelled), ended_at = \(now)
                    WHERE id = \(visit.id) AND status = 'planned'
                    """)
            guard ended > 0 else { continue }
            try append(Event(wasMade ? .visitDone : .visitCancelled, about: [.order(order.id)]))
        }
    }

    func purgeSecrets(of order: Case) throws {
        let purged = try changes(by: "DELETE FROM secrets WHERE owner_id = \(order.id)")
        if purged > 0 { try append(Event(.secretPurged, about: [.order(order.id)])) }
    }
}

extension Tx {
    /// Writes new duties of a case's own; their places follow the routine's order.
    func insert(
        _ duties: [Duty], of order: Case, evidence: [String: [String: String]] = [:]
    ) throws {
        try insert(
            "duties (case_id, key, position, state, due_on, ended_at, ended_by, evidence, reopened_at)",
            try duties.map { "(\(order.id), \(try columns(of: $0, in: order.routine, evidence[$0.key])))" })
    }

    /// Writes new duties that two halves have in common.
    func insert(_ duties: [Duty], of handover: Handover) throws {
        try insert(
            "shared_duties (handover_id, key, position, state, due_on, ended_at, ended_by, evidence, reopened_at)",
            try duties.map { "(\(handover.id), \(try columns(of: $0, in: handover.routine, nil)))" })
    }

    private func columns(
        of duty: Duty, in routine: RoutineEdition, _ evidence: [String: String]?
    ) throws -> SQL {
        let position = routine.duties.firstIndex { $0.key == duty.key } ?? 0
        let endedBy: ID<User>? = duty.isOpen ? nil : actor.user
        return """
            \(duty.key), \(position), \(duty.state), \(duty.dueOn), \(duty.endedAt), \(endedBy),
            \(try evidence.map(JSON.encode)), \(duty.reopenedAt)
            """
    }
}

extension Case {
    /// The case, and the one of the other half: visits and devices are those of both.
    var joined: [ID<Case>] { [id] + (handover?.other(than: id).map { [$0] } ?? []) }

    /// Whose history tells what is done with the duty.
    func subjects(of duty: Duty) -> [Event.Subject] { (isShared(duty) ? joined : [id]).map { .order($0) } }

    /// Whose history tells of visits and devices.
    var workSubjects: [Event.Subject] { joined.map { .order($0) } }

    /// Whom it is about: nobody, in a case about the unit itself.
    var whom: [Event.Subject] { recipient.map { [.recipient($0)] } ?? [] }

    func whomAndWhere(_ home: ID<Dwelling>?) -> [Event.Subject] {
        whom + (home.map { [.dwelling($0)] } ?? [])
    }

    func subjects(at home: ID<Dwelling>?) -> [Event.Subject] { [.order(id)] + whomAndWhere(home) }
}
