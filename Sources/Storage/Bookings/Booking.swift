import Domain

extension Tx {
    /// Books a visit and completes the booking duty.
    /// - Throws: `conflict` where the technician is busy then or the duty was done by somebody else.
    public func book(_ key: String, in number: CaseNumber, visit: Visit) throws {
        try actor.require(.plan)
        let order = try visibleCase(number)
        guard case .book(let purpose)? = order.duty(key)?.definition.kind else { throw AppError.notFound }
        try order.requireWork(on: key, by: actor)
        let id = try insert(visit, duty: key, purpose: purpose, in: order)
        try complete(
            key, in: order, evidence: ["visit": id.text],
            events: [Event(.visitBooked, details(of: visit, duty: key), about: [.order(order.id)])])
        try followPlan(of: order, isBooked: true)
    }

    /// Books the two visits of a move with one contact, and completes the booking duty. What is fetched already needs
    /// only the second.
    /// - Throws: `conflict` at `uninstall.time` or `install.time` where the technician is busy then.
    public func book(_ key: String, in number: CaseNumber, pair: VisitPair) throws {
        try actor.require(.plan)
        let order = try visibleCase(number)
        guard case .book(.both)? = order.duty(key)?.definition.kind else { throw AppError.notFound }
        try order.requireWork(on: key, by: actor)
        guard (pair.uninstall != nil) == order.hasOpenUninstallation else {
            throw AppError.conflict("case.changedMeanwhile")
        }
        try pair.requireAgreement(fetchedAt: order.lacksSince)
        let id = try insert(pair, duty: key, in: order)
        try complete(key, in: order, evidence: ["visit": id], events: [])
        for visit in [pair.uninstall, pair.install].compactMap({ $0 }) {
            try append(
                Event(.visitBooked, details(of: visit, duty: key), about: order.workSubjects))
        }
        try followPlan(of: order, isBooked: true)
    }

    private func insert(_ pair: VisitPair, duty: String, in order: Case, replacing old: [Planned] = []) throws
        -> String
    {
        let id = ID<VisitPair>.new(in: self).text
        let visits: [(VisitPurpose, Visit?)] = [(.uninstall, pair.uninstall), (.install, pair.install)]
        for (purpose, visit) in visits {
            guard let visit else { continue }
            do {
                _ = try insert(
                    visit, duty: duty, purpose: purpose, in: order,
                    replacing: old.first { $0.purpose == purpose }?.id, pair: (id, pair.fallback))
            } catch let error as AppError where error.faults.contains(where: { $0.field == "time" }) {
                throw AppError(error.code, error.faults.map { $0.at("\(purpose.rawValue).time") })
            }
        }
        return id
    }

    /// Moves both visits of a move, or the one that is left of them; the old rows stay, ended.
    public func reschedule(_ id: ID<Visit>, to pair: VisitPair, reason: String) throws {
        try actor.require(.plan)
        let reason = Text.cleaned(reason)
        try checkLength(reason, field: "reason")
        let planned = try plannedVisit(id)
        let old = [planned] + (try mates(of: planned))
        guard planned.pair != nil,
            old.contains(where: { $0.purpose == .uninstall }) == (pair.uninstall != nil)
        else { throw AppError.conflict("case.changedMeanwhile") }
        try pair.requireAgreement(fetchedAt: planned.order.lacksSince)
        for visit in old { try end(visit, as: .rescheduled, outcome: nil, reason: reason) }
        _ = try insert(pair, duty: planned.duty, in: planned.order, replacing: old)
        for visit in [pair.uninstall, pair.install].compactMap({ $0 }) {
            try append(
                Event(
                    .visitRescheduled,
                    details(of: visit, duty: planned.duty).merging(["reason": reason]) { $1 },
                    about: planned.order.workSubjects))
        }
    }

    /// The visits that were booked together with one, and are still to be made.
    private func mates(of planned: Planned) throws -> [Planned] {
        guard let pair = planned.pair else { return [] }
        return try all(
            "SELECT id, purpose FROM visits WHERE pair_id = \(pair) AND status = 'planned' AND id <> \(planned.id)"
        ) {
            Planned(
                id: $0.id(), order: planned.order, duty: planned.duty, purpose: try $0.value(), pair: pair)
        }
    }

