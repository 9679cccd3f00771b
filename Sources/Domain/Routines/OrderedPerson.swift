/// Somebody as an order names them.
public struct OrderedPerson: Hashable, Sendable {
    public let identifier: PersonIdentifier
    public let name: String
    public let phone: String
    public let home: PostalAddress

    public init(identifier: PersonIdentifier, name: String, phone: String, home: PostalAddress) {
        self.identifier = identifier
        self.name = name
        self.phone = phone
        self.home = home
    }
}

extension PostalAddress {
    /// Two ways of writing the same home agree; another apartment is another home.
    public func isSameHome(as other: PostalAddress) -> Bool { folded == other.folded }

    /// What the same home has in common, however it is written.
    public var folded: String { Text.folded([street, apartment, postalCode].joined(separator: "|")) }
}

extension OrderContent {
    /// The two who are to share a lock are said to live in different homes (I11).
    public var hasTwoHomes: Bool {
        cohabitant.map { two in home.map { !two.home.isSameHome(as: $0) } ?? false } ?? false
    }
}

extension RoutineEdition {
    /// The preconditions that an order with these answers must meet: those whose duty it makes.
    public func askedPreconditions(for answers: Answers) -> [Precondition] {
        let counted = counted(answers)
        return preconditions.filter { duty($0.duty)?.condition?.holds(for: counted) ?? true }
    }
}
