extension Migration {
    /// Drafts, received documents, duties, secrets, reservations, function tests.
    static let work = Migration(
        number: 3,
        statements: [
            """
            CREATE TABLE drafts (
                id \(Schema.text) PRIMARY KEY, slug \(Schema.text) NOT NULL, edition \(Schema.text) NOT NULL,
                unit_id \(Schema.text) NOT NULL REFERENCES provider_units (id), user_id \(Schema.text) NOT NULL REFERENCES users (id),
                answers \(Schema.text) NOT NULL, began_at \(Schema.bigint) NOT NULL, saved_at \(Schema.bigint) NOT NULL,
                FOREIGN KEY (slug, edition) REFERENCES routine_editions (slug, edition)
            )\(Schema.strict)
            """,
            "CREATE INDEX drafts_of_unit ON drafts (unit_id, saved_at)",
            """
            CREATE TABLE submissions (
                id \(Schema.text) PRIMARY KEY, case_id \(Schema.text) NOT NULL REFERENCES cases (id), party \(Schema.text) NOT NULL,
                answers \(Schema.text) NOT NULL, submitted_at \(Schema.bigint) NOT NULL,
                submitted_by \(Schema.text) NOT NULL REFERENCES users (id)
            )\(Schema.strict)
            """,
            "CREATE INDEX submissions_of_case ON submissions (case_id)",
            """
            CREATE TABLE booking_contacts (
                case_id \(Schema.text) NOT NULL REFERENCES cases (id), position \(Schema.bigint) NOT NULL, role \(Schema.text) NOT NULL,
                name \(Schema.text) NOT NULL, phone \(Schema.text) NOT NULL, PRIMARY KEY (case_id, position)
            )\(Schema.strict)
            """,
            """
            CREATE TABLE secrets (
                owner_id \(Schema.text) NOT NULL, field \(Schema.text) NOT NULL, value \(Schema.text) NOT NULL, recorded_at \(Schema.bigint) NOT NULL,
                PRIMARY KEY (owner_id, field)
            )\(Schema.strict)
            """,
            """
            CREATE TABLE duties (
                case_id \(Schema.text) NOT NULL REFERENCES cases (id), key \(Schema.text) NOT NULL, position \(Schema.bigint) NOT NULL,
                state \(Schema.text) NOT NULL CHECK (state IN ('open', 'done', 'waived')), due_on \(Schema.text),
                ended_at \(Schema.bigint), ended_by \(Schema.text) REFERENCES users (id), evidence \(Schema.text),
                reopened_at \(Schema.bigint),
                PRIMARY KEY (case_id, key),
                CHECK ((state = 'open') = (ended_at IS NULL)), CHECK ((ended_at IS NULL) = (ended_by IS NULL))
            )\(Schema.strict)
            """,
            """
            CREATE TABLE reservations (
                id \(Schema.text) PRIMARY KEY, device_id \(Schema.text) NOT NULL REFERENCES devices (id),
                case_id \(Schema.text) NOT NULL REFERENCES cases (id), reserved_at \(Schema.bigint) NOT NULL,
                reserved_by \(Schema.text) NOT NULL REFERENCES users (id), ended_at \(Schema.bigint), ended_how \(Schema.text),
                CHECK ((ended_at IS NULL) = (ended_how IS NULL))
            )\(Schema.strict)
            """,
            "CREATE UNIQUE INDEX reservations_current ON reservations (device_id) WHERE ended_at IS NULL",
            "CREATE INDEX reservations_of_case ON reservations (case_id)",
            """
            CREATE TABLE function_tests (
                id \(Schema.text) PRIMARY KEY, device_id \(Schema.text) NOT NULL REFERENCES devices (id), case_id \(Schema.text) REFERENCES cases (id),
                passed \(Schema.bigint) NOT NULL CHECK (passed IN (0, 1)), remark \(Schema.text) NOT NULL,
                tested_at \(Schema.bigint) NOT NULL, tested_by \(Schema.text) NOT NULL REFERENCES users (id)
            )\(Schema.strict)
            """,
            "CREATE INDEX function_tests_of_device ON function_tests (device_id)",
            """
            CREATE TABLE messages (
                id \(Schema.text) PRIMARY KEY, case_id \(Schema.text) NOT NULL REFERENCES cases (id),
                sender \(Schema.text) NOT NULL CHECK (sender IN ('orderer', 'team')), is_feedback \(Schema.bigint) NOT NULL,
                text \(Schema.text) NOT NULL, sent_at \(Schema.bigint) NOT NULL, sent_by \(Schema.text) NOT NULL REFERENCES users (id)
            )\(Schema.strict)
            """,
            "CREATE INDEX messages_of_case ON messages (case_id)",
        ])
}
