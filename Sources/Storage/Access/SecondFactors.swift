import Domain
import Foundation

/// A code from an app beside the password, as its owner sees it.
public struct SecondFactor: Sendable, Hashable {
    public let since: Instant
    public let recoveryCodesLeft: Int
}

/// Codes that were kept for the day when the app is lost; each opens once.
public enum RecoveryCode {
    static let count = 10
    /// Eighty bits, so that its digest in the database cannot be tried out: sixteen letters and digits.
    static func new() -> String { Base32.random(bits: 80) }

    /// What is kept of a code, however it was typed.
    static func digest(_ typed: String, of user: ID<User>) -> String {
        let letters = typed.uppercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return Array("hemtrygg recovery code 1\n\(user.text)\n\(letters)".utf8).digest
    }
}

extension Reading {
    /// The actor's own; `nil` where there is none.
    public func secondFactor() throws -> SecondFactor? {
        try first(
            """
            SELECT f.confirmed_at, (SELECT COUNT(*) FROM recovery_codes r WHERE r.user_id = f.user_id AND r.used_at IS NULL)
            FROM second_factors f WHERE f.user_id = \(actor.user) AND f.confirmed_at IS NOT NULL
            """
        ) { SecondFactor(since: $0.instant(), recoveryCodesLeft: $0.int()) }
    }

    /// What the actor's app is to be given, until a code of it has been seen; `nil` where nothing was begun, or too long
    /// ago.
    public func factorToConfirm() throws -> OneTimePassword? {
        guard let kept = try keptFactor(of: actor.user), kept.isUnderWay(at: now) else { return nil }
        return try opened(kept)
    }

    /// Whether the actor has begun, and not finished in time.
    public func secondFactorIsLate() throws -> Bool {
        guard let kept = try keptFactor(of: actor.user) else { return false }
        return !kept.isConfirmed && !kept.isUnderWay(at: now)
    }

    fileprivate func keptFactor(of user: ID<User>) throws -> KeptFactor? {
        try first("SELECT \(KeptFactor.columns) FROM second_factors c WHERE c.user_id = \(user)\(forChange)")
        {
            KeptFactor(&$0)
        }
    }

    fileprivate func opened(_ kept: KeptFactor) throws(AppError) -> OneTimePassword {
        do {
            return OneTimePassword(key: try secretKeys.open(kept.sealed, at: KeptFactor.place(of: kept.user)))
        } catch {
            throw AppError.invalid("account.factor.unreadable", field: "code")
        }
    }

    /// Whose key does not open, by their identity; at most twenty.
    func unopenedFactors() throws -> [String] {
        try all("SELECT \(KeptFactor.columns) FROM second_factors c") { KeptFactor(&$0) }
            .filter { (try? opened($0)) == nil }.prefix(20).map(\.user.text)
    }
}

private struct KeptFactor {
    let user: ID<User>
    let sealed: SealedBytes
    let isConfirmed: Bool
    /// The latest half minute whose code was used; it is not used again, nor one before it.
    let lastStep: Int64
    private let begunAt: Instant

    /// The password is asked for to begin alone, so that whoever finds the browser afterwards must not be able to finish.
    private static let secondsToFinish: Int64 = 10 * 60

    static let columns: SQL = "c.user_id, c.key_id, c.value, c.confirmed_at, c.last_step, c.begun_at"

    init(_ row: inout Row) {
        user = row.id()
        sealed = SealedBytes(key: row.text(), value: row.text())
        isConfirmed = row.instantIfAny() != nil
        lastStep = Int64(row.int())
        begunAt = row.instant()
    }

    func isUnderWay(at now: Instant) -> Bool {
        !isConfirmed && now < begunAt.adding(seconds: Self.secondsToFinish)
    }

    static func place(of user: ID<User>) -> String { "hemtrygg second factor 1\n\(user.text)" }
}

extension Tx {
    /// Draws a key for the actor's app. It is asked for at no sign-in before a code of it has been seen.
    /// - Throws: `conflict` where there is one in use; `SecretFault.noKey`.
    public func beginSecondFactor() throws {
        guard try keptFactor(of: actor.user)?.isConfirmed != true else {
            throw AppError.conflict("account.factor.isOn")
        }
        guard try !ownAccount().isEmergency else { throw AppError.conflict("account.factor.emergency") }
        let sealed = try secretKeys.seal(OneTimePassword.new().key, at: KeptFactor.place(of: actor.user))
        try execute(
            """
            INSERT INTO second_factors (user_id, key_id, value, confirmed_at, last_step, begun_at)
            VALUES (\(actor.user), \(sealed.key), \(sealed.value), NULL, 0, \(now))
            ON CONFLICT (user_id) DO UPDATE SET key_id = excluded.key_id, value = excluded.value,
                begun_at = excluded.begun_at
            """)
    }

