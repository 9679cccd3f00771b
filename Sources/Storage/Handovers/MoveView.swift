import Domain

/// A move as the page of one of its halves shows it.
public struct MoveView: Sendable, Hashable {
    /// What holds; for a unit what it has said itself, as long as nobody has found out which of two things does.
    public let movesOn: Day
    public let oldHome: Dwelling
    public let newHome: Dwelling
    /// The halves that are there, as far as the actor may know: a unit sees of the other that it has come, and whose.
    public let halves: [HalfLine]
    /// The unit that is to send the half that is missing, where one is named.
    public let awaitedUnit: String?
    /// The same person's other halves, for the one who plans: they may belong together though their days do not meet.
    public let candidates: [CaseNumber]
    public let remindedAt: Instant?
    /// The units to choose from, for whoever is to pass on the responsibility where nobody has said to whom.
    public let receivers: [NamedPlace<ProviderUnit>]
    /// The side on which another unit has ordered than the awaited one, for the team that has to find out which it is.
    public let disputed: Side?

    public func half(_ side: Side) -> HalfLine? { halves.first { $0.side == side } }
    public var changesHome: Bool { oldHome.id != newHome.id }
}

/// One half of a move.
public struct HalfLine: Sendable, Hashable {
    public let side: Side
    public let unit: String
    public let submittedAt: Instant
    /// For the team: its case and what it says.
    public let order: CaseNumber?
    public let terms: HalfTerms?
}

extension HalfLine {
    fileprivate var forUnits: HalfLine {
        HalfLine(side: side, unit: unit, submittedAt: submittedAt, order: nil, terms: nil)
    }
}

/// What a half says of the move, with its addresses.
public struct HalfTerms: Sendable, Hashable {
    public let movesOn: Day
    public let oldHome: Dwelling
    public let newHome: Dwelling
}

extension Reading {
    func move(of order: Case) throws -> MoveView? {
        guard let handover = order.handover else { return nil }
        let isTeam = actor.partyRole == .team
        let (awaited, reminded, disputed) = try one(
            """
            SELECT u.name, h.reminded_at, h.disputed_side FROM handovers h LEFT JOIN provider_units u ON u.id = h.awaited_unit_id
            WHERE h.id = \(handover.id)
            """
        ) { ($0.textIfAny(), $0.instantIfAny(), $0.textIfAny().flatMap(Side.init)) }
        let halves = try halves(of: order)
        let homes = try dwellings([handover.oldHome, handover.newHome])
        // Whoever orders a half about somebody must not be told where they live by saying something else (I1).
        let own = isTeam || !order.isUnsettled ? nil : halves.first { $0.order == order.number }?.terms
        let isAlone = handover.cases.count == 1 && order.isOpen && isTeam
        return MoveView(
            movesOn: own?.movesOn ?? handover.movesOn, oldHome: own?.oldHome ?? homes[0],
            newHome: own?.newHome ?? homes[1], halves: isTeam ? halves : halves.map(\.forUnits),
            awaitedUnit: awaited, candidates: isAlone && actor.may(.plan) ? try candidates(for: order) : [],
            remindedAt: reminded,
            receivers: isAlone && awaited == nil && order.lacksReceiver ? try receivers(for: order) : [],
            disputed: isTeam ? disputed : nil)
    }

    private func halves(of order: Case) throws -> [HalfLine] {
        try all(
            """
            SELECT c.party, u.name, c.submitted_at, c.number, c.moves_on, o.id, o.street, o.apartment, o.postal_code,
                o.city, n.id, n.street, n.apartment, n.postal_code, n.city
            FROM cases c JOIN provider_units u ON u.id = c.unit_id JOIN dwellings o ON o.id = c.old_dwelling_id
            JOIN dwellings n ON n.id = c.new_dwelling_id
            WHERE c.id IN (\(list: order.joined)) ORDER BY c.submitted_at
            """
        ) { row in
            let side = order.routine.party(row.text())?.side ?? .handingOver
            let (unit, submittedAt, number) = (row.text(), row.instant(), CaseNumber(stored: row.text()))
            let terms = HalfTerms(
                movesOn: try row.day(), oldHome: Dwelling(id: row.id(), address: readAddress(&row)),
                newHome: Dwelling(id: row.id(), address: readAddress(&row)))
            return HalfLine(
                side: side, unit: unit, submittedAt: submittedAt, order: number, terms: terms)
        }
    }

