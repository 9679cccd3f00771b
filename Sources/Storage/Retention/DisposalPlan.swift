import Domain

/// What a disposal takes away, table by table. What is left tells how many, what kind and when: an order without its
/// answers, a visit without its note, a device that was with somebody. Nothing that is left tells who.
enum DisposalPlan {
    /// People whose files are disposed of, now or before.
    private static let people: SQL = "SELECT d.recipient_id FROM disposed_people d"
    private static let cases: SQL = "SELECT d.case_id FROM disposed_cases d"
    private static let extracts: SQL = "SELECT d.extract_id FROM disposed_extracts d"
    private static let receipts: SQL =
        "SELECT r.id FROM key_receipts r WHERE r.recipient_id IN (\(people))"
    private static let items: SQL =
        "SELECT t.item_id FROM key_receipt_items t WHERE t.receipt_id IN (\(receipts))"

    /// Homes where nobody is left whose file is kept.
    static let homes: SQL = """
        SELECT w.id FROM dwellings w WHERE w.folded_address <> w.id AND w.id IN (
                SELECT r.dwelling_id FROM residencies r WHERE r.recipient_id IN (\(people))
                UNION ALL SELECT c.dwelling_id FROM cases c WHERE c.id IN (\(cases))
                UNION ALL SELECT c.old_dwelling_id FROM cases c WHERE c.id IN (\(cases))
                UNION ALL SELECT c.new_dwelling_id FROM cases c WHERE c.id IN (\(cases)))
            AND NOT EXISTS (SELECT 1 FROM residencies r WHERE r.dwelling_id = w.id AND r.recipient_id NOT IN (\(people)))
            AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.dwelling_id = w.id AND c.id NOT IN (\(cases)))
            AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.old_dwelling_id = w.id AND c.id NOT IN (\(cases)))
            AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.new_dwelling_id = w.id AND c.id NOT IN (\(cases)))
            AND NOT EXISTS (SELECT 1 FROM case_people c WHERE c.dwelling_id = w.id AND c.case_id NOT IN (\(cases)))
            AND NOT EXISTS (SELECT 1 FROM installations i WHERE i.dwelling_id = w.id
                AND (i.valid_to IS NULL OR i.recipient_id NOT IN (\(people))))
        """

    /// The history of these people, orders and homes. What is also about somebody whose file is kept stands as it was, but for
    /// what names both, as when one was taken for the other.
    static let events: SQL = """
        SELECT s.event_id FROM event_subjects s WHERE (
            (s.subject = 'recipient' AND s.subject_id IN (\(people)))
            OR (s.subject = 'case' AND s.subject_id IN (\(cases)))
            OR (s.subject = 'keyReceipt' AND s.subject_id IN (\(receipts)))
            OR (s.subject = 'dwelling' AND s.subject_id IN (SELECT w.id FROM dwellings w WHERE w.folded_address = w.id)))
            AND (NOT EXISTS (SELECT 1 FROM event_subjects o WHERE o.event_id = s.event_id
                AND ((o.subject = 'recipient' AND o.subject_id NOT IN (\(people)))
                    OR (o.subject = 'case' AND o.subject_id NOT IN (\(cases)))))
            OR EXISTS (SELECT 1 FROM events b WHERE b.id = s.event_id
                AND b.kind IN ('recipientsMerged', 'mergeUndone', 'peopleDistinguished')))
        """

    /// What a list said once of somebody whom nobody here has had, and has been put right since: as old as a file.
    static func ofStrangers(resolvedBefore end: Instant) -> [SQL] {
        let old: SQL = "f.recipient_id IS NULL AND f.resolved_at < \(end)"
        return [
            """
            UPDATE list_difference_acts SET note = '' WHERE note <> '' AND difference_id IN (
                SELECT f.id FROM list_differences f WHERE \(old))
            """,
            """
            UPDATE list_differences AS f SET subject = '', number = '', here = '', there = '', note = ''
            WHERE \(old) AND number <> ''
            """,
        ]
    }

    /// In the order in which they are carried out: what is asked for by what goes goes first.
    static let statements: [SQL] = ofOrders + ofPeople + ofExtracts + [ofHomes]

    private static let ofOrders: [SQL] = [
        "UPDATE cases SET ordered_name = '' WHERE id IN (\(cases))",
        "UPDATE case_people SET ordered_name = '' WHERE case_id IN (\(cases))",
        "UPDATE submissions SET answers = '{}' WHERE case_id IN (\(cases))",
        "DELETE FROM booking_contacts WHERE case_id IN (\(cases))",
        "UPDATE messages SET text = '' WHERE case_id IN (\(cases))",
        "UPDATE duties SET evidence = NULL WHERE case_id IN (\(cases))",
        """
        UPDATE shared_duties SET evidence = NULL WHERE handover_id IN (SELECT h.id FROM handovers h
            WHERE (h.giver_case_id IS NULL OR h.giver_case_id IN (\(cases)))
                AND (h.receiver_case_id IS NULL OR h.receiver_case_id IN (\(cases))))
        """,
        """
        UPDATE visits SET contacted = '', note = '', fallback = '',
            reason = CASE WHEN reason IS NULL THEN NULL ELSE '' END WHERE case_id IN (\(cases))
        """,
        "UPDATE function_tests SET remark = '' WHERE case_id IN (\(cases))",
        "UPDATE camera_notices SET placement = '' WHERE case_id IN (\(cases))",
        "DELETE FROM camera_notices_past WHERE case_id IN (\(cases))",
        "UPDATE told_serials SET phoned_to = '' WHERE case_id IN (\(cases))",
        "UPDATE key_losses SET account = '', reported_by = '' WHERE case_id IN (\(cases))",
    ]

