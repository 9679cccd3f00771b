extension Migration {
    /// Signing in by the municipality's own provider: attempts that are under way, who is who there, and which assignments and
    /// sessions hang on it.
    static let externalIdentities = Migration(
        number: 31,
        statements: [
            attempts, attemptsByEnd, identities, identitiesByUser, assignments, sessions, sessionsByIdentity,
        ])

    // Without the state and the cookie, of which only digests are here, nothing in it is of use to anybody.
    private static let attempts: SQL = """
        CREATE TABLE sign_in_attempts (
            state_digest \(Schema.text) PRIMARY KEY, browser_digest \(Schema.text) NOT NULL, nonce \(Schema.text) NOT NULL,
            verifier \(Schema.text) NOT NULL, back \(Schema.text) NOT NULL, carried \(Schema.text),
            expires_at \(Schema.bigint) NOT NULL
        )\(Schema.strict)
        """
    private static let attemptsByEnd: SQL =
        "CREATE INDEX sign_in_attempts_by_end ON sign_in_attempts (expires_at)"

    private static let identities: SQL = """
        CREATE TABLE external_identities (
            issuer \(Schema.text) NOT NULL, subject \(Schema.text) NOT NULL,
            user_id \(Schema.text) NOT NULL REFERENCES users (id), linked_at \(Schema.bigint) NOT NULL,
            PRIMARY KEY (issuer, subject)
        )\(Schema.strict)
        """
    private static let identitiesByUser: SQL =
        "CREATE INDEX external_identities_by_user ON external_identities (user_id)"

    private static let assignments: SQL = """
        CREATE TABLE external_assignments (
            assignment_id \(Schema.text) PRIMARY KEY REFERENCES assignments (id), issuer \(Schema.text) NOT NULL
        )\(Schema.strict)
        """

    private static let sessions: SQL = """
        CREATE TABLE external_sessions (
            session_id \(Schema.text) PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
            issuer \(Schema.text) NOT NULL, subject \(Schema.text) NOT NULL, provider_session \(Schema.text)
        )\(Schema.strict)
        """
    private static let sessionsByIdentity: SQL =
        "CREATE INDEX external_sessions_by_identity ON external_sessions (issuer, subject)"
}
