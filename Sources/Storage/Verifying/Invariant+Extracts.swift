extension Invariant {
    static let extracts = [
        Invariant(
            sentence: "a sealed extract lists as many as it counts",
            breaches: """
                SELECT x.number FROM extracts x
                WHERE x.customers <> (SELECT COUNT(*) FROM extract_customers l WHERE l.extract_id = x.id)
                    OR x.alarms <> (SELECT COUNT(*) FROM extract_alarms l WHERE l.extract_id = x.id)
                """),
        Invariant(
            sentence: "a person stands once in an extract",
            breaches: """
                SELECT x.number FROM extracts x JOIN extract_customers l ON l.extract_id = x.id
                GROUP BY x.id, x.number, l.recipient_id HAVING COUNT(*) > 1
                """),
        Invariant(
            sentence: "a file of an extract is there in its whole length",
            breaches: """
                SELECT x.number FROM extracts x JOIN extract_files f ON f.extract_id = x.id
                WHERE f.size <> (SELECT COALESCE(SUM(LENGTH(p.bytes)), 0) FROM extract_pieces p
                    WHERE p.extract_id = f.extract_id AND p.format = f.format)
                """),
        Invariant(
            sentence: "an extract's versions follow each other without a gap",
            breaches: """
                SELECT x.number FROM extracts x GROUP BY x.number HAVING MAX(x.version) <> COUNT(*)
                """),
    ]
}
