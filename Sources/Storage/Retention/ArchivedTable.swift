import Domain

/// How one table is read for the archive. Rows are named by the file they belong to; what points to something else is given as
/// that is called, since nothing else goes with it.
struct ArchivedTable {
    let kind: ArchivedKind
    /// What is read, as `t`.
    let table: String
    let isPast: Bool
    /// What joins `t` with `owner`, in which the files are.
    let owner: SQL
    let order: String
    let columns: [Column]

    struct Column: ExpressibleByStringLiteral {
        let name: String
        let value: SQL
        let isMoment: Bool

        init(stringLiteral column: String) { self.init(column, "t.\(column)") }

        private init(_ column: String, _ value: String, isMoment: Bool = false) {
            name = column
            self.value = SQL(stringLiteral: value)
            self.isMoment = isMoment
        }

        static func moment(_ column: String) -> Column { Column(column, "t.\(column)", isMoment: true) }
        /// Whoever works here.
        static func staff(_ column: String) -> Column {
            Column(column, "(SELECT x.name FROM users x WHERE x.id = t.\(column))")
        }
        static func unit(_ column: String = "unit_id") -> Column {
            Column(named(column), "(SELECT x.name FROM provider_units x WHERE x.id = t.\(column))")
        }
        static func home(_ column: String = "dwelling_id") -> Column {
            Column(
                named(column),
                """
                (SELECT x.street || ', ' || CASE WHEN x.apartment = '' THEN '' ELSE 'lgh ' || x.apartment || ', ' END
                    || substr(x.postal_code, 1, 3) || ' ' || substr(x.postal_code, 4) || ' ' || x.city
                    FROM dwellings x WHERE x.id = t.\(column))
                """)
        }
        static let device = Column(
            "device", "(SELECT x.kind || ' ' || x.serial FROM devices x WHERE x.id = t.device_id)")
        static let order = Column("order", "(SELECT x.number FROM cases x WHERE x.id = t.case_id)")
        /// Somebody else in the register.
        static func person(_ column: String) -> Column {
            Column(
                named(column),
                """
                (SELECT MAX(x.value) FROM person_identifiers x WHERE x.recipient_id = t.\(column) AND x.valid_to IS NULL)
                """)
        }

        private static func named(_ column: String) -> String {
            column == "dwelling_id"
                ? "home" : column.replacing("dwelling_id", with: "home").replacing("_id", with: "")
        }
    }

    private static let members: SQL = "JOIN members o ON o.id = t.recipient_id"
    private static let orders: SQL = "JOIN orders o ON o.id = t.case_id"
    /// By which the person was taken for another, and by which another was taken for them: each once.
    private static let merges: SQL =
        "JOIN (SELECT DISTINCT m.file, g.id FROM members m JOIN merges g ON m.id IN (g.kept_id, g.merged_id))"

    private init(
        _ kind: ArchivedKind, _ table: String, isPast: Bool = false, _ owner: SQL, by order: String = "t.id",
        _ columns: [Column]
    ) {
        self.kind = kind
        self.table = table
        self.isPast = isPast
        self.owner = owner
        self.order = order
        self.columns = columns
    }

    /// A fact, and what was said of it before that was corrected.
    private static func fact(
        _ kind: ArchivedKind, _ table: String, of owner: SQL = members, by order: String = "t.id",
        _ columns: [Column]
    ) -> [ArchivedTable] {
        let said = columns + [.moment("recorded_at"), .staff("recorded_by")]
        return [
            ArchivedTable(kind, table, owner, by: order, said),
            ArchivedTable(
                kind, "\(table)_past", isPast: true, owner, by: "\(order), t.replaced_at, t.recorded_at",
                said + [.moment("replaced_at")]),
        ]
    }

    private static let period: [Column] = [.moment("valid_from"), .moment("valid_to")]

    static let all = ofPeople + ofDevices + ofOrders + ofKeys + ofTheRest

    private static let ofPeople: [ArchivedTable] =
        [
            ArchivedTable(
                .person, "care_recipients", "JOIN members o ON o.id = t.id",
                ["name", "phone", "protection", .moment("recorded_at")])
        ]
        + fact(.number, "person_identifiers", by: "t.valid_from, t.value", ["value", "kind"] + period)
        + fact(.detail, "person_details", ["detail", "value"] + period)
        + fact(.relative, "related_persons", ["name", "phone"] + period)
        + fact(.home, "residencies", [.home()] + period)
        + fact(.unit, "provider_responsibilities", [.unit()] + period)
        + fact(.service, "granted_services", ["system", "decided_on", "effectuated_on", "ended_on"])

    private static let ofDevices: [ArchivedTable] =
        fact(
            .installation, "installations",
            [.device, .home(), "original_part", .moment("tested_at")] + period)
        + fact(.lock, "lock_links", [.device] + period)
        + fact(.supervision, "supervisions", [.device, "centre", "ended_how"] + period)
        + fact(
            .consent, "consents",
            ["giver", "given_by", "representing", "about", "manner", "given_on", "until_on", "ended_how"]
                + period)

