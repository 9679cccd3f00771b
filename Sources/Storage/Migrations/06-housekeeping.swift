extension Migration {
    /// What is done again and again, and the seals of the history.
    static let housekeeping = Migration(
        number: 6,
        statements: [
            """
            CREATE TABLE jobs (
                name \(Schema.text) PRIMARY KEY, next_at \(Schema.bigint) NOT NULL, done_at \(Schema.bigint)
            )\(Schema.strict)
            """,
            """
            CREATE TABLE history_seals (
                number \(Schema.bigint) PRIMARY KEY, last_position \(Schema.bigint) NOT NULL,
                events \(Schema.bigint) NOT NULL CHECK (events > 0), digest \(Schema.text) NOT NULL,
                sealed_at \(Schema.bigint) NOT NULL
            )\(Schema.strict)
            """,
        ] + Schema.appendOnly("history_seals"))
}
