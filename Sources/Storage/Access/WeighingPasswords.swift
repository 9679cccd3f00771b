import Domain

/// What attempts to sign in are counted by: digests, so that nothing typed is kept.
public enum AttemptDigest {
    /// An account is counted as itself, however its name is written.
    public static func of(_ user: ID<User>) -> String { digest("user:\(user)") }

    /// Codes are counted by themselves: a password that is right again and again gives no more tries at a code.
    public static func codes(of user: ID<User>) -> String { digest("codes:\(user)") }

    static func of(login: String) -> String { digest("login:\(login)") }

    /// Whoever has a network of IPv6 is counted as one, whichever of its addresses they come from.
    static func of(address: String) -> String { digest("address:\(Asker.of(address))") }

    private static func digest(_ text: String) -> String { Array(text.utf8).digest }
}

/// What a login and a password came to.
public enum WeighedPassword: Sendable {
    /// Too many have been wrong lately, and nothing was weighed.
    case held
    case wrong
    /// It was right, and the account is locked.
    case locked
    /// The account has none: it is signed in to in another way.
    case missing
    case right(RightPassword)
}

/// Whose password was right, and what the account was then.
public struct RightPassword: Sendable {
    public let login: String
    let account: Credentials
}

extension Store {
    /// Counts an attempt, and then weighs it. What is refused stands in the account's history; of a login that nobody has
    /// as much is written, so that the time tells nothing.
    /// - Parameter address: where it comes from.
    public func weigh(
        _ password: String, of typed: String, from address: String
    ) async throws -> WeighedPassword {
        let login = typed.lowercased()
        let found = try await read(as: .system) { try $0.credentials(login: login) }
        let account = found.map { AttemptDigest.of($0.user) } ?? AttemptDigest.of(login: login)
        guard try await mayTry(account, from: address) else { return .held }
        // The password is weighed for an unknown login too, so that time tells nothing.
        let matches = try await PasswordHash.matches(password, found?.passwordHash ?? PasswordHash.ofNobody)
        guard let found else {
            try await write(as: .system) { try $0.refuseSignIn(counted: account) }
            return .wrong
        }
        if matches, !found.isLocked { return .right(RightPassword(login: login, account: found)) }
        try await write(as: .system) { try $0.refuseSignIn(of: found.user) }
        return found.passwordHash == nil ? .missing : matches ? .locked : .wrong
    }

    /// Counts an attempt before anything is weighed.
    /// - Returns: `false` where the door is held.
    public func mayTry(_ account: String, from address: String) async throws -> Bool {
        try await write(as: .system) {
            try $0.beginSignIn(loginDigest: account, addressDigest: AttemptDigest.of(address: address))
        }
    }
}
