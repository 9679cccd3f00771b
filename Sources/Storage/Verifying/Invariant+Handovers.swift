extension Invariant {
    static let handovers = [
        Invariant(
            sentence: "a half of a move is about the person who moves",
            breaches: """
                SELECT c.number FROM cases c JOIN handovers h ON h.id = c.handover_id
                WHERE c.recipient_id IS NULL OR c.recipient_id <> h.recipient_id
                """),
        Invariant(
            sentence: "a half of a move that is not called off has its place in the move (I2)",
            breaches: """
                SELECT c.number FROM cases c JOIN handovers h ON h.id = c.handover_id
                WHERE c.cancelled_at IS NULL
                    AND c.id NOT IN (COALESCE(h.giver_case_id, ''), COALESCE(h.receiver_case_id, ''))
                """),
        Invariant(
            sentence: "two halves of one move know each other (I2)",
            breaches: """
                SELECT g.number FROM handovers h JOIN cases g ON g.id = h.giver_case_id
                JOIN cases r ON r.id = h.receiver_case_id
                WHERE COALESCE(g.twin_id, '') <> r.id OR COALESCE(r.twin_id, '') <> g.id
                UNION ALL
                SELECT c.number FROM cases c JOIN handovers h ON h.id = c.handover_id WHERE c.twin_id IS NOT NULL
                    AND (h.giver_case_id IS NULL OR h.receiver_case_id IS NULL)
                """),
    ]
}
