import Domain

/// Who a session belongs to and what it acts as.
public struct SessionHolder: Sendable, Hashable {
    public let session: ID<Session>
    public let actor: Actor
    /// The unit's or the team's name; empty for the municipality's own functions.
    public let placeName: String
    public let seenAt: Instant
    /// What must be done on the holder's own page before anything else.
    public let lack: AccountLack?
}

/// How somebody proved who they are.
public enum SignInMeans: String, Sendable, CaseIterable {
    case password
    /// The password and a code from an app.
    case code
    /// The password and one of the codes that were kept for the day when the app is lost.
    case recoveryCode
    /// The account for emergencies: the password and a reason.
    case emergency
    /// The municipality's own sign-in vouches for them.
    case provider
}

public enum AccountLack: Sendable, Hashable {
    /// Their password was made by somebody else, who has seen it.
    case ownPassword
    /// Their role asks for a code besides the password.
    case secondFactor
}

public enum SessionRules {
    public static let idleSeconds: Int64 = 60 * 60
    public static let absoluteSeconds: Int64 = 10 * 60 * 60
    /// Of the account for emergencies.
    public static let emergencySeconds: Int64 = 60 * 60
    /// Between the password and the code.
    public static let halfWaySeconds: Int64 = 5 * 60
    /// The session's last use is written down at most this often.
    public static let touchSeconds: Int64 = 5 * 60
    /// How long an ended session is kept, for whoever looks into what happened.
    static let keptSeconds: Int64 = 30 * 24 * 60 * 60
}

extension Reading {
    /// The running session with this token digest, of a user who is not locked under an assignment in force.
    public func session(digest: String) throws -> SessionHolder? {
        let idleSince = now.adding(seconds: -SessionRules.idleSeconds)
        return try first(
            """
            SELECT s.id, s.seen_at, u.id, u.name, a.id, a.role, a.unit_id, a.team_id,
                COALESCE(pu.name, t.name, ''), s.means, u.password_is_first,
                (SELECT x.value FROM settings x WHERE x.name = \(SettingName.secondFactorRoles.rawValue))
            FROM sessions s JOIN users u ON u.id = s.user_id JOIN assignments a ON a.id = s.assignment_id
            LEFT JOIN provider_units pu ON pu.id = a.unit_id LEFT JOIN teams t ON t.id = a.team_id
            WHERE s.token_digest = \(digest) AND s.ended_at IS NULL AND s.expires_at > \(now)
                AND s.seen_at > \(idleSince) AND u.locked_at IS NULL AND a.ended_at IS NULL
            """
        ) { row in
            let (session, seenAt): (ID<Session>, Instant) = (row.id(), row.instant())
            let actor = try readActor(&row)
            let (placeName, means): (String, SignInMeans) = (row.text(), try row.value())
            let isFirst = row.bool()
            var settings = Settings()
            try settings.set(.secondFactorRoles, to: row.textIfAny() ?? "")
            return SessionHolder(
                session: session, actor: actor, placeName: placeName, seenAt: seenAt,
                lack: Self.lack(of: actor.role, means, hasFirstPassword: isFirst, settings))
        }
    }
}

extension Reading {
    /// Whose session this was, where it was ended by a lock, another password, another browser or an administrator, and
    /// not by signing out of it or by time.
    public func withdrawnSession(digest: String) throws -> ID<User>? {
        try first(
            """
            SELECT s.user_id FROM sessions s JOIN users u ON u.id = s.user_id JOIN assignments a ON a.id = s.assignment_id
            WHERE s.token_digest = \(digest) AND (s.is_withdrawn = 1 OR (s.ended_at IS NULL AND s.expires_at > \(now)
                AND s.seen_at > \(now.adding(seconds: -SessionRules.idleSeconds))
                AND (u.locked_at IS NOT NULL OR a.ended_at IS NOT NULL)))
            """
        ) { $0.id() }
    }

