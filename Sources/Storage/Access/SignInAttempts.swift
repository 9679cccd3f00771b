import Domain

/// What is kept of an attempt to sign in by the provider, until the browser comes back.
public struct SignInAttempt: Sendable, Hashable {
    public let nonce: String
    public let verifier: String
    /// The page that the user was on before.
    public let back: String
    /// A form that was sent while nobody was signed in, sealed for the browser that sent it; empty where there is none.
    public let carried: String

    public static let seconds: Int64 = 10 * 60
    /// Anybody may begin, signed in or not, so that what is kept for those who have not come back is bounded.
    static let mostCarriedBytes = 128 * 1024
    static let mostCarried = 300

    public init(nonce: String, verifier: String, back: String, carried: String = "") {
        self.nonce = nonce
        self.verifier = verifier
        self.back = back
        self.carried = carried
    }
}

extension Tx {
    /// - Throws: `invalid` where the form that it carries is too large, or too many carry one just now.
    public func begin(_ attempt: SignInAttempt, stateDigest: String, browserDigest: String) throws {
        try forgetSignInAttempts()
        if !attempt.carried.isEmpty {
            let others = try one("SELECT COUNT(*) FROM sign_in_attempts WHERE carried IS NOT NULL") {
                $0.int()
            }
            guard attempt.carried.utf8.count <= SignInAttempt.mostCarriedBytes,
                others < SignInAttempt.mostCarried
            else { throw AppError.invalid("signIn.notCarried") }
        }
        let carried: String? = attempt.carried.isEmpty ? nil : attempt.carried
        try execute(
            """
            INSERT INTO sign_in_attempts (state_digest, browser_digest, nonce, verifier, back, carried, expires_at)
            VALUES (\(stateDigest), \(browserDigest), \(attempt.nonce), \(attempt.verifier), \(attempt.back), \(carried),
                \(now.adding(seconds: SignInAttempt.seconds)))
            """)
    }

    /// The attempt, for whoever asks first; `nil` for all others, for another browser, and after its time.
    public func takeSignInAttempt(stateDigest: String, browserDigest: String) throws -> SignInAttempt? {
        try first(
            """
            DELETE FROM sign_in_attempts
            WHERE state_digest = \(stateDigest) AND browser_digest = \(browserDigest) AND expires_at > \(now)
            RETURNING nonce, verifier, back, carried
            """
        ) {
            SignInAttempt(
                nonce: $0.text(), verifier: $0.text(), back: $0.text(),
                carried: $0.textIfAny() ?? "")
        }
    }

    func forgetSignInAttempts() throws {
        try execute("DELETE FROM sign_in_attempts WHERE expires_at <= \(now)")
    }
}
