import Domain

/// Accounts as whoever administers them sees them.
public struct AccountList: Sendable {
    public let accounts: [AccountLine]
    public let hasMore: Bool
    /// The latest times that somebody signed in with an account for emergencies, the last first.
    public let emergencies: [EmergencySignIn]
}

public struct AccountLine: Sendable {
    public let id: ID<User>
    public let login: String
    public let name: String
    public let phone: String
    public let isLocked: Bool
    public let isEmergency: Bool
    public let hasSecondFactor: Bool
    /// Its password was made by somebody else, and is to be changed.
    public let hasFirstPassword: Bool
    /// In force, the oldest first.
    public fileprivate(set) var assignments: [AccountAssignment]
}

public struct AccountAssignment: Sendable {
    public let id: ID<Assignment>
    public let role: Role
    public let placeName: String
}

public struct EmergencySignIn: Sendable {
    public let name: String
    public let reason: String
    public let beganAt: Instant
}

/// An account with what it can be given.
public struct AccountPage: Sendable {
    public let account: AccountLine
    public let lastSignedIn: Instant?
    public let places: [AssignmentPlace]
}

/// Where an assignment can be; the municipality's own functions are nowhere in particular.
public struct AssignmentPlace: Sendable, Hashable {
    /// As a form writes it, and `place(in:)` reads it.
    public let value: String
    public let name: String
    public let isTeam: Bool
}

/// A password that one person makes for another, who is to change it at once.
public enum FirstPassword {
    /// Eighty bits, in groups that can be read aloud.
    public static func new() -> String { Base32.random(bits: 80) }
}

extension Reading {
    /// Those whose name or login holds what was typed, fifty at a time.
    /// - Throws: `forbidden`.
    public func accountList(search: String = "", offset: Int = 0) throws -> AccountList {
        try actor.require(.administerAccounts)
        let (size, typed) = (50, Text.cleaned(search))
        let pattern = "%" + typed.replacing(#/[%_\\]/#) { "\\\($0.output)" } + "%"
        let found = try accountLines(
            where: """
                u.name \(sqlite: "LIKE", postgres: "ILIKE") \(pattern) ESCAPE '\\'
                    OR u.login LIKE \(pattern.lowercased()) ESCAPE '\\'
                """, limit: size + 1, offset: offset)
        return AccountList(
            accounts: Array(found.prefix(size)), hasMore: found.count > size,
            emergencies: try all(
                """
                SELECT u.name, e.reason, e.began_at FROM emergency_sign_ins e JOIN users u ON u.id = e.user_id
                ORDER BY e.began_at DESC, e.id DESC LIMIT 5
                """
            ) { EmergencySignIn(name: $0.text(), reason: $0.text(), beganAt: $0.instant()) })
    }

    /// - Throws: `forbidden`, `notFound`.
    public func accountPage(_ user: ID<User>) throws -> AccountPage {
        try actor.require(.administerAccounts)
        guard let account = try accountLines(where: "u.id = \(user)", limit: 1, offset: 0).first else {
            throw AppError.notFound
        }
        let last = try one("SELECT MAX(began_at) FROM sessions WHERE user_id = \(user)") { $0.instantIfAny() }
        return AccountPage(account: account, lastSignedIn: last, places: try assignmentPlaces())
    }

    /// - Throws: `forbidden`.
    public func assignmentPlaces() throws -> [AssignmentPlace] {
        try actor.require(.administerAccounts)
        let teams: [(ID<Team>, String)] = try all("SELECT id, name FROM teams ORDER BY name") {
            ($0.id(), $0.text())
        }
        let units: [(ID<ProviderUnit>, String)] = try all(
            "SELECT id, name FROM provider_units ORDER BY sort_key, id"
        ) { ($0.id(), $0.text()) }
        return teams.map { AssignmentPlace(value: "team:\($0.text)", name: $1, isTeam: true) }
            + units.map { AssignmentPlace(value: "unit:\($0.text)", name: $1, isTeam: false) }
    }

    /// The one in force; `nil` where there is none.
    public func assignment(of user: ID<User>, role: Role, in place: Actor.Place) throws -> ID<Assignment>? {
        try first(
            """
            SELECT id FROM assignments WHERE user_id = \(user) AND role = \(role) AND ended_at IS NULL
                AND COALESCE(unit_id, '') = \(place.columns.unit?.text ?? "")
                AND COALESCE(team_id, '') = \(place.columns.team?.text ?? "")
            """
        ) { $0.id() }
    }

    private func accountLines(where condition: SQL, limit: Int, offset: Int) throws -> [AccountLine] {
        var lines = try all(
            """
            SELECT u.id, u.login, u.name, u.phone, u.locked_at, u.is_emergency, u.password_is_first,
                CASE WHEN f.confirmed_at IS NULL THEN 0 ELSE 1 END
            FROM users u LEFT JOIN second_factors f ON f.user_id = u.id
            WHERE u.id <> \(Actor.system.user) AND (\(condition))
            ORDER BY u.sort_key, u.id LIMIT \(limit) OFFSET \(offset)
            """
        ) { row in
            let (id, login, name): (ID<User>, String, String) = (row.id(), row.text(), row.text())
            let (phone, locked) = (row.text(), row.instantIfAny())
            let (isEmergency, hasFirst, hasFactor) = (row.bool(), row.bool(), row.bool())
            return AccountLine(
                id: id, login: login, name: name, phone: phone, isLocked: locked != nil,
                isEmergency: isEmergency, hasSecondFactor: hasFactor, hasFirstPassword: hasFirst,
                assignments: [])
        }
        let assignments = try all(
            """
            SELECT a.user_id, a.id, a.role, COALESCE(pu.name, t.name, '') FROM assignments a
            LEFT JOIN provider_units pu ON pu.id = a.unit_id LEFT JOIN teams t ON t.id = a.team_id
            WHERE a.ended_at IS NULL AND a.user_id IN (\(list: lines.map(\.id.text) + [""])) ORDER BY a.id
            """
        ) { row in
            let user: ID<User> = row.id()
            return (user, AccountAssignment(id: row.id(), role: try row.value(), placeName: row.text()))
        }
        let byUser = Dictionary(grouping: assignments, by: \.0)
        for index in lines.indices {
            lines[index].assignments = byUser[lines[index].id, default: []].map(\.1)
        }
        return lines
    }
}

extension Tx {
    /// An account with its first assignment and a password that is to be changed at the first sign-in.
    /// - Parameter typed: `name`, `login`, `phone`, `role` and `place`.
    /// - Throws: `forbidden`, `invalid` at the field that is wrong.
    public func addAccount(_ typed: Answers, passwordHash: String) throws -> ID<User> {
        try actor.require(.administerAccounts)
        let (role, place) = try assignment(in: typed)
        let user: ID<User>
        do {
            user = try addUser(
                login: typed["login"], name: typed["name"], phone: Text.cleaned(typed["phone"]),
                passwordHash: passwordHash)
        } catch let error as AppError where error.code == .conflict {
            throw AppError.invalid("user.exists", field: "login")
        }
        try execute("UPDATE users SET password_is_first = 1 WHERE id = \(user)")
        try assign(user, role: role, in: place)
        return user
    }

