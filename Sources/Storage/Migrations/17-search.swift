extension Migration {
    /// The words of people's names, so that one is found by any of them in any order.
    static let search = Migration(
        number: 17,
        statements: [
            """
            CREATE TABLE recipient_words (
                recipient_id \(Schema.text) NOT NULL REFERENCES care_recipients (id), word \(Schema.text) NOT NULL,
                PRIMARY KEY (recipient_id, word), CHECK (word <> '')
            )\(Schema.strict)
            """,
            "CREATE INDEX recipient_words_by_word ON recipient_words (word, recipient_id)",
            // As `Text.nameWords` parts the names that can be registered.
            """
            INSERT INTO recipient_words (recipient_id, word)
            WITH RECURSIVE parts (id, word, rest) AS (
                SELECT id, SUBSTR(folded_name, 1, 0),
                    REPLACE(REPLACE(REPLACE(REPLACE(folded_name, '''', ''), '’', ''), '-', ' '), '.', ' ') || ' '
                FROM care_recipients
                UNION ALL
                SELECT id, SUBSTR(rest, 1, \(sqlite: "INSTR", postgres: "STRPOS")(rest, ' ') - 1),
                    SUBSTR(rest, \(sqlite: "INSTR", postgres: "STRPOS")(rest, ' ') + 1)
                FROM parts WHERE rest <> ''
            )
            SELECT DISTINCT id, word FROM parts WHERE word <> ''
            """,
            // First tests of a case's devices, for lead times; and what a case has mounted, for its page.
            "CREATE INDEX installations_of_case ON installations (case_id, tested_at) WHERE case_id IS NOT NULL",
        ])
}
