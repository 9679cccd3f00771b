import Domain

extension Migration {
    /// Municipality, organisations, users, assignments, sessions, settings.
    static let access = Migration(
        number: 1,
        statements: [
            """
            CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL, changed_at \(Schema.bigint) NOT NULL
            )\(Schema.strict)
            """,
            """
            CREATE TABLE care_providers (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE)\(Schema.strict)
            """,
            """
            CREATE TABLE provider_units (
                id TEXT PRIMARY KEY, provider_id TEXT NOT NULL REFERENCES care_providers (id),
                name TEXT NOT NULL UNIQUE, phone TEXT NOT NULL DEFAULT '', sort_key \(Schema.bytes) NOT NULL
            )\(Schema.strict)
            """,
            """
            CREATE TABLE teams (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, phone TEXT NOT NULL DEFAULT ''
            )\(Schema.strict)
            """,
            """
            CREATE TABLE users (
                id TEXT PRIMARY KEY, login TEXT NOT NULL UNIQUE CHECK (login = LOWER(login)), name TEXT NOT NULL,
                phone TEXT NOT NULL DEFAULT '', password_hash TEXT, created_at \(Schema.bigint) NOT NULL,
                locked_at \(Schema.bigint), sort_key \(Schema.bytes) NOT NULL
            )\(Schema.strict)
            """,
            """
            CREATE TABLE assignments (
                id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users (id),
                role TEXT NOT NULL CHECK (role IN ('orderer', 'unitManager', 'technician', 'coordinator',
                    'routineOwner', 'auditor', 'administrator')),
                unit_id TEXT REFERENCES provider_units (id), team_id TEXT REFERENCES teams (id),
                began_at \(Schema.bigint) NOT NULL, ended_at \(Schema.bigint),
                CHECK ((unit_id IS NOT NULL) = (role IN ('orderer', 'unitManager'))),
                CHECK ((team_id IS NOT NULL) = (role IN ('technician', 'coordinator')))
            )\(Schema.strict)
            """,
            "CREATE INDEX assignments_by_user ON assignments (user_id)",
            """
            CREATE TABLE sessions (
                id TEXT PRIMARY KEY, token_digest TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL REFERENCES users (id),
                assignment_id TEXT NOT NULL REFERENCES assignments (id), began_at \(Schema.bigint) NOT NULL,
                seen_at \(Schema.bigint) NOT NULL, expires_at \(Schema.bigint) NOT NULL, ended_at \(Schema.bigint)
            )\(Schema.strict)
            """,
            "CREATE INDEX sessions_by_user ON sessions (user_id)",
            """
            CREATE TABLE sign_in_failures (
                id TEXT PRIMARY KEY, login_digest TEXT NOT NULL, address_digest TEXT NOT NULL,
                failed_at \(Schema.bigint) NOT NULL
            )\(Schema.strict)
            """,
            "CREATE INDEX sign_in_failures_by_login ON sign_in_failures (login_digest, failed_at)",
            "CREATE INDEX sign_in_failures_by_address ON sign_in_failures (address_digest, failed_at)",
            """
            CREATE TABLE counters (name TEXT PRIMARY KEY, last \(Schema.bigint) NOT NULL)\(Schema.strict)
            """,
            """
            INSERT INTO users (id, login, name, created_at, locked_at, sort_key)
            VALUES (\(Actor.system.user), 'hemtrygg', 'Hemtrygg', 0, 0, \(sqlite: "x''", postgres: "''"))
            """,
        ])
}
