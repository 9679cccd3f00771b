import Domain

/// All that follows from a life event, as the register stands now.
struct LifePlan {
    let recipient: CareRecipient
    /// The unit that serves the person, or did last.
    let unit: NamedPlace<ProviderUnit>?
    /// Orders that end with the service.
    let ending: [Case]
    /// Orders that are to be finished all the same.
    let goingOn: [Case]
    /// Planned visits that are called off, in orders of either sort.
    let visits: [PlannedVisit]
    let reserved: [Device]
    let residency: Residency?
    let services: [Service]
    /// Routines under which what the person has goes back.
    let returns: [RoutineEdition]
    let mounted: [Device]
    let heldKeys: Int
    /// Consents that hold no longer, and what ends with them.
    let consents: [Consent]
    let supervisions: [Supervision]
    let failed: DeviceFailure?

    struct Consent {
        let id: String
        let giver: ConsentGiver
        let name: String
    }

    struct Supervision {
        let id: String
        let camera: ID<Device>
        let serial: SerialNumber
        let centre: String
    }

    struct Residency {
        let id: String
        let since: Day
        let home: Dwelling
    }

    struct Service {
        let id: String
        let system: String
        let since: Day
    }

    struct PlannedVisit: Hashable {
        let id: ID<Visit>
        let order: ID<Case>
        let startsAt: Instant
    }

    /// What the plan is about, told apart from any other: who confirms it has seen this one.
    var digest: String {
        var parts = ending.map { "ends \($0.id)" } + goingOn.map { "goes on \($0.id)" }
        parts +=
            visits.map { "visit \($0.id) \($0.startsAt.milliseconds)" } + reserved.map { "reserved \($0.id)" }
        parts += [residency.map { "leaves \($0.id)" }, unit.map { "unit \($0.id)" }].compactMap(\.self)
        parts += services.map { "service \($0.id)" } + returns.map { "return \($0.slug) \($0.edition)" }
        parts += mounted.map { "mounted \($0.id)" } + ["keys \(heldKeys)"]
        parts += consents.map { "consent \($0.id)" } + supervisions.map { "supervision \($0.id)" }
        if let failed { parts.append("failed \(failed.device.id) \(failed.sharers) \(failed.hasRoutine)") }
        return Array(parts.joined(separator: "\n").utf8).digest
    }
}

extension Reading {
    /// What follows for `id` from an event of this kind. Asks of all orders, also those that the actor does not see.
    /// - Parameter device: what is lost or broken.
    func lifePlan(
        _ kind: LifeEvent.Kind, of device: SerialNumber? = nil, for id: ID<CareRecipient>
    ) throws -> LifePlan {
        guard !kind.concernsDevice else { return try failurePlan(kind, of: device, for: id) }
        let open = try cases(where: "c.recipient_id = \(id) AND c.queue_rank IS NOT NULL")
        let touched = kind.withdraws == nil ? open : open.filter(\.concernsCamera)
        let ending = kind.endsService ? touched.filter(\.endsWithService) : []
        let goingOn = touched.filter { order in !ending.contains { $0.id == order.id } }
        let mounted =
            kind.lasts
            ? [] : try mounted(for: id).filter { kind.withdraws == nil || $0.kind == .safetyCamera }
        let unit = try servingUnit(of: id)
        return LifePlan(
            recipient: try recipient(id), unit: unit, ending: ending, goingOn: goingOn,
            visits: try plannedVisits(in: ending + goingOn.filter { kind.stopsVisits(in: $0) }),
            reserved: try reserved(for: ending),
            residency: kind.leavesHome ? try residency(of: id) : nil,
            services: kind.endsService ? try openServices(of: id) : [],
            returns: unit == nil ? [] : try returns(of: mounted, after: kind, besides: goingOn),
            mounted: mounted,
            heldKeys: kind.endsService || kind.leavesHome ? try keysHeld(of: id) : 0,
            consents: try kind.withdraws.map { try consentsInForce(of: id, by: $0) } ?? [],
            supervisions: try kind.withdraws.map { try supervisions(of: id, needing: $0) } ?? [], failed: nil)
    }

    /// The routines in force under which what is mounted goes back, but those under which it does so already.
    private func returns(
        of mounted: [Device], after kind: LifeEvent.Kind, besides running: [Case]
    ) throws -> [RoutineEdition] {
        let under = running.filter {
            $0.onlyTakesBack || (kind == .movedOut && !$0.routine.takenBack(after: kind).isEmpty)
        }
        let taken = Set(
            under.flatMap { $0.duties.filter(\.isOpen).flatMap(\.definition.kind.devicesTakenDown) })
        let left = Set(mounted.map(\.kind)).subtracting(taken)
        return left.isEmpty ? [] : try routinesInForce().takingBack(left, after: kind)
    }

