extension Migration {
    /// Editions being written, and from when those that are published apply.
    static let editions = Migration(
        number: 7,
        statements: [
            """
            CREATE TABLE edition_drafts (
                id \(Schema.text) PRIMARY KEY, slug \(Schema.text) NOT NULL, edition \(Schema.text) NOT NULL, source \(Schema.text) NOT NULL,
                based_on \(Schema.text), began_at \(Schema.bigint) NOT NULL,
                began_by \(Schema.text) NOT NULL REFERENCES users (id), saved_at \(Schema.bigint) NOT NULL,
                saved_by \(Schema.text) NOT NULL REFERENCES users (id),
                revision \(Schema.bigint) NOT NULL CHECK (revision > 0),
                FOREIGN KEY (slug, based_on) REFERENCES routine_editions (slug, edition)
            )\(Schema.strict)
            """,
            """
            CREATE TABLE edition_terms (
                slug \(Schema.text) NOT NULL, edition \(Schema.text) NOT NULL, from_day \(Schema.text) NOT NULL,
                published_by \(Schema.text) NOT NULL REFERENCES users (id), PRIMARY KEY (slug, edition),
                FOREIGN KEY (slug, edition) REFERENCES routine_editions (slug, edition)
            )\(Schema.strict)
            """,
            """
            CREATE TABLE edition_withdrawals (
                slug \(Schema.text) NOT NULL, edition \(Schema.text) NOT NULL, withdrawn_at \(Schema.bigint) NOT NULL,
                withdrawn_by \(Schema.text) NOT NULL REFERENCES users (id), PRIMARY KEY (slug, edition),
                FOREIGN KEY (slug, edition) REFERENCES edition_terms (slug, edition)
            )\(Schema.strict)
            """,
        ] + ["edition_terms", "edition_withdrawals"].flatMap(Schema.appendOnly))
}
