/// Whom of a case's people something is about. Most cases have one; a case about cohabitants has two.
public enum PersonRole: String, Sendable, Codable, CaseIterable {
    /// The one whose home, and whose lock, it is.
    case recipient
    /// The one who shares the lock.
    case cohabitant
}

/// One of the people that a case is about, with the home that the order states.
public struct CasePerson: Hashable, Sendable {
    public let role: PersonRole
    public let id: ID<CareRecipient>
    public let home: ID<Dwelling>

    public init(role: PersonRole, id: ID<CareRecipient>, home: ID<Dwelling>) {
        self.role = role
        self.id = id
        self.home = home
    }
}

extension Case {
    /// The first of them is the one whose home it is; none in a case about the unit itself.
    public var people: [CasePerson] {
        guard let recipient, let dwelling else { return [] }
        return [CasePerson(role: .recipient, id: recipient, home: dwelling)]
            + [cohabitant].compactMap(\.self)
    }

    public func person(_ role: PersonRole) -> CasePerson? { people.first { $0.role == role } }

    /// - Throws: `notFound` in a case about the unit itself, where there is nobody to do this for.
    public func requireRecipient() throws(AppError) -> CasePerson {
        guard let person = person(.recipient) else { throw .notFound }
        return person
    }

    /// The order states two homes for people who are to share one door (I11).
    public var hasTwoHomes: Bool { cohabitant.map { $0.home != dwelling } ?? false }
}