    private static let ofOrders: [ArchivedTable] =
        [
            ArchivedTable(
                .order, "cases", "JOIN orders o ON o.id = t.id",
                [
                    "number", "slug", "edition", .unit(), .home(), .home("old_dwelling_id"),
                    .home("new_dwelling_id"), "ordered_name", "moves_on", "state", .moment("submitted_at"),
                    .staff("ordered_by"), .moment("cancelled_at"),
                ]),
            ArchivedTable(
                .orderPerson, "case_people", orders, by: "t.case_id, t.role",
                [.order, "role", .person("recipient_id"), "ordered_name", .home()]),
            ArchivedTable(
                .submission, "submissions", orders,
                [.order, "party", "answers", .moment("submitted_at"), .staff("submitted_by")]),
            ArchivedTable(
                .contact, "booking_contacts", orders, by: "t.case_id, t.position",
                [.order, "role", "name", "phone"]),
            ArchivedTable(
                .message, "messages", orders,
                [.order, "sender", "text", .moment("sent_at"), .staff("sent_by")]),
            ArchivedTable(
                .duty, "duties", orders, by: "t.case_id, t.position, t.key",
                [.order, "key", "state", "due_on", "evidence", .moment("ended_at"), .staff("ended_by")]),
            ArchivedTable(
                .sharedDuty, "shared_duties",
                """
                JOIN (SELECT DISTINCT q.file, k.handover_id AS id FROM orders q JOIN cases k ON k.id = q.id) o
                    ON o.id = t.handover_id
                """, by: "t.handover_id, t.position, t.key",
                ["key", "state", "due_on", "evidence", .moment("ended_at"), .staff("ended_by")]),
            ArchivedTable(
                .visit, "visits", orders,
                [
                    .order, "purpose", .staff("technician_id"), .moment("starts_at"), "minutes", "contacted",
                    "note", "fallback", "status", "outcome", "reason", .home(), .moment("booked_at"),
                    .staff("booked_by"), .moment("ended_at"),
                ]),
            ArchivedTable(
                .functionTest, "function_tests", orders,
                [.order, .device, "passed", "remark", .moment("tested_at"), .staff("tested_by")]),
            ArchivedTable(
                .toldSerial, "told_serials", orders,
                [.order, .device, .unit(), "phoned_to", .moment("told_at"), .staff("told_by")]),
        ]
        + fact(
            .notice, "camera_notices", of: orders,
            [.order, .device, .home(), "language", "placement"] + period)

    private static let ofKeys: [ArchivedTable] = [
        ArchivedTable(
            .key,
            """
            (SELECT r.*, i.item_id, i.count, y.kind, y.label FROM key_receipts r
                JOIN key_receipt_items i ON i.receipt_id = r.id JOIN key_items y ON y.id = i.item_id)
            """, members, by: "t.id, t.item_id",
            [
                "number", "recipient_name", "movement", "kind", "label", "count", "cabinet", "handed_over_by",
                "received_by", .unit(), .unit("to_unit_id"), .home(), "moved_on", .moment("recorded_at"),
                .staff("recorded_by"),
            ]),
        ArchivedTable(
            .keyCustody,
            """
            (SELECT DISTINCT c.*, r.recipient_id FROM key_receipts r JOIN key_receipt_items i ON i.receipt_id = r.id
                JOIN key_custody c ON c.item_id = i.item_id)
            """, members,
            [
                "count", "holder", .unit(), "name", "place", "held_from", "held_to", .moment("recorded_at"),
                .staff("recorded_by"), .moment("ended_at"),
            ]),
        ArchivedTable(
            .keyLoss, "key_losses", orders,
            [
                .order, .unit(), "noticed_on", "account", "reported_by", .moment("recorded_at"),
                .staff("recorded_by"),
            ]),
    ]

