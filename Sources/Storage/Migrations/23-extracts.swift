extension Migration {
    /// Sealed extracts of active alarm customers: what they counted, by which moment and knowledge, their files, how a
    /// version differs from the one before it, and in which message each was given out. Nothing of it changes or goes.
    static let extracts = Migration(
        number: 23, statements: tables + sealedTables.flatMap { Schema.appendOnly($0) })

    private static let sealedTables = [
        "extracts", "extract_customers", "extract_alarms", "extract_changes", "extract_files",
        "extract_pieces",
        "message_extracts",
    ]

    private static let tables: [SQL] = [
        """
        CREATE TABLE extracts (
            id \(Schema.text) PRIMARY KEY, number \(Schema.text) NOT NULL, version \(Schema.bigint) NOT NULL CHECK (version > 0),
            month \(Schema.text) NOT NULL, scope \(Schema.text) NOT NULL CHECK (scope IN ('unit', 'provider', 'municipality')),
            unit_id \(Schema.text) REFERENCES provider_units (id), provider_id \(Schema.text) REFERENCES care_providers (id),
            case_id \(Schema.text) REFERENCES cases (id), as_of_day \(Schema.text), as_of \(Schema.bigint) NOT NULL,
            known_at \(Schema.bigint) NOT NULL, previous_id \(Schema.text) REFERENCES extracts (id),
            customers \(Schema.bigint) NOT NULL, alarms \(Schema.bigint) NOT NULL,
            digest \(Schema.text) NOT NULL, sealed_at \(Schema.bigint) NOT NULL,
            sealed_by \(Schema.text) NOT NULL REFERENCES users (id), UNIQUE (number, version),
            CHECK ((scope = 'unit') = (unit_id IS NOT NULL)), CHECK ((scope = 'provider') = (provider_id IS NOT NULL))
        )\(Schema.strict)
        """,
        "CREATE INDEX extracts_of_unit ON extracts (unit_id, month)",
        "CREATE INDEX extracts_of_case ON extracts (case_id)",
        "CREATE INDEX extracts_by_age ON extracts (sealed_at)",
        """
        CREATE TABLE extract_customers (
            extract_id \(Schema.text) NOT NULL REFERENCES extracts (id), position \(Schema.bigint) NOT NULL,
            recipient_id \(Schema.text) NOT NULL REFERENCES care_recipients (id), code \(Schema.bigint),
            name \(Schema.text) NOT NULL, kind \(Schema.text) NOT NULL, value \(Schema.text) NOT NULL,
            unit_name \(Schema.text) NOT NULL, active_from \(Schema.bigint) NOT NULL, association_id \(Schema.text) NOT NULL,
            PRIMARY KEY (extract_id, position), CHECK (code IS NULL OR (name = '' AND value = ''))
        )\(Schema.strict)
        """,
        """
        CREATE TABLE extract_alarms (
            extract_id \(Schema.text) NOT NULL REFERENCES extracts (id), position \(Schema.bigint) NOT NULL,
            serial \(Schema.text) NOT NULL, unit_name \(Schema.text) NOT NULL, active_from \(Schema.bigint) NOT NULL,
            PRIMARY KEY (extract_id, position)
        )\(Schema.strict)
        """,
        """
        CREATE TABLE extract_changes (
            extract_id \(Schema.text) NOT NULL REFERENCES extracts (id), position \(Schema.bigint) NOT NULL,
            change \(Schema.text) NOT NULL CHECK (change IN ('added', 'removed', 'changed')),
            recipient_id \(Schema.text) NOT NULL REFERENCES care_recipients (id), code \(Schema.bigint),
            name \(Schema.text) NOT NULL, kind \(Schema.text) NOT NULL, value \(Schema.text) NOT NULL,
            aspects \(Schema.text) NOT NULL, cause \(Schema.text) NOT NULL, reason \(Schema.text) NOT NULL,
            PRIMARY KEY (extract_id, position)
        )\(Schema.strict)
        """,
        """
        CREATE TABLE extract_files (
            extract_id \(Schema.text) NOT NULL REFERENCES extracts (id),
            format \(Schema.text) NOT NULL CHECK (format IN ('xlsx', 'pdf', 'csv')), size \(Schema.bigint) NOT NULL,
            digest \(Schema.text) NOT NULL, PRIMARY KEY (extract_id, format)
        )\(Schema.strict)
        """,
        """
        CREATE TABLE extract_pieces (
            extract_id \(Schema.text) NOT NULL REFERENCES extracts (id), format \(Schema.text) NOT NULL,
            position \(Schema.bigint) NOT NULL, bytes \(Schema.bytes) NOT NULL, PRIMARY KEY (extract_id, format, position)
        )\(Schema.strict)
        """,
        """
        CREATE TABLE message_extracts (
            message_id \(Schema.text) NOT NULL REFERENCES messages (id),
            extract_id \(Schema.text) NOT NULL REFERENCES extracts (id), PRIMARY KEY (message_id, extract_id)
        )\(Schema.strict)
        """,
        "CREATE INDEX message_extracts_of_extract ON message_extracts (extract_id)",
    ]
}
