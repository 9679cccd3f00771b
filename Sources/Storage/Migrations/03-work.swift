extension Migration {
    /// Drafts, received documents, duties, secrets, reservations, function tests.
    static let work = Migration(
        number: 3,
        statements: [
            """
            CREATE TABLE drafts (
                id TEXT PRIMARY KEY, slug TEXT NOT NULL, edition TEXT NOT NULL,
                unit_id TEXT NOT NULL REFERENCES provider_units (id), user_id TEXT NOT NULL REFERENCES users (id),
                answers TEXT NOT NULL, began_at \(Schema.bigint) NOT NULL, saved_at \(Schema.bigint) NOT NULL,
                FOREIGN KEY (slug, edition) REFERENCES routine_editions (slug, edition)
            )\(Schema.strict)
            """,
            "CREATE INDEX drafts_of_unit ON drafts (unit_id, saved_at)",
            """
            CREATE TABLE submissions (
                id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), party TEXT NOT NULL,
                answers TEXT NOT NULL, submitted_at \(Schema.bigint) NOT NULL,
                submitted_by TEXT NOT NULL REFERENCES users (id)
            )\(Schema.strict)
            """,
            "CREATE INDEX submissions_of_case ON submissions (case_id)",
            """
            CREATE TABLE booking_contacts (
                case_id TEXT NOT NULL REFERENCES cases (id), position \(Schema.bigint) NOT NULL, role TEXT NOT NULL,
                name TEXT NOT NULL, phone TEXT NOT NULL, PRIMARY KEY (case_id, position)
            )\(Schema.strict)
            """,
            """
            CREATE TABLE secrets (
                owner_id TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, recorded_at \(Schema.bigint) NOT NULL,
                PRIMARY KEY (owner_id, field)
            )\(Schema.strict)
            """,
            """
            CREATE TABLE duties (
                case_id TEXT NOT NULL REFERENCES cases (id), key TEXT NOT NULL, position \(Schema.bigint) NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('open', 'done', 'waived')), due_on TEXT,
                ended_at \(Schema.bigint), ended_by TEXT REFERENCES users (id), evidence TEXT,
                reopened_at \(Schema.bigint),
                PRIMARY KEY (case_id, key),
                CHECK ((state = 'open') = (ended_at IS NULL)), CHECK ((ended_at IS NULL) = (ended_by IS NULL))
            )\(Schema.strict)
            """,
            """
            CREATE TABLE reservations (
                id TEXT PRIMARY KEY, device_id TEXT NOT NULL REFERENCES devices (id),
                case_id TEXT NOT NULL REFERENCES cases (id), reserved_at \(Schema.bigint) NOT NULL,
                reserved_by TEXT NOT NULL REFERENCES users (id), ended_at \(Schema.bigint), ended_how TEXT,
                CHECK ((ended_at IS NULL) = (ended_how IS NULL))
            )\(Schema.strict)
            """,
            "CREATE UNIQUE INDEX reservations_current ON reservations (device_id) WHERE ended_at IS NULL",
            "CREATE INDEX reservations_of_case ON reservations (case_id)",
            """
            CREATE TABLE function_tests (
                id TEXT PRIMARY KEY, device_id TEXT NOT NULL REFERENCES devices (id), case_id TEXT REFERENCES cases (id),
                passed \(Schema.bigint) NOT NULL CHECK (passed IN (0, 1)), remark TEXT NOT NULL,
                tested_at \(Schema.bigint) NOT NULL, tested_by TEXT NOT NULL REFERENCES users (id)
            )\(Schema.strict)
            """,
            "CREATE INDEX function_tests_of_device ON function_tests (device_id)",
            """
            CREATE TABLE messages (
                id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id),
                sender TEXT NOT NULL CHECK (sender IN ('orderer', 'team')), is_feedback \(Schema.bigint) NOT NULL,
                text TEXT NOT NULL, sent_at \(Schema.bigint) NOT NULL, sent_by TEXT NOT NULL REFERENCES users (id)
            )\(Schema.strict)
            """,
            "CREATE INDEX messages_of_case ON messages (case_id)",
        ])
}
