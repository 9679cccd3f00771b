/// Something that holds in every sound database, and how those for which it does not hold are found.
struct Invariant: Sendable {
    /// What holds, as a sentence for the one who runs the verification.
    let sentence: String
    /// Selects what breaks it: one text column that names it without telling anything of a person.
    let breaches: SQL
}

extension Invariant {
    static let all: [Invariant] =
        cases + secrets + devices + inventory + keys + cameras + people + who + disposals + handovers
        + reconciliation
        + history + extracts

    private static let cases = [
        Invariant(
            sentence: "a case has the order that was received",
            breaches: """
                SELECT c.number FROM cases c WHERE NOT EXISTS (SELECT 1 FROM submissions s WHERE s.case_id = c.id)
                """),
        Invariant(
            sentence: "a case has duties",
            breaches: """
                SELECT c.number FROM cases c WHERE NOT EXISTS (SELECT 1 FROM case_duties d WHERE d.case_id = c.id)
                """),
        Invariant(
            sentence: "the history tells when a case was ordered",
            breaches: """
                SELECT c.number FROM cases c WHERE NOT EXISTS (SELECT 1 FROM event_subjects s
                    JOIN events e ON e.id = s.event_id
                    WHERE s.subject = 'case' AND s.subject_id = c.id AND e.kind = 'caseSubmitted')
                """),
        Invariant(
            sentence: "a case is about the person that its order was about",
            breaches: """
                SELECT c.number FROM cases c WHERE (c.recipient_id IS NULL) = EXISTS (SELECT 1 FROM event_subjects s
                    JOIN events e ON e.id = s.event_id JOIN event_subjects r ON r.event_id = e.id
                    WHERE s.subject = 'case' AND s.subject_id = c.id AND e.kind = 'caseSubmitted'
                        AND r.subject = 'recipient' AND (r.subject_id = COALESCE(c.recipient_id, r.subject_id)
                            OR EXISTS (SELECT 1 FROM merged_rows x WHERE x.source = 'order' AND x.row_id = c.id
                                AND x.owner_id = r.subject_id)))
                """),
        Invariant(
            sentence: "a closed case has no open duty",
            breaches: """
                SELECT c.number FROM cases c WHERE c.state = 'closed'
                    AND EXISTS (SELECT 1 FROM case_duties d WHERE d.case_id = c.id AND d.state = 'open')
                """),
        Invariant(
            sentence: "an ended case has no planned visit",
            breaches: """
                SELECT c.number FROM cases c WHERE c.state IN ('closed', 'cancelled')
                    AND EXISTS (SELECT 1 FROM visits v WHERE v.case_id = c.id AND v.status = 'planned')
                """),
        Invariant(
            sentence: "a draft that was sent is a draft no more",
            breaches: "SELECT c.number FROM cases c JOIN drafts d ON d.id = c.id"),
        Invariant(
            sentence: "the counter of a year's cases is not behind their numbers",
            breaches: """
                SELECT c.number FROM cases c LEFT JOIN counters k ON k.name = 'case-' || SUBSTR(c.number, 4, 4)
                WHERE k.last IS NULL OR CAST(SUBSTR(c.number, 9) AS BIGINT) > k.last
                """),
    ]

    private static let secrets = [
        Invariant(
            sentence: "an ended case keeps no secrets (I13)",
            breaches: """
                SELECT DISTINCT c.number FROM cases c JOIN secrets s ON s.owner_id = c.id
                WHERE c.state IN ('closed', 'cancelled')
                """),
        Invariant(
            sentence: "a secret belongs to a case or a draft",
            breaches: """
                SELECT DISTINCT s.owner_id FROM secrets s WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = s.owner_id)
                    AND NOT EXISTS (SELECT 1 FROM drafts d WHERE d.id = s.owner_id)
                """),
        Invariant(
            sentence: "no secret stands in clear (I13)",
            breaches: """
                SELECT DISTINCT COALESCE(c.number, s.owner_id) FROM secrets s LEFT JOIN cases c ON c.id = s.owner_id
                WHERE s.key_id IS NULL
                """),
    ]

    private static let devices = [
        Invariant(
            sentence: "a device is installed exactly where it has an installation",
            breaches: """
                SELECT d.serial FROM devices d WHERE (d.status = 'installed') <> EXISTS (
                    SELECT 1 FROM installations i WHERE i.device_id = d.id AND i.valid_to IS NULL)
                """),
        Invariant(
            sentence: "a device is held exactly where a case has reserved it",
            breaches: """
                SELECT d.serial FROM devices d WHERE (d.status IN ('reserved', 'allocated')) <> EXISTS (
                    SELECT 1 FROM reservations r WHERE r.device_id = d.id AND r.ended_at IS NULL)
                """),
        Invariant(
            sentence: "a lock that somebody is linked to is installed",
            breaches: """
                SELECT d.serial FROM lock_links l JOIN devices d ON d.id = l.device_id WHERE l.valid_to IS NULL
                    AND NOT EXISTS (SELECT 1 FROM installations i WHERE i.device_id = d.id AND i.valid_to IS NULL)
                """),
        Invariant(
            sentence:
                "somebody is linked to a lock that is installed, or a running case is to take it down (I7)",
            breaches: """
                SELECT d.serial FROM installations i JOIN devices d ON d.id = i.device_id WHERE i.valid_to IS NULL
                    AND d.kind = 'lockUnit' AND NOT EXISTS (
                        SELECT 1 FROM lock_links l WHERE l.device_id = d.id AND l.valid_to IS NULL)
                    AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = i.removal_case_id AND c.state = 'submitted')
                """),
        Invariant(
            sentence: "what is installed has passed its test",
            breaches: """
                SELECT d.serial FROM installations i JOIN devices d ON d.id = i.device_id WHERE i.valid_to IS NULL
                    AND NOT EXISTS (SELECT 1 FROM function_tests t WHERE t.device_id = d.id AND t.passed = 1)
                """),
        Invariant(
            sentence: "an alarm belongs to a person",
            breaches: """
                SELECT d.serial FROM installations i JOIN devices d ON d.id = i.device_id WHERE i.valid_to IS NULL
                    AND d.kind IN ('alarmBase', 'alarmButton') AND i.recipient_id IS NULL
                """),
        Invariant(
            sentence: "an emergency alarm belongs to a unit and to no person, and a unit has nothing else",
            breaches: """
                SELECT d.serial FROM installations i JOIN devices d ON d.id = i.device_id WHERE i.valid_to IS NULL
                    AND CASE WHEN d.kind = 'providerEmergencyAlarm' THEN i.unit_id IS NULL OR i.recipient_id IS NOT NULL
                        ELSE i.unit_id IS NOT NULL END
                """),
    ]

