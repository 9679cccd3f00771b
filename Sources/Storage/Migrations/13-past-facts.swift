extension Migration {
    /// Dated facts keep what they said before they were ended or corrected, and from when until when that was known: the
    /// register can be asked what it believed on any day. Nothing of it is ever removed.
    static let pastFacts = Migration(
        number: 13,
        statements: [removalRefused] + pastTables.flatMap { $0.kept + $0.carriedOver + $0.watched })

    private static let removalRefused: SQL = """
        \(
            sqlite: "SELECT 1",
            postgres: """
                CREATE FUNCTION refuse_removal() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'facts are ended, not removed' USING ERRCODE = '23001'; END $$
                """)
        """

    private static let pastTables: [PastTable] = [
        PastTable(
            "person_identifiers", of: "recipient_id",
            texts: ["value", "kind", "recipient_id"]),
        PastTable(
            "residencies", of: "recipient_id", texts: ["id", "recipient_id", "dwelling_id", "case_id"]),
        PastTable(
            "provider_responsibilities", of: "recipient_id",
            texts: ["id", "recipient_id", "unit_id", "case_id"]),
        PastTable(
            "granted_services", of: "recipient_id",
            texts: ["id", "recipient_id", "system", "effectuated_on", "case_id"], hasPeriod: false),
        PastTable(
            "installations", of: "recipient_id",
            texts: [
                "id", "device_id", "dwelling_id", "recipient_id", "unit_id", "original_part", "case_id",
            ], numbers: ["tested_at"]),
        PastTable("lock_links", of: "recipient_id", texts: ["id", "device_id", "recipient_id", "case_id"]),
        PastTable(
            "camera_notices", of: "device_id",
            texts: ["id", "device_id", "dwelling_id", "language", "placement", "case_id"]),
        PastTable(
            "consents", of: "recipient_id",
            texts: [
                "id", "recipient_id", "giver", "given_by", "representing", "about", "manner", "given_on",
                "until_on", "case_id",
            ], ending: "ended_how"),
        PastTable(
            "supervisions", of: "recipient_id",
            texts: ["id", "device_id", "recipient_id", "centre", "case_id"], numbers: ["needs_cohabitant"],
            ending: "ended_how"),
    ]
}

/// What a table of dated facts said before.
struct PastTable {
    let name: String
    /// Whose facts they are, by which they are asked for.
    let owner: String
    let texts: [String]
    let numbers: [String]
    /// The column that says how a fact ended, empty as long as it holds.
    let ending: String?
    let hasPeriod: Bool

    init(
        _ name: String, of owner: String, texts: [String], numbers: [String] = [], ending: String? = nil,
        hasPeriod: Bool = true
    ) {
        self.name = name
        self.owner = owner
        self.texts = texts + (ending.map { [$0] } ?? []) + ["recorded_by"]
        self.numbers = numbers + (hasPeriod ? ["valid_from", "valid_to"] : []) + ["recorded_at"]
        self.ending = ending
        self.hasPeriod = hasPeriod
    }

    private var columns: [String] { texts + numbers }

    private func list(_ prefix: String = "") -> String { columns.map { prefix + $0 }.joined(separator: ", ") }

    var kept: [SQL] {
        let kinds =
            texts.map { SQL(stringLiteral: $0 + " ") + Schema.text }
            + numbers.map { SQL(stringLiteral: $0 + " ") + Schema.bigint }
        return [
            """
            CREATE TABLE \(past) (\(SQL.joined(kinds, by: ", ")), replaced_at \(Schema.bigint) NOT NULL,
                CHECK (replaced_at >= recorded_at))\(Schema.strict)
            """,
            "CREATE INDEX \(past)_of_owner ON \(past) (\(SQL(stringLiteral: owner)))",
        ] + Schema.appendOnly("\(name)_past")
    }

    private var past: SQL { SQL(stringLiteral: "\(name)_past") }

    /// Of facts that have ended already it is known that they were recorded before, and taken that their end was
    /// recorded when they ended.
    var carriedOver: [SQL] {
        guard hasPeriod else { return [] }
        let (table, said) = (SQL(stringLiteral: name), SQL(stringLiteral: list()))
        let before = columns.map { $0 == "valid_to" || $0 == ending ? "NULL" : $0 }.joined(separator: ", ")
        let end: SQL = "CASE WHEN valid_to > recorded_at THEN valid_to ELSE recorded_at END"
        return [
            """
            INSERT INTO \(past) (\(said), replaced_at)
            SELECT \(SQL(stringLiteral: before)), \(end) FROM \(table) WHERE valid_to IS NOT NULL
            """,
            "UPDATE \(table) SET recorded_at = \(end) WHERE valid_to IS NOT NULL",
        ]
    }

    var watched: [SQL] {
        let copy =
            "INSERT INTO \(name)_past (\(list()), replaced_at) VALUES (\(list("OLD.")), NEW.recorded_at);"
        let head = "CREATE TRIGGER \(name)_keep_past AFTER UPDATE OF \(list()) ON \(name) FOR EACH ROW"
        let removal = "CREATE TRIGGER \(name)_no_delete BEFORE DELETE ON \(name)"
        let keeping = """
            CREATE FUNCTION keep_past_\(name)() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN \(copy) RETURN NULL; END $$
            """
        return [
            "\(sqlite: "SELECT 1", postgres: keeping)",
            """
            \(
                sqlite: "\(head) BEGIN \(copy) END",
                postgres: "\(head) EXECUTE FUNCTION keep_past_\(name)()")
            """,
            """
            \(
                sqlite: "\(removal) BEGIN SELECT RAISE(ABORT, 'facts are ended, not removed'); END",
                postgres: "\(removal) EXECUTE FUNCTION refuse_removal()")
            """,
        ]
    }
}