    private func consentsInForce(of id: ID<CareRecipient>, by giver: ConsentGiver) throws -> [LifePlan
        .Consent]
    {
        try all(
            """
            SELECT id, giver, given_by FROM consents WHERE recipient_id = \(id) AND giver = \(giver)
                AND valid_to IS NULL ORDER BY id
            """
        ) { LifePlan.Consent(id: $0.text(), giver: try $0.value(), name: $0.text()) }
    }

    func supervisions(
        of id: ID<CareRecipient>, needing giver: ConsentGiver
    ) throws -> [LifePlan.Supervision] {
        let needs: SQL = giver == .recipient ? "1 = 1" : "s.needs_cohabitant = 1"
        return try all(
            """
            SELECT s.id, d.id, d.serial, s.centre FROM supervisions s JOIN devices d ON d.id = s.device_id
            WHERE s.recipient_id = \(id) AND s.valid_to IS NULL AND \(needs) ORDER BY s.id
            """
        ) {
            LifePlan.Supervision(
                id: $0.text(), camera: $0.id(), serial: SerialNumber(stored: $0.text()), centre: $0.text())
        }
    }

    func mounted(for id: ID<CareRecipient>) throws -> [Device] {
        try all(
            """
            SELECT d.id, d.serial, d.kind, d.model, d.status FROM installations i JOIN devices d ON d.id = i.device_id
            WHERE i.recipient_id = \(id) AND i.valid_to IS NULL
            UNION SELECT d.id, d.serial, d.kind, d.model, d.status FROM lock_links l JOIN devices d ON d.id = l.device_id
            WHERE l.recipient_id = \(id) AND l.valid_to IS NULL ORDER BY 2
            """
        ) { try readDevice(&$0) }
    }

    /// Where nobody is said to serve the person, the unit that last ordered something for them.
    func servingUnit(of id: ID<CareRecipient>) throws -> NamedPlace<ProviderUnit>? {
        try first(
            """
            SELECT u.id, u.name FROM provider_units u WHERE u.id = COALESCE(
                (SELECT r.unit_id FROM provider_responsibilities r WHERE r.recipient_id = \(id) AND r.valid_to IS NULL),
                (SELECT c.unit_id FROM cases c WHERE c.recipient_id = \(id) AND c.state <> 'cancelled'
                    ORDER BY c.id DESC LIMIT 1))
            """
        ) { NamedPlace(id: $0.id(), name: $0.text()) }
    }

    private func plannedVisits(in orders: [Case]) throws -> [LifePlan.PlannedVisit] {
        guard !orders.isEmpty else { return [] }
        return try all(
            """
            SELECT id, case_id, starts_at FROM visits
            WHERE case_id IN (\(list: orders.flatMap(\.joined))) AND status = 'planned' ORDER BY starts_at, id
            """
        ) { LifePlan.PlannedVisit(id: $0.id(), order: $0.id(), startsAt: $0.instant()) }
    }

    private func reserved(for orders: [Case]) throws -> [Device] {
        guard !orders.isEmpty else { return [] }
        return try all(
            """
            SELECT d.id, d.serial, d.kind, d.model, d.status FROM reservations r JOIN devices d ON d.id = r.device_id
            WHERE r.case_id IN (\(list: orders.flatMap(\.joined))) AND r.ended_at IS NULL ORDER BY d.kind, d.serial
            """
        ) { try readDevice(&$0) }
    }

    private func residency(of id: ID<CareRecipient>) throws -> LifePlan.Residency? {
        try first(
            """
            SELECT r.id, r.valid_from, d.id, d.street, d.apartment, d.postal_code, d.city FROM residencies r
            JOIN dwellings d ON d.id = r.dwelling_id WHERE r.recipient_id = \(id) AND r.valid_to IS NULL
            """
        ) {
            LifePlan.Residency(
                id: $0.text(), since: $0.instant().day, home: Dwelling(id: $0.id(), address: readAddress(&$0))
            )
        }
    }

    private func openServices(of id: ID<CareRecipient>) throws -> [LifePlan.Service] {
        try all(
            """
            SELECT id, system, effectuated_on FROM granted_services WHERE recipient_id = \(id) AND ended_on IS NULL
            ORDER BY id
            """
        ) { LifePlan.Service(id: $0.text(), system: $0.text(), since: try $0.day()) }
    }

    /// How many keys and tags units hold to the person's homes.
    private func keysHeld(of id: ID<CareRecipient>) throws -> Int {
        try one(
            """
            SELECT CAST(COALESCE(SUM(c.count), 0) AS \(Schema.bigint)) FROM key_custody c
            JOIN key_receipts k ON k.id = c.receipt_id
            WHERE k.recipient_id = \(id) AND c.holder = 'unit' AND c.held_to IS NULL
            """
        ) { $0.int() }
    }
}

extension DutyKind {
    fileprivate var devicesTakenDown: [DeviceKind] {
        if case .uninstall(let kinds, _) = self { kinds } else { [] }
    }
}