    private static let cameras = [
        Invariant(
            sentence: "a camera that is supervised is installed at the one it is for",
            breaches: """
                SELECT d.serial FROM supervisions s JOIN devices d ON d.id = s.device_id WHERE s.valid_to IS NULL
                    AND NOT EXISTS (SELECT 1 FROM installations i WHERE i.device_id = d.id AND i.valid_to IS NULL
                        AND i.recipient_id = s.recipient_id)
                """),
        Invariant(
            sentence: "a camera that is supervised has its sign in Swedish",
            breaches: """
                SELECT d.serial FROM supervisions s JOIN devices d ON d.id = s.device_id WHERE s.valid_to IS NULL
                    AND NOT EXISTS (SELECT 1 FROM camera_notices n WHERE n.device_id = d.id AND n.valid_to IS NULL
                        AND n.language = 'sv')
                """),
        Invariant(
            sentence: "a camera is supervised with the consents that it needs",
            breaches: """
                SELECT d.serial FROM supervisions s JOIN devices d ON d.id = s.device_id WHERE s.valid_to IS NULL
                    AND (NOT EXISTS (SELECT 1 FROM consents c WHERE c.recipient_id = s.recipient_id
                            AND c.valid_to IS NULL AND c.giver = 'recipient')
                        OR (s.needs_cohabitant = 1 AND NOT EXISTS (SELECT 1 FROM consents c
                            WHERE c.recipient_id = s.recipient_id AND c.valid_to IS NULL AND c.giver = 'cohabitant')))
                """),
        Invariant(
            sentence: "a sign about a camera hangs where the camera is",
            breaches: """
                SELECT d.serial FROM camera_notices n JOIN devices d ON d.id = n.device_id WHERE n.valid_to IS NULL
                    AND NOT EXISTS (SELECT 1 FROM installations i WHERE i.device_id = d.id AND i.valid_to IS NULL
                        AND i.dwelling_id = n.dwelling_id)
                """),
    ]

    private static let people = [
        Invariant(
            sentence: "a case about a person has their home",
            breaches: """
                SELECT c.number FROM cases c WHERE c.recipient_id IS NOT NULL AND c.dwelling_id IS NULL
                """),
        Invariant(
            sentence: "the two people of a case about cohabitants are two",
            breaches: """
                SELECT c.number FROM cases c JOIN case_people m ON m.case_id = c.id WHERE m.recipient_id = c.recipient_id
                """),
        Invariant(
            sentence: "a person has an identity number in force",
            breaches: """
                SELECT p.id FROM care_recipients p WHERE p.merged_into_id IS NULL AND NOT EXISTS (
                    SELECT 1 FROM person_identifiers n WHERE n.recipient_id = p.id AND n.valid_to IS NULL)
                """),
        Invariant(
            sentence: "a person is found by the words of their name",
            breaches: """
                SELECT p.id FROM care_recipients p
                WHERE NOT EXISTS (SELECT 1 FROM disposed_people d WHERE d.recipient_id = p.id)
                    AND NOT EXISTS (SELECT 1 FROM recipient_words w WHERE w.recipient_id = p.id)
                    OR EXISTS (SELECT 1 FROM recipient_words w WHERE w.recipient_id = p.id
                        AND \(sqlite: "INSTR", postgres: "STRPOS")(
                            REPLACE(REPLACE(p.folded_name, '''', ''), '’', ''), w.word) = 0)
                """),
    ]

    private static let history =
        subjects + [
            Invariant(
                sentence: "the read log tells of nobody who has never been in the register",
                breaches: """
                    SELECT DISTINCT p.recipient_id FROM reading_people p
                    WHERE NOT EXISTS (SELECT 1 FROM care_recipients c WHERE c.id = p.recipient_id)
                    """),
            Invariant(
                sentence: "whom a reading showed belongs to a reading",
                breaches: """
                    SELECT DISTINCT p.reading_id FROM reading_people p
                    WHERE NOT EXISTS (SELECT 1 FROM readings r WHERE r.id = p.reading_id)
                    """),
        ]

    private static let subjects = ["case", "recipient", "device", "dwelling", "keyReceipt", "user"].map {
        Invariant(
            sentence: "the history tells of no \($0) that is not there",
            breaches: SQL(stringLiteral: "SELECT DISTINCT s.subject_id FROM event_subjects s ")
                + "WHERE s.subject = \($0) AND NOT EXISTS (SELECT 1 FROM "
                + SQL(stringLiteral: tables[$0] ?? "events") + " t WHERE t.id = s.subject_id)")
    }

    private static let tables = [
        "case": "cases", "recipient": "care_recipients", "device": "devices", "dwelling": "dwellings",
        "keyReceipt": "key_receipts", "user": "users",
    ]
}
