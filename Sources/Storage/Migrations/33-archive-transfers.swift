extension Migration {
    /// Which files have been handed over to the archive: whose, in which file with which digest, and how it ended.
    static let archiveTransfers = Migration(
        number: 33,
        statements: [
            """
            CREATE TABLE archive_transfers (
                id \(Schema.text) PRIMARY KEY, number \(Schema.bigint) NOT NULL UNIQUE, people \(Schema.bigint) NOT NULL,
                made_at \(Schema.bigint) NOT NULL, made_by \(Schema.text) NOT NULL REFERENCES users (id)
            )\(Schema.strict)
            """,
            """
            CREATE TABLE archived_people (
                transfer_id \(Schema.text) NOT NULL REFERENCES archive_transfers (id),
                recipient_id \(Schema.text) NOT NULL REFERENCES care_recipients (id), PRIMARY KEY (transfer_id, recipient_id)
            )\(Schema.strict)
            """,
            "CREATE INDEX archived_people_by_person ON archived_people (recipient_id, transfer_id)",
            // Each file that was fetched, by what it comes to; `content` is what the register said, however it was written.
            """
            CREATE TABLE archive_files (
                transfer_id \(Schema.text) NOT NULL REFERENCES archive_transfers (id), digest \(Schema.text) NOT NULL,
                content \(Schema.text) NOT NULL, fetched_at \(Schema.bigint) NOT NULL,
                fetched_by \(Schema.text) NOT NULL REFERENCES users (id), PRIMARY KEY (transfer_id, digest)
            )\(Schema.strict)
            """,
            """
            CREATE TABLE archive_outcomes (
                transfer_id \(Schema.text) PRIMARY KEY REFERENCES archive_transfers (id),
                outcome \(Schema.text) NOT NULL CHECK (outcome IN ('received', 'withdrawn')), note \(Schema.text) NOT NULL,
                digest \(Schema.text), recorded_at \(Schema.bigint) NOT NULL,
                recorded_by \(Schema.text) NOT NULL REFERENCES users (id),
                FOREIGN KEY (transfer_id, digest) REFERENCES archive_files (transfer_id, digest),
                CHECK ((outcome = 'received') = (digest IS NOT NULL))
            )\(Schema.strict)
            """,
        ]
            + ["archive_transfers", "archived_people", "archive_files", "archive_outcomes"]
            .flatMap(Schema.appendOnly))
}
