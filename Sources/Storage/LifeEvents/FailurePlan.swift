import Domain

/// What is lost or broken, and what is done about it.
struct DeviceFailure {
    let device: Device
    /// Since when it has been mounted for the person, or opened their door.
    let since: Day
    /// How many others open their door with it, of whom the actor may be told.
    let sharers: Int
    /// Some routine in force replaces it, or looks at it.
    let hasRoutine: Bool
    /// The running orders that do so already.
    let covering: [Case]
}

extension Reading {
    /// What somebody has at home that may be lost or broken, and that the actor is told of.
    public func devicesThatMayFail(for id: ID<CareRecipient>) throws -> [Device] {
        try requireLifeEvents(of: id)
        let told = try devicesTold(of: id)
        return try mounted(for: id).filter { told.contains($0.id) }
    }

    /// What follows when a device is lost or broken: it is replaced, or looked at where no routine replaces its kind (I10).
    /// The person keeps the service and counts as a customer meanwhile.
    /// - Throws: `invalid` at the kind's `deviceField` where it is not mounted for the person.
    func failurePlan(
        _ kind: LifeEvent.Kind, of serial: SerialNumber?, for id: ID<CareRecipient>
    ) throws -> LifePlan {
        guard let device = try devicesThatMayFail(for: id).first(where: { $0.serial == serial }) else {
            throw AppError.invalid("life.device.notMounted", field: kind.deviceField ?? "kind")
        }
        let routine = try routinesInForce().takingUp(failed: device.kind)
        let sharers = try sharers(of: device.id, besides: id)
        // It is looked after also in the order of somebody of whom the actor is not told.
        let covering = try covering(device.kind, of: id, sharers.map(\.id), under: routine)
        let unit = try servingUnit(of: id)
        let isBegun = unit == nil || !covering.isEmpty
        return LifePlan(
            recipient: try recipient(id), unit: unit, ending: [], goingOn: covering, visits: [], reserved: [],
            residency: nil, services: [], returns: isBegun ? [] : [routine].compactMap(\.self), mounted: [],
            heldKeys: 0, consents: [],
            supervisions: try supervisions(of: id, needing: .recipient).filter { $0.camera == device.id },
            failed: DeviceFailure(
                device: device, since: try held(device.id, since: id),
                sharers: sharers.count(where: \.isTold),
                hasRoutine: routine != nil, covering: covering))
    }

    /// The running orders in which it is still to be taken down and not to be mounted again as it is; and, where nothing
    /// would replace it, those in which the team still looks at it, also for somebody who shares it.
    private func covering(
        _ kind: DeviceKind, of id: ID<CareRecipient>, _ sharers: [ID<CareRecipient>],
        under routine: RoutineEdition?
    ) throws -> [Case] {
        let running = try cases(
            where: "c.recipient_id IN (\(list: [id] + sharers)) AND c.queue_rank IS NOT NULL")
        return try running.filter { order in
            if order.recipient == id, order.takesDownForGood(kind) { return true }
            guard let routine, !routine.replaces(kind), order.state == .submitted else { return false }
            // An order under an older edition does not say which device it is about.
            guard order.routine.takesUp(failed: kind) else { return order.routine.slug == routine.slug }
            return order.routine.concerns(failed: kind, try answers(of: order.id))
        }
    }

    private func sharers(
        of device: ID<Device>, besides id: ID<CareRecipient>
    ) throws -> [(id: ID<CareRecipient>, isTold: Bool)] {
        try all(
            """
            SELECT DISTINCT l.recipient_id, CASE WHEN \(mayTell(of: "l.recipient_id")) THEN 1 ELSE 0 END FROM lock_links l
            WHERE l.device_id = \(device) AND l.valid_to IS NULL AND l.recipient_id <> \(id) ORDER BY l.recipient_id
            """
        ) { (id: $0.id(), isTold: $0.bool()) }
    }

    private func held(_ device: ID<Device>, since id: ID<CareRecipient>) throws -> Day {
        try one(
            """
            SELECT MIN(h.valid_from) FROM (
                SELECT valid_from FROM installations
                WHERE device_id = \(device) AND recipient_id = \(id) AND valid_to IS NULL
                UNION ALL SELECT valid_from FROM lock_links
                WHERE device_id = \(device) AND recipient_id = \(id) AND valid_to IS NULL
            ) h
            """
        ) { $0.instant().day }
    }
}

extension Tx {
    /// An order that is about what has failed takes it up, however it was begun.
    func takeUpFailures(by order: Case, _ answers: Answers) throws {
        let kinds = DeviceKind.allCases.filter { order.routine.concerns(failed: $0, answers) }
        guard let person = order.recipient, !kinds.isEmpty else { return }
        try execute(
            """
            INSERT INTO life_event_effects (event_id, effect, subject_id)
            SELECT e.id, 'covered', \(order.id) FROM life_events e JOIN devices d ON d.id = e.device_id
            WHERE e.recipient_id = \(person) AND e.undone_at IS NULL AND e.over_on IS NULL AND d.kind IN (\(list: kinds))
            """)
    }