    /// Notes a call that did not lead to a visit; the booking duty stays open.
    public func noteCall(in number: CaseNumber, contacted: String, outcome: CallOutcome, note: String) throws
    {
        try actor.require(.plan)
        let order = try visibleCase(number)
        guard order.isOpen else { throw AppError.conflict("case.ended") }
        guard !contacted.isEmpty else {
            throw AppError.invalid("visit.contacted.missing", field: "contacted")
        }
        guard !Text.isLonger(contacted, than: Text.shortLimit) else {
            throw AppError.invalid("form.tooLong", field: "contacted", ["limit": "\(Text.shortLimit)"])
        }
        try checkLength(note, field: "note")
        try append(
            Event(
                .contactCalled, ["contacted": contacted, "callOutcome": outcome.rawValue, "note": note],
                about: [.order(order.id)]))
    }

    /// Moves a visit to another time or technician; the old row stays, ended.
    public func reschedule(_ id: ID<Visit>, to visit: Visit, reason: String) throws {
        try actor.require(.plan)
        let reason = Text.cleaned(reason)
        try checkLength(reason, field: "reason")
        let planned = try plannedVisit(id)
        guard planned.pair == nil else { throw AppError.conflict("visit.pair.together") }
        try end(planned, as: .rescheduled, outcome: nil, reason: reason)
        _ = try insert(visit, duty: planned.duty, purpose: planned.purpose, in: planned.order, replacing: id)
        try append(
            Event(
                .visitRescheduled, details(of: visit, duty: planned.duty).merging(["reason": reason]) { $1 },
                about: [.order(planned.order.id)]))
    }

    /// Calls a visit off, and the one that was booked with it; the booking duty opens again.
    public func cancelVisit(_ id: ID<Visit>, reason: String) throws {
        try actor.require(.plan)
        let reason = Text.cleaned(reason)
        guard !reason.isEmpty else { throw AppError.invalid("form.required", field: "reason") }
        try checkLength(reason, field: "reason")
        let planned = try plannedVisit(id)
        for visit in [planned] + (try mates(of: planned)) {
            try end(visit, as: .cancelled, outcome: nil, reason: reason)
        }
        try append(Event(.visitCancelled, ["reason": reason], about: planned.order.workSubjects))
        try reopen(planned)
    }

    /// A visit that led to nothing, with why; the booking duty opens again and waits on the team.
    public func missVisit(_ id: ID<Visit>, outcome: Visit.Outcome?, note: String) throws {
        try actor.require(.workOnTeamDuties)
        guard let outcome else { throw AppError.invalid("form.choose", field: "outcome") }
        let note = Text.cleaned(note)
        try checkLength(note, field: "note")
        let planned = try plannedVisit(id)
        try end(planned, as: .missed, outcome: outcome, reason: note)
        // What could not be fetched cannot be mounted either.
        for visit in try mates(of: planned) where planned.purpose == .uninstall {
            try end(visit, as: .cancelled, outcome: nil, reason: note)
        }
        try append(
            Event(
                .visitMissed, ["outcome": outcome.rawValue, "note": note], about: planned.order.workSubjects))
        try reopen(planned)
    }

    /// The visit is over and what it was for is done.
    public func finishVisit(_ id: ID<Visit>) throws {
        try actor.require(.workOnTeamDuties)
        let planned = try plannedVisit(id)
        let isUnfinished = planned.order.duties.contains { duty in
            let kind = duty.definition.kind
            return duty.isOpen && kind.changesHome
                && planned.purpose.covers(kind, isPaired: planned.pair != nil)
        }
        guard !isUnfinished else { throw AppError.invalid("visit.unfinished") }
        try end(planned, as: .done, outcome: nil, reason: nil)
        try append(Event(.visitDone, about: planned.order.workSubjects))
    }

    /// Calls off what is booked for a day and for homes that hold no longer; the booking duty opens again.
    func callOffVisits(in order: Case, reason: String) throws {
        let planned = try all(
            """
            SELECT id, duty, purpose, pair_id FROM visits WHERE case_id IN (\(list: order.joined))
                AND status = 'planned' ORDER BY starts_at
            """
        ) {
            Planned(
                id: $0.id(), order: order, duty: $0.text(), purpose: try $0.value(), pair: $0.textIfAny())
        }
        guard let first = planned.first else { return }
        for visit in planned { try end(visit, as: .cancelled, outcome: nil, reason: reason) }
        try append(Event(.visitCancelled, ["reason": reason], about: order.workSubjects))
        if order.state == .submitted { try reopen(first) }
    }

