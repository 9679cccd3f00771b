import Domain

/// Somebody close to a person, who may be called.
public struct RelativeLine: Sendable, Hashable {
    public let id: ID<RelativeLine>
    public let name: String
    public let phone: String
    public let from: Instant
    public let to: Instant?
    /// The case that named them last.
    public let order: CaseNumber?
}

extension Reading {
    /// Those close to the person, by name; for the team.
    func relatives(of id: ID<CareRecipient>, seenWith hindsight: Hindsight?) throws -> [RelativeLine] {
        guard actor.partyRole == .team else { return [] }
        let known = facts(
            "related_persons", "id, recipient_id, name, folded_name, phone, valid_from, valid_to, case_id",
            seenWith: hindsight)
        return try all(
            """
            SELECT f.id, f.name, f.phone, f.valid_from, f.valid_to, c.number FROM \(known) f
            LEFT JOIN cases c ON c.id = f.case_id AND \(seesCase)
            WHERE f.recipient_id = \(id) AND (f.valid_to IS NULL OR f.valid_to > f.valid_from)
                AND \(held("f", seenWith: hindsight)) ORDER BY f.folded_name, f.valid_from DESC
            """
        ) {
            RelativeLine(
                id: $0.id(), name: $0.text(), phone: $0.text(), from: $0.instant(), to: $0.instantIfAny(),
                order: $0.textIfAny().map { CaseNumber(stored: $0) })
        }
    }
}

/// Somebody close to a person, for whoever says that they are so no longer.
public struct KnownRelative: Sendable, Hashable {
    public let recipient: ID<CareRecipient>
    public let recipientName: String
    public let name: String
}

extension Reading {
    /// - Throws: `notFound` for somebody who is not there, is close no longer, or is close to one whom the actor does not
    ///   see.
    public func knownRelative(_ id: ID<RelativeLine>) throws -> Personal<KnownRelative> {
        try actor.require(.plan)
        let known = try one(
            """
            SELECT p.id, p.name, f.name FROM related_persons f JOIN care_recipients p ON p.id = f.recipient_id
            WHERE f.id = \(id) AND f.valid_to IS NULL AND \(seesRecipient)
            """
        ) { KnownRelative(recipient: $0.id(), recipientName: $0.text(), name: $0.text()) }
        return Personal(known, Disclosure(.viewed, "relative", about: [known.recipient]))
    }
}

extension Tx {
    /// Somebody is not to be called about a person any longer; that they were stays known.
    /// - Parameter typed: `reason`.
    /// - Throws: `invalid` at `reason`; `notFound` as `knownRelative`.
    public func endRelative(_ id: ID<RelativeLine>, _ typed: Answers) throws {
        try holdDevices(of: knownRelative(id).value.recipient)
        // As it is once nobody else changes it.
        let known = try knownRelative(id).value
        let reason = try GivenReason(typed).text
        guard try endPeriod(of: "related_persons", where: "id = \(id)") == 1 else { throw AppError.notFound }
        try append(
            Event(
                .relativeEnded, ["name": known.name, "reason": reason],
                about: [.recipient(known.recipient)]))
    }

    /// Whom an order names beside the person as to be called is close to them from now on; a new number to call takes the
    /// place of the one before.
    func noteRelatives(in contacts: [BookingContact], of id: ID<CareRecipient>, because order: Case) throws {
        let named = contacts.filter { [.related, .secondRelated].contains($0.role) }
        guard !named.isEmpty else { return }
        var known = Dictionary(
            uniqueKeysWithValues: try all(
                "SELECT folded_name, phone FROM related_persons WHERE recipient_id = \(id) AND valid_to IS NULL"
            ) { ($0.text(), $0.text()) })
        for contact in named {
            let folded = Text.folded(contact.name)
            let phone = known.updateValue(contact.phone, forKey: folded)
            if let phone, Text.dialled(phone) != Text.dialled(contact.phone) {
                try revise(
                    "related_persons", "phone = \(contact.phone), case_id = \(order.id)",
                    where: "recipient_id = \(id) AND folded_name = \(folded) AND valid_to IS NULL")
            } else if phone == nil {
                try insert(
                    """
                    related_persons (id, recipient_id, name, folded_name, phone, valid_from, recorded_at, recorded_by,
                        case_id)
                    """,
                    [
                        """
                        (\(ID<RelativeLine>.new(in: self)), \(id), \(contact.name), \(folded), \(contact.phone), \(now),
                            \(now), \(actor.user), \(order.id))
                        """
                    ])
            }
        }
    }
}