    /// Something that was broken and has been looked at in an order that is done works again. What was lost does not.
    func endFailures(mendedIn order: Case) throws {
        let kinds = DeviceKind.allCases.filter {
            order.routine.takesUp(failed: $0) && !order.routine.replaces($0)
        }
        guard !kinds.isEmpty else { return }
        try endFailures(
            where: """
                e.kind = \(LifeEvent.Kind.deviceBroken) AND d.kind IN (\(list: kinds)) AND EXISTS (
                    SELECT 1 FROM life_event_effects f
                    WHERE f.event_id = e.id AND f.effect = 'covered' AND f.subject_id = \(order.id))
                """)
    }

    /// What was lost or broken is so no longer.
    func endFailures(where condition: SQL) throws {
        let over = try all(
            """
            SELECT e.id, e.kind, e.recipient_id, d.id, d.serial, d.kind, d.model, d.status FROM life_events e
            JOIN devices d ON d.id = e.device_id
            WHERE e.undone_at IS NULL AND e.over_on IS NULL AND \(condition) ORDER BY e.id
            """
        ) { row in
            (
                id: row.id() as ID<LifeEvent>, kind: try row.value() as LifeEvent.Kind,
                recipient: row.id() as ID<CareRecipient>, device: try readDevice(&row)
            )
        }
        for event in over {
            try endFailure(event.id)
            try tell(
                .deviceReportOver, event.kind, today, event.device,
                about: [.recipient(event.recipient), .device(event.device.id)])
        }
    }

    private func endFailure(_ id: ID<LifeEvent>) throws {
        try execute(
            """
            UPDATE life_events SET over_on = CASE WHEN happened_on > \(today) THEN happened_on ELSE \(today) END
            WHERE id = \(id)
            """)
    }

    /// A report that nobody has taken up gives way to a new one, such as the next unit's.
    /// - Throws: `conflict` where an order takes it up, or where the unit that serves the person has one to send.
    func renewFailure(of device: ID<Device>, for id: ID<CareRecipient>, servedBy unit: ID<ProviderUnit>?)
        throws
    {
        let current: ID<LifeEvent>? = try first(
            """
            SELECT id FROM life_events WHERE recipient_id = \(id) AND device_id = \(device) AND undone_at IS NULL
                AND over_on IS NULL
            """
        ) { $0.id() }
        guard let current else { return }
        let isTakenUp = try first(
            """
            SELECT 1 FROM life_event_effects f WHERE f.event_id = \(current) AND (
                (f.effect = 'covered' AND EXISTS (
                    SELECT 1 FROM cases c WHERE c.id = f.subject_id AND c.queue_rank IS NOT NULL))
                OR (f.effect = 'draft' AND EXISTS (
                    SELECT 1 FROM drafts w WHERE w.id = f.subject_id AND w.unit_id = \(unit))))
            """, { $0.int() })
        guard isTakenUp == nil else { throw AppError.conflict("life.alreadyRecorded") }
        try forgetUnsent(because: current)
        try endFailure(current)
    }

    /// Nobody needs another one who is to have none.
    func forgetReplacements(for id: ID<CareRecipient>) throws {
        let events: [ID<LifeEvent>] = try all(
            """
            SELECT id FROM life_events WHERE recipient_id = \(id) AND device_id IS NOT NULL AND undone_at IS NULL
                AND over_on IS NULL
            """
        ) { $0.id() }
        for event in events { try forgetUnsent(because: event) }
    }

    /// What works again, or is found, needs no replacement; an order that the unit has sent is theirs to call off.
    func forgetUnsent(because id: ID<LifeEvent>) throws {
        let drafts: [ID<Case>] = try all(
            """
            SELECT d.id FROM life_event_effects f JOIN drafts d ON d.id = f.subject_id
            WHERE f.event_id = \(id) AND f.effect = 'draft'
            """
        ) { $0.id() }
        for draft in drafts {
            try execute("DELETE FROM secrets WHERE owner_id = \(draft)")
            try forgetDraft(draft)
        }
    }

    /// What a device's own page tells; who said it and what they noted stays with the person.
    func tell(
        _ what: Event.Kind, _ kind: LifeEvent.Kind, _ day: Day, _ device: Device,
        about subjects: [Event.Subject]
    ) throws {
        try append(
            Event(
                what,
                [
                    "failure": kind.rawValue, "day": day.description, "serial": device.serial.text,
                    "device": device.kind.rawValue,
                ], about: subjects))
    }
}

extension Case {
    /// A device of this kind is left to take down in it, and not to take along to the next home.
    fileprivate func takesDownForGood(_ kind: DeviceKind) -> Bool {
        duties.contains { duty in
            guard duty.isOpen, case .uninstall(let kinds, movesAlong: false) = duty.definition.kind else {
                return false
            }
            return kinds.contains(kind)
        }
    }
}
