extension Migration {
    /// A half of a move from another unit than the one that was named: the named one stays as `awaited_unit_id` until
    /// the team has found out which of the two it is.
    static let disputedHalves = Migration(
        number: 14,
        statements: [
            """
            ALTER TABLE handovers ADD COLUMN disputed_side \(Schema.text)
            CHECK (disputed_side IN ('handingOver', 'receiving'))
            """
        ])
}
