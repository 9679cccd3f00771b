import Domain

extension Tx {
    /// Records what has happened, and does what follows from it: orders end, visits are called off, what was reserved is
    /// free, services and the home end, and the unit that serves the person gets the orders of giving back to send.
    /// - Parameters:
    ///   - foreseen: the digest of the foresight that the actor has seen.
    ///   - reason: the event in words, for the cases that end and the visits that are called off.
    /// - Throws: `conflict` where something else would follow now, or where the same is recorded already; `notFound` and
    ///   `forbidden` as the foresight does; `invalid` at `day` where the event is before something that it would end.
    /// - Returns: the orders of giving back that have begun, for the unit to send.
    @discardableResult
    public func record(
        _ event: LifeEvent, about id: ID<CareRecipient>, foreseen: String, reason: String
    ) throws -> [ID<Case>] {
        try requireLifeEvents(of: id)
        try holdDevices(of: id)
        let plan = try lifePlan(event.kind, of: event.device, for: id)
        try requireFirst(event.kind, of: id)
        if let fault = try lifetime(of: id).fault(on: event.day, field: "day") {
            throw AppError(.invalid, [fault])
        }
        guard plan.digest == foreseen else { throw AppError.conflict("life.changedMeanwhile") }
        try require(plan, hasBegunBy: event.day)
        if let failed = plan.failed {
            try renewFailure(of: failed.device.id, for: id, servedBy: plan.unit?.id)
        }
        if event.kind == .deceased { try die(id, on: event.day) }
        let entry = ID<LifeEvent>.new(in: self)
        try execute(
            """
            INSERT INTO life_events (id, recipient_id, kind, happened_on, told_by, note, recorded_at, recorded_by, device_id)
            VALUES (\(entry), \(id), \(event.kind), \(event.day), \(event.toldBy), \(event.note), \(now), \(actor.user),
                \(plan.failed?.device.id))
            """)
        try callOff(plan, reason: reason, because: entry)
        if let residency = plan.residency {
            try endResidency(residency.id, in: residency.home.id, of: id, after: event.day, because: entry)
        }
        for service in plan.services { try end(service, of: id, on: event.day, because: entry) }
        try endConsents(plan, event.kind, because: entry)
        let drafts = try beginReturns(plan, event, because: entry)
        try append(
            Event(
                .lifeEventRecorded,
                [
                    "life": event.kind.rawValue, "day": event.day.description, "toldBy": event.toldBy,
                    "note": event.note,
                ],
                about: [.recipient(id)]))
        if let failed = plan.failed {
            for order in failed.covering { try note("covered", order.id.text, of: entry) }
            try tell(
                .deviceReported, event.kind, event.day, failed.device, about: [.device(failed.device.id)])
        }
        if event.kind.endsService { try forgetReplacements(for: id) }
        // Others than the person's own unit work in these: they learn what has happened and when, and no more (R1.22).
        let orders = plan.ending + plan.goingOn
        if !orders.isEmpty {
            try append(
                Event(
                    .lifeEventTold, ["life": event.kind.rawValue, "day": event.day.description],
                    about: orders.map { .order($0.id) }))
        }
        return drafts
    }

    /// What ends has begun by then.
    private func require(_ plan: LifePlan, hasBegunBy day: Day) throws {
        let begun = plan.services.map(\.since) + [plan.residency?.since].compactMap(\.self)
        guard begun.allSatisfy({ $0 <= day }) else {
            throw AppError.invalid("lifetime.factsAfter", field: "day")
        }
        if let failed = plan.failed, day < failed.since {
            throw AppError(
                .invalid, [Fault("life.device.before", field: "day", ["day": failed.since.description])])
        }
    }

    private func requireFirst(_ kind: LifeEvent.Kind, of id: ID<CareRecipient>) throws {
        let current = try all(
            """
            SELECT kind FROM life_events WHERE recipient_id = \(id) AND undone_at IS NULL AND over_on IS NULL
            """
        ) { try $0.value() as LifeEvent.Kind }
        if current.contains(.deceased) { throw AppError.conflict("life.deceasedAlready") }
        if kind.lasts, !kind.concernsDevice, current.contains(kind) {
            throw AppError.conflict("life.alreadyRecorded")
        }
    }

