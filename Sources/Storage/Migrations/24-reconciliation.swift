extension Migration {
    /// Other systems' lists as they were received, and what they say otherwise than the register.
    static let reconciliation = Migration(
        number: 24, statements: lists + differences + Schema.appendOnly("list_difference_acts"))

    private static let source: SQL = "source IN ('alarmCentre', 'treserva', 'tes')"

    private static let lists: [SQL] = [
        """
        CREATE TABLE received_lists (
            id \(Schema.text) PRIMARY KEY, source \(Schema.text) NOT NULL CHECK (\(source)), as_of \(Schema.text) NOT NULL,
            received_at \(Schema.bigint) NOT NULL, received_by \(Schema.text) NOT NULL REFERENCES users (id),
            row_count \(Schema.bigint) NOT NULL CHECK (row_count > 0), digest \(Schema.text) NOT NULL,
            compared_at \(Schema.bigint) NOT NULL, UNIQUE (source, digest)
        )\(Schema.strict)
        """,
        // Only the newest list of each source keeps its rows.
        """
        CREATE TABLE list_rows (
            list_id \(Schema.text) NOT NULL REFERENCES received_lists (id), line \(Schema.bigint) NOT NULL,
            number \(Schema.text), name \(Schema.text) NOT NULL, serial \(Schema.text), unit \(Schema.text) NOT NULL,
            unit_id \(Schema.text) REFERENCES provider_units (id), provider_id \(Schema.text) REFERENCES care_providers (id),
            is_emergency \(Schema.bigint) NOT NULL CHECK (is_emergency IN (0, 1)), decided_on \(Schema.text),
            effectuated_from \(Schema.bigint), ended_on \(Schema.text), PRIMARY KEY (list_id, line),
            CHECK (number IS NOT NULL OR serial IS NOT NULL)
        )\(Schema.strict)
        """,
        "CREATE INDEX list_rows_by_number ON list_rows (list_id, number)",
        "CREATE INDEX list_rows_by_serial ON list_rows (list_id, serial) WHERE serial IS NOT NULL",
    ]

    private static let differences: [SQL] = [
        """
        CREATE TABLE list_differences (
            id \(Schema.counted), kind \(Schema.text) NOT NULL CHECK (kind IN ('effectuatedNotInstalled',
                'installedNotEffectuated', 'deceasedOrMoved', 'endedStillActive', 'returnedNotEnded', 'wrongProvider',
                'emergencyAsCustomer', 'duplicatePerson', 'serialMismatch')),
            source \(Schema.text) NOT NULL CHECK (\(source)), subject \(Schema.text) NOT NULL,
            recipient_id \(Schema.text) REFERENCES care_recipients (id), number \(Schema.text) NOT NULL,
            since \(Schema.bigint), here \(Schema.text) NOT NULL, there \(Schema.text) NOT NULL,
            first_list_id \(Schema.text) NOT NULL REFERENCES received_lists (id),
            last_list_id \(Schema.text) NOT NULL REFERENCES received_lists (id), first_seen_on \(Schema.text) NOT NULL,
            last_seen_at \(Schema.bigint) NOT NULL, resolved_at \(Schema.bigint),
            owner_id \(Schema.text) REFERENCES users (id),
            decision \(Schema.text) CHECK (decision IN ('explained', 'correctHere', 'correctThere')),
            note \(Schema.text) NOT NULL DEFAULT '', CHECK (decision IS NOT NULL OR note = '')
        )\(Schema.strict)
        """,
        """
        CREATE INDEX list_differences_open ON list_differences (kind, first_seen_on, id) WHERE resolved_at IS NULL
        """,
        """
        CREATE INDEX list_differences_by_subject ON list_differences (subject, kind, source)
        WHERE resolved_at IS NULL
        """,
        // Who said what of a difference, and when; what was said last stands with the difference.
        """
        CREATE TABLE list_difference_acts (
            position \(Schema.counted), difference_id \(Schema.bigint) NOT NULL REFERENCES list_differences (id),
            owner_id \(Schema.text) REFERENCES users (id),
            decision \(Schema.text) CHECK (decision IN ('explained', 'correctHere', 'correctThere')),
            note \(Schema.text) NOT NULL, acted_at \(Schema.bigint) NOT NULL,
            acted_by \(Schema.text) NOT NULL REFERENCES users (id)
        )\(Schema.strict)
        """,
        "CREATE INDEX list_difference_acts_of ON list_difference_acts (difference_id, position)",
        // Who served somebody is asked of everybody on a list.
        "CREATE INDEX provider_responsibilities_compared ON provider_responsibilities (recipient_id, unit_id)",
        // What a comparison finds, as long as it lasts.
        """
        CREATE TABLE found_differences (
            kind \(Schema.text) NOT NULL, source \(Schema.text) NOT NULL, subject \(Schema.text) NOT NULL,
            recipient_id \(Schema.text), number \(Schema.text) NOT NULL, since \(Schema.bigint), here \(Schema.text) NOT NULL,
            there \(Schema.text) NOT NULL, PRIMARY KEY (subject, kind, source)
        )\(Schema.strict)
        """,
    ]
}
