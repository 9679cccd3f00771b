import Domain

/// A number that identifies a person, or did.
public struct NumberLine: Sendable, Hashable {
    public let identifier: PersonIdentifier
    public let from: Instant
    public let to: Instant?
    public let recordedBy: String
}

/// The number in force, to be replaced.
public struct KnownNumber: Sendable, Hashable {
    public let recipient: ID<CareRecipient>
    public let recipientName: String
    public let identifier: PersonIdentifier
    public let from: Instant
}

extension Reading {
    /// The person's numbers, the latest first; for the team.
    func numbers(of id: ID<CareRecipient>, seenWith hindsight: Hindsight?) throws -> [NumberLine] {
        guard actor.partyRole == .team else { return [] }
        let known = facts(
            "person_identifiers", "value, kind, recipient_id, valid_from, valid_to, recorded_by",
            seenWith: hindsight)
        return try all(
            """
            SELECT f.kind, f.value, f.valid_from, f.valid_to, u.name FROM \(known) f JOIN users u ON u.id = f.recorded_by
            WHERE f.recipient_id = \(id) AND \(identifies("f")) AND \(held("f", seenWith: hindsight))
            ORDER BY f.valid_from DESC
            """
        ) {
            NumberLine(
                identifier: try readIdentifier(&$0), from: $0.instant(), to: $0.instantIfAny(),
                recordedBy: $0.text())
        }
    }

    /// Whether a number `row` is, or was, somebody's: one that was given by mistake and put right never was.
    func identifies(_ row: SQL) -> SQL { "(\(row).valid_to IS NULL OR \(row).valid_to > \(row).valid_from)" }

    /// - Throws: `notFound` for somebody who is not there or whom the actor does not see.
    public func knownNumber(of id: ID<CareRecipient>) throws -> Personal<KnownNumber> {
        try actor.require(.plan)
        let known = try one(
            """
            SELECT p.name, n.kind, n.value, n.valid_from FROM care_recipients p
            JOIN person_identifiers n ON n.recipient_id = p.id AND n.valid_to IS NULL
            WHERE p.id = \(id) AND \(seesRecipient)
            """
        ) {
            KnownNumber(
                recipient: id, recipientName: $0.text(), identifier: try readIdentifier(&$0),
                from: $0.instant())
        }
        return Personal(known, Disclosure(.viewed, "number", about: [id]))
    }

    /// Somebody else who has the number that was typed: perhaps the same person, registered twice.
    public func otherHolder(
        of number: String, than id: ID<CareRecipient>
    ) throws -> Personal<ID<CareRecipient>?> {
        try actor.require(.plan)
        let parsed = try? PersonIdentifier.parse(number, today: today)
        let holder = try parsed.flatMap { try recipient($0)?.id }
        let other = try holder.flatMap { try $0 == id || isHidden($0) ? nil : $0 }
        // That it is refused tells of whoever has it, also where nothing else is told.
        return Personal(other, Disclosure(.searched, "number", about: [holder, id].compactMap(\.self)))
    }
}

extension Tx {
    /// Gives a person another identity number: a new one since a day, where the old one still finds them; or the right one
    /// for one that was wrong.
    /// - Parameter typed: as `IdentifierChange` reads it.
    /// - Throws: `invalid` with every fault; at `number` where it is somebody else's.
    public func replaceNumber(of id: ID<CareRecipient>, _ typed: Answers) throws {
        try actor.require(.plan)
        try holdDevices(of: id)
        try requireUnrestricted(id)
        let known = try knownNumber(of: id).value
        let change = try IdentifierChange(
            typed, known: (known.identifier, known.from), died: lifetime(of: id).died, now: now)
        let holder = try recipient(change.identifier)?.id
        if let holder, holder != id {
            throw AppError.invalid(
                try isHidden(holder) ? "protected.numberTaken" : "identity.anothers", field: "number")
        }
        if let from = change.terms.from {
            guard holder == nil else { throw AppError.invalid("identity.ownEarlier", field: "number") }
            try revise(
                "person_identifiers", "valid_to = \(from)",
                where: "value = \(known.identifier.value) AND valid_to IS NULL")
            try give(change.identifier, to: id, from: from)
        } else {
            try revise(
                "person_identifiers", "valid_to = valid_from", where: "value = \(known.identifier.value)")
            if holder == id {
                try revise(
                    "person_identifiers", "valid_to = NULL", where: "value = \(change.identifier.value)")
            } else {
                try give(change.identifier, to: id, from: known.from)
            }
        }
        try append(
            Event(
                .numberReplaced,
                [
                    "change": change.terms.from == nil ? "wrong" : "changed", "was": known.identifier.masked,
                    "now": change.identifier.masked, "reason": change.terms.reason,
                ], about: [.recipient(id)]))
    }

    /// Makes a number somebody's. One that was another's by mistake, and is not any longer, is free.
    /// - Throws: `conflict` where somebody else got it in this very moment.
    func give(_ identifier: PersonIdentifier, to id: ID<CareRecipient>, from: Instant) throws {
        let given = try changes(
            by:
                """
                INSERT INTO person_identifiers (value, kind, recipient_id, valid_from, recorded_at, recorded_by)
                VALUES (\(identifier.value), \(identifier.kind), \(id), \(from), \(now), \(actor.user))
                ON CONFLICT (value) DO UPDATE SET kind = excluded.kind, recipient_id = excluded.recipient_id,
                    valid_from = excluded.valid_from, valid_to = NULL, recorded_at = excluded.recorded_at,
                    recorded_by = excluded.recorded_by
                WHERE person_identifiers.valid_to = person_identifiers.valid_from
                """)
        guard given == 1 else { throw AppError.conflict("error.constraint") }
    }
}
