extension Migration {
    /// A disposal is signed as a day is, so that nobody who only writes in the database can write one; and what an event's
    /// digest is over begins with a salt, which goes when the event is emptied: the digest stays, and what was emptied
    /// cannot be found by trying. Events that were sealed before have none.
    static let signedDisposals = Migration(
        number: 38,
        statements: [
            """
            CREATE TABLE disposal_signatures (
                disposal_id \(Schema.text) NOT NULL REFERENCES disposals (id), key_id \(Schema.text) NOT NULL,
                signature \(Schema.text) NOT NULL, signed_at \(Schema.bigint) NOT NULL, PRIMARY KEY (disposal_id, key_id)
            )\(Schema.strict)
            """,
            "ALTER TABLE sealed_rows ADD COLUMN salt \(Schema.text) NOT NULL DEFAULT ''",
        ] + Schema.appendOnly("disposal_signatures")
            + disposable("sealed_rows", "update", saying: "append-only"))
}
