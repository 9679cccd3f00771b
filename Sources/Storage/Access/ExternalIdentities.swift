import Domain

/// How signing in by the provider went.
public enum ExternalSignIn: Sendable, Hashable {
    case signedIn(ID<User>)
    /// The provider lets them look after accounts no longer; they still do, since nobody else is left who can.
    case signedInAsLastAdministrator(ID<User>)
    case refused(IdentityRefusal.Kind)
}

extension Tx {
    /// Gives whom the provider vouches for the assignments that it gives, ends those that it gives no longer, and begins a
    /// session. Somebody new gets an account; one whose login another account has does not, for that account is somebody's.
    /// What was given here stays, and so does a lock.
    /// - Returns: what is committed either way: whoever is refused for having no role has lost the old one.
    public func signIn(_ identity: ProvenIdentity, token digest: String) throws -> ExternalSignIn {
        try serialize(on: "identity \(identity.issuer) \(identity.subject)")
        let wanted = try places(of: identity.grants)
        let known = try user(of: identity)
        if known == nil, wanted.isEmpty { return .refused(.noRole) }
        guard let user = try known ?? addUser(for: identity) else { return .refused(.loginTaken) }
        guard try !isLocked(user) else {
            try refuseSignIn(of: user)
            return .refused(.locked)
        }
        let renewed = try renewAssignments(of: user, to: wanted, by: identity.issuer)
        guard let assignment = renewed.first else {
            try refuseSignIn(of: user)
            return .refused(.noRole)
        }
        try beginSession(of: user, under: assignment, by: .provider, digest: digest)
        try execute(
            """
            INSERT INTO external_sessions (session_id, issuer, subject, provider_session)
            SELECT id, \(identity.issuer), \(identity.subject), \(identity.session) FROM sessions
            WHERE token_digest = \(digest)
            """)
        return renewed.isLastAdministrator ? .signedInAsLastAdministrator(user) : .signedIn(user)
    }

    private func user(of identity: ProvenIdentity) throws -> ID<User>? {
        try first(
            """
            SELECT user_id FROM external_identities WHERE issuer = \(identity.issuer) AND subject = \(identity.subject)
            """
        ) { $0.id() }
    }

    /// Held to the end, so that a lock and a session come one after the other. The account for emergencies is for when nobody
    /// else can vouch, and asks for a reason.
    private func isLocked(_ user: ID<User>) throws -> Bool {
        try one("SELECT c.locked_at, c.is_emergency FROM users c WHERE c.id = \(user)\(forChange)") {
            let isLocked = $0.instantIfAny() != nil
            return $0.bool() || isLocked
        }
    }

    /// `nil` where the login is another account's.
    private func addUser(for identity: ProvenIdentity) throws -> ID<User>? {
        let wish = identity.login.lowercased()
        let isLogin = wish.wholeMatch(of: #/[a-z0-9._@-]{2,60}/#) != nil
        // A name for the list of accounts, for whom the provider calls something that cannot be one.
        let login =
            isLogin ? wish : "oidc-\(Array("\(identity.issuer) \(identity.subject)".utf8).digest.prefix(16))"
        guard try credentials(login: login) == nil else { return nil }
        let name = Text.cleaned(identity.name)
        let isName = !name.isEmpty && !Text.isLonger(name, than: Text.shortLimit)
        let user = try addUser(login: login, name: isName ? name : login, phone: "", passwordHash: nil)
        try link(user, issuer: identity.issuer, subject: identity.subject)
        return user
    }

    private func link(_ user: ID<User>, issuer: String, subject: String) throws {
        try execute(
            """
            INSERT INTO external_identities (issuer, subject, user_id, linked_at)
            VALUES (\(issuer), \(subject), \(user), \(now))
            """)
    }
}

// MARK: - Assignments

private struct WantedAssignment: Hashable {
    let role: Role
    let place: Actor.Place
}

extension Reading {
    /// Units and teams that there are none of are left out: `serve` has told of them.
    fileprivate func places(of grants: [RoleGrant]) throws -> [WantedAssignment] {
        try grants.compactMap { grant in
            try place(of: grant).map { WantedAssignment(role: grant.role, place: $0) }
        }
    }

    private func place(of grant: RoleGrant) throws -> Actor.Place? {
        switch grant.role.partyRole {
        case .orderer: try unit(named: grant.place).map { .unit($0) }
        case .team: try team(named: grant.place).map { .team($0) }
        case nil: .municipality
        }
    }

