import Domain

extension Actor {
    /// Somebody with this role, for rules that touch no database.
    public static func sample(_ role: Role) -> Actor {
        let place: Place =
            switch role.partyRole {
            case .orderer: .unit(.sample(2))
            case .team: .team(.sample(5))
            case nil: .municipality
            }
        return Actor(
            user: .sample(10), name: "Prov Person", assignment: .sample(11), role: role, place: place)
    }
}