    /// - Throws: `forbidden`, `notFound`, `conflict` for one's own, `invalid` at `role` or `place`.
    public func giveAssignment(to user: ID<User>, _ typed: Answers) throws {
        _ = try others(user)
        let (role, place) = try assignment(in: typed)
        guard try assignment(of: user, role: role, in: place) == nil else {
            throw AppError.invalid("accounts.assignment.held", field: "role")
        }
        try assign(user, role: role, in: place)
    }

    /// Ends an assignment, and with it every session under it.
    /// - Throws: `forbidden`, `notFound`, `conflict` for the last that administers accounts.
    public func endAssignment(_ id: ID<Assignment>, of user: ID<User>) throws {
        _ = try account(user)
        try keepAnAdministrator(without: "a.id = \(id)")
        let ended = try changes(
            by: """
                UPDATE assignments SET ended_at = \(now)
                WHERE id = \(id) AND user_id = \(user) AND ended_at IS NULL
                """)
        guard ended > 0 else { throw AppError.notFound }
        try append(Event(.assignmentEnded, about: [.user(user)]))
    }

    /// - Throws: `forbidden`, `notFound`, `conflict` for one's own and for the last who administers accounts.
    public func setLocked(_ locked: Bool, _ user: ID<User>) throws {
        let login = try others(user)
        if locked { try keepAnAdministrator(without: "a.user_id = \(user)") }
        try setLocked(locked, login: login)
    }

    /// A password that is to be changed at the next sign-in, for somebody who has forgotten theirs; their sessions end.
    /// - Throws: `forbidden`, `notFound`, `conflict` for one's own.
    public func setFirstPassword(_ hash: String, _ user: ID<User>) throws {
        try setPassword(hash, login: try others(user))
        try execute("UPDATE users SET password_is_first = 1 WHERE id = \(user)")
    }

