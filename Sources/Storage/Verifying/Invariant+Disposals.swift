extension Invariant {
    static let disposals = [
        Invariant(
            sentence: "nothing goes on about somebody whose file was disposed of",
            breaches: """
                SELECT d.recipient_id FROM disposed_people d WHERE EXISTS (SELECT 1 FROM cases c
                        WHERE c.recipient_id = d.recipient_id AND c.id NOT IN (SELECT x.case_id FROM disposed_cases x)
                            AND NOT EXISTS (SELECT 1 FROM case_people m WHERE m.case_id = c.id))
                    OR EXISTS (SELECT 1 FROM installations i WHERE i.recipient_id = d.recipient_id AND i.valid_to IS NULL)
                """),
        Invariant(
            sentence: "of somebody whose file was disposed of nothing tells who it was",
            breaches: """
                SELECT p.id FROM disposed_people d JOIN care_recipients p ON p.id = d.recipient_id
                WHERE p.name <> '' OR p.phone <> ''
                    OR EXISTS (SELECT 1 FROM person_identifiers n WHERE n.recipient_id = p.id
                        AND n.value <> '–' || p.id)
                    OR EXISTS (SELECT 1 FROM person_details n WHERE n.recipient_id = p.id)
                    OR EXISTS (SELECT 1 FROM related_persons n WHERE n.recipient_id = p.id)
                """),
        Invariant(
            sentence: "no disposal was left open",
            breaches: "SELECT d.disposal_id FROM disposing d"),
    ]
}
