import Domain

extension Migration {
    /// Municipality, organisations, users, assignments, sessions, settings.
    static let access = Migration(
        number: 1,
        statements: [
            """
            CREATE TABLE settings (name \(Schema.text) PRIMARY KEY, value \(Schema.text) NOT NULL, changed_at \(Schema.bigint) NOT NULL
            )\(Schema.strict)
            """,
            """
            CREATE TABLE care_providers (id \(Schema.text) PRIMARY KEY, name \(Schema.text) NOT NULL UNIQUE)\(Schema.strict)
            """,
            """
            CREATE TABLE provider_units (
                id \(Schema.text) PRIMARY KEY, provider_id \(Schema.text) NOT NULL REFERENCES care_providers (id),
                name \(Schema.text) NOT NULL UNIQUE, phone \(Schema.text) NOT NULL DEFAULT '', sort_key \(Schema.bytes) NOT NULL
            )\(Schema.strict)
            """,
            """
            CREATE TABLE teams (id \(Schema.text) PRIMARY KEY, name \(Schema.text) NOT NULL UNIQUE, phone \(Schema.text) NOT NULL DEFAULT ''
            )\(Schema.strict)
            """,
            """
            CREATE TABLE users (
                id \(Schema.text) PRIMARY KEY, login \(Schema.text) NOT NULL UNIQUE CHECK (login = LOWER(login)), name \(Schema.text) NOT NULL,
                phone \(Schema.text) NOT NULL DEFAULT '', password_hash \(Schema.text), created_at \(Schema.bigint) NOT NULL,
                locked_at \(Schema.bigint), sort_key \(Schema.bytes) NOT NULL
            )\(Schema.strict)
            """,
            """
            CREATE TABLE assignments (
                id \(Schema.text) PRIMARY KEY, user_id \(Schema.text) NOT NULL REFERENCES users (id),
                role \(Schema.text) NOT NULL CHECK (role IN ('orderer', 'unitManager', 'technician', 'coordinator',
                    'routineOwner', 'auditor', 'administrator')),
                unit_id \(Schema.text) REFERENCES provider_units (id), team_id \(Schema.text) REFERENCES teams (id),
                began_at \(Schema.bigint) NOT NULL, ended_at \(Schema.bigint),
                CHECK ((unit_id IS NOT NULL) = (role IN ('orderer', 'unitManager'))),
                CHECK ((team_id IS NOT NULL) = (role IN ('technician', 'coordinator')))
            )\(Schema.strict)
            """,
            "CREATE INDEX assignments_by_user ON assignments (user_id)",
            """
            CREATE TABLE sessions (
                id \(Schema.text) PRIMARY KEY, token_digest \(Schema.text) NOT NULL UNIQUE, user_id \(Schema.text) NOT NULL REFERENCES users (id),
                assignment_id \(Schema.text) NOT NULL REFERENCES assignments (id), began_at \(Schema.bigint) NOT NULL,
                seen_at \(Schema.bigint) NOT NULL, expires_at \(Schema.bigint) NOT NULL, ended_at \(Schema.bigint)
            )\(Schema.strict)
            """,
            "CREATE INDEX sessions_by_user ON sessions (user_id)",
            """
            CREATE TABLE sign_in_failures (
                id \(Schema.text) PRIMARY KEY, login_digest \(Schema.text) NOT NULL, address_digest \(Schema.text) NOT NULL,
                failed_at \(Schema.bigint) NOT NULL
            )\(Schema.strict)
            """,
            "CREATE INDEX sign_in_failures_by_login ON sign_in_failures (login_digest, failed_at)",
            "CREATE INDEX sign_in_failures_by_address ON sign_in_failures (address_digest, failed_at)",
            """
            CREATE TABLE counters (name \(Schema.text) PRIMARY KEY, last \(Schema.bigint) NOT NULL)\(Schema.strict)
            """,
            """
            INSERT INTO users (id, login, name, created_at, locked_at, sort_key)
            VALUES (\(Actor.system.user), 'hemtrygg', 'Hemtrygg', 0, 0, \(sqlite: "x''", postgres: "''"))
            """,
        ])
}
