import Domain

extension Migration {
    /// Who somebody is keeps its past: names, telephone, protection, death; those close to them. Two who turn out to be one
    /// are merged, with a trail by which it can be undone.
    static let whoSomebodyIs = Migration(
        number: 18,
        statements: details + [PastTable.details, .relatives].flatMap { $0.kept + $0.watched } + carried
            + merging
            + ["merges", "merged_rows", "merge_undoings", "distinctions"].flatMap(Schema.appendOnly))

    private static let details: [SQL] = [
        // What holds now, for the queries that ask for nothing else.
        """
        ALTER TABLE care_recipients ADD COLUMN protection \(Schema.text) NOT NULL DEFAULT 'none'
        CHECK (protection IN ('none', 'confidentialityMark', 'protectedRegistration'))
        """,
        """
        CREATE TABLE person_details (
            id \(Schema.text) PRIMARY KEY, recipient_id \(Schema.text) NOT NULL REFERENCES care_recipients (id),
            detail \(Schema.text) NOT NULL CHECK (detail IN ('name', 'phone', 'protection', 'deceased')),
            value \(Schema.text) NOT NULL, valid_from \(Schema.bigint) NOT NULL, valid_to \(Schema.bigint),
            recorded_at \(Schema.bigint) NOT NULL, recorded_by \(Schema.text) NOT NULL REFERENCES users (id),
            CHECK (valid_to IS NULL OR valid_to >= valid_from)
        )\(Schema.strict)
        """,
        "CREATE UNIQUE INDEX person_details_current ON person_details (recipient_id, detail) WHERE valid_to IS NULL",
        "CREATE INDEX person_details_of_recipient ON person_details (recipient_id)",
        """
        CREATE TABLE related_persons (
            id \(Schema.text) PRIMARY KEY, recipient_id \(Schema.text) NOT NULL REFERENCES care_recipients (id),
            name \(Schema.text) NOT NULL, folded_name \(Schema.text) NOT NULL, phone \(Schema.text) NOT NULL,
            valid_from \(Schema.bigint) NOT NULL, valid_to \(Schema.bigint),
            recorded_at \(Schema.bigint) NOT NULL, recorded_by \(Schema.text) NOT NULL REFERENCES users (id),
            case_id \(Schema.text) REFERENCES cases (id), CHECK (valid_to IS NULL OR valid_to >= valid_from)
        )\(Schema.strict)
        """,
        """
        CREATE UNIQUE INDEX related_persons_current ON related_persons (recipient_id, folded_name)
        WHERE valid_to IS NULL
        """,
        "CREATE INDEX related_persons_of_recipient ON related_persons (recipient_id)",
    ]

    /// Of earlier names nothing is known but what the history tells; those of today are taken to have held from the
    /// beginning.
    private static let carried: [SQL] = ["name", "phone"].map { detail in
        let column = SQL(stringLiteral: detail)
        return """
            INSERT INTO person_details (id, recipient_id, detail, value, valid_from, recorded_at, recorded_by)
            SELECT id || \("-" + detail), id, \(detail), \(column), recorded_at, recorded_at, \(Actor.system.user)
            FROM care_recipients
            """
    }

    private static let merging: [SQL] = [
        // The one whom a merged person was merged with, as long as that is not undone; follows from `merges`.
        """
        ALTER TABLE care_recipients ADD COLUMN merged_into_id \(Schema.text) REFERENCES care_recipients (id)
        CHECK (merged_into_id <> id)
        """,
        """
        CREATE INDEX care_recipients_merged ON care_recipients (merged_into_id) WHERE merged_into_id IS NOT NULL
        """,
        """
        CREATE TABLE merges (
            id \(Schema.text) PRIMARY KEY, kept_id \(Schema.text) NOT NULL REFERENCES care_recipients (id),
            merged_id \(Schema.text) NOT NULL REFERENCES care_recipients (id), reason \(Schema.text) NOT NULL,
            merged_at \(Schema.bigint) NOT NULL, merged_by \(Schema.text) NOT NULL REFERENCES users (id),
            CHECK (kept_id <> merged_id)
        )\(Schema.strict)
        """,
        "CREATE INDEX merges_of_merged ON merges (merged_id)",
        "CREATE INDEX merges_of_kept ON merges (kept_id)",
        """
        CREATE TABLE merged_rows (
            merge_id \(Schema.text) NOT NULL REFERENCES merges (id), source \(Schema.text) NOT NULL,
            row_id \(Schema.text) NOT NULL, owner_id \(Schema.text) NOT NULL REFERENCES care_recipients (id),
            was_from \(Schema.bigint), was_to \(Schema.bigint), made_from \(Schema.bigint), made_to \(Schema.bigint),
            PRIMARY KEY (merge_id, source, row_id)
        )\(Schema.strict)
        """,
        "CREATE INDEX merged_rows_by_row ON merged_rows (source, row_id)",
        """
        CREATE TABLE merge_undoings (
            merge_id \(Schema.text) PRIMARY KEY REFERENCES merges (id), reason \(Schema.text) NOT NULL,
            undone_at \(Schema.bigint) NOT NULL, undone_by \(Schema.text) NOT NULL REFERENCES users (id)
        )\(Schema.strict)
        """,
        """
        CREATE TABLE distinctions (
            first_id \(Schema.text) NOT NULL REFERENCES care_recipients (id),
            second_id \(Schema.text) NOT NULL REFERENCES care_recipients (id), reason \(Schema.text) NOT NULL,
            told_at \(Schema.bigint) NOT NULL, told_by \(Schema.text) NOT NULL REFERENCES users (id),
            PRIMARY KEY (first_id, second_id), CHECK (first_id < second_id)
        )\(Schema.strict)
        """,
    ]
}

extension PastTable {
    fileprivate static let details = PastTable(
        "person_details", of: "recipient_id", texts: ["id", "recipient_id", "detail", "value"])
    fileprivate static let relatives = PastTable(
        "related_persons", of: "recipient_id",
        texts: ["id", "recipient_id", "name", "folded_name", "phone", "case_id"])
}