    /// The grants whose unit or team is not there.
    public func unknownPlaces(of map: RoleMap) throws -> [RoleGrant] {
        try map.rules.map(\.grant).filter { try place(of: $0) == nil }
    }
}

extension Tx {
    /// The last who can look after accounts keeps that assignment, whatever the provider says: a slip in its groups, or in the
    /// file of roles, would shut everybody out.
    /// - Returns: the oldest assignment in force afterwards, `nil` where there is none; and whether one was kept so.
    private func renewAssignments(
        of user: ID<User>, to wanted: [WantedAssignment], by issuer: String
    ) throws -> (first: ID<Assignment>?, isLastAdministrator: Bool) {
        let before = try all(
            """
            SELECT u.id, u.name, a.id, a.role, a.unit_id, a.team_id, COALESCE(e.issuer, '') FROM users u
            JOIN assignments a ON a.user_id = u.id AND a.ended_at IS NULL
            LEFT JOIN external_assignments e ON e.assignment_id = a.id WHERE u.id = \(user) ORDER BY a.id
            """
        ) { row in (try readActor(&row), isTheirs: row.text() == issuer) }
        let lost = before.filter { actor, isTheirs in
            isTheirs && !wanted.contains(WantedAssignment(role: actor.role, place: actor.place))
        }
        let kept = try lost.map(\.0).first {
            try $0.role == .administrator && leavesNoAdministrator(without: "a.id = \($0.assignment)")
        }
        if let kept {
            try append(Event(.assignmentKept, ["role": kept.role.rawValue], about: [.user(user)]))
        }
        let ending = Set(lost.map(\.0.assignment)).subtracting([kept?.assignment].compactMap(\.self))
        for (actor, _) in lost where ending.contains(actor.assignment) { try end(actor) }
        let staying = before.filter { !ending.contains($0.0.assignment) }
        let has = Set(staying.map { WantedAssignment(role: $0.0.role, place: $0.0.place) })
        let opened = try wanted.filter { !has.contains($0) }.map { try give($0, to: user, by: issuer) }
        return ((staying.map(\.0.assignment) + opened).first, kept != nil)
    }

    private func end(_ actor: Actor) throws {
        try execute("UPDATE assignments SET ended_at = \(now) WHERE id = \(actor.assignment)")
        try append(Event(.assignmentEnded, ["role": actor.role.rawValue], about: [.user(actor.user)]))
    }

    private func give(_ wanted: WantedAssignment, to user: ID<User>, by issuer: String) throws -> ID<
        Assignment
    > {
        let assignment = try assign(user, role: wanted.role, in: wanted.place)
        try execute(
            "INSERT INTO external_assignments (assignment_id, issuer) VALUES (\(assignment), \(issuer))")
        return assignment
    }
}

// MARK: - What an administrator does

extension Tx {
    /// Lets an account that there is already be signed in to as this identity.
    /// - Throws: `conflict` where the identity is linked to an account already.
    public func link(login: String, issuer: String, subject: String) throws {
        guard let found = try credentials(login: login), found.user != Actor.system.user else {
            throw AppError.notFound
        }
        guard !found.isEmergency else { throw AppError.conflict("user.emergencyNotLinked") }
        let identity = ProvenIdentity(issuer: issuer, subject: subject)
        guard try user(of: identity) == nil else { throw AppError.conflict("user.identityTaken") }
        try link(found.user, issuer: issuer, subject: subject)
        try append(Event(.userChanged, ["what": "linked"], about: [.user(found.user)]))
    }

    /// Parts the account from every identity of the provider's, takes away what the provider gave, and ends its sessions.
    /// - Returns: how many identities it was linked to.
    @discardableResult
    public func unlink(login: String) throws -> Int {
        guard let found = try credentials(login: login) else { throw AppError.notFound }
        let count = try changes(by: "DELETE FROM external_identities WHERE user_id = \(found.user)")
        guard count > 0 else { return 0 }
        let given = try all(
            """
            SELECT u.id, u.name, a.id, a.role, a.unit_id, a.team_id FROM users u
            JOIN assignments a ON a.user_id = u.id AND a.ended_at IS NULL
            JOIN external_assignments e ON e.assignment_id = a.id WHERE u.id = \(found.user)
            """
        ) { try readActor(&$0) }
        for actor in given { try end(actor) }
        try endSessions(of: found.user)
        try append(Event(.userChanged, ["what": "unlinked"], about: [.user(found.user)]))
        return count
    }
}

// MARK: - Signing out

extension Reading {
    /// Whether the session was begun by the provider's word.
    public func isExternal(_ session: ID<Session>) throws -> Bool {
        try first("SELECT 1 FROM external_sessions WHERE session_id = \(session)") { $0.int() } != nil
    }
}

extension Tx {
    /// To the session that takes its place, for whoever acts under another assignment or is known by another token.
    func passOn(external session: ID<Session>, digest: String) throws {
        try execute(
            """
            UPDATE external_sessions SET session_id = (SELECT id FROM sessions WHERE token_digest = \(digest))
            WHERE session_id = \(session)
            """)
    }

    /// Ends the sessions that the provider says are over. A notice that comes again ends none that began after it was written.
    /// - Returns: how many it ended.
    public func endSessions(by notice: LogoutNotice) throws -> Int {
        guard notice.subject != nil || notice.session != nil else { return 0 }
        let latest = notice.issuedAt.adding(seconds: LogoutNotice.secondsOfDoubt)
        let subject: SQL = notice.subject.map { "AND subject = \($0)" } ?? ""
        let session: SQL = notice.session.map { "AND provider_session = \($0)" } ?? ""
        let ended: [ID<User>] = try all(
            """
            UPDATE sessions SET ended_at = \(now) WHERE ended_at IS NULL AND began_at <= \(latest) AND id IN (
                SELECT session_id FROM external_sessions WHERE issuer = \(notice.issuer) \(subject) \(session))
            RETURNING user_id
            """
        ) { $0.id() }
        for user in ended { try append(Event(.signedOut, about: [.user(user)])) }
        return ended.count
    }
}