    /// Takes the app into use; every other session of the actor's ends, and this one goes on under another token.
    /// - Returns: the codes to keep for the day when the app is lost; they are never shown again.
    /// - Throws: `invalid` at `code` for a wrong one; `notFound` where nothing was begun, or too long ago.
    public func confirmSecondFactor(_ typed: String, in session: ID<Session>, digest: String) throws
        -> [String]
    {
        guard let kept = try keptFactor(of: actor.user), kept.isUnderWay(at: now) else {
            throw AppError.notFound
        }
        guard let step = try opened(kept).step(of: typed, at: now) else {
            throw AppError.invalid("account.factor.wrong", field: "code")
        }
        try execute(
            "UPDATE second_factors SET confirmed_at = \(now), last_step = \(step) WHERE user_id = \(actor.user)"
        )
        try append(Event(.userChanged, ["what": "secondFactorOn"], about: [.user(actor.user)]))
        try endSessions(of: actor.user, but: session)
        try renewSession(session, by: .code, digest: digest)
        return try makeRecoveryCodes()
    }

    /// New codes to keep; those from before open nothing any more.
    /// - Throws: `invalid` at `code` for a wrong one.
    public func renewRecoveryCodes(_ typed: String) throws -> [String] {
        try requireCode(typed)
        return try makeRecoveryCodes()
    }

    /// The actor signs in with the password alone from now on.
    /// - Throws: `invalid` at `code` for a wrong one.
    public func endSecondFactor(_ typed: String) throws {
        try requireCode(typed)
        try forgetSecondFactor(of: actor.user)
        // A session that was begun with a code has no more than a password behind it now.
        try execute(
            "UPDATE sessions SET means = \(SignInMeans.password) WHERE user_id = \(actor.user) AND ended_at IS NULL"
        )
    }

    /// Takes away what somebody has lost.
    func forgetSecondFactor(of user: ID<User>) throws {
        try execute("DELETE FROM second_factors WHERE user_id = \(user)")
        try execute("DELETE FROM recovery_codes WHERE user_id = \(user)")
        try append(Event(.userChanged, ["what": "secondFactorOff"], about: [.user(user)]))
    }

    private func requireCode(_ typed: String) throws {
        guard try weigh(typed, of: actor.user) != nil else {
            throw AppError.invalid("account.factor.wrong", field: "code")
        }
    }

    /// Whether it is a code of this user's app, or one of those that were kept; it is used up by this.
    func weigh(_ typed: String, of user: ID<User>) throws -> SignInMeans? {
        guard let kept = try keptFactor(of: user), kept.isConfirmed else { return nil }
        let spent = try changes(
            by: """
                UPDATE recovery_codes SET used_at = \(now)
                WHERE user_id = \(user) AND digest = \(RecoveryCode.digest(typed, of: user)) AND used_at IS NULL
                """)
        if spent > 0 {
            try append(Event(.userChanged, ["what": "recoveryCodeUsed"], about: [.user(user)]))
            return .recoveryCode
        }
        guard let step = try opened(kept).step(of: typed, at: now), step > kept.lastStep else { return nil }
        try execute("UPDATE second_factors SET last_step = \(step) WHERE user_id = \(user)")
        return .code
    }

    private func makeRecoveryCodes() throws -> [String] {
        try execute("DELETE FROM recovery_codes WHERE user_id = \(actor.user)")
        let codes = (0..<RecoveryCode.count).map { _ in RecoveryCode.new() }
        try insertInBatches(
            "recovery_codes (user_id, digest, made_at)",
            codes.map { "(\(actor.user), \(RecoveryCode.digest($0, of: actor.user)), \(now))" })
        try append(Event(.userChanged, ["what": "recoveryCodes"], about: [.user(actor.user)]))
        return codes
    }

    /// Seals anew what another key has sealed; what does not open stays as it is.
    func resealSecondFactors() throws -> Int {
        guard let current = secretKeys.current else { throw SecretFault.noKey }
        let others = try all(
            "SELECT \(KeptFactor.columns) FROM second_factors c WHERE c.key_id <> \(current)\(forChange)"
        ) { KeptFactor(&$0) }
        var count = 0
        for kept in others {
            guard let factor = try? opened(kept) else { continue }
            let sealed = try secretKeys.seal(factor.key, at: KeptFactor.place(of: kept.user))
            try execute(
                """
                UPDATE second_factors SET key_id = \(sealed.key), value = \(sealed.value)
                WHERE user_id = \(kept.user)
                """)
            count += 1
        }
        return count
    }
}
