import Domain

/// A user's account as the administrator sees it.
public struct Account: Sendable {
    public let id: ID<User>
    public let login: String
    public let name: String
    public let isLocked: Bool
    public let assignments: [String]
}

/// What signing in needs to know.
public struct Credentials: Sendable, Hashable {
    public let user: ID<User>
    public let passwordHash: String?
    public let isLocked: Bool
    public let isEmergency: Bool
    public let hasSecondFactor: Bool
    /// Assignments in force, the oldest first.
    public let assignments: [ID<Assignment>]
}

extension Tx {
    /// - Throws: `invalid` for a login not of 2–60 letters, digits, `.`, `-`, `_` or `@`, or an empty name;
    ///   `conflict` for a login that exists.
    @discardableResult
    public func addUser(login: String, name: String, phone: String, passwordHash: String?) throws -> ID<User>
    {
        let login = login.lowercased()
        guard login.wholeMatch(of: #/[a-z0-9._@-]{2,60}/#) != nil else {
            throw AppError.invalid("user.login", field: "login")
        }
        let name = Text.cleaned(name)
        guard !name.isEmpty, !Text.isLonger(name, than: Text.shortLimit) else {
            throw AppError.invalid("user.name", field: "name")
        }
        guard try credentials(login: login) == nil else { throw AppError.conflict("user.exists") }
        let id = ID<User>.new(in: self)
        try execute(
            """
            INSERT INTO users (id, login, name, phone, password_hash, created_at, sort_key)
            VALUES (\(id), \(login), \(name), \(phone), \(passwordHash), \(now), \(SortKey.of(name)))
            """)
        try append(Event(.userAdded, ["login": login], about: [.user(id)]))
        return id
    }

    /// Gives `user` an assignment; the role decides whether it is in a unit, in a team or in neither.
    @discardableResult
    public func assign(_ user: ID<User>, role: Role, in place: Actor.Place) throws -> ID<Assignment> {
        let (unit, team) = place.columns
        let fits = (role.partyRole == .orderer) == (unit != nil) && (role.partyRole == .team) == (team != nil)
        guard fits else { throw AppError.invalid("user.rolePlace", field: "role") }
        let id = ID<Assignment>.new(in: self)
        try execute(
            """
            INSERT INTO assignments (id, user_id, role, unit_id, team_id, began_at)
            VALUES (\(id), \(user), \(role), \(unit), \(team), \(now))
            """)
        try append(Event(.assignmentGiven, ["role": role.rawValue], about: [.user(user)]))
        return id
    }

    /// Sets a new password and ends every session, so that whoever knew the old one is out.
    public func setPassword(_ hash: String, login: String) throws {
        guard let found = try credentials(login: login) else { throw AppError.notFound }
        try execute("UPDATE users SET password_hash = \(hash) WHERE id = \(found.user)")
        try endSessions(of: found.user)
        try append(Event(.userChanged, ["what": "password"], about: [.user(found.user)]))
    }

    /// Locks the account and ends its sessions, or opens it again.
    public func setLocked(_ locked: Bool, login: String) throws {
        guard let found = try credentials(login: login) else { throw AppError.notFound }
        let lockedAt: Instant? = locked ? now : nil
        try execute("UPDATE users SET locked_at = \(lockedAt) WHERE id = \(found.user)")
        if locked { try endSessions(of: found.user) }
        try append(Event(.userChanged, ["what": locked ? "locked" : "unlocked"], about: [.user(found.user)]))
    }
}

extension Actor.Place {
    var columns: (unit: ID<ProviderUnit>?, team: ID<Team>?) {
        switch self {
        case .unit(let unit): (unit, nil)
        case .team(let team): (nil, team)
        case .municipality: (nil, nil)
        }
    }
}

extension Reading {
    public func credentials(login: String) throws -> Credentials? {
        let login = login.lowercased()
        guard
            let (user, hash, locked, isEmergency, hasFactor) = try first(
                """
                SELECT c.id, c.password_hash, c.locked_at, c.is_emergency,
                    CASE WHEN EXISTS (SELECT 1 FROM second_factors f
                        WHERE f.user_id = c.id AND f.confirmed_at IS NOT NULL) THEN 1 ELSE 0 END
                FROM users c WHERE c.login = \(login)\(forChange)
                """,
                { ($0.id() as ID<User>, $0.textIfAny(), $0.instantIfAny(), $0.bool(), $0.bool()) })
        else { return nil }
        let assignments: [ID<Assignment>] = try all(
            "SELECT id FROM assignments WHERE user_id = \(user) AND ended_at IS NULL ORDER BY id"
        ) { $0.id() }
        return Credentials(
            user: user, passwordHash: hash, isLocked: locked != nil, isEmergency: isEmergency,
            hasSecondFactor: hasFactor, assignments: assignments)
    }

    /// Everybody who can sign in, with their assignments; one row of text for each.
    public func accounts() throws -> [Account] {
        try all(
            """
            SELECT u.id, u.login, u.name, u.locked_at,
                (SELECT \(sqlite: "GROUP_CONCAT", postgres: "STRING_AGG")(
                    a.role || COALESCE(' ' || pu.name, ' ' || t.name, ''), ', ')
                 FROM assignments a LEFT JOIN provider_units pu ON pu.id = a.unit_id
                 LEFT JOIN teams t ON t.id = a.team_id WHERE a.user_id = u.id AND a.ended_at IS NULL)
            FROM users u WHERE u.id <> \(Actor.system.user) ORDER BY u.sort_key, u.id
            """
        ) {
            Account(
                id: $0.id(), login: $0.text(), name: $0.text(), isLocked: $0.instantIfAny() != nil,
                assignments: $0.textIfAny().map { [$0] } ?? [])
        }
    }

    /// The actor that an account acts as first; `nil` where there is no such account or it has no assignment.
    public func actor(login: String) throws -> Actor? {
        try first(
            """
            SELECT u.id, u.name, a.id, a.role, a.unit_id, a.team_id FROM users u
            JOIN assignments a ON a.user_id = u.id AND a.ended_at IS NULL
            WHERE u.login = \(login.lowercased()) ORDER BY a.id LIMIT 1
            """
        ) { try readActor(&$0) }
    }

    /// User, name, assignment, role, unit and team, in that order.
    func readActor(_ row: inout Row) throws -> Actor {
        let (user, name): (ID<User>, String) = (row.id(), row.text())
        let (assignment, role): (ID<Assignment>, Role) = (row.id(), try row.value())
        let unit: ID<ProviderUnit>? = row.optional { $0.id() }
        let team: ID<Team>? = row.optional { $0.id() }
        let place: Actor.Place = unit.map { .unit($0) } ?? team.map { .team($0) } ?? .municipality
        return Actor(user: user, name: name, assignment: assignment, role: role, place: place)
    }
}
