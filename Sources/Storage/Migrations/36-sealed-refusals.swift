extension Migration {
    /// What was refused is sealed as what happened and what was read are, and a seal is over the digests of its rows, so
    /// that it can still be held against them when some of what the rows said has been disposed of. Seals from before
    /// cover no refusals, and are over what the rows say.
    static let sealedRefusals = Migration(
        number: 36,
        statements: seals + rows + ["history_seals", "sealed_rows"].flatMap(Schema.appendOnly))

    private static let seals: [SQL] = [
        """
        CREATE TABLE history_seals_all (
            number \(Schema.bigint) PRIMARY KEY, form \(Schema.bigint) NOT NULL CHECK (form IN (1, 2)), last_position \(Schema.bigint) NOT NULL,
            last_reading \(Schema.bigint) NOT NULL, last_refusal \(Schema.bigint) NOT NULL,
            events \(Schema.bigint) NOT NULL, readings \(Schema.bigint) NOT NULL, refusals \(Schema.bigint) NOT NULL,
            digest \(Schema.text) NOT NULL, sealed_at \(Schema.bigint) NOT NULL, CHECK (events + readings + refusals > 0)
        )\(Schema.strict)
        """,
        """
        INSERT INTO history_seals_all (number, form, last_position, last_reading, last_refusal, events, readings, refusals,
            digest, sealed_at)
        SELECT number, 1, last_position, last_reading, 0, events, readings, 0, digest, sealed_at FROM history_seals
        """,
        "DROP TABLE history_seals",
        "ALTER TABLE history_seals_all RENAME TO history_seals",
        "CREATE INDEX history_seals_by_event ON history_seals (last_position, number)",
    ]

    private static let rows: [SQL] = [
        """
        CREATE TABLE sealed_rows_all (
            kind \(Schema.text) NOT NULL CHECK (kind IN ('event', 'reading', 'refusal')),
            position \(Schema.bigint) NOT NULL, seal \(Schema.bigint) NOT NULL, row_id \(Schema.text) NOT NULL,
            digest \(Schema.text) NOT NULL, PRIMARY KEY (kind, position)
        )\(Schema.strict)
        """,
        """
        INSERT INTO sealed_rows_all (kind, position, seal, row_id, digest)
        SELECT kind, position, seal, row_id, digest FROM sealed_rows ORDER BY kind, position
        """,
        "DROP TABLE sealed_rows",
        "ALTER TABLE sealed_rows_all RENAME TO sealed_rows",
        "CREATE INDEX sealed_rows_of_seal ON sealed_rows (seal)",
    ]
}
