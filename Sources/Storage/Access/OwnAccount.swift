import Domain

/// What a user's own page shows.
public struct OwnAccount: Sendable {
    public let login: String
    /// `nil` for somebody whom only the municipality's own sign-in lets in.
    public let passwordHash: String?
    public let isEmergency: Bool
    public let secondFactor: SecondFactor?
    public let sessions: [OwnSession]
}

public struct OwnSession: Sendable, Hashable {
    public let id: ID<Session>
    public let role: Role
    public let placeName: String
    public let means: SignInMeans
    public let beganAt: Instant
    public let seenAt: Instant
}

extension Reading {
    public func ownAccount() throws -> OwnAccount {
        let (login, hash, isEmergency) = try one(
            "SELECT login, password_hash, is_emergency FROM users WHERE id = \(actor.user)"
        ) { ($0.text(), $0.textIfAny(), $0.bool()) }
        return OwnAccount(
            login: login, passwordHash: hash, isEmergency: isEmergency, secondFactor: try secondFactor(),
            sessions: try ownSessions())
    }

    /// Those that would still be let in, the last used first.
    private func ownSessions() throws -> [OwnSession] {
        let idleSince = now.adding(seconds: -SessionRules.idleSeconds)
        return try all(
            """
            SELECT s.id, a.role, COALESCE(pu.name, t.name, ''), s.means, s.began_at, s.seen_at
            FROM sessions s JOIN assignments a ON a.id = s.assignment_id
            LEFT JOIN provider_units pu ON pu.id = a.unit_id LEFT JOIN teams t ON t.id = a.team_id
            WHERE s.user_id = \(actor.user) AND s.ended_at IS NULL AND s.expires_at > \(now) AND s.seen_at > \(idleSince)
                AND a.ended_at IS NULL
            ORDER BY s.seen_at DESC, s.id
            """
        ) {
            OwnSession(
                id: $0.id(), role: try $0.value(), placeName: $0.text(), means: try $0.value(),
                beganAt: $0.instant(), seenAt: $0.instant())
        }
    }
}

extension Tx {
    /// - Throws: `notFound` for one that is not the actor's, or has ended.
    public func endOwnSession(_ session: ID<Session>) throws {
        let ended = try changes(
            by: """
                UPDATE sessions SET ended_at = \(now), is_withdrawn = 1
                WHERE id = \(session) AND user_id = \(actor.user) AND ended_at IS NULL
                """)
        guard ended > 0 else { throw AppError.notFound }
        try append(Event(.signedOut, about: [.user(actor.user)]))
    }

    /// Every session of the actor's but this one.
    public func endOtherSessions(than session: ID<Session>) throws {
        try endSessions(of: actor.user, but: session)
        try append(Event(.signedOut, about: [.user(actor.user)]))
    }

    /// Another password for the actor. Every other session ends, and this one goes on under another token.
    /// - Parameter weighed: the hash against which the old password was weighed.
    /// - Throws: `conflict` where the password has been changed meanwhile.
    public func changeOwnPassword(
        to hash: String, weighed: String?, in session: ID<Session>, digest: String
    ) throws {
        let changed = try changes(
            by: """
                UPDATE users SET password_hash = \(hash), password_is_first = 0
                WHERE id = \(actor.user) AND password_hash = \(weighed)
                """)
        guard changed > 0 else { throw AppError.conflict("error.constraint") }
        try endSessions(of: actor.user, but: session)
        try append(Event(.userChanged, ["what": "password"], about: [.user(actor.user)]))
        try renewSession(session, digest: digest)
    }
}