    /// Consents that are taken back end, and the supervision that needs them at once (I16, I18); what asks for them asks
    /// again.
    private func endConsents(_ plan: LifePlan, _ kind: LifeEvent.Kind, because entry: ID<LifeEvent>) throws {
        guard let giver = kind.withdraws else { return }
        guard !plan.consents.isEmpty else { throw AppError.conflict("consent.noneInForce") }
        for consent in plan.consents { try note("consent", consent.id, of: entry) }
        for supervision in plan.supervisions { try note("supervision", supervision.id, of: entry) }
        let orders = try cases(where: "c.id IN (\(list: plan.goingOn.map(\.id)))")
        try withdrawConsent(of: giver, for: plan.recipient.id, toldTo: orders)
    }

    private func callOff(_ plan: LifePlan, reason: String, because event: ID<LifeEvent>) throws {
        for order in plan.ending {
            // The other half of a move that has just ended has changed with it.
            guard let before = try cases(where: "c.id = \(order.id)").first, before.isCancellable else {
                continue
            }
            try callOff(before, as: try before.cancelled(at: now), reason: reason)
            if before.handover == nil { try note("order", order.id.text, of: event) }
        }
        let stopped = Set(plan.visits.map(\.order))
        for order in plan.goingOn where !stopped.isDisjoint(with: order.joined) {
            guard let current = try cases(where: "c.id = \(order.id)").first else { continue }
            try callOffVisits(in: current, reason: reason)
        }
    }

    /// The home is the person's to the end of the day.
    private func endResidency(
        _ residency: String, in home: ID<Dwelling>, of id: ID<CareRecipient>, after day: Day,
        because event: ID<LifeEvent>
    ) throws {
        let end = min(day.adding(days: 1).start, now)
        try revise(
            "residencies", "valid_to = CASE WHEN valid_from > \(end) THEN valid_from ELSE \(end) END",
            where: "id = \(residency)")
        try note("residency", residency, of: event)
        try append(Event(.residencyEnded, about: [.recipient(id), .dwelling(home)]))
    }

    private func end(
        _ service: LifePlan.Service, of id: ID<CareRecipient>, on day: Day,
        because event: ID<LifeEvent>
    ) throws {
        try revise("granted_services", "ended_on = \(day)", where: "id = \(service.id)")
        try note("service", service.id, of: event)
        try append(
            Event(.serviceEnded, ["system": service.system, "day": day.description], about: [.recipient(id)]))
    }

    /// An order of giving back for each routine that takes back what the person has: begun, filled in with what is known,
    /// and left to the unit, which knows the keys and whom to call.
    private func beginReturns(
        _ plan: LifePlan, _ event: LifeEvent, because entry: ID<LifeEvent>
    ) throws -> [ID<Case>] {
        guard let unit = plan.unit else { return [] }
        let home =
            try homeOfDevices(of: plan.recipient.id, first: plan.failed?.device.id)?.address
            ?? plan.residency?.home.address
        return try plan.returns.map { routine in
            let half = routine.orderers.first.map { routine.half(of: $0.key) } ?? routine
            let answers = half.orderForm?.answers(
                because: event, about: plan.recipient, at: home, failed: plan.failed?.device.kind)
            let draft = ID<Case>.new(in: self)
            try execute(
                """
                INSERT INTO drafts (id, slug, edition, party, unit_id, user_id, answers, began_at, saved_at)
                VALUES (\(draft), \(routine.slug), \(routine.edition), \(routine.orderers.first?.key ?? ""), \(unit.id),
                    \(actor.user), \(JSON.encode(answers ?? Answers())), \(now), \(now))
                """)
            try note("draft", draft.text, of: entry)
            return draft
        }
    }

    /// Where something is mounted that is the person's, or opens their door: it is to be fetched there, wherever they live
    /// now.
    /// - Parameter device: what it is about, where it is about one.
    private func homeOfDevices(of id: ID<CareRecipient>, first device: ID<Device>?) throws -> Dwelling? {
        try first(
            """
            SELECT d.id, d.street, d.apartment, d.postal_code, d.city FROM installations i
            JOIN dwellings d ON d.id = i.dwelling_id
            WHERE i.valid_to IS NULL AND (i.recipient_id = \(id) OR i.device_id IN (
                SELECT l.device_id FROM lock_links l WHERE l.recipient_id = \(id) AND l.valid_to IS NULL))
            ORDER BY CASE WHEN i.device_id = \(device) THEN 0 WHEN i.recipient_id = \(id) THEN 1 ELSE 2 END, i.id
            LIMIT 1
            """
        ) { Dwelling(id: $0.id(), address: readAddress(&$0)) }
    }

    /// Keeps what followed, for whoever undoes it.
    private func note(_ effect: String, _ subject: String, of event: ID<LifeEvent>) throws {
        try execute(
            """
            INSERT INTO life_event_effects (event_id, effect, subject_id) VALUES (\(event), \(effect), \(subject))
            """)
    }
}
