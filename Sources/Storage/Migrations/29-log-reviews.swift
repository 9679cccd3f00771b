extension Migration {
    /// Samples of the read log that somebody has drawn and looked through, and the streets of those who have said where they
    /// live, so that it shows when they read about their neighbours.
    static let logReviews = Migration(
        number: 29,
        statements: [
            """
            CREATE TABLE reading_samples (
                id \(Schema.text) PRIMARY KEY, first_day \(Schema.text) NOT NULL, last_day \(Schema.text) NOT NULL,
                reading_count \(Schema.bigint) NOT NULL, drawn_at \(Schema.bigint) NOT NULL,
                drawn_by \(Schema.text) NOT NULL REFERENCES users (id), CHECK (first_day <= last_day)
            )\(Schema.strict)
            """,
            """
            CREATE TABLE reading_sample_rows (
                sample_id \(Schema.text) NOT NULL REFERENCES reading_samples (id),
                reading_id \(Schema.text) NOT NULL REFERENCES readings (id), PRIMARY KEY (sample_id, reading_id)
            )\(Schema.strict)
            """,
            """
            CREATE TABLE reading_sample_reviews (
                sample_id \(Schema.text) PRIMARY KEY REFERENCES reading_samples (id),
                outcome \(Schema.text) NOT NULL CHECK (outcome IN ('inOrder', 'toFollowUp')), note \(Schema.text) NOT NULL,
                reviewed_at \(Schema.bigint) NOT NULL, reviewed_by \(Schema.text) NOT NULL REFERENCES users (id)
            )\(Schema.strict)
            """,
            """
            CREATE TABLE staff_streets (
                user_id \(Schema.text) PRIMARY KEY REFERENCES users (id), street \(Schema.text) NOT NULL,
                folded_street \(Schema.text) NOT NULL
            )\(Schema.strict)
            """,
        ] + ["reading_samples", "reading_sample_rows", "reading_sample_reviews"].flatMap(Schema.appendOnly))
}
