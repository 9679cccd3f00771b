import Domain

/// Somebody close to a person, who may be called.
public struct RelativeLine: Sendable, Hashable {
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
            "related_persons", "recipient_id, name, folded_name, phone, valid_from, valid_to, case_id",
            seenWith: hindsight)
        return try all(
            """
            SELECT f.name, f.phone, f.valid_from, f.valid_to, c.number FROM \(known) f
            LEFT JOIN cases c ON c.id = f.case_id AND \(seesCase)
            WHERE f.recipient_id = \(id) AND (f.valid_to IS NULL OR f.valid_to > f.valid_from)
                AND \(held("f", seenWith: hindsight)) ORDER BY f.folded_name, f.valid_from DESC
            """
        ) {
            RelativeLine(
                name: $0.text(), phone: $0.text(), from: $0.instant(), to: $0.instantIfAny(),
                order: $0.textIfAny().map { CaseNumber(stored: $0) })
        }
    }
}

extension Tx {
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
