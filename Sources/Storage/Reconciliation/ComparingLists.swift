import Domain

/// The list that a source's system is compared by.
struct NewestList: Sendable {
    let id: ID<ReceivedList>
    let source: ListSource
    let asOf: Day

    /// The end of the day that it tells of.
    var end: Instant { asOf.adding(days: 1).start }
}

extension Reading {
    /// One of each source; of two that tell of the same day the one that came last.
    func newestLists() throws -> [NewestList] {
        try all(
            """
            SELECT l.id, l.source, l.as_of FROM received_lists l WHERE NOT EXISTS (SELECT 1 FROM received_lists n
                WHERE n.source = l.source AND n.id > l.id) ORDER BY l.source
            """
        ) { NewestList(id: $0.id(), source: try $0.value(), asOf: try $0.day()) }
    }
}

extension Tx {
    /// Asks anew what the newest lists and the register say differently. What stood before keeps its age, its owner and
    /// what was decided; what is not found any longer has resolved itself. A handful of statements, however long the lists.
    @discardableResult
    func compareLists() throws -> [ListSource: [ListOutcome.Change]] {
        try serialize(on: "reconciliation")
        let lists = try newestLists()
        guard !lists.isEmpty else { return [:] }
        try followPeople()
        for list in lists {
            try execute(
                """
                INSERT INTO found_differences (kind, source, subject, recipient_id, number, since, here, there)
                SELECT q.kind, CAST(\(list.source) AS TEXT), q.subject, MAX(q.recipient_id),
                    MIN(q.number), MIN(q.since), MIN(q.here), MIN(q.there)
                FROM (\(SQL.joined(searches(list), by: " UNION ALL "))) q GROUP BY q.kind, q.subject
                """)
        }
        let changes = try changes()
        try keep(lists)
        // Whom it was about stands with the differences.
        try execute("DELETE FROM found_differences")
        return changes
    }

    /// Somebody whom only the list knew may have been registered since, or be one with somebody else. What has resolved itself
    /// before is theirs too: a disposal takes it with the rest.
    private func followPeople() throws {
        try execute(
            """
            UPDATE list_differences AS d SET recipient_id = i.recipient_id, subject = i.recipient_id
            FROM person_identifiers i WHERE i.value = d.number AND \(identifies("i"))
                AND (d.resolved_at IS NULL OR d.recipient_id IS NULL) AND i.recipient_id <> d.subject
            """)
        try execute(
            """
            UPDATE list_differences SET resolved_at = \(now) WHERE resolved_at IS NULL AND EXISTS (
                SELECT 1 FROM list_differences o WHERE o.subject = list_differences.subject
                    AND o.kind = list_differences.kind AND o.source = list_differences.source
                    AND o.resolved_at IS NULL AND o.id < list_differences.id)
            """)
    }

    private static let sameAsFound: SQL = """
        f.subject = d.subject AND f.kind = d.kind AND f.source = d.source AND d.resolved_at IS NULL
        """

    /// Counted before anything is changed.
    private func changes() throws -> [ListSource: [ListOutcome.Change]] {
        let rows = try all(
            """
            SELECT source, kind, SUM(found), SUM(is_new), SUM(is_gone) FROM (
                SELECT f.source, f.kind, 1 AS found, CASE WHEN EXISTS (SELECT 1 FROM list_differences d
                    WHERE \(Self.sameAsFound)) THEN 0 ELSE 1 END AS is_new, 0 AS is_gone FROM found_differences f
                UNION ALL
                SELECT d.source, d.kind, 0, 0, 1 FROM list_differences d WHERE d.resolved_at IS NULL
                    AND NOT EXISTS (SELECT 1 FROM found_differences f WHERE \(Self.sameAsFound))
            ) counted GROUP BY source, kind
            """
        ) { row in
            (
                source: try row.value() as ListSource,
                change: ListOutcome.Change(
                    kind: try row.value(), found: row.int(), new: row.int(), resolved: row.int())
            )
        }
        return Dictionary(grouping: rows, by: \.source).mapValues { rows in
            ListDifference.Kind.allCases.compactMap { kind in rows.map(\.change).first { $0.kind == kind } }
        }
    }

    private func keep(_ lists: [NewestList]) throws {
        let ids = lists.map(\.id)
        try execute(
            """
            UPDATE list_differences AS d SET last_seen_at = \(now), last_list_id = l.id, since = f.since, here = f.here,
                there = f.there FROM found_differences f, received_lists l
            WHERE \(Self.sameAsFound) AND l.source = f.source AND l.id IN (\(list: ids))
            """)
        try execute(
            """
            UPDATE list_differences AS d SET resolved_at = \(now) WHERE d.resolved_at IS NULL AND NOT EXISTS (
                SELECT 1 FROM found_differences f WHERE \(Self.sameAsFound))
            """)
        try execute(
            """
            INSERT INTO list_differences (kind, source, subject, recipient_id, number, since, here, there, first_list_id,
                last_list_id, first_seen_on, last_seen_at)
            SELECT f.kind, f.source, f.subject, f.recipient_id, f.number, f.since, f.here, f.there, l.id, l.id, l.as_of,
                CAST(\(now) AS BIGINT)
            FROM found_differences f JOIN received_lists l ON l.source = f.source AND l.id IN (\(list: ids))
            WHERE NOT EXISTS (SELECT 1 FROM list_differences d WHERE \(Self.sameAsFound)) ORDER BY f.kind, f.subject
            """)
        try execute("UPDATE received_lists SET compared_at = \(now) WHERE id IN (\(list: ids))")
    }
}