    private static let ofTheRest: [ArchivedTable] = [
        ArchivedTable(
            .lifeEvent, "life_events", members,
            [
                "kind", "happened_on", "over_on", "told_by", "note", .moment("recorded_at"),
                .staff("recorded_by"), .moment("undone_at"), .staff("undone_by"), "undone_why",
            ]),
        ArchivedTable(
            .difference, "list_differences", members,
            [
                "kind", "source", "subject", "number", "here", "there", "decision", "note", "first_seen_on",
                .moment("resolved_at"),
            ]),
        ArchivedTable(
            .differenceAct,
            "(SELECT a.*, d.recipient_id FROM list_difference_acts a JOIN list_differences d ON d.id = a.difference_id)",
            members, by: "t.position",
            [.staff("owner_id"), "decision", "note", .moment("acted_at"), .staff("acted_by")]),
        ArchivedTable(
            .merge, "merges", "\(merges) o ON o.id = t.id",
            [
                .person("kept_id"), .person("merged_id"), "reason", .moment("merged_at"), .staff("merged_by"),
            ]),
        ArchivedTable(
            .mergeUndone,
            "(SELECT u.*, g.kept_id, g.merged_id FROM merge_undoings u JOIN merges g ON g.id = u.merge_id)",
            "\(merges) o ON o.id = t.merge_id", by: "t.merge_id",
            ["reason", .moment("undone_at"), .staff("undone_by")]),
        ArchivedTable(
            .distinction, "distinctions", "JOIN members o ON o.id IN (t.first_id, t.second_id)",
            by: "t.first_id, t.second_id, o.id",
            [
                .person("first_id"), .person("second_id"), "reason", .moment("told_at"), .staff("told_by"),
            ]),
        ArchivedTable(
            .access, "protected_access", members,
            [
                .staff("user_id"), "ground", "reason", .moment("given_at"), .staff("given_by"),
                .moment("ends_at"), .moment("ended_at"), .staff("ended_by"),
            ]),
        ArchivedTable(
            .accessReview,
            "(SELECT v.*, a.recipient_id FROM glass_reviews v JOIN protected_access a ON a.id = v.access_id)",
            members, by: "t.access_id",
            ["outcome", "note", .moment("reviewed_at"), .staff("reviewed_by")]),
        ArchivedTable(
            .hold, "file_holds", members,
            [
                "kind", "reason", .moment("placed_at"), .staff("placed_by"), .moment("lifted_at"),
                .staff("lifted_by"), "lifted_why",
            ]),
        ArchivedTable(
            .event, "events",
            """
            JOIN (SELECT m.file, s.event_id FROM members m
                    JOIN event_subjects s ON s.subject = 'recipient' AND s.subject_id = m.id
                UNION SELECT q.file, s.event_id FROM orders q JOIN event_subjects s ON s.subject = 'case' AND s.subject_id = q.id
                UNION SELECT m.file, s.event_id FROM members m JOIN key_receipts r ON r.recipient_id = m.id
                    JOIN event_subjects s ON s.subject = 'keyReceipt' AND s.subject_id = r.id) o ON o.event_id = t.id
            """, by: "t.position",
            ["kind", "details", .moment("happened_at"), .staff("user_id")]),
    ]
}

extension Reading {
    /// The files of these people, in the order of their ids: one statement for each table, whoever they are.
    func archivedFiles(of people: [ID<CareRecipient>]) throws -> [ArchivedFile] {
        guard !people.isEmpty else { return [] }
        var files = people.sorted().map { ArchivedFile(id: $0) }
        let places = Dictionary(uniqueKeysWithValues: files.enumerated().map { ($1.id, $0) })
        for table in ArchivedTable.all {
            for (owner, record) in try records(of: table, people) {
                if let place = places[owner] { files[place].records.append(record) }
            }
        }
        return files
    }

    /// The rows of one person's file that `condition` lets through, table by table; none of a table for which it has none.
    func archivedRecords(
        of person: ID<CareRecipient>, where condition: (ArchivedTable) -> SQL?
    ) throws -> [ArchivedRecord] {
        var found: [ArchivedRecord] = []
        for table in ArchivedTable.all {
            guard let told = condition(table) else { continue }
            found += try records(of: table, [person], where: told).map { $0.1 }
        }
        return found
    }

    private func records(
        of table: ArchivedTable, _ people: [ID<CareRecipient>], where condition: SQL = "1 = 1"
    ) throws -> [(ID<CareRecipient>, ArchivedRecord)] {
        let values = SQL.joined(table.columns.map { "CAST(\($0.value) AS TEXT)" }, by: ", ")
        return try all(
            """
            WITH RECURSIVE members (file, id) AS (
                SELECT p.id, p.id FROM care_recipients p WHERE p.id IN (\(list: people))
                UNION SELECT m.file, p.id FROM members m JOIN care_recipients p ON p.merged_into_id = m.id),
            orders (file, id) AS (
                SELECT m.file, c.id FROM members m JOIN cases c ON c.recipient_id = m.id
                UNION SELECT m.file, c.case_id FROM members m JOIN case_people c ON c.recipient_id = m.id)
            SELECT o.file, \(values) FROM \(SQL(stringLiteral: table.table)) t \(table.owner)
            WHERE \(condition) ORDER BY o.file, \(SQL(stringLiteral: table.order))
            """
        ) { row in
            let owner: ID<CareRecipient> = row.id()
            let values = table.columns.compactMap { column -> ArchivedRecord.Value? in
                guard let text = row.textIfAny(), !text.isEmpty else { return nil }
                let moment = column.isMoment ? Int64(text).map { Instant(milliseconds: $0).iso8601 } : nil
                return .init(name: column.name, text: moment ?? text)
            }
            return (owner, ArchivedRecord(kind: table.kind, isPast: table.isPast, values: values))
        }
    }

    /// The editions by which the orders of these files were made.
    func archivedRoutines(of files: [ArchivedFile]) throws -> [ArchivedRoutine] {
        let used = files.flatMap(\.records).filter { $0.kind == .order }.map { order in
            ["slug", "edition"].map { name in order.values.first { $0.name == name }?.text ?? "" }
        }
        return try Set(used).sorted { $0.lexicographicallyPrecedes($1) }.map { pair in
            let source = try one(
                "SELECT e.source FROM routine_editions e WHERE e.slug = \(pair[0]) AND e.edition = \(pair[1])"
            ) { $0.text() }
            return ArchivedRoutine(slug: pair[0], edition: pair[1], source: source)
        }
    }
}
