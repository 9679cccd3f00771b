import Domain

/// Something that held, or holds, about a person, as the register knows it.
public struct DatedFact: Sendable, Hashable {
    public let id: ID<DatedFact>
    public let kind: FactKind
    public let recipient: ID<CareRecipient>
    public let recipientName: String
    /// The address, the unit, or the device's number.
    public let name: String
    public let from: Instant
    public let to: Instant?
}

extension Reading {
    /// - Throws: `notFound` for what is not there or the actor does not see, and for what cannot be corrected by hand.
    public func datedFact(_ kind: FactKind, _ id: ID<DatedFact>) throws -> Personal<DatedFact> {
        try actor.require(.plan)
        let fact = try one(
            """
            SELECT p.id, p.name, \(kind.name), f.valid_from, f.valid_to FROM \(kind.table) f
            JOIN care_recipients p ON p.id = f.recipient_id \(kind.join) WHERE f.id = \(id) AND \(seesRecipient)
            """
        ) {
            DatedFact(
                id: id, kind: kind, recipient: $0.id(), recipientName: $0.text(), name: $0.text(),
                from: $0.instant(), to: $0.instantIfAny())
        }
        return Personal(fact, Disclosure(.viewed, "fact", about: [fact.recipient]))
    }
}

extension Tx {
    /// Puts right when a fact held. What was recorded before stays known as what was believed until now.
    /// - Parameter typed: as `Correction` reads it.
    /// - Throws: `invalid` with every fault; at `from.day` where it would hold at the same time as another of its kind.
    public func correct(_ kind: FactKind, _ id: ID<DatedFact>, _ typed: Answers) throws {
        let seen = try datedFact(kind, id).value
        try holdDevices(of: seen.recipient)
        // As it is once nobody else changes it.
        let fact = try datedFact(kind, id).value
        let correction = try Correction(typed, of: (fact.from, fact.to), now: now)
        if correction.from != fact.from,
            let fault = try lifetime(of: fact.recipient).fault(on: correction.from.day, field: "from.day")
        {
            throw AppError(.invalid, [fault])
        }
        try requireRoom(for: correction, of: fact)
        try revise(
            kind.table, "valid_from = \(correction.from), valid_to = \(correction.to)", where: "id = \(id)")
        try append(
            Event(
                .factCorrected,
                [
                    "fact": kind.rawValue, "name": fact.name, "was": Self.written(fact.from, fact.to),
                    "now": Self.written(correction.from, correction.to), "reason": correction.reason,
                ], about: [.recipient(fact.recipient)]))
    }

    /// Nobody lives in two homes, is served by two units, or has one device twice at the same time.
    private func requireRoom(for correction: Correction, of fact: DatedFact) throws {
        let other = try first(
            """
            SELECT f.valid_from, f.valid_to FROM \(fact.kind.table) f JOIN \(fact.kind.table) own ON own.id = \(fact.id)
            WHERE f.\(fact.kind.owner) = own.\(fact.kind.owner) AND f.id <> own.id
                AND (f.valid_to IS NULL OR f.valid_to > f.valid_from)
                AND (f.valid_to IS NULL OR f.valid_to > \(correction.from))
                AND \(correction.to.map { "f.valid_from < \($0)" as SQL } ?? "1 = 1") ORDER BY f.valid_from LIMIT 1
            """
        ) { (from: $0.instant(), to: $0.instantIfAny()) }
        guard let other, correction.to != correction.from else { return }
        throw AppError(
            .invalid, "correction.overlaps", field: "from.day",
            ["period": Self.written(other.from, other.to)])
    }

    private static func written(_ from: Instant, _ to: Instant?) -> String {
        "\(from.day) \(from.clock) – " + (to.map { "\($0.day) \($0.clock)" } ?? "")
    }
}

extension FactKind {
    var table: SQL {
        switch self {
        case .residency: "residencies"
        case .responsibility: "provider_responsibilities"
        case .installation: "installations"
        }
    }

    /// Whose it is alone at any time.
    fileprivate var owner: SQL {
        switch self {
        case .residency, .responsibility: "recipient_id"
        case .installation: "device_id"
        }
    }

    fileprivate var name: SQL {
        switch self {
        case .residency: "d.street || ', ' || d.city"
        case .responsibility: "u.name"
        case .installation: "e.serial"
        }
    }

    fileprivate var join: SQL {
        switch self {
        case .residency: "JOIN dwellings d ON d.id = f.dwelling_id"
        case .responsibility: "JOIN provider_units u ON u.id = f.unit_id"
        case .installation:
            "JOIN devices e ON e.id = f.device_id AND e.kind IN ('alarmBase', 'alarmButton')"
        }
    }
}