    /// In the order in which they are asked for; the same may be asked for twice.
    private func dwellings(_ ids: [ID<Dwelling>]) throws -> [Dwelling] {
        let found = try all(
            "SELECT id, street, apartment, postal_code, city FROM dwellings WHERE id IN (\(list: ids))"
        ) { Dwelling(id: $0.id(), address: readAddress(&$0)) }
        return ids.compactMap { id in found.first { $0.id == id } }
    }

    private func candidates(for order: Case) throws -> [CaseNumber] {
        guard let side = order.side, let other = order.routine.party(on: side.other) else { return [] }
        return try all(
            """
            SELECT c.number FROM cases c JOIN handovers h ON h.id = c.handover_id
            WHERE c.recipient_id = \(order.recipient) AND c.slug = \(order.routine.slug) AND c.party = \(other.key)
                AND c.twin_id IS NULL AND c.queue_rank IS NOT NULL AND h.ended_at IS NULL AND \(seesCase)
            ORDER BY c.number
            """
        ) { CaseNumber(stored: $0.text()) }
    }
}

/// A half that a unit is waited for with; tells no more of the person than the unit knows already (I3).
public struct AwaitedHalf: Sendable {
    public let slug: String
    public let party: String
    public let title: BilingualText
    public let partyName: BilingualText
    public let movesOn: Day
    /// Who has ordered, and how to reach them.
    public let unit: String
    public let phone: String
    /// Where the unit serves the person itself.
    public let recipientName: String?
    public let remindedAt: Instant?
}

extension Reading {
    /// Halves that other units wait for from the actor's, the nearest move first: one statement.
    public func awaitedHalves() throws -> Personal<[AwaitedHalf]> {
        var people: [ID<CareRecipient>] = []
        let halves = try all(
            """
            SELECT h.slug, h.edition, h.moves_on, h.giver_case_id, u.name, u.phone, h.reminded_at, p.id,
                CASE WHEN EXISTS (SELECT 1 FROM provider_responsibilities r WHERE r.recipient_id = p.id
                    AND r.unit_id = \(actor.unit) AND r.valid_to IS NULL) AND \(mayTell(of: "p.id")) THEN p.name END
            FROM handovers h JOIN cases c ON c.id = COALESCE(h.giver_case_id, h.receiver_case_id)
            JOIN provider_units u ON u.id = c.unit_id JOIN care_recipients p ON p.id = h.recipient_id
            WHERE h.awaited_unit_id = \(actor.unit) AND h.ended_at IS NULL AND c.queue_rank IS NOT NULL
                AND (h.giver_case_id IS NULL OR h.receiver_case_id IS NULL)
            ORDER BY h.moves_on, h.id LIMIT 50
            """
        ) { row -> AwaitedHalf? in
            let routine = try routine(row.text(), edition: row.text())
            let movesOn = try row.day()
            let side: Side = row.textIfAny() == nil ? .handingOver : .receiving
            let (unit, phone, reminded) = (row.text(), row.text(), row.instantIfAny())
            let (person, name): (ID<CareRecipient>, String?) = (row.id(), row.textIfAny())
            guard let party = routine.party(on: side) else { return nil }
            if name != nil { people.append(person) }
            return AwaitedHalf(
                slug: routine.slug, party: party.key, title: routine.title, partyName: party.name,
                movesOn: movesOn, unit: unit, phone: phone, recipientName: name, remindedAt: reminded)
        }
        return Personal(halves.compactMap { $0 }, Disclosure(.listed, "awaited", about: people))
    }
}

extension Case {
    /// The half that receives is gone on without, and the responsibility is still to pass.
    fileprivate var lacksReceiver: Bool {
        side == .handingOver
            && duties.contains { duty in
                guard case .passResponsibility = duty.definition.kind else { return false }
                return duty.isOpen
            }
    }
}
