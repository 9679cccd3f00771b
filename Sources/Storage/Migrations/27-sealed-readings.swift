extension Migration {
    /// What was read is sealed as what happened is: in the order in which it was written. Each row that a seal covers has a
    /// digest of its own, so that one that was altered can be named, and each day ends with a signed head.
    ///
    /// Who was read stands on its own: the log outlasts the register, and an extract writes everybody who is in it.
    static let sealedReadings = Migration(
        number: 27,
        statements: people + readings + seals + [sealedRows, sealedRowsOfSeal, heads]
            + [
                "readings", "reading_people", "history_seals", "sealed_rows", "history_heads",
            ].flatMap(Schema.appendOnly))

    private static let people: [SQL] = [
        """
        CREATE TABLE reading_people_sealed (
            reading_id \(Schema.text) NOT NULL, recipient_id \(Schema.text) NOT NULL,
            PRIMARY KEY (reading_id, recipient_id)
        )\(Schema.strict)
        """,
        "INSERT INTO reading_people_sealed SELECT reading_id, recipient_id FROM reading_people ORDER BY 1, 2",
        "DROP TABLE reading_people",
        "ALTER TABLE reading_people_sealed RENAME TO reading_people",
        "CREATE INDEX reading_people_by_recipient ON reading_people (recipient_id, reading_id)",
    ]

    private static let readings: [SQL] = [
        """
        CREATE TABLE readings_sealed (
            position \(Schema.counted), id \(Schema.text) NOT NULL UNIQUE, read_at \(Schema.bigint) NOT NULL,
            user_id \(Schema.text) NOT NULL REFERENCES users (id), assignment_id \(Schema.text) NOT NULL,
            action \(Schema.text) NOT NULL, page \(Schema.text) NOT NULL, case_id \(Schema.text)
        )\(Schema.strict)
        """,
        """
        INSERT INTO readings_sealed (id, read_at, user_id, assignment_id, action, page, case_id)
        SELECT id, read_at, user_id, assignment_id, action, page, case_id FROM readings ORDER BY read_at, id
        """,
        "DROP TABLE readings",
        "ALTER TABLE readings_sealed RENAME TO readings",
        "CREATE INDEX readings_by_time ON readings (read_at)",
        "CREATE INDEX readings_by_user ON readings (user_id, read_at)",
    ]

    private static let seals: [SQL] = [
        """
        CREATE TABLE history_seals_both (
            number \(Schema.bigint) PRIMARY KEY, last_position \(Schema.bigint) NOT NULL,
            last_reading \(Schema.bigint) NOT NULL, events \(Schema.bigint) NOT NULL,
            readings \(Schema.bigint) NOT NULL, digest \(Schema.text) NOT NULL, sealed_at \(Schema.bigint) NOT NULL,
            CHECK (events + readings > 0)
        )\(Schema.strict)
        """,
        """
        INSERT INTO history_seals_both (number, last_position, last_reading, events, readings, digest, sealed_at)
        SELECT number, last_position, 0, events, 0, digest, sealed_at FROM history_seals
        """,
        "DROP TABLE history_seals",
        "ALTER TABLE history_seals_both RENAME TO history_seals",
    ]

    private static let sealedRows: SQL = """
        CREATE TABLE sealed_rows (
            kind \(Schema.text) NOT NULL CHECK (kind IN ('event', 'reading')), position \(Schema.bigint) NOT NULL,
            seal \(Schema.bigint) NOT NULL, row_id \(Schema.text) NOT NULL, digest \(Schema.text) NOT NULL,
            PRIMARY KEY (kind, position)
        )\(Schema.strict)
        """

    private static let sealedRowsOfSeal: SQL = "CREATE INDEX sealed_rows_of_seal ON sealed_rows (seal)"

    private static let heads: SQL = """
        CREATE TABLE history_heads (
            day \(Schema.text) PRIMARY KEY, seal \(Schema.bigint) NOT NULL, seal_digest \(Schema.text) NOT NULL,
            previous \(Schema.text) NOT NULL, key_id \(Schema.text) NOT NULL, public_key \(Schema.text) NOT NULL,
            signature \(Schema.text) NOT NULL, signed_at \(Schema.bigint) NOT NULL
        )\(Schema.strict)
        """
}
