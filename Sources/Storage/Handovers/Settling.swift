import Domain

/// What the team has found out where two halves of a move differ.
public struct Settlement: Sendable, Hashable {
    public let movesOn: Day
    public let oldHome: ID<Dwelling>
    public let newHome: ID<Dwelling>
    /// Which unit it is, where another has ordered than the one that was named.
    public let unit: DisputedUnit?
    /// Who said so.
    public let note: String

    public init(
        movesOn: Day, oldHome: ID<Dwelling>, newHome: ID<Dwelling>, unit: DisputedUnit? = nil, note: String
    ) {
        self.movesOn = movesOn
        self.oldHome = oldHome
        self.newHome = newHome
        self.unit = unit
        self.note = note
    }
}

/// The two units that a half of a move may be due from, where another has ordered than the one that was named.
public enum DisputedUnit: String, Sendable, CaseIterable {
    case ordered, named
}

extension Tx {
    /// Ends the task that two differing halves have made: from now on these terms hold, and both units are told.
    /// - Throws: `invalid` at `newHome` where it is the home that is left or neither half names it, at `oldHome`, `unit`
    ///   and `note`; `conflict` where a half that is not of the move has changed the register itself.
    public func settleDifferences(_ key: String, in number: CaseNumber, _ settlement: Settlement) throws {
        let order = try visibleCase(number)
        guard order.duty(key)?.definition.kind == .settleDifferences, let handover = order.handover else {
            throw AppError.notFound
        }
        let named = try all(
            "SELECT old_dwelling_id, new_dwelling_id FROM cases WHERE id IN (\(list: order.joined))"
        ) { ($0.id() as ID<Dwelling>, $0.id() as ID<Dwelling>) }
        var faults: [Fault] = []
        if !named.contains(where: { $0.0 == settlement.oldHome }) {
            faults.append(Fault("form.choose", field: "oldHome"))
        }
        if !named.contains(where: { $0.1 == settlement.newHome }) {
            faults.append(Fault("form.choose", field: "newHome"))
        } else if settlement.newHome == settlement.oldHome, !named.contains(where: { $0.0 == $0.1 }) {
            faults.append(Fault("move.sameAddress", field: "newHome"))
        }
        if faults.isEmpty { faults += contradictions(of: settlement, to: order, handover) }
        let disputed = try disputedSide(of: handover)
        if disputed != nil, settlement.unit == nil { faults.append(Fault("form.choose", field: "unit")) }
        if settlement.note.isEmpty { faults.append(Fault("form.required", field: "note")) }
        guard faults.isEmpty else { throw AppError(.invalid, faults) }
        try checkLength(settlement.note, field: "note")
        try execute(
            """
            UPDATE handovers SET moves_on = \(settlement.movesOn), old_dwelling_id = \(settlement.oldHome),
                new_dwelling_id = \(settlement.newHome) WHERE id = \(handover.id)
            """)
        let day = settlement.movesOn.description
        let left = try settleUnit(settlement, on: disputed, of: order, in: handover)
        try complete(
            key, in: left, evidence: ["day": day, "note": settlement.note],
            events: [Event(.differencesSettled, ["duty": key, "day": day], about: [.order(left.id)])])
        let isAsPlanned =
            settlement.movesOn == handover.movesOn && settlement.oldHome == handover.oldHome
            && settlement.newHome == handover.newHome
        // The half that is left may be the one that the actor is not let in to: it was settled in the other.
        if !isAsPlanned { try callOffVisits(in: requireCase(left.id), reason: settlement.note) }
        if settlement.newHome == settlement.oldHome { try stay(left.id, because: settlement.note) }
    }

    /// The half whose unit is in question.
    private func disputedSide(of handover: Handover) throws -> Side? {
        try one("SELECT disputed_side FROM handovers WHERE id = \(handover.id)") { row in
            row.textIfAny().flatMap(Side.init)
        }
    }

    /// - Returns: the half to go on with.
    private func settleUnit(
        _ settlement: Settlement, on disputed: Side?, of order: Case, in handover: Handover
    ) throws -> Case {
        guard let disputed else { return order }
        if settlement.unit == .named {
            let half = disputed == order.side ? order : try twin(of: order)
            guard let half else { throw AppError.notFound }
            return try part(with: half, reason: settlement.note)
        }
        try execute(
            "UPDATE handovers SET awaited_unit_id = NULL, disputed_side = NULL WHERE id = \(handover.id)")
        return order
    }

    /// What is taken down or mounted already was so in the homes that were agreed on then.
    private func contradictions(of settlement: Settlement, to order: Case, _ handover: Handover) -> [Fault] {
        let done = order.duties.filter { order.isShared($0) && $0.state == .done }.map(\.definition.kind)
        var faults: [Fault] = []
        if settlement.oldHome != handover.oldHome, done.contains(where: \.isUninstallation) {
            faults.append(Fault("move.fetchedElsewhere", field: "oldHome"))
        }
        if settlement.newHome != handover.newHome,
            done.contains(where: { $0.changesHome && !$0.isUninstallation })
        {
            faults.append(Fault("move.mountedElsewhere", field: "newHome"))
        } else if settlement.newHome == settlement.oldHome, order.lacksSince != nil {
            faults.append(Fault("move.fetchedAlready", field: "newHome"))
        }
        return faults
    }