    /// For somebody who has lost both the app and the codes that were kept; their sessions end.
    /// - Throws: `forbidden`, `notFound`, `conflict` for one's own.
    public func takeAwaySecondFactor(_ user: ID<User>) throws {
        _ = try others(user)
        try forgetSecondFactor(of: user)
        try endSessions(of: user)
    }

    /// For a telephone that is lost.
    /// - Throws: `forbidden`, `notFound`.
    public func endAllSessions(_ user: ID<User>) throws {
        _ = try account(user)
        try endSessions(of: user)
        try append(Event(.userChanged, ["what": "sessionsEnded"], about: [.user(user)]))
    }

    /// Makes it the account for emergencies, or an ordinary one again.
    /// - Throws: `notFound`, `invalid` where it has another role than to administer accounts.
    public func setEmergency(_ isEmergency: Bool, _ user: ID<User>) throws {
        _ = try account(user)
        let others = try one(
            """
            SELECT COUNT(*) FROM assignments WHERE user_id = \(user) AND ended_at IS NULL AND role <> \(Role.administrator)
            """
        ) { $0.int() }
        guard !isEmergency || others == 0 else { throw AppError.invalid("accounts.emergency.role") }
        if isEmergency { try keepAnAdministrator(without: "a.user_id = \(user)") }
        try execute("UPDATE users SET is_emergency = \(isEmergency) WHERE id = \(user)")
        if isEmergency, try credentials(user)?.hasSecondFactor == true { try forgetSecondFactor(of: user) }
        try endSessions(of: user)
        try append(
            Event(.userChanged, ["what": isEmergency ? "emergencyOn" : "emergencyOff"], about: [.user(user)]))
    }

    private func credentials(_ user: ID<User>) throws -> Credentials? {
        try credentials(login: try account(user))
    }

    /// The login, once it is sure that the actor may.
    private func account(_ user: ID<User>) throws -> String {
        try actor.require(.administerAccounts)
        return try one("SELECT login FROM users WHERE id = \(user) AND id <> \(Actor.system.user)") {
            $0.text()
        }
    }

    private func others(_ user: ID<User>) throws -> String {
        let login = try account(user)
        guard user != actor.user else { throw AppError.conflict("accounts.own") }
        return login
    }

    /// - Throws: `conflict` where nobody but the account for emergencies would be left to administer accounts.
    private func keepAnAdministrator(without condition: SQL) throws {
        guard try !leavesNoAdministrator(without: condition) else {
            throw AppError.conflict("accounts.lastAdministrator")
        }
    }

    /// Whether somebody can look after accounts now, and without those assignments (`a`, of `u`) nobody could.
    func leavesNoAdministrator(without condition: SQL) throws -> Bool {
        try serialize(on: "administrators")
        let (all, left) = try administrators(without: condition)
        return left == 0 && all > 0
    }

    private func assignment(in typed: Answers) throws -> (Role, Actor.Place) {
        guard let role = Role(rawValue: typed["role"]) else {
            throw AppError.invalid("form.choose", field: "role")
        }
        guard role.partyRole != nil else { return (role, .municipality) }
        let place = try assignmentPlaces().first { $0.value == typed["place"] }
        guard let place else { throw AppError.invalid("accounts.place.missing", field: "place") }
        let id = String(place.value.dropFirst("team:".count))
        if place.isTeam, let team = ID<Team>(id) { return (role, .team(team)) }
        guard !place.isTeam, let unit = ID<ProviderUnit>(id) else { throw AppError.notFound }
        return (role, .unit(unit))
    }
}

extension Reading {
    /// Whether anybody but the account for emergencies can look after accounts.
    public func hasAdministrator() throws -> Bool { try administrators(without: "1 = 0").all > 0 }

    /// How many assignments to administer accounts there are, and how many without those of `condition` (`a`, of `u`).
    fileprivate func administrators(without condition: SQL) throws -> (all: Int, left: Int) {
        let role = Role.administrator
        return try one(
            """
            SELECT COUNT(*), COALESCE(SUM(CASE WHEN \(condition) THEN 0 ELSE 1 END), 0)
            FROM assignments a JOIN users u ON u.id = a.user_id
            WHERE a.role = \(role) AND a.ended_at IS NULL AND u.locked_at IS NULL AND u.is_emergency = 0
            """
        ) { ($0.int(), $0.int()) }
    }
}
