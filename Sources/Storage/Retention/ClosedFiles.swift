import Domain

/// A personal file that nobody has business with any more, and whose time is out.
public struct ClosedFile: Sendable, Hashable {
    public let id: ID<CareRecipient>
    /// Empty where the person's data are protected and the actor has not been let in.
    public let name: String
    /// `nil` as for `name`.
    public let identifier: PersonIdentifier?
    public let lastNote: Day
    /// The transfer by which the archive has the file, if it has.
    public let transfer: Int?
}

/// How many files are where, and the next of those that are to be disposed of.
public struct ClosedFiles: Sendable, Hashable {
    /// How many files are disposed of at a time.
    static let batch = 200

    /// The next, the oldest first.
    public internal(set) var due: [ClosedFile] = []
    public internal(set) var dueCount = 0
    /// Stopped by hand.
    public internal(set) var heldCount = 0
    /// Kept for research's sake: here, as long as the archive does not have it.
    public internal(set) var researchCount = 0
    /// How many of those can be handed over to the archive by the actor.
    public internal(set) var transferableCount = 0
    /// The next that are handed over, the oldest first.
    var transferable: [ID<CareRecipient>] = []

    var ids: [ID<CareRecipient>] { due.map(\.id) }
}

extension ClosedFiles {
    /// Whose file somebody has stopped from disposal, and whom they have been merged into since.
    fileprivate static let held: SQL = """
        held (id) AS (SELECT h.recipient_id FROM file_holds h WHERE h.lifted_at IS NULL
            UNION SELECT p.merged_into_id FROM held h JOIN care_recipients p ON p.id = h.id
            WHERE p.merged_into_id IS NOT NULL)
        """

    /// A number may have been typed with or without its century, with or without a separator.
    private static let bareAnswers: SQL = "REPLACE(REPLACE(REPLACE(d.answers, '-', ''), '+', ''), ' ', '')"
    private static let withoutCentury: SQL =
        "CASE WHEN i.kind = 'other' THEN i.value ELSE SUBSTR(i.value, 3) END"

    /// Neither an order, nor anything mounted, linked, granted, consented to or held, nor a question that is open.
    fileprivate static let nothingGoesOn: SQL = {
        let facts = ["installations", "lock_links", "supervisions", "consents"].map {
            SQL(
                stringLiteral:
                    "NOT EXISTS (SELECT 1 FROM \($0) f WHERE f.recipient_id = p.id AND f.valid_to IS NULL)")
        }
        let others: [SQL] = [
            """
            NOT EXISTS (SELECT 1 FROM cases c WHERE c.recipient_id = p.id AND c.queue_rank IS NOT NULL)
            """,
            """
            NOT EXISTS (SELECT 1 FROM case_people m JOIN cases c ON c.id = m.case_id
                WHERE m.recipient_id = p.id AND c.queue_rank IS NOT NULL)
            """,
            "NOT EXISTS (SELECT 1 FROM granted_services f WHERE f.recipient_id = p.id AND f.ended_on IS NULL)",
            """
            NOT EXISTS (SELECT 1 FROM key_receipts r JOIN key_receipt_items t ON t.receipt_id = r.id
                JOIN key_custody u ON u.item_id = t.item_id AND u.held_to IS NULL AND u.holder = 'unit'
                WHERE r.recipient_id = p.id)
            """,
            // Another system's list would go on naming them.
            """
            p.id NOT IN (SELECT i.recipient_id FROM list_rows l JOIN person_identifiers i ON i.value = l.number)
            """,
            "NOT EXISTS (SELECT 1 FROM list_differences f WHERE f.recipient_id = p.id AND f.resolved_at IS NULL)",
            // Somebody is writing of them; what is never sent is forgotten, and stops nothing then.
            """
            NOT EXISTS (SELECT 1 FROM drafts d
                WHERE \(sqlite: "INSTR", postgres: "STRPOS")(\(bareAnswers), \(withoutCentury)) > 0)
            """,
        ]
        return SQL.joined(facts + others, by: " AND ")
    }()
}

extension Reading {
    /// That a file is held or released says nothing of the person.
    private var isNote: SQL { "e.kind NOT IN (\(list: [Event.Kind.fileHeld, .fileReleased]))" }

    /// People whose orders, or what has happened to them, are also about somebody whose data are protected and to whom the actor
    /// has not been let in.
    private var besideStrangers: SQL {
        """
        SELECT c.recipient_id FROM cases c WHERE c.recipient_id IS NOT NULL AND c.id IN \(hiddenCases)
        UNION SELECT c.recipient_id FROM case_people c WHERE c.case_id IN \(hiddenCases)
        UNION SELECT o.subject_id FROM event_subjects s JOIN event_subjects o ON o.event_id = s.event_id
            WHERE s.subject = 'recipient' AND s.subject_id IN \(strangers) AND o.subject = 'recipient'
        """
    }

