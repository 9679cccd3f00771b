extension Invariant {
    static let reconciliation = [
        Invariant(
            sentence: "a difference between a list and the register stands once",
            breaches: """
                SELECT CAST(d.id AS TEXT) FROM list_differences d WHERE d.resolved_at IS NULL AND EXISTS (
                    SELECT 1 FROM list_differences o WHERE o.subject = d.subject AND o.kind = d.kind
                        AND o.source = d.source AND o.resolved_at IS NULL AND o.id < d.id)
                """),
        Invariant(
            sentence: "what is decided of a difference is what was said of it last",
            breaches: """
                SELECT CAST(d.id AS TEXT) FROM list_differences d LEFT JOIN list_difference_acts a
                    ON a.difference_id = d.id AND NOT EXISTS (SELECT 1 FROM list_difference_acts n
                        WHERE n.difference_id = d.id AND n.position > a.position)
                WHERE COALESCE(a.owner_id, '') <> COALESCE(d.owner_id, '')
                    OR COALESCE(a.decision, '') <> COALESCE(d.decision, '') OR COALESCE(a.note, '') <> d.note
                """),
        Invariant(
            sentence: "a list has all of its rows as long as it is its source's newest, and none afterwards",
            breaches: """
                SELECT l.id FROM received_lists l WHERE (SELECT COUNT(*) FROM list_rows r WHERE r.list_id = l.id)
                    <> CASE WHEN EXISTS (SELECT 1 FROM received_lists n WHERE n.source = l.source AND n.id > l.id)
                        THEN 0 ELSE l.row_count END
                """),
    ]
}
