extension Invariant {
    static let who = [
        Invariant(
            sentence: "a person is called, reached and protected as the register says now",
            breaches: """
                SELECT p.id FROM care_recipients p
                LEFT JOIN person_details n ON n.recipient_id = p.id AND n.detail = 'name' AND n.valid_to IS NULL
                LEFT JOIN person_details f ON f.recipient_id = p.id AND f.detail = 'phone' AND f.valid_to IS NULL
                LEFT JOIN person_details s ON s.recipient_id = p.id AND s.detail = 'protection' AND s.valid_to IS NULL
                WHERE COALESCE(n.value, '') <> p.name OR COALESCE(f.value, '') <> p.phone
                    OR COALESCE(s.value, 'none') <> p.protection
                """),
        Invariant(
            sentence: "who is merged with another follows from what was merged and not undone",
            breaches: """
                SELECT p.id FROM care_recipients p LEFT JOIN merges m ON m.merged_id = p.id
                    AND NOT EXISTS (SELECT 1 FROM merge_undoings u WHERE u.merge_id = m.id)
                WHERE COALESCE(p.merged_into_id, '') <> COALESCE(m.kept_id, '')
                """),
        Invariant(
            sentence: "nothing holds any longer of somebody who was merged with another",
            breaches: """
                SELECT p.id FROM care_recipients p WHERE p.merged_into_id IS NOT NULL AND (
                    EXISTS (SELECT 1 FROM cases c WHERE c.recipient_id = p.id)
                    OR EXISTS (SELECT 1 FROM case_people c WHERE c.recipient_id = p.id)
                    OR EXISTS (SELECT 1 FROM person_identifiers f WHERE f.recipient_id = p.id AND f.valid_to IS NULL)
                    OR EXISTS (SELECT 1 FROM residencies f WHERE f.recipient_id = p.id AND f.valid_to IS NULL)
                    OR EXISTS (SELECT 1 FROM provider_responsibilities f WHERE f.recipient_id = p.id
                        AND f.valid_to IS NULL)
                    OR EXISTS (SELECT 1 FROM installations f WHERE f.recipient_id = p.id AND f.valid_to IS NULL)
                    OR EXISTS (SELECT 1 FROM lock_links f WHERE f.recipient_id = p.id AND f.valid_to IS NULL)
                    OR EXISTS (SELECT 1 FROM key_receipts f WHERE f.recipient_id = p.id))
                """),
    ]
}
