extension Migration {
    /// Cases about the unit itself: about nobody, and perhaps about no place. What such a case mounts is the unit's.
    static let unitCases = Migration(
        number: 12,
        statements: Schema.optional("recipient_id", of: "cases") + Schema.optional("dwelling_id", of: "cases")
            + [
                """
                ALTER TABLE installations ADD COLUMN unit_id \(Schema.text) REFERENCES provider_units (id)
                CHECK (unit_id IS NULL OR recipient_id IS NULL)
                """,
                "CREATE INDEX installations_by_unit ON installations (unit_id) WHERE unit_id IS NOT NULL",
            ])
}
