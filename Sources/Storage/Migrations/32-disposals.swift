extension Migration {
    /// What has been disposed of: whose files, by which decision, and how the seals of the history read afterwards. What
    /// refuses to be changed lets a disposal through, and nothing else.
    static let disposals = Migration(
        number: 32,
        statements: tables + refusals)

    private static let tables: [SQL] = [
        """
        CREATE TABLE file_holds (
            id \(Schema.text) PRIMARY KEY, recipient_id \(Schema.text) NOT NULL REFERENCES care_recipients (id),
            kind \(Schema.text) NOT NULL CHECK (kind IN ('hold', 'restriction')), reason \(Schema.text) NOT NULL,
            placed_at \(Schema.bigint) NOT NULL, placed_by \(Schema.text) NOT NULL REFERENCES users (id),
            lifted_at \(Schema.bigint), lifted_by \(Schema.text) REFERENCES users (id), lifted_why \(Schema.text),
            CHECK ((lifted_at IS NULL) = (lifted_by IS NULL)), CHECK ((lifted_at IS NULL) = (lifted_why IS NULL))
        )\(Schema.strict)
        """,
        """
        CREATE UNIQUE INDEX file_holds_current ON file_holds (recipient_id, kind) WHERE lifted_at IS NULL
        """,
        """
        CREATE TABLE disposals (
            id \(Schema.text) PRIMARY KEY, number \(Schema.bigint) NOT NULL UNIQUE, decision \(Schema.text) NOT NULL,
            exemption \(Schema.text) NOT NULL CHECK (exemption IN ('municipality', 'birthDays', 'none')),
            personal_before \(Schema.text) NOT NULL, unit_before \(Schema.text) NOT NULL,
            people \(Schema.bigint) NOT NULL, orders \(Schema.bigint) NOT NULL, extracts \(Schema.bigint) NOT NULL,
            made_at \(Schema.bigint) NOT NULL, made_by \(Schema.text) NOT NULL REFERENCES users (id)
        )\(Schema.strict)
        """,
        """
        CREATE TABLE disposed_people (
            recipient_id \(Schema.text) PRIMARY KEY REFERENCES care_recipients (id),
            disposal_id \(Schema.text) NOT NULL REFERENCES disposals (id)
        )\(Schema.strict)
        """,
        """
        CREATE TABLE disposed_cases (
            case_id \(Schema.text) PRIMARY KEY REFERENCES cases (id),
            disposal_id \(Schema.text) NOT NULL REFERENCES disposals (id)
        )\(Schema.strict)
        """,
        """
        CREATE TABLE disposed_extracts (
            extract_id \(Schema.text) PRIMARY KEY REFERENCES extracts (id),
            disposal_id \(Schema.text) NOT NULL REFERENCES disposals (id)
        )\(Schema.strict)
        """,
        // What a seal's stretch of the history comes to, after a disposal emptied rows of it.
        """
        CREATE TABLE disposed_seals (
            disposal_id \(Schema.text) NOT NULL REFERENCES disposals (id), seal \(Schema.bigint) NOT NULL,
            digest \(Schema.text) NOT NULL, PRIMARY KEY (disposal_id, seal)
        )\(Schema.strict)
        """,
        "CREATE INDEX history_seals_by_event ON history_seals (last_position, number)",
        // A disposal stands here while it is under way, within its own transaction; otherwise the table is empty.
        "CREATE TABLE disposing (disposal_id \(Schema.text) PRIMARY KEY)\(Schema.strict)",
    ]

    private static let refusals: [SQL] = {
        let kept = ["disposals", "disposed_people", "disposed_cases", "disposed_extracts", "disposed_seals"]
        let appended = emptied.map { ($0, "update") } + removed.map { ($0, "delete") }
        return kept.flatMap(Schema.appendOnly)
            + appended.flatMap { disposable($0, $1, saying: "append-only") }
            + facts.flatMap { disposable($0, "delete", saying: "facts are ended, not removed") }
            + ["change", "removal"].map(lettingThrough)
    }()

    private static let emptied = [
        "events", "submissions", "messages", "function_tests", "extract_customers", "extract_changes",
        "merges",
        "merge_undoings", "distinctions", "list_difference_acts", "glass_reviews",
    ]
    private static let removed =
        ["booking_contacts", "merged_rows", "extract_files", "extract_pieces"] + pasts.map { "\($0)_past" }
    private static let facts = ["person_details", "person_identifiers", "related_persons"]
    private static let pasts =
        facts + ["camera_notices", "consents", "installations"]

    /// Lets a disposal through what refuses changes of a table. SQLite has the condition with each trigger.
    static func disposable(_ table: String, _ verb: String, saying message: String) -> [SQL] {
        let name = "\(table)_no_\(verb)"
        return [
            "\(sqlite: "DROP TRIGGER \(name)", postgres: "SELECT 1")",
            """
            \(
                sqlite: """
                    CREATE TRIGGER \(name) BEFORE \(verb.uppercased()) ON \(table)
                    WHEN NOT EXISTS (SELECT 1 FROM disposing) BEGIN SELECT RAISE(ABORT, '\(message)'); END
                    """,
                postgres: "SELECT 1")
            """,
        ]
    }

    /// PostgreSQL has it in what the triggers call.
    private static func lettingThrough(_ what: String) -> SQL {
        let message = what == "change" ? "append-only" : "facts are ended, not removed"
        return """
            \(
                sqlite: "SELECT 1",
                postgres: """
                    CREATE OR REPLACE FUNCTION refuse_\(what)() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN
                        IF TG_OP <> 'TRUNCATE' AND EXISTS (SELECT 1 FROM disposing) THEN RETURN NULL; END IF;
                        RAISE EXCEPTION '\(message)' USING ERRCODE = '23001';
                    END $$
                    """)
            """
    }
}
