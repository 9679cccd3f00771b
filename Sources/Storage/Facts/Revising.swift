import Domain

extension Tx {
    /// Writes dated facts anew. What was known before is kept by the table's trigger, with when it was replaced, so that
    /// the register can be asked what it said then.
    /// - Parameter change: assignments, without when and by whom they are recorded.
    /// - Returns: how many were changed.
    @discardableResult
    func revise(_ table: SQL, _ change: SQL, where condition: SQL) throws -> Int {
        try changes(by: "UPDATE \(table) SET \(change), \(recorded) WHERE \(condition)")
    }

    /// That a fact is recorded now, by the actor. Where the clock was set back meanwhile, no version is recorded before
    /// the one that it replaces.
    var recorded: SQL {
        """
        recorded_at = CASE WHEN recorded_at > \(now) THEN recorded_at ELSE \(now) END, recorded_by = \(actor.user)
        """
    }

    /// Ends the dated facts of `table` that hold still and meet `condition`. Where the clock was set back meanwhile, a
    /// fact ends when it began rather than before.
    /// - Returns: how many ended.
    @discardableResult
    func endPeriod(of table: SQL, where condition: SQL) throws -> Int {
        try revise(table, "valid_to = \(endOfPeriod)", where: "\(condition) AND valid_to IS NULL")
    }

    /// When a fact that ends now has ended.
    var endOfPeriod: SQL { "CASE WHEN valid_from > \(now) THEN valid_from ELSE \(now) END" }
}
