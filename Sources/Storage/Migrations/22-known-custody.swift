extension Migration {
    /// When it was recorded that somebody held keys no longer, so that a past day can be seen as it was known then.
    /// What was recorded before ended when the next link of the chain was.
    static let knownCustody = Migration(
        number: 22,
        statements: [
            "ALTER TABLE key_custody ADD COLUMN ended_at \(Schema.bigint)",
            """
            UPDATE key_custody SET ended_at = COALESCE(
                (SELECT MIN(n.recorded_at) FROM key_custody n WHERE n.item_id = key_custody.item_id
                    AND n.id > key_custody.id AND n.held_from = key_custody.held_to),
                (SELECT MIN(n.recorded_at) FROM key_custody n WHERE n.item_id = key_custody.item_id
                    AND n.id > key_custody.id), recorded_at)
            WHERE held_to IS NOT NULL
            """,
        ])
}