    static func lack(
        of role: Role, _ means: SignInMeans, hasFirstPassword: Bool, _ settings: Settings
    ) -> AccountLack? {
        if hasFirstPassword, means != .provider { return .ownPassword }
        return means == .password && settings.secondFactorRoles.contains(role) ? .secondFactor : nil
    }
}

extension Reading {
    /// The actor's own assignments in force, for choosing among.
    public func ownAssignments() throws -> [OwnAssignment] {
        try all(
            """
            SELECT a.id, a.role, COALESCE(pu.name, t.name, '') FROM assignments a
            LEFT JOIN provider_units pu ON pu.id = a.unit_id LEFT JOIN teams t ON t.id = a.team_id
            WHERE a.user_id = \(actor.user) AND a.ended_at IS NULL ORDER BY a.id
            """
        ) { OwnAssignment(id: $0.id(), role: try $0.value(), placeName: $0.text()) }
    }
}

public struct OwnAssignment: Sendable, Hashable {
    public let id: ID<Assignment>
    public let role: Role
    public let placeName: String
}

extension Tx {
    public func beginSession(
        of user: ID<User>, under assignment: ID<Assignment>, by means: SignInMeans = .password, digest: String
    ) throws {
        let seconds = means == .emergency ? SessionRules.emergencySeconds : SessionRules.absoluteSeconds
        try beginSession(
            of: user, under: assignment, by: means, digest: digest, expiresAt: now.adding(seconds: seconds))
    }

    private func beginSession(
        of user: ID<User>, under assignment: ID<Assignment>, by means: SignInMeans, digest: String,
        expiresAt: Instant
    ) throws {
        try execute(
            """
            INSERT INTO sessions (id, token_digest, user_id, assignment_id, means, began_at, seen_at, expires_at)
            VALUES (\(ID<Session>.new(in: self)), \(digest), \(user), \(assignment), \(means), \(now), \(now),
                \(expiresAt))
            """)
        try append(
            Event(.signedIn, ["means": means.rawValue], about: [.user(user)]), by: user, under: assignment)
    }

    public func touchSession(_ session: ID<Session>) throws {
        try execute("UPDATE sessions SET seen_at = \(now) WHERE id = \(session) AND ended_at IS NULL")
    }

    /// Ends the session and begins another under one of the user's own assignments; it lasts no longer than the first
    /// would have.
    /// - Throws: `notFound` where the session has ended meanwhile, or the assignment is not the user's.
    public func switchAssignment(to wanted: ID<Assignment>, from session: ID<Session>, digest: String) throws
    {
        // A new session and a new password, which ends all sessions, come one after the other.
        try hold("users", where: "c.id = \(actor.user)")
        let own: ID<Assignment> = try one(
            """
            SELECT id FROM assignments WHERE id = \(wanted) AND user_id = \(actor.user) AND ended_at IS NULL
            """
        ) { $0.id() }
        try renewSession(session, under: own, digest: digest)
    }

    /// Another token for the same time: of a session that becomes something else, copies of the old one are worth nothing.
    /// - Throws: `notFound` where it has ended meanwhile.
    func renewSession(
        _ session: ID<Session>, under assignment: ID<Assignment>? = nil, by means: SignInMeans? = nil,
        digest: String
    ) throws {
        let (expiresAt, before): (Instant, SignInMeans) = try one(
            """
            UPDATE sessions SET ended_at = \(now) WHERE id = \(session) AND user_id = \(actor.user) AND ended_at IS NULL
            RETURNING expires_at, means
            """
        ) { ($0.instant(), try $0.value()) }
        try append(Event(.signedOut, about: [.user(actor.user)]))
        try beginSession(
            of: actor.user, under: assignment ?? actor.assignment, by: means ?? before, digest: digest,
            expiresAt: expiresAt)
        try passOn(external: session, digest: digest)
    }

