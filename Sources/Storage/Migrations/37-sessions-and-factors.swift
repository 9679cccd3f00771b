extension Migration {
    /// Which sessions were ended by a change of the account, so that whoever comes with one of them afterwards can be told
    /// of; and when a second factor was begun, for what is not finished soon is as if it had not been. Those from before
    /// were begun long ago.
    static let sessionsAndFactors = Migration(
        number: 37,
        statements: [
            """
            ALTER TABLE sessions ADD COLUMN is_withdrawn \(Schema.bigint) NOT NULL DEFAULT 0
                CHECK (is_withdrawn IN (0, 1))
            """,
            "ALTER TABLE second_factors ADD COLUMN begun_at \(Schema.bigint) NOT NULL DEFAULT 0",
        ])
}
