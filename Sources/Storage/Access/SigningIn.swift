import Domain

/// What follows from a login and a password.
public enum PasswordAnswer: Sendable, Hashable {
    case refused
    case signedIn
    /// Half-way in: a code is asked for, or why the account for emergencies is used.
    case halfWay(HalfSignIn)
}

/// Whose password was right, and what is asked for next.
public struct HalfSignIn: Sendable, Hashable {
    public enum Question: Sendable, Hashable { case code, reason }

    public let user: ID<User>
    public let question: Question
    let login: String
}

/// What follows from a code, or from a reason.
public enum CodeAnswer: Sendable, Hashable {
    case signedIn
    case refused
    /// It took too long, or the account is not what it was.
    case over
}

extension Tx {
    /// Begins the session, or the way to it where more than a password is asked for, if the account is still what it was
    /// when the password was weighed.
    /// - Parameter token: the digest of what the session, or the way to it, is known by.
    public func signIn(_ right: RightPassword, token: String) throws -> PasswordAnswer {
        guard let current = try unchanged(right), let assignment = current.assignments.first else {
            return .refused
        }
        if let half = current.half(right.login) {
            try execute("DELETE FROM half_sign_ins WHERE expires_at <= \(now)")
            try execute(
                """
                INSERT INTO half_sign_ins (token_digest, user_id, expires_at)
                VALUES (\(token), \(current.user), \(now.adding(seconds: SessionRules.halfWaySeconds)))
                """)
            return .halfWay(half)
        }
        try forgetSignInFailures(of: current.user)
        try beginSession(of: current.user, under: assignment, digest: token)
        return .signedIn
    }

    /// The account, if it is still what it was when its password was weighed.
    func unchanged(_ right: RightPassword) throws -> Credentials? {
        let current = try credentials(login: right.login)
        return current == right.account && !right.account.isLocked ? current : nil
    }

    /// Weighs a code from the app, or one of those that were kept; each opens once.
    /// - Parameter token: the digest of the session's own token.
    /// - Throws: `invalid` where the app's codes cannot be weighed, since the key that seals them is not there.
    public func signIn(half: String, code: String, token: String) throws -> CodeAnswer {
        guard let (half, account) = try takenUp(half), half.question == .code,
            let assignment = account.assignments.first
        else { return .over }
        guard let means = try weigh(code, of: half.user) else {
            try refuseSignIn(of: half.user)
            return .refused
        }
        try end(half)
        try beginSession(of: half.user, under: assignment, by: means, digest: token)
        return .signedIn
    }

    /// Signs in for an hour with the account for emergencies, for a reason that is kept for whoever looks afterwards.
    /// - Throws: `invalid` at `reason` for none worth the name.
    public func signIn(half: String, reason typed: Answers, token: String) throws -> CodeAnswer {
        guard let (half, account) = try takenUp(half), half.question == .reason,
            let assignment = account.assignments.first
        else { return .over }
        let reason = try reason(in: typed, atLeast: 10)
        try execute(
            """
            INSERT INTO emergency_sign_ins (id, user_id, reason, began_at)
            VALUES (\(ID<Session>.new(in: self)), \(half.user), \(reason), \(now))
            """)
        try append(
            Event(.emergencyOpened, ["digest": Array(reason.utf8).digest], about: [.user(half.user)]))
        try end(half)
        try beginSession(of: half.user, under: assignment, by: .emergency, digest: token)
        return .signedIn
    }

    private func takenUp(_ digest: String) throws -> (HalfSignIn, Credentials)? {
        guard let half = try halfSignIn(digest: digest),
            let account = try credentials(login: half.login), !account.isLocked,
            // Another hand may have ended it, or used it, while this one waited for the row.
            try halfSignIn(digest: digest) == half
        else { return nil }
        return (half, account)
    }

    private func end(_ half: HalfSignIn) throws {
        try execute("DELETE FROM half_sign_ins WHERE user_id = \(half.user)")
        try forgetSignInFailures(of: half.user)
    }
}

extension Reading {
    /// Who is half-way in with this token's digest; `nil` where nobody is, or is no longer.
    public func halfSignIn(digest: String) throws -> HalfSignIn? {
        let login = try first(
            """
            SELECT u.login FROM half_sign_ins h JOIN users u ON u.id = h.user_id
            WHERE h.token_digest = \(digest) AND h.expires_at > \(now)
            """
        ) { $0.text() }
        return try login.flatMap { login in try credentials(login: login)?.half(login) }
    }
}

extension Credentials {
    fileprivate func half(_ login: String) -> HalfSignIn? {
        if isEmergency { return HalfSignIn(user: user, question: .reason, login: login) }
        return hasSecondFactor ? HalfSignIn(user: user, question: .code, login: login) : nil
    }
}