    public func endSession(_ session: ID<Session>) throws {
        try execute("UPDATE sessions SET ended_at = \(now) WHERE id = \(session) AND ended_at IS NULL")
        try append(Event(.signedOut, about: [.user(actor.user)]))
    }

    /// All at once, for a lock, another password or whatever else changes the account; also those that are half begun.
    func endSessions(of user: ID<User>, but kept: ID<Session>? = nil) throws {
        let idleSince = now.adding(seconds: -SessionRules.idleSeconds)
        try execute(
            """
            UPDATE sessions SET ended_at = \(now),
                is_withdrawn = CASE WHEN expires_at > \(now) AND seen_at > \(idleSince) THEN 1 ELSE 0 END
            WHERE user_id = \(user) AND ended_at IS NULL AND id <> \(kept?.text ?? "")
            """)
        try execute("DELETE FROM half_sign_ins WHERE user_id = \(user)")
    }
}

/// How often signing in may fail before the door is held shut for a while; per account and per address.
public enum SignInLimit {
    public static let windowSeconds: Int64 = 15 * 60
    public static let perLogin = 5
    public static let perAddress = 30
}

extension Reading {
    /// Whether too many attempts have failed lately; digests, so that nothing typed is stored in clear.
    public func signInIsHeld(loginDigest: String, addressDigest: String) throws -> Bool {
        let since = now.adding(seconds: -SignInLimit.windowSeconds)
        let counts = try first(
            """
            SELECT (SELECT COUNT(*) FROM sign_in_failures WHERE login_digest = \(loginDigest) AND failed_at > \(since)),
                (SELECT COUNT(*) FROM sign_in_failures WHERE address_digest = \(addressDigest)
                    AND failed_at > \(since))
            """
        ) { ($0.int(), $0.int()) }
        guard let (byLogin, byAddress) = counts else { return false }
        return byLogin >= SignInLimit.perLogin || byAddress >= SignInLimit.perAddress
    }
}

extension Tx {
    public func recordSignInFailure(loginDigest: String, addressDigest: String, user: ID<User>?) throws {
        let expired = now.adding(seconds: -SignInLimit.windowSeconds * 4)
        try execute("DELETE FROM sign_in_failures WHERE failed_at < \(expired)")
        try execute(
            """
            INSERT INTO sign_in_failures (id, login_digest, address_digest, failed_at)
            VALUES (\(ID<Session>.new(in: self)), \(loginDigest), \(addressDigest), \(now))
            """)
        if let user { try append(Event(.signInRefused, about: [.user(user)])) }
    }

    /// Counts an attempt before its password is weighed, so that many at once count too; the right password takes
    /// the count away again.
    /// - Returns: `false` where the door is held.
    public func beginSignIn(loginDigest: String, addressDigest: String) throws -> Bool {
        for name in [addressDigest, loginDigest].sorted() { try serialize(on: name) }
        guard try !signInIsHeld(loginDigest: loginDigest, addressDigest: addressDigest) else { return false }
        try recordSignInFailure(loginDigest: loginDigest, addressDigest: addressDigest, user: nil)
        return true
    }

    public func refuseSignIn(of user: ID<User>) throws {
        try append(Event(.signInRefused, about: [.user(user)]))
    }

    /// Of somebody whom nobody knows: there is no history to write in, and what was counted is written once more.
    func refuseSignIn(counted loginDigest: String) throws {
        try execute(
            "UPDATE sign_in_failures SET failed_at = failed_at WHERE login_digest = \(loginDigest)")
    }

    public func forgetSignInFailures(loginDigest: String) throws {
        try execute("DELETE FROM sign_in_failures WHERE login_digest = \(loginDigest)")
    }

    /// For somebody who has given all that is asked for.
    func forgetSignInFailures(of user: ID<User>) throws {
        for digest in [AttemptDigest.of(user), AttemptDigest.codes(of: user)] {
            try forgetSignInFailures(loginDigest: digest)
        }
    }
}