    /// Files whose last note was made before `rule` says, without anything that goes on. One statement, read row by row.
    /// - Parameter some: of these alone; else of everybody.
    func closedFiles(by rule: RetentionRule, among some: [ID<CareRecipient>]? = nil) throws -> ClosedFiles {
        var files = ClosedFiles()
        let among: SQL = some.map { "p.id IN (\(list: $0))" } ?? "1 = 1"
        try connection.query(
            """
            WITH RECURSIVE members (file, id) AS (
                SELECT p.id, p.id FROM care_recipients p WHERE p.merged_into_id IS NULL AND \(among)
                UNION ALL SELECT m.file, p.id FROM members m JOIN care_recipients p ON p.merged_into_id = m.id),
            \(ClosedFiles.held),
            notes (file, at) AS (
                SELECT m.file, MAX(e.happened_at) FROM members m
                JOIN event_subjects s ON s.subject = 'recipient' AND s.subject_id = m.id
                JOIN events e ON e.id = s.event_id AND \(isNote) GROUP BY m.file
                UNION ALL SELECT k.recipient_id, MAX(e.happened_at) FROM (
                    SELECT c.id, c.recipient_id FROM cases c WHERE c.recipient_id IS NOT NULL
                    UNION ALL SELECT c.case_id, c.recipient_id FROM case_people c) k
                JOIN event_subjects s ON s.subject = 'case' AND s.subject_id = k.id
                JOIN events e ON e.id = s.event_id GROUP BY k.recipient_id),
            telling (file) AS (SELECT m.file FROM members m WHERE m.id IN (\(besideStrangers))),
            last (file, at) AS (SELECT n.file, MAX(n.at) FROM notes n GROUP BY n.file)
            SELECT p.id, p.name, i.kind, i.value, l.at,
                CASE WHEN \(mayTell(of: "p.id")) THEN 1 ELSE 0 END,
                CASE WHEN p.id IN (SELECT h.id FROM held h) THEN 1 ELSE 0 END,
                CASE WHEN p.id IN (SELECT t.file FROM telling t) THEN 0 ELSE 1 END,
                (SELECT MAX(v.number) FROM archived_people a JOIN archive_transfers v ON v.id = a.transfer_id
                    JOIN archive_outcomes o ON o.transfer_id = v.id AND o.outcome = 'received'
                    WHERE a.recipient_id = p.id AND v.made_at > l.at)
            FROM last l JOIN care_recipients p ON p.id = l.file AND p.merged_into_id IS NULL
            JOIN person_identifiers i ON i.recipient_id = p.id AND i.valid_to IS NULL
            WHERE \(among) AND NOT EXISTS (SELECT 1 FROM disposed_people d WHERE d.recipient_id = p.id)
                AND l.at < \(rule.dueBefore(now.day).start) AND \(ClosedFiles.nothingGoesOn) ORDER BY l.at, p.id
            """
        ) { row in
            let (id, name) = (row.id() as ID<CareRecipient>, row.text())
            let kind: PersonIdentifier.Kind = try row.value()
            let identifier = PersonIdentifier(stored: row.text(), kind: kind)
            let (note, isTold, isHeld, isTransferable) = (
                row.instant().day, row.bool(), row.bool(), row.bool()
            )
            let transfer = row.intIfAny()
            guard transfer != nil || !rule.keepsForResearch(bornOn: identifier.birthDate) else {
                files.researchCount += 1
                guard isTold, isTransferable, !isHeld else { return }
                files.transferableCount += 1
                if files.transferable.count < ClosedFiles.batch { files.transferable.append(id) }
                return
            }
            guard !isHeld else {
                files.heldCount += 1
                return
            }
            files.dueCount += 1
            guard files.due.count < ClosedFiles.batch else { return }
            files.due.append(
                ClosedFile(
                    id: id, name: isTold ? name : "", identifier: isTold ? identifier : nil, lastNote: note,
                    transfer: transfer))
        }
        return files
    }

    /// Extracts that were sealed so long ago that a unit's file of that time is disposed of, the oldest first; not those that
    /// name somebody whose file is stopped.
    func oldExtracts(by rule: RetentionRule) throws -> [ID<SealedExtract>] {
        try all(
            """
            WITH RECURSIVE \(ClosedFiles.held),
            stopped (id) AS (SELECT h.id FROM held h
                UNION SELECT p.id FROM stopped s JOIN care_recipients p ON p.merged_into_id = s.id)
            SELECT x.id FROM extracts x WHERE x.sealed_at < \(rule.unitDueBefore(now.day).start)
                AND NOT EXISTS (SELECT 1 FROM disposed_extracts d WHERE d.extract_id = x.id)
                AND NOT EXISTS (SELECT 1 FROM extract_customers k WHERE k.extract_id = x.id
                    AND k.recipient_id IN (SELECT s.id FROM stopped s))
                AND NOT EXISTS (SELECT 1 FROM extract_changes k WHERE k.extract_id = x.id
                    AND k.recipient_id IN (SELECT s.id FROM stopped s))
            ORDER BY x.sealed_at, x.id LIMIT \(ClosedFiles.batch)
            """
        ) { $0.id() }
    }

    /// Ended orders about nobody in care, as old, the oldest first.
    func oldUnitCases(by rule: RetentionRule) throws -> [ID<Case>] {
        try all(
            """
            SELECT c.id FROM cases c WHERE c.recipient_id IS NULL AND c.queue_rank IS NULL
                AND NOT EXISTS (SELECT 1 FROM disposed_cases d WHERE d.case_id = c.id)
                AND NOT EXISTS (SELECT 1 FROM event_subjects s JOIN events e ON e.id = s.event_id
                    WHERE s.subject = 'case' AND s.subject_id = c.id
                        AND e.happened_at >= \(rule.unitDueBefore(now.day).start))
                AND NOT EXISTS (SELECT 1 FROM extracts x WHERE x.case_id = c.id
                    AND x.sealed_at >= \(rule.unitDueBefore(now.day).start))
            ORDER BY c.submitted_at, c.id LIMIT \(ClosedFiles.batch)
            """
        ) { $0.id() }
    }
}
