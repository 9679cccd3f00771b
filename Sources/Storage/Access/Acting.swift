import Domain

/// Somebody who is to act at the command line: by the account, password and code that they have on the web, counted by the
/// same limits, and under one of their assignments.
public struct ActingWish: Sendable {
    let login: String
    let password: String
    /// What it is called, as `hemtrygg user list` has it, or its role; `nil` for the one that may.
    let assignment: String?
    /// What they are to do.
    let permission: Permission

    public init(login: String, password: String, assignment: String?, permission: Permission) {
        self.login = login.lowercased()
        self.password = password
        self.assignment = assignment
        self.permission = permission
    }

    /// All attempts at a machine's command line come from one place.
    fileprivate static let address = "command line"
}

private enum ActingAnswer: Sendable {
    case acting(Actor)
    case refused(AppError)
}

extension Store {
    /// Whoever it is; no session is left behind.
    /// - Parameter code: asked for where the account has a second factor.
    /// - Throws: `forbidden`, with what there is to do about it.
    public func actor(_ wish: ActingWish, code: () throws -> String) async throws -> Actor {
        let right = try await rightPassword(wish)
        var typed: String?
        if right.account.hasSecondFactor {
            typed = try code()
            let codes = AttemptDigest.codes(of: right.account.user)
            guard try await mayTry(codes, from: ActingWish.address) else {
                throw AppError.forbidden("signIn.held")
            }
        }
        let answer = typed
        // A refusal is committed: it stands in the account's history.
        switch try await write(as: .system, { try $0.act(wish, right, code: answer) }) {
        case .acting(let actor): return actor
        case .refused(let error): throw error
        }
    }

    private func rightPassword(_ wish: ActingWish) async throws -> RightPassword {
        switch try await weigh(wish.password, of: wish.login, from: ActingWish.address) {
        case .held: throw AppError.forbidden("signIn.held")
        case .wrong: throw AppError.forbidden("signIn.wrong")
        case .locked: throw AppError.forbidden("acting.locked")
        case .missing: throw AppError.forbidden("acting.noPassword")
        case .right(let right): return right
        }
    }
}

/// An assignment with what it is called at the command line: `coordinator Välfärdsteknikteamet`.
private struct NamedAssignment {
    let actor: Actor
    let name: String

    func isCalled(_ typed: String) -> Bool {
        [name, actor.role.rawValue].contains { Text.folded($0) == Text.folded(typed) }
    }
}

extension Tx {
    fileprivate func act(_ wish: ActingWish, _ right: RightPassword, code: String?) throws -> ActingAnswer {
        do {
            guard let account = try unchanged(right) else { throw AppError.forbidden("signIn.wrong") }
            guard !account.isEmergency else { throw AppError.forbidden("acting.emergency") }
            let means = try means(of: account, code)
            try forgetSignInFailures(of: account.user)
            let actor = try chosen(among: try assignments(of: account.user), wish)
            try requireNothingLacking(actor, means)
            try append(
                Event(
                    .signedIn,
                    ["means": means.rawValue, "from": "commandLine", "for": wish.permission.rawValue],
                    about: [.user(actor.user)]), by: actor.user, under: actor.assignment)
            return .acting(actor)
        } catch let error as AppError where error.code == .forbidden {
            try refuseSignIn(of: right.account.user)
            return .refused(error)
        }
    }

    private func means(of account: Credentials, _ code: String?) throws -> SignInMeans {
        guard account.hasSecondFactor else { return .password }
        guard let code, let means = try weigh(code, of: account.user) else {
            throw AppError.forbidden("signIn.code.wrong")
        }
        return means
    }

    private func assignments(of user: ID<User>) throws -> [NamedAssignment] {
        try all(
            """
            SELECT u.id, u.name, a.id, a.role, a.unit_id, a.team_id, COALESCE(pu.name, t.name, '') FROM users u
            JOIN assignments a ON a.user_id = u.id AND a.ended_at IS NULL
            LEFT JOIN provider_units pu ON pu.id = a.unit_id LEFT JOIN teams t ON t.id = a.team_id
            WHERE u.id = \(user) ORDER BY a.id
            """
        ) { row in
            let actor = try readActor(&row)
            let names = [actor.role.rawValue, row.text()].filter { !$0.isEmpty }
            return NamedAssignment(actor: actor, name: names.joined(separator: " "))
        }
    }

    /// The one that may; of several the one that is named.
    private func chosen(among all: [NamedAssignment], _ wish: ActingWish) throws(AppError) -> Actor {
        let able = all.filter { $0.actor.may(wish.permission) }
        guard !able.isEmpty else {
            let roles = Role.allCases.filter(wish.permission.isHeld(by:)).map(\.rawValue)
            throw AppError(.forbidden, "acting.forbidden", ["roles": roles.joined(separator: ", ")])
        }
        let named = able.filter { one in wish.assignment.map { one.isCalled($0) } ?? true }
        guard let first = named.first, named.count == 1 else {
            let key = named.isEmpty ? "acting.noSuchAssignment" : "acting.severalAssignments"
            let names = able.map { "\"\($0.name)\"" }
            throw AppError(.forbidden, key, ["assignments": names.joined(separator: ", ")])
        }
        return first.actor
    }

    /// What the web asks to have put right before anything else.
    private func requireNothingLacking(_ actor: Actor, _ means: SignInMeans) throws {
        let isFirst = try one("SELECT password_is_first FROM users WHERE id = \(actor.user)") { $0.bool() }
        switch Self.lack(of: actor.role, means, hasFirstPassword: isFirst, try settings()) {
        case .ownPassword: throw AppError.forbidden("acting.firstPassword")
        case .secondFactor: throw AppError.forbidden("acting.noSecondFactor")
        case nil: return
        }
    }
}
