import Domain

extension Tx {
    /// Says who is to see to a difference and what is to be done about it.
    /// - Parameter typed: as `DifferenceVerdict` reads it.
    /// - Throws: `invalid` as reading it does, and at `owner` for somebody who may not see to it; `conflict` where the
    ///   difference has resolved itself; `notFound` for none.
    public func decide(_ id: Int, _ typed: Answers) throws {
        try actor.require(.reconcile)
        let before = try first(
            "SELECT c.resolved_at, c.owner_id FROM list_differences c WHERE c.id = \(id)\(forChange)"
        ) { row in (resolvedAt: row.instantIfAny(), owner: row.optional { $0.id() as ID<User> }) }
        guard let before else { throw AppError.notFound }
        guard before.resolvedAt == nil else { throw AppError.conflict("reconcile.resolved") }
        let verdict = try DifferenceVerdict(typed)
        // Who has it already keeps it, whatever they are since.
        if let owner = verdict.owner, owner != before.owner,
            try !differenceOwners().contains(where: { $0.id == owner })
        {
            throw AppError.invalid("form.choice.unknown", field: "owner")
        }
        try execute(
            """
            INSERT INTO list_difference_acts (difference_id, owner_id, decision, note, acted_at, acted_by)
            VALUES (\(id), \(verdict.owner), \(verdict.decision), \(verdict.note), \(now), \(actor.user))
            """)
        try execute(
            """
            UPDATE list_differences SET owner_id = \(verdict.owner), decision = \(verdict.decision), note = \(verdict.note)
            WHERE id = \(id)
            """)
        let details = [
            "difference": String(id), "owner": verdict.owner?.text ?? "",
            "decision": verdict.decision?.rawValue ?? "",
        ]
        try append(Event(.differenceDecided, details, about: [.user(actor.user)]))
    }
}
