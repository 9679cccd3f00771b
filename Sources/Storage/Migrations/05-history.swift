extension Migration {
    /// What happened and what was read: appended, never changed.
    static let history = Migration(
        number: 5,
        statements: [
            """
            CREATE TABLE events (
                id TEXT PRIMARY KEY, happened_at \(Schema.bigint) NOT NULL, user_id TEXT NOT NULL REFERENCES users (id),
                assignment_id TEXT, kind TEXT NOT NULL, details TEXT NOT NULL
            )\(Schema.strict)
            """,
            """
            CREATE TABLE event_subjects (
                subject TEXT NOT NULL, subject_id TEXT NOT NULL, event_id TEXT NOT NULL REFERENCES events (id),
                PRIMARY KEY (subject, subject_id, event_id)
            )\(Schema.strict)
            """,
            """
            CREATE TABLE readings (
                id TEXT PRIMARY KEY, read_at \(Schema.bigint) NOT NULL, user_id TEXT NOT NULL REFERENCES users (id),
                assignment_id TEXT NOT NULL, action TEXT NOT NULL, page TEXT NOT NULL, case_id TEXT
            )\(Schema.strict)
            """,
            """
            CREATE TABLE reading_people (
                reading_id TEXT NOT NULL REFERENCES readings (id),
                recipient_id TEXT NOT NULL REFERENCES care_recipients (id),
                PRIMARY KEY (reading_id, recipient_id)
            )\(Schema.strict)
            """,
            "CREATE INDEX reading_people_by_recipient ON reading_people (recipient_id, reading_id)",
        ]
            + [
                "events", "event_subjects", "readings", "reading_people", "submissions", "booking_contacts",
                "messages",
                "function_tests", "routine_editions",
            ].flatMap(
                Schema.appendOnly))
}
