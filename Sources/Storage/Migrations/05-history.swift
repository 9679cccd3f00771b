extension Migration {
    /// What happened and what was read: appended, never changed.
    static let history = Migration(
        number: 5,
        statements: [
            """
            CREATE TABLE events (
                position \(Schema.counted), id \(Schema.text) NOT NULL UNIQUE, happened_at \(Schema.bigint) NOT NULL, user_id \(Schema.text) NOT NULL REFERENCES users (id),
                assignment_id \(Schema.text), kind \(Schema.text) NOT NULL, details \(Schema.text) NOT NULL
            )\(Schema.strict)
            """,
            """
            CREATE TABLE event_subjects (
                subject \(Schema.text) NOT NULL, subject_id \(Schema.text) NOT NULL, event_id \(Schema.text) NOT NULL REFERENCES events (id),
                PRIMARY KEY (subject, subject_id, event_id)
            )\(Schema.strict)
            """,
            """
            CREATE TABLE readings (
                id \(Schema.text) PRIMARY KEY, read_at \(Schema.bigint) NOT NULL, user_id \(Schema.text) NOT NULL REFERENCES users (id),
                assignment_id \(Schema.text) NOT NULL, action \(Schema.text) NOT NULL, page \(Schema.text) NOT NULL, case_id \(Schema.text)
            )\(Schema.strict)
            """,
            """
            CREATE TABLE reading_people (
                reading_id \(Schema.text) NOT NULL REFERENCES readings (id),
                recipient_id \(Schema.text) NOT NULL REFERENCES care_recipients (id),
                PRIMARY KEY (reading_id, recipient_id)
            )\(Schema.strict)
            """,
            "CREATE INDEX event_subjects_by_event ON event_subjects (event_id)",
            "CREATE INDEX reading_people_by_recipient ON reading_people (recipient_id, reading_id)",
        ]
            + [Schema.refusal]
            + [
                "events", "event_subjects", "readings", "reading_people", "submissions", "booking_contacts",
                "messages",
                "function_tests", "routine_editions",
            ].flatMap(
                Schema.appendOnly))
}
