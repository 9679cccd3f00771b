/// Who acts, and under which assignment. A user acts under one assignment at a time; everything that a query
/// shows and a verb allows is decided from it.
public struct Actor: Hashable, Sendable {
    public let user: ID<User>
    public let name: String
    public let assignment: ID<Assignment>
    public let role: Role
    public let place: Place

    public init(user: ID<User>, name: String, assignment: ID<Assignment>, role: Role, place: Place) {
        self.user = user
        self.name = name
        self.assignment = assignment
        self.role = role
        self.place = place
    }

    /// Where the assignment is: in a provider's unit, in the team, or in the municipality's own functions.
    public enum Place: Hashable, Sendable {
        case unit(ID<ProviderUnit>)
        case team(ID<Team>)
        case municipality
    }

    public var unit: ID<ProviderUnit>? { if case .unit(let unit) = place { unit } else { nil } }
    public var team: ID<Team>? { if case .team(let team) = place { team } else { nil } }

    /// The side of a routine that the actor stands on, if any.
    public var partyRole: Party.Role? {
        switch place {
        case .unit: .orderer
        case .team: .team
        case .municipality: nil
        }
    }
}

public enum Role: String, Sendable, Codable, CaseIterable {
    case orderer, unitManager
    case technician, coordinator
    case routineOwner, auditor, administrator

    /// The kind of place where an assignment with this role must be.
    public var partyRole: Party.Role? {
        switch self {
        case .orderer, .unitManager: .orderer
        case .technician, .coordinator: .team
        case .routineOwner, .auditor, .administrator: nil
        }
    }
}

/// What a role may do. Which *things* it may do it to is decided in the query.
public enum Permission: String, Sendable, CaseIterable {
    case order, seeCases, workOnTeamDuties, workOnUnitDuties, plan, seeInventory, seePeople, waiveDuties
    case writeRoutines
    /// How the team's work goes, in numbers.
    case seeOverview
    /// What has happened in people's lives.
    case recordLifeEvents
    /// The stock by model; what hangs on it, and the register of devices, asks for `seeInventory`.
    case seeStock
    /// Receive, move, count, mend and scrap.
    case keepInventory
    /// Extracts that nobody has ordered, and new versions of those that were.
    case makeExtracts
    /// Take people from a file into the register.
    case importPeople
    /// Take other systems' lists, and decide about what they say differently.
    case reconcile
    /// Let oneself in, for some hours and for a reason, to those whose data are protected.
    case breakGlass
    /// Say who is let in to those whose data are protected, and look at why somebody let themselves in.
    case answerForProtected
    /// Look through the read log.
    case followUpReadings
    /// Give somebody everything that is kept about them (GDPR 15).
    case giveRegisterExtracts
    /// Add and lock accounts, and say who does what.
    case administerAccounts
    /// Stop that a person's file is disposed of, or that more is done with it than to keep it.
    case holdFiles
    /// Dispose of files whose time is out.
    case disposeOfFiles

    private static let byRole: [Role: Set<Permission>] = [
        .orderer: [.order, .seeCases, .workOnUnitDuties, .seePeople, .recordLifeEvents],
        .unitManager: [.order, .seeCases, .workOnUnitDuties, .seePeople, .recordLifeEvents, .breakGlass],
        .technician: [
            .seeCases, .workOnTeamDuties, .seeInventory, .seePeople, .seeOverview, .recordLifeEvents,
            .seeStock, .keepInventory,
        ],
        .coordinator: [
            .seeCases, .workOnTeamDuties, .plan, .seeInventory, .seePeople, .waiveDuties, .seeOverview,
            .recordLifeEvents, .seeStock, .keepInventory, .makeExtracts, .importPeople, .reconcile,
            .breakGlass, .giveRegisterExtracts, .holdFiles,
        ],
        .routineOwner: [
            .writeRoutines, .seeOverview, .seeStock, .reconcile, .answerForProtected, .disposeOfFiles,
        ],
        .auditor: [.followUpReadings],
        .administrator: [.administerAccounts],
    ]

    public func isHeld(by role: Role) -> Bool { Self.byRole[role]?.contains(self) ?? false }
}

extension Actor {
    public func may(_ permission: Permission) -> Bool { permission.isHeld(by: role) }

    public func require(_ permission: Permission) throws(AppError) {
        guard may(permission) else { throw .forbidden("error.forbidden") }
    }
}

/// Phantom types that tell identities apart.
public enum User {}
public enum Assignment {}
public enum ProviderUnit {}
public enum CareProvider {}
public enum Team {}
public enum Session {}
