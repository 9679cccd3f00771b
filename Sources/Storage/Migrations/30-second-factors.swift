extension Migration {
    /// A second factor beside the password, how each session was begun, first passwords that somebody else has seen, and
    /// the account for emergencies.
    static let secondFactors = Migration(
        number: 30,
        statements: [
            """
            CREATE TABLE second_factors (
                user_id \(Schema.text) PRIMARY KEY REFERENCES users (id), key_id \(Schema.text) NOT NULL,
                value \(Schema.text) NOT NULL, confirmed_at \(Schema.bigint), last_step \(Schema.bigint) NOT NULL
            )\(Schema.strict)
            """,
            """
            CREATE TABLE recovery_codes (
                user_id \(Schema.text) NOT NULL REFERENCES users (id), digest \(Schema.text) NOT NULL,
                made_at \(Schema.bigint) NOT NULL, used_at \(Schema.bigint), PRIMARY KEY (user_id, digest)
            )\(Schema.strict)
            """,
            """
            CREATE TABLE half_sign_ins (
                token_digest \(Schema.text) PRIMARY KEY, user_id \(Schema.text) NOT NULL REFERENCES users (id),
                expires_at \(Schema.bigint) NOT NULL
            )\(Schema.strict)
            """,
            """
            ALTER TABLE sessions ADD COLUMN means \(Schema.text) NOT NULL DEFAULT 'password'
                CHECK (means IN ('password', 'code', 'recoveryCode', 'emergency', 'provider'))
            """,
            """
            ALTER TABLE users ADD COLUMN password_is_first \(Schema.bigint) NOT NULL DEFAULT 0
                CHECK (password_is_first IN (0, 1))
            """,
            """
            ALTER TABLE users ADD COLUMN is_emergency \(Schema.bigint) NOT NULL DEFAULT 0
                CHECK (is_emergency IN (0, 1))
            """,
            """
            CREATE TABLE emergency_sign_ins (
                id \(Schema.text) PRIMARY KEY, user_id \(Schema.text) NOT NULL REFERENCES users (id),
                reason \(Schema.text) NOT NULL, began_at \(Schema.bigint) NOT NULL
            )\(Schema.strict)
            """,
        ] + Schema.appendOnly("emergency_sign_ins"))
}