    private struct Planned {
        let id: ID<Visit>
        let order: Case
        let duty: String
        let purpose: VisitPurpose
        /// Shared by the two visits of a move.
        let pair: String?
    }

    private func plannedVisit(_ id: ID<Visit>) throws -> Planned {
        let (order, duty, purpose, status, pair) = try one(
            """
            SELECT v.case_id, v.duty, v.purpose, v.status, v.pair_id FROM visits v JOIN cases c ON c.id = v.case_id
            WHERE v.id = \(id) AND \(seesCase)
            """
        ) {
            (
                $0.id() as ID<Case>, $0.text(), try $0.value() as VisitPurpose,
                try $0.value() as Visit.Status, $0.textIfAny()
            )
        }
        guard status == .planned else { throw AppError.conflict("visit.ended") }
        return Planned(id: id, order: try visibleCase(order), duty: duty, purpose: purpose, pair: pair)
    }

    private func insert(
        _ visit: Visit, duty: String, purpose: VisitPurpose, in order: Case, replacing old: ID<Visit>? = nil,
        pair: (id: String, fallback: String)? = nil
    ) throws -> ID<Visit> {
        let technicians = try visitors().map(\.id)
        guard technicians.contains(visit.technician) else {
            throw AppError.invalid("visit.technician.missing", field: "technician")
        }
        try serialize(on: "visits of \(visit.technician)")
        try requireFree(visit.technician, from: visit.startsAt, minutes: visit.minutes)
        let id = ID<Visit>.new(in: self)
        try execute(
            """
            INSERT INTO visits (id, case_id, duty, purpose, technician_id, starts_at, minutes, contacted, note,
                status, replaces_id, booked_at, booked_by, pair_id, dwelling_id, fallback)
            VALUES (\(id), \(order.id), \(duty), \(purpose), \(visit.technician), \(visit.startsAt),
                \(visit.minutes), \(visit.contacted), \(visit.note), 'planned', \(old), \(now), \(actor.user),
                \(pair?.id), \(pair == nil ? nil : order.home(for: purpose)), \(pair?.fallback ?? ""))
            """)
        try letInVisitor(visit.technician, of: order.id)
        return id
    }

    /// - Throws: `conflict` at `time` where the technician has another visit then.
    func requireFree(_ technician: ID<User>, from start: Instant, minutes: Int) throws {
        let end = start.adding(minutes: Int64(minutes))
        let clash = try first(
            """
            SELECT starts_at FROM visits WHERE technician_id = \(technician) AND status = 'planned'
                AND starts_at < \(end) AND starts_at + minutes * 60000 > \(start)
                AND starts_at > \(start.adding(minutes: -480)) LIMIT 1
            """
        ) { $0.instant() }
        if let clash {
            throw AppError(.conflict, "visit.clash", field: "time", ["time": clash.clock.description])
        }
    }

    private func end(_ planned: Planned, as status: Visit.Status, outcome: Visit.Outcome?, reason: String?)
        throws
    {
        let changed = try changes(
            by:
                """
                UPDATE visits SET status = \(status), ended_at = \(now), outcome = \(outcome?.rawValue), reason = \(reason)
                WHERE id = \(planned.id) AND status = 'planned'
                """)
        guard changed == 1 else { throw AppError.conflict("visit.ended") }
    }

    private func reopen(_ planned: Planned) throws {
        let before = planned.order
        let after = try before.reopening(planned.duty, at: now, calendar: try settings().calendar)
        try save(after, over: before)
        try append(Event(.dutyReopened, ["duty": planned.duty], about: before.workSubjects))
        try followPlan(of: before, isBooked: false)
    }

    private func details(of visit: Visit, duty: String) throws -> [String: String] {
        let name = try one("SELECT name FROM users WHERE id = \(visit.technician)") { $0.text() }
        return [
            "duty": duty, "at": String(visit.startsAt.milliseconds), "technician": name,
            "contacted": visit.contacted,
        ]
    }
}

extension Reading {
    func hasPlannedVisit(_ order: Case) throws -> Bool {
        try first(
            "SELECT 1 FROM visits WHERE case_id IN (\(list: order.joined)) AND status = 'planned' LIMIT 1"
        ) { $0.int() } != nil
    }
}