    private static let ofPeople: [SQL] =
        [
            "UPDATE key_custody SET name = '', place = '' WHERE item_id IN (\(items))",
            "UPDATE key_items SET label = '' WHERE id IN (\(items))",
            """
            UPDATE key_receipts SET recipient_name = '', cabinet = '', handed_over_by = '', received_by = ''
            WHERE recipient_id IN (\(people))
            """,
            "UPDATE consents SET given_by = '', representing = '' WHERE recipient_id IN (\(people))",
            "DELETE FROM consents_past WHERE recipient_id IN (\(people))",
            "UPDATE installations SET original_part = '' WHERE recipient_id IN (\(people)) AND original_part <> ''",
            "DELETE FROM installations_past WHERE recipient_id IN (\(people))",
            """
            UPDATE life_events SET told_by = '', note = '',
                undone_why = CASE WHEN undone_why IS NULL THEN NULL ELSE '' END WHERE recipient_id IN (\(people))
            """,
            """
            UPDATE list_difference_acts SET note = '' WHERE difference_id IN (
                SELECT f.id FROM list_differences f WHERE f.recipient_id IN (\(people)))
            """,
            """
            UPDATE list_differences SET number = '', here = '', there = '', note = '' WHERE recipient_id IN (\(people))
            """,
            """
            DELETE FROM merged_rows WHERE source = 'number' AND owner_id IN (\(people))
            """,
            """
            UPDATE merge_undoings SET reason = '' WHERE merge_id IN (SELECT m.id FROM merges m
                WHERE m.kept_id IN (\(people)) OR m.merged_id IN (\(people)))
            """,
            "UPDATE merges SET reason = '' WHERE kept_id IN (\(people)) OR merged_id IN (\(people))",
            "UPDATE distinctions SET reason = '' WHERE first_id IN (\(people)) OR second_id IN (\(people))",
            """
            UPDATE glass_reviews SET note = '' WHERE access_id IN (
                SELECT a.id FROM protected_access a WHERE a.recipient_id IN (\(people)))
            """,
            // Broken glass has a reason, if only that it was disposed of.
            """
            UPDATE protected_access SET reason = CASE WHEN reason = '' THEN '' ELSE '–' END WHERE recipient_id IN (\(people))
            """,
            "UPDATE file_holds SET reason = '', lifted_why = '' WHERE recipient_id IN (\(people)) AND lifted_at IS NOT NULL",
            "DELETE FROM recipient_words WHERE recipient_id IN (\(people))",
            // Also while it stood with somebody who was taken for them.
            """
            DELETE FROM person_identifiers_past WHERE value IN (
                SELECT i.value FROM person_identifiers i WHERE i.recipient_id IN (\(people)))
            """,
            // What is written of an order about two still names a number: one that is nobody's.
            """
            UPDATE person_identifiers SET kind = 'other', value = '–' || recipient_id
            WHERE recipient_id IN (\(people)) AND valid_to IS NULL AND value <> '–' || recipient_id
            """,
            "DELETE FROM person_identifiers WHERE recipient_id IN (\(people)) AND valid_to IS NOT NULL",
            "DELETE FROM person_identifiers_past WHERE recipient_id IN (\(people))",
        ]
        + ["person_details", "related_persons"].flatMap { table -> [SQL] in
            [table, "\(table)_past"].map {
                SQL(stringLiteral: "DELETE FROM \($0) WHERE recipient_id IN (") + people + ")"
            }
        } + [
            """
            UPDATE care_recipients SET name = '', folded_name = '', sort_key = \(sqlite: "X''", postgres: "''"), phone = '',
                protection = 'none' WHERE id IN (\(people))
            """
        ]

    private static let ofExtracts: [SQL] = [
        "UPDATE extract_customers SET name = '', value = '' WHERE extract_id IN (\(extracts))",
        "UPDATE extract_changes SET name = '', value = '', reason = '' WHERE extract_id IN (\(extracts))",
        "DELETE FROM extract_pieces WHERE extract_id IN (\(extracts))",
        "DELETE FROM extract_files WHERE extract_id IN (\(extracts))",
    ]

    /// The town stays: how many lived where is not who.
    private static let ofHomes: SQL = """
        UPDATE dwellings SET street = '', apartment = '', postal_code = '', folded_address = id WHERE id IN (\(homes))
        """
}
