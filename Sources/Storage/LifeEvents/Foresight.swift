import Domain

/// What will follow from a life event, for whoever is about to record it. An actor is told of the orders that they see
/// anyway; the others follow all the same.
public struct Foresight: Sendable {
    public let recipient: CareRecipient
    /// The unit that serves the person, which gets the orders of giving back to send.
    public let unit: String?
    public let ending: [Order]
    public let goingOn: [Order]
    public let visits: [Visit]
    public let reserved: [Device]
    public let leaves: Dwelling?
    public let services: [String]
    public let returns: [BilingualText]
    public let mounted: [Device]
    /// Keys and tags to the person's homes that units hold.
    public let heldKeys: Int
    /// The names of those whose consent holds no longer.
    public let consents: [String]
    public let supervisions: [Supervision]
    /// What is lost or broken.
    public let failed: Device?
    /// How many others open their door with it; for the team to know.
    public let sharers: Int
    /// What happens about it.
    public let remedy: Remedy?
    /// The units whose orders are touched, and the one that serves the person.
    public let told: [String]
    /// To be given back when the event is recorded: what follows may have changed meanwhile.
    public let digest: String

    public enum Remedy: String, Sendable, CaseIterable {
        /// An order begins, or one that the actor sees goes on.
        case shown
        /// An order goes on that the actor does not see.
        case unseen
        case noRoutine, noUnit
    }

    public struct Order: Sendable, Hashable {
        public let number: CaseNumber
        public let title: BilingualText
        public let unit: String
    }

    public struct Visit: Sendable, Hashable {
        public let number: CaseNumber
        public let startsAt: Instant
    }

    public struct Supervision: Sendable, Hashable {
        public let serial: SerialNumber
        public let centre: String
    }

    /// Nothing happens but that the event is known.
    public var isEmpty: Bool {
        ending.isEmpty && goingOn.isEmpty && visits.isEmpty && leaves == nil && services.isEmpty
            && returns.isEmpty && mounted.isEmpty && consents.isEmpty && failed == nil
    }
}

extension Reading {
    /// - Parameter device: what is lost or broken.
    /// - Throws: `notFound` for somebody whom the actor does not see, `forbidden` for whoever may not record events;
    ///   `invalid` at the kind's `deviceField` for a device that is not mounted for them.
    public func foresight(
        of kind: LifeEvent.Kind, device: SerialNumber? = nil, for id: ID<CareRecipient>
    ) throws -> Personal<Foresight> {
        try requireLifeEvents(of: id)
        let plan = try lifePlan(kind, of: device, for: id)
        let orders = plan.ending + plan.goingOn
        let units = try unitNames(Set(orders.map(\.unit) + [plan.unit?.id].compactMap(\.self)))
        let visible =
            orders.isEmpty
            ? []
            : try all(
                "SELECT c.id FROM cases c WHERE c.id IN (\(list: orders.map(\.id))) AND \(seesCase)"
            ) { $0.id() as ID<Case> }
        let seen = orders.filter { visible.contains($0.id) }
        let lines = { (orders: [Case]) in
            orders.filter { visible.contains($0.id) }.map {
                Foresight.Order(
                    number: $0.number, title: $0.routine.title, unit: units[$0.unit] ?? "")
            }
        }
        let isTeam = actor.partyRole == .team
        let devices = try devicesTold(of: id)
        let foresight = Foresight(
            recipient: plan.recipient, unit: plan.unit?.name, ending: lines(plan.ending),
            goingOn: lines(plan.goingOn),
            visits: plan.visits.compactMap { visit in
                seen.first { $0.joined.contains(visit.order) }.map {
                    Foresight.Visit(number: $0.number, startsAt: visit.startsAt)
                }
            },
            reserved: isTeam ? plan.reserved : [], leaves: plan.residency?.home,
            services: plan.services.map(\.system), returns: plan.returns.map(\.title),
            mounted: plan.mounted.filter { devices.contains($0.id) }, heldKeys: isTeam ? plan.heldKeys : 0,
            consents: plan.consents.map(\.name),
            supervisions: plan.supervisions.filter { devices.contains($0.camera) }.map {
                Foresight.Supervision(serial: $0.serial, centre: $0.centre)
            },
            failed: plan.failed?.device, sharers: isTeam ? plan.failed?.sharers ?? 0 : 0,
            remedy: plan.failed.map { plan.remedy(for: $0, seen: seen) },
            told: isTeam ? units.values.sorted() : [], digest: plan.digest)
        return Personal(foresight, Disclosure(.viewed, "lifeEvent", about: [id]))
    }

    /// What can be said to have happened to somebody: a consent is taken back where there is one, and a device fails
    /// where one is mounted.
    public func lifeEventKinds(for id: ID<CareRecipient>) throws -> [LifeEvent.Kind] {
        let given = try consentsInForce(for: id)
        let hasDevices = try !devicesThatMayFail(for: id).isEmpty
        return LifeEvent.Kind.allCases.filter { kind in
            (kind.withdraws.map(given.contains) ?? true) && (!kind.concernsDevice || hasDevices)
        }
    }

    /// A unit that hands somebody over is not told what they get at the next one's (R1.22, R5.28).
    func devicesTold(of id: ID<CareRecipient>) throws -> Set<ID<Device>> {
        let told = try all(
            """
            SELECT i.device_id FROM installations i
            WHERE i.recipient_id = \(id) AND i.valid_to IS NULL AND \(isTold(of: "i"))
            UNION SELECT l.device_id FROM lock_links l
            WHERE l.recipient_id = \(id) AND l.valid_to IS NULL AND \(isTold(of: "l"))
            """
        ) { $0.id() as ID<Device> }
        return Set(told)
    }

    /// The unit that serves somebody may say what has happened to them, and whoever plans for the team.
    func requireLifeEvents(of id: ID<CareRecipient>) throws {
        try actor.require(.recordLifeEvents)
        guard
            try first("SELECT 1 FROM care_recipients p WHERE p.id = \(id) AND \(seesRecipient)", { $0.int() })
                != nil
        else { throw AppError.notFound }
    }

    private func unitNames(_ ids: Set<ID<ProviderUnit>>) throws -> [ID<ProviderUnit>: String] {
        guard !ids.isEmpty else { return [:] }
        let found = try all("SELECT id, name FROM provider_units WHERE id IN (\(list: ids.sorted()))") {
            ($0.id() as ID<ProviderUnit>, $0.text())
        }
        return Dictionary(uniqueKeysWithValues: found)
    }
}

extension LifePlan {
    fileprivate func remedy(for failure: DeviceFailure, seen: [Case]) -> Foresight.Remedy {
        if !returns.isEmpty || failure.covering.contains(where: { seen.map(\.id).contains($0.id) }) {
            return .shown
        }
        if !failure.covering.isEmpty { return .unseen }
        return failure.hasRoutine ? .noUnit : .noRoutine
    }
}
