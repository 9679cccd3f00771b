import Domain

/// That two in the register were one; names its identity.
public enum Merge {}

extension Tx {
    /// Makes one of two: all that the register has of the one follows to the other, row by row, so that it can be taken
    /// back. Names, telephone and number of the one who remains hold; every number still finds the person.
    /// - Parameter typed: as `MergeDecision` reads it.
    /// - Throws: `invalid` with everything that has to be settled or put right first.
    public func merge(
        _ merged: ID<CareRecipient>, into kept: ID<CareRecipient>, _ typed: Answers
    ) throws {
        try actor.require(.plan)
        try holdPeople(kept, merged)
        try requireUnrestricted(kept, merged)
        let preview = try mergePreview(of: merged, into: kept).value
        let decision = try MergeDecision(
            typed, asked: preview.questions, hindrances: preview.hindrances)
        let cuts = try cuts(in: preview, decision)
        let merge = ID<Merge>.new(in: self)
        try execute(
            """
            INSERT INTO merges (id, kept_id, merged_id, reason, merged_at, merged_by)
            VALUES (\(merge), \(kept), \(merged), \(decision.reason), \(now), \(actor.user))
            """)
        for (source, owner, cut) in cuts { try make(cut, in: source, of: owner, by: merge) }
        try endNumber(of: merged, by: merge)
        let left =
            cuts.filter { $0.owner == merged && $0.cut.isNothing }.map(\.cut.period.id)
            + (try eventsTwice(of: merged, and: kept))
        for source in MergeSource.allCases {
            try moveRows(in: source, of: merged, to: kept, leaving: left, by: merge)
        }
        try execute("UPDATE care_recipients SET merged_into_id = \(kept) WHERE id = \(merged)")
        try carryAccess(from: merged, to: kept, by: merge)
        try append(
            Event(
                .recipientsMerged,
                ["name": preview.merged.name, "kept": preview.kept.name, "reason": decision.reason],
                about: [.recipient(kept), .recipient(merged)]))
    }

    /// What holds once at a time and has been said of both, such as that they have died: it stands with the one who remains.
    private func eventsTwice(
        of merged: ID<CareRecipient>, and kept: ID<CareRecipient>
    ) throws -> [String] {
        try all(
            """
            SELECT e.id FROM life_events e JOIN life_events k ON k.recipient_id = \(kept) AND k.kind = e.kind
                AND k.undone_at IS NULL AND k.over_on IS NULL
            WHERE e.recipient_id = \(merged) AND e.undone_at IS NULL AND e.over_on IS NULL
                AND e.kind IN ('deceased', 'hospital')
            """
        ) { $0.text() }
    }

    /// Holds both, and the cases about them first, as those who work in them do.
    func holdPeople(_ one: ID<CareRecipient>, _ other: ID<CareRecipient>) throws {
        let people = [one, other]
        try hold(
            "cases",
            where: """
                c.recipient_id IN (\(list: people))
                OR c.id IN (SELECT m.case_id FROM case_people m WHERE m.recipient_id IN (\(list: people))) ORDER BY c.id
                """)
        try hold("care_recipients", where: "c.id IN (\(list: people)) ORDER BY c.id")
    }

    /// The periods that give way, so that nobody is in two places at once.
    private func cuts(
        in preview: MergePreview, _ decision: MergeDecision
    ) throws -> [(source: MergeSource, owner: ID<CareRecipient>, cut: PeriodCut)] {
        try preview.periods.flatMap { source, groups in
            let side =
                switch source {
                case .home: decision.home
                case .unit: decision.unit
                default: MergeSide.kept
                }
            return try groups.values.flatMap { periods in
                let (yielding, standing, owner) =
                    side == .kept
                    ? (periods.merged, periods.kept, preview.merged.id)
                    : (periods.kept, periods.merged, preview.kept.id)
                guard let cuts = PeriodMerging.cuts(of: yielding, around: standing) else {
                    throw AppError.invalid("merge.split.\(source.rawValue)")
                }
                return cuts.map { (source, owner, $0) }
            }
        }
    }

    private func make(
        _ cut: PeriodCut, in source: MergeSource, of owner: ID<CareRecipient>, by merge: ID<Merge>
    ) throws {
        let was = cut.period
        try execute(
            """
            INSERT INTO merged_rows (merge_id, source, row_id, owner_id, was_from, was_to, made_from, made_to)
            VALUES (\(merge), \(source), \(was.id), \(owner), \(was.from), \(was.to), \(cut.from), \(cut.to))
            """)
        try revise(
            source.table, "valid_from = \(cut.from), valid_to = \(cut.to)", where: "\(source.key) = \(was.id)"
        )
    }

    /// The number that was in force is an earlier one of the person now.
    private func endNumber(of merged: ID<CareRecipient>, by merge: ID<Merge>) throws {
        let known = try one(
            "SELECT value, valid_from FROM person_identifiers WHERE recipient_id = \(merged) AND valid_to IS NULL"
        ) { (value: $0.text(), from: $0.instant()) }
        let period = FactPeriod(id: known.value, place: known.value, from: known.from, to: nil)
        let end = known.from < now ? now : known.from.adding(minutes: 1)
        try make(PeriodCut(period: period, from: known.from, to: end), in: .number, of: merged, by: merge)
    }

    /// - Parameter leaving: rows of which nothing is left, which stay where they were.
    private func moveRows(
        in source: MergeSource, of merged: ID<CareRecipient>, to kept: ID<CareRecipient>,
        leaving left: [String], by merge: ID<Merge>
    ) throws {
        let (table, key) = (source.table, source.key)
        let period: SQL =
            source.hasPeriod ? "f.valid_from, f.valid_to, f.valid_from, f.valid_to" : "NULL, NULL, NULL, NULL"
        try execute(
            """
            INSERT INTO merged_rows (merge_id, source, row_id, owner_id, was_from, was_to, made_from, made_to)
            SELECT \(merge), \(source), f.\(key), f.recipient_id, \(period) FROM \(table) f
            WHERE f.recipient_id = \(merged) AND NOT EXISTS (SELECT 1 FROM merged_rows r
                WHERE r.merge_id = \(merge) AND r.source = \(source) AND r.row_id = f.\(key))
            """)
        let moving: SQL = "recipient_id = \(merged) AND \(key) NOT IN (\(list: left + [""]))"
        if source.isFact {
            try revise(table, "recipient_id = \(kept)", where: moving)
        } else {
            try execute("UPDATE \(table) SET recipient_id = \(kept) WHERE \(moving)")
        }
    }
}
