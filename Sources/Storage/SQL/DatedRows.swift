import Domain

extension Tx {
    /// Ends the dated facts of `table` that hold still and meet `condition`. Where the clock was set back meanwhile, a
    /// fact ends when it began rather than before.
    /// - Returns: how many ended.
    @discardableResult
    func endPeriod(of table: SQL, where condition: SQL) throws -> Int {
        try changes(
            by:
                """
                UPDATE \(table) SET valid_to = CASE WHEN valid_from > \(now) THEN valid_from ELSE \(now) END
                WHERE \(condition) AND valid_to IS NULL
                """)
    }
}