    /// Nobody moves after all: the work falls away that only the half asked for which said so (R5.21).
    private func stay(_ id: ID<Case>, because reason: String) throws {
        let order = try requireCase(id)
        let staying: ID<Case>? = try first(
            "SELECT id FROM cases WHERE id IN (\(list: order.joined)) AND old_dwelling_id = new_dwelling_id ORDER BY id"
        ) { $0.id() }
        guard let staying else { return }
        let said = try answers(of: staying)
        let dropped = order.duties.filter { duty in
            order.isShared(duty) && duty.isOpen && !(duty.definition.condition?.holds(for: said) ?? true)
        }
        guard !dropped.isEmpty else { return }
        let after = order.dropping(dropped.map(\.key), at: now)
        let evidence = Dictionary(uniqueKeysWithValues: dropped.map { ($0.key, ["reason": reason]) })
        try save(after, over: order, evidence: evidence)
        for duty in dropped {
            try append(
                Event(.dutyWaived, ["duty": duty.key, "reason": reason], about: order.subjects(of: duty)))
        }
        try closeIfDone(after)
    }

    /// The receiving unit serves the person from `day` on, and the one before it no longer.
    /// - Parameter named: the receiving unit, where neither an order nor the giver has said which it is.
    /// - Throws: `invalid` at `receiver` where nobody is known to receive them and nobody is named; `conflict` as long as
    ///   it is in question which of two units it is.
    public func passResponsibility(
        _ key: String, in number: CaseNumber, on day: String, note: String,
        to named: ID<ProviderUnit>? = nil
    ) throws {
        let order = try visibleCase(number)
        guard case .passResponsibility(let system)? = order.duty(key)?.definition.kind,
            let handover = order.handover
        else { throw AppError.notFound }
        let date = try pastDay(day)
        try checkLength(note, field: "note")
        guard try disputedSide(of: handover) == nil else { throw AppError.conflict("handover.settleFirst") }
        try holdDevices(of: order.recipient)
        let receiver = try knownReceiver(of: handover) ?? nameReceiver(named, of: order, in: handover)
        try passResponsibility(for: order, to: receiver, on: date)
        let name = order.routine.system(system)?.name ?? system
        try complete(
            key, in: order, evidence: ["day": date.description, "note": note],
            events: [
                Event(
                    .responsibilityPassed, ["duty": key, "system": name, "day": date.description],
                    about: [.order(order.id)] + order.whom)
            ])
    }

    /// From now on the move waits for this unit's half: it may still come.
    private func nameReceiver(
        _ named: ID<ProviderUnit>?, of order: Case, in handover: Handover
    ) throws -> ID<ProviderUnit> {
        guard let named, try receivers(for: order).contains(where: { $0.id == named }) else {
            throw AppError.invalid("handover.noReceiver", field: "receiver")
        }
        try execute("UPDATE handovers SET awaited_unit_id = \(named) WHERE id = \(handover.id)")
        return named
    }

    /// Of a half that is missing, the unit that was to send it.
    private func knownReceiver(of handover: Handover) throws -> ID<ProviderUnit>? {
        try first(
            """
            SELECT COALESCE(c.unit_id, h.awaited_unit_id) FROM handovers h
            LEFT JOIN cases c ON c.id = h.receiver_case_id WHERE h.id = \(handover.id)
            """
        ) { row in row.optional { $0.id() } as ID<ProviderUnit>? } ?? nil
    }

    private func passResponsibility(for order: Case, to unit: ID<ProviderUnit>, on day: Day) throws {
        let recipient = try order.requireRecipient().id
        let current = try first(
            """
            SELECT unit_id, valid_from FROM provider_responsibilities
            WHERE recipient_id = \(recipient) AND valid_to IS NULL
            """
        ) { ($0.id() as ID<ProviderUnit>, $0.instant()) }
        guard current?.0 != unit else { return }
        // One who was responsible for less than a day was so from its beginning to its beginning.
        let moment = max(day.start, current?.1 ?? day.start)
        try revise(
            "provider_responsibilities", "valid_to = \(moment)",
            where: "recipient_id = \(recipient) AND valid_to IS NULL")
        try execute(
            """
            INSERT INTO provider_responsibilities (id, recipient_id, unit_id, valid_from, recorded_at, recorded_by,
                case_id)
            VALUES (\(ID<ProviderUnit>.new(in: self)), \(recipient), \(unit), \(moment), \(now), \(actor.user),
                \(order.id))
            """)
    }
}

extension Reading {
    /// The units that may receive somebody whom this one hands over, in Swedish order.
    func receivers(for order: Case) throws -> [NamedPlace<ProviderUnit>] {
        try all("SELECT id, name FROM provider_units WHERE id <> \(order.unit) ORDER BY sort_key, id") {
            NamedPlace(id: $0.id(), name: $0.text())
        }
    }
}
