import Domain

/// The cohabitant as a case's page shows them: for the team as the register has them, for a unit as its order says.
public struct Cohabitant: Sendable, Hashable {
    public let person: CareRecipient
    /// As the order states it.
    public let home: Dwelling
    /// Whether the actor may open the cohabitant's own page.
    public let isServed: Bool
}

/// What the open duties of a case are to do to lock links.
public struct LockWork: Sendable, Hashable {
    public let linking: LockLinking?
    /// The locks that the recipient is linked to, where a link is to end.
    public let unlinking: [HomeLock]

    static let none = LockWork(linking: nil, unlinking: [])
}

extension Reading {
    func cohabitant(of order: Case, answers: Answers) throws -> Cohabitant? {
        guard let cohabitant = order.cohabitant else { return nil }
        let isTeam = actor.partyRole == .team
        let name: SQL = isTeam ? "COALESCE(NULLIF(p.name, ''), m.ordered_name)" : "m.ordered_name"
        let phone = order.routine.answer(filling: .cohabitantPhone, in: answers)
        let stated = order.identifier(filling: .cohabitantNumber, in: answers)
        return try one(
            """
            SELECT \(name), p.phone, n.kind, n.value,
                CASE WHEN \(seesRecipient) THEN 1 ELSE 0 END, d.street, d.apartment, d.postal_code, d.city
            FROM case_people m JOIN care_recipients p ON p.id = m.recipient_id
            JOIN person_identifiers n ON n.recipient_id = p.id AND n.valid_to IS NULL
            JOIN dwellings d ON d.id = m.dwelling_id WHERE m.case_id = \(order.id)
            """
        ) { row in
            let (name, registered) = (row.text(), row.text())
            let identifier = try readIdentifier(&row)
            let isServed = row.bool()
            let person = CareRecipient(
                id: cohabitant.id, name: name, identifier: isTeam || isServed ? identifier : stated,
                phone: isTeam ? registered : phone)
            return Cohabitant(
                person: person, home: Dwelling(id: cohabitant.home, address: readAddress(&row)),
                isServed: isServed)
        }
    }

    func lockWork(for order: Case) throws -> LockWork {
        let kinds = order.duties.filter(\.isOpen).map(\.definition.kind)
        let links = kinds.contains(where: \.linksCohabitant)
        let unlinks = kinds.contains { if case .unlinkLock = $0 { true } else { false } }
        return LockWork(
            linking: links ? try linking(for: order) : nil,
            unlinking: unlinks ? try order.recipient.flatMap { try locks(of: [$0])[$0] } ?? [] : [])
    }
}
