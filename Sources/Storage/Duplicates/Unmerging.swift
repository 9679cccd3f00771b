import Domain

/// A merge that holds, as the page of the one who remains tells it.
public struct MergeLine: Sendable, Hashable {
    public let kept: ID<CareRecipient>
    public let keptName: String
    public let merged: ID<CareRecipient>
    public let mergedName: String
    public let at: Instant
    public let by: String
    public let reason: String
}

extension Reading {
    /// Who was merged into the person, the latest first; for the team.
    func merges(into kept: ID<CareRecipient>) throws -> [MergeLine] {
        guard actor.partyRole == .team else { return [] }
        return try merges(where: "m.kept_id = \(kept)")
    }

    /// The merge by which somebody became another, as far as the actor sees who remains; `nil` where there is none.
    public func merge(of merged: ID<CareRecipient>) throws -> Personal<MergeLine?> {
        // Who remains may have been merged with a third since: the team is led on from page to page.
        let sees: SQL =
            actor.partyRole == .team && actor.may(.seePeople)
            ? "p.id NOT IN \(hiddenPeople) AND q.id NOT IN \(hiddenPeople)" : seesRecipient
        let line = try merges(where: "m.merged_id = \(merged) AND \(sees)").first
        return Personal(
            line, Disclosure(.viewed, "merged", about: line.map { [$0.kept, $0.merged] } ?? []))
    }

    /// Whether somebody became another. Tells of nobody: a page that is not there is no reading.
    public func isMerged(_ id: ID<CareRecipient>) throws -> Bool {
        try first(
            "SELECT 1 FROM care_recipients WHERE id = \(id) AND merged_into_id IS NOT NULL", { $0.int() })
            != nil
    }

    private func merges(where condition: SQL) throws -> [MergeLine] {
        try all(
            """
            SELECT p.id, p.name, q.id, q.name, m.merged_at, u.name, m.reason FROM merges m
            JOIN care_recipients p ON p.id = m.kept_id JOIN care_recipients q ON q.id = m.merged_id
            JOIN users u ON u.id = m.merged_by WHERE \(condition) AND q.merged_into_id = m.kept_id
                AND NOT EXISTS (SELECT 1 FROM merge_undoings x WHERE x.merge_id = m.id) ORDER BY m.id DESC
            """
        ) {
            MergeLine(
                kept: $0.id(), keptName: $0.text(), merged: $0.id(), mergedName: $0.text(), at: $0.instant(),
                by: $0.text(), reason: $0.text())
        }
    }

    /// The person and all who were merged into them, however long ago.
    func everyIdentity(of id: ID<CareRecipient>) throws -> [ID<CareRecipient>] {
        try all(
            """
            WITH RECURSIVE one (id) AS (SELECT c.id FROM care_recipients c WHERE c.id = \(id)
                UNION SELECT p.id FROM care_recipients p JOIN one ON p.merged_into_id = one.id)
            SELECT id FROM one
            """
        ) { $0.id() }
    }

    /// A person's history, with that of whoever was merged into them.
    func timeline(ofPerson id: ID<CareRecipient>, limit: Int = 500) throws -> [TimelineEntry] {
        let people = try everyIdentity(of: id)
        guard people.count > 1 else { return try timeline(about: .recipient(id), limit: limit) }
        return try all(
            """
            SELECT \(entryColumns) FROM events e JOIN users u ON u.id = e.user_id
            WHERE e.id IN (SELECT s.event_id FROM event_subjects s WHERE s.subject = 'recipient'
                AND s.subject_id IN (\(list: people))) AND \(mayTellOfEvent("e.id", about: .recipient(id)))
            ORDER BY e.id DESC LIMIT \(limit)
            """
        ) { try readEntry(&$0) }
    }
}

extension Tx {
    /// Takes a merge back: every row goes to whose it was, and periods that had given way are as before. What has been
    /// recorded since about the one who remained stays theirs.
    /// - Throws: `invalid` where nobody could tell any more whose something is; `notFound` where the two are not merged.
    public func undoMerge(
        of merged: ID<CareRecipient>, into kept: ID<CareRecipient>, _ typed: Answers
    ) throws {
        try actor.require(.plan)
        try holdPeople(kept, merged)
        let merge: ID<Merge> = try one(
            """
            SELECT m.id FROM merges m JOIN care_recipients p ON p.id = m.merged_id AND p.merged_into_id = m.kept_id
            WHERE m.merged_id = \(merged) AND m.kept_id = \(kept)
                AND m.merged_id NOT IN \(hiddenPeople) AND m.kept_id NOT IN \(hiddenPeople)
                AND NOT EXISTS (SELECT 1 FROM merge_undoings x WHERE x.merge_id = m.id)
            """
        ) { $0.id() }
        var faults = try builtOn(merge, of: kept)
        var reason = ""
        do throws(AppError) { reason = try GivenReason(typed).text } catch { faults += error.faults }
        guard faults.isEmpty else { throw AppError(.invalid, faults) }
        do {
            try restore(merge, to: merged, from: kept)
            guard try !overlaps(of: [kept, merged]) else { throw AppError.invalid("undoing.contradicts") }
        } catch let error as AppError where error.code == .conflict {
            // The schema's own rule: two of what there is one of.
            throw AppError.invalid("undoing.contradicts")
        }
        try execute(
            """
            INSERT INTO merge_undoings (merge_id, reason, undone_at, undone_by)
            VALUES (\(merge), \(reason), \(now), \(actor.user))
            """)
        try partAccess(of: merged, from: kept, by: merge)
        let name: String = try one("SELECT name FROM care_recipients WHERE id = \(merged)") { $0.text() }
        try append(
            Event(
                .mergeUndone, ["name": name, "reason": reason], about: [.recipient(kept), .recipient(merged)])
        )
    }

