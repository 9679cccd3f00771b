extension Migration {
    /// What somebody who was signed in asked for and was refused: what was not theirs to see, or not there.
    static let refusedRequests = Migration(
        number: 35,
        statements: [
            """
            CREATE TABLE refused_requests (
                position \(Schema.counted), refused_at \(Schema.bigint) NOT NULL,
                user_id \(Schema.text) NOT NULL REFERENCES users (id),
                assignment_id \(Schema.text) NOT NULL REFERENCES assignments (id), method \(Schema.text) NOT NULL,
                route \(Schema.text) NOT NULL, code \(Schema.text) NOT NULL CHECK (code IN ('notFound', 'forbidden')),
                thing \(Schema.text) NOT NULL
            )\(Schema.strict)
            """,
            "CREATE INDEX refused_requests_by_time ON refused_requests (refused_at, user_id)",
        ] + Schema.appendOnly("refused_requests"))
}
