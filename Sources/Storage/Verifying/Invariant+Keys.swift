extension Invariant {
    static let keys = [
        Invariant(
            sentence: "all keys of a receipt are with somebody, or lost (I12)",
            breaches: """
                SELECT k.number FROM key_items i JOIN key_receipt_items r ON r.item_id = i.id
                JOIN key_receipts k ON k.id = r.receipt_id AND k.movement = 'checkOut'
                WHERE i.count <> (SELECT COALESCE(SUM(u.count), 0) FROM key_custody u
                    WHERE u.item_id = i.id AND u.held_to IS NULL)
                """),
        Invariant(
            sentence: "who held keys and holds them no longer, it is known since when",
            breaches: """
                SELECT u.id FROM key_custody u
                WHERE (u.held_to IS NULL) <> (u.ended_at IS NULL) OR u.ended_at < u.recorded_at
                """),
    ]
}