    private func restore(
        _ merge: ID<Merge>, to merged: ID<CareRecipient>, from kept: ID<CareRecipient>
    ) throws {
        for source in MergeSource.allCases { try giveBack(source, by: merge, to: merged) }
        for owner in [merged, kept] { try uncut(by: merge, of: owner) }
        try execute("UPDATE care_recipients SET merged_into_id = NULL WHERE id = \(merged)")
    }

    private func giveBack(
        _ source: MergeSource, by merge: ID<Merge>, to merged: ID<CareRecipient>
    ) throws {
        let rows: SQL = """
            \(source.key) IN (SELECT r.row_id FROM merged_rows r WHERE r.merge_id = \(merge) AND r.source = \(source)
                AND r.owner_id = \(merged)) AND recipient_id <> \(merged)
            """
        if source.isFact {
            try revise(source.table, "recipient_id = \(merged)", where: rows)
        } else {
            try execute("UPDATE \(source.table) SET recipient_id = \(merged) WHERE \(rows)")
        }
    }

    /// Lets the periods that gave way hold again as they did.
    private func uncut(by merge: ID<Merge>, of owner: ID<CareRecipient>) throws {
        let cuts = try all(
            """
            SELECT source, row_id, was_from, was_to FROM merged_rows WHERE merge_id = \(merge) AND owner_id = \(owner)
                AND \(isCut)
            """
        ) {
            (source: try $0.value() as MergeSource, row: $0.text(), from: $0.instant(), to: $0.instantIfAny())
        }
        for cut in cuts {
            try revise(
                cut.source.table, "valid_from = \(cut.from), valid_to = \(cut.to)",
                where: "\(cut.source.key) = \(cut.row)")
        }
    }

    private var isCut: SQL { "(was_from <> made_from OR COALESCE(was_to, -1) <> COALESCE(made_to, -1))" }

    /// What has come since, of which nobody could say whose it is: a change of what gave way, another merge, cases, and work
    /// in the cases that would go back.
    private func builtOn(_ merge: ID<Merge>, of kept: ID<CareRecipient>) throws -> [Fault] {
        let changed = MergeSource.allCases.filter(\.hasPeriod).map { source -> SQL in
            """
            SELECT 'undoing.changed', '' FROM merged_rows r JOIN \(source.table) f ON f.\(source.key) = r.row_id
            WHERE r.merge_id = \(merge) AND r.source = \(source) AND \(isCut)
                AND (f.valid_from <> r.made_from OR COALESCE(f.valid_to, -1) <> COALESCE(r.made_to, -1))
            """
        }
        let worked = MergeSource.allCases.filter(\.comesFromCases).map { source -> SQL in
            """
            SELECT 'undoing.work', c.number FROM \(source.table) f
            JOIN merged_rows o ON o.merge_id = \(merge) AND o.source = 'order' AND o.row_id = f.case_id
            JOIN cases c ON c.id = f.case_id WHERE f.recipient_id = \(kept) AND NOT EXISTS (SELECT 1 FROM merged_rows r
                WHERE r.merge_id = \(merge) AND r.source = \(source) AND r.row_id = f.\(source.key))
            """
        }
        let others: [SQL] = [
            """
            SELECT 'undoing.orders' AS fault, c.number AS number FROM cases c JOIN merges m ON m.id = \(merge)
            WHERE c.submitted_at >= m.merged_at AND (c.recipient_id = \(kept)
                OR c.id IN (SELECT x.case_id FROM case_people x WHERE x.recipient_id = \(kept)))
            """,
            """
            SELECT 'undoing.work', c.number FROM cases c
            JOIN merged_rows o ON o.merge_id = \(merge) AND o.source = 'order' AND o.row_id = c.id
            WHERE c.handover_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM merged_rows r
                WHERE r.merge_id = \(merge) AND r.source = 'move' AND r.row_id = c.handover_id)
            """,
            """
            SELECT 'undoing.lifeEvents', '' FROM life_events e JOIN merges m ON m.id = \(merge)
            WHERE e.recipient_id = \(kept) AND e.recorded_at >= m.merged_at AND e.undone_at IS NULL
            """,
            "SELECT 'undoing.later', '' FROM care_recipients p WHERE p.id = \(kept) AND p.merged_into_id IS NOT NULL",
        ]
        let found = try all(
            "SELECT DISTINCT * FROM (" + SQL.joined(others + changed + worked, by: " UNION ALL ")
                + ") found ORDER BY 1, 2"
        ) { ($0.text(), $0.text()) }
        let numbers = Dictionary(grouping: found, by: \.0).mapValues { $0.map(\.1).filter { !$0.isEmpty } }
        return numbers.sorted { $0.key < $1.key }.map { key, numbers in
            Fault(key, numbers.isEmpty ? [:] : ["orders": numbers.joined(separator: ", ")])
        }
    }

    private func overlaps(of people: [ID<CareRecipient>]) throws -> Bool {
        let tables: [SQL] = [MergeSource.home.table, MergeSource.unit.table]
        let pairs = tables.map { table -> SQL in
            """
            SELECT 1 FROM \(table) a JOIN \(table) b ON b.recipient_id = a.recipient_id AND b.id > a.id
            WHERE a.recipient_id IN (\(list: people)) AND (a.valid_to IS NULL OR a.valid_to > a.valid_from)
                AND (b.valid_to IS NULL OR b.valid_to > b.valid_from)
                AND (a.valid_to IS NULL OR a.valid_to > b.valid_from)
                AND (b.valid_to IS NULL OR b.valid_to > a.valid_from)
            """
        }
        return try first(SQL.joined(pairs, by: " UNION ALL "), { $0.int() }) != nil
    }
}
