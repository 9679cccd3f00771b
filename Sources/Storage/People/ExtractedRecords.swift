import Domain

/// What a register extract tells row by row: all that no other part of it tells in words of its own.
extension ArchivedKind {
    /// Told by the person's page, the orders, the history and the read log; of these only what those do not know is told
    /// row by row: what was said before it was put right, and what stays with an identity that was merged. Who was let in to
    /// somebody whose data are protected is what a colleague may do: that they were, and why they broke the glass, stands in
    /// the history, and what they read in the read log.
    fileprivate var isToldOtherwise: Bool {
        switch self {
        case .person, .number, .detail, .relative, .home, .unit, .service, .installation, .lock, .order,
            .submission, .message, .keyCustody, .lifeEvent, .access, .accessReview, .event:
            true
        case .supervision, .consent, .orderPerson, .contact, .duty, .sharedDuty, .visit, .functionTest,
            .notice, .toldSerial, .key, .keyLoss, .difference, .differenceAct, .merge, .mergeUndone,
            .distinction, .hold:
            false
        }
    }

    /// What of it goes along when two are merged.
    fileprivate var source: MergeSource? {
        switch self {
        case .number: .number
        case .relative: .relative
        case .home: .home
        case .unit: .unit
        case .service: .service
        case .installation: .device
        case .lock: .lock
        case .supervision: .supervision
        case .consent: .consent
        default: nil
        }
    }

    /// What a row of it may say in a register extract, by name; nothing where it is told otherwise.
    public var extractedNames: [String] {
        let tables = ArchivedTable.all.filter { $0.kind == self && $0.isExtracted }
        let names = tables.flatMap(\.columns).map(\.name)
        let told = names.filter { !ArchivedRecord.pointers.contains($0) }.flatMap { name -> [String] in
            guard let parts = ArchivedRecord.parts[name] else { return [name] }
            return (parts + [ArchivedRecord.otherPart]).map { "\(name).\($0)" }
        }
        return told.reduce(into: [] as [String]) { all, name in
            if !all.contains(name) { all.append(name) }
        }
    }
}

extension ArchivedTable {
    fileprivate var isExtracted: Bool { isPast || isOfIdentity || !kind.isToldOtherwise }

    /// The person's page tells of these what it finds under the identity that remained.
    fileprivate var isOfIdentity: Bool {
        switch kind {
        case .number, .detail, .relative, .home, .unit, .service, .installation, .lock, .lifeEvent: !isPast
        default: false
        }
    }
}

extension ArchivedRecord {
    /// What is kept as one text and told in parts: what shows that a duty was done, and what does not hold of a sign's place.
    fileprivate static let parts: [String: [String]] = [
        "evidence": [
            "day", "language", "languages", "manner", "serials", "originalPart", "receipt", "cabinet",
            "order", "extract", "phonedTo", "reason", "note",
        ],
        "placement": PlacementCheck.allCases.map(\.rawValue),
    ]
    /// A part that is not among them.
    fileprivate static let otherPart = "other"
    /// What points from row to row, and says nothing to whoever reads it.
    fileprivate static let pointers: Set<String> = ["subject", "visit"]

    /// With what is kept as one text in its parts, such as `evidence.day`.
    fileprivate var unfolded: ArchivedRecord {
        let told = values.filter { !Self.pointers.contains($0.name) }.flatMap { value -> [Value] in
            guard let parts = Self.parts[value.name] else { return [value] }
            let said = Self.read(value.text)
            let known = parts.map { ($0, said[$0] ?? "") }
            let others = said.filter { !parts.contains($0.key) && !Self.pointers.contains($0.key) }
                .sorted { $0.key < $1.key }.map { (Self.otherPart, $0.value) }
            return (known + others).filter { !$0.1.isEmpty }.map { part, text in
                Value(name: "\(value.name).\(part)", text: text)
            }
        }
        return ArchivedRecord(kind: kind, isPast: isPast, values: told)
    }

    private static func read(_ text: String) -> [String: String] {
        (try? JSON.decode(text) as [String: String]) ?? [:]
    }

    /// Without what names somebody else than the person.
    /// - Parameter numbers: all that the person has or has had.
    fileprivate func withoutOthers(_ numbers: Set<String>) -> ArchivedRecord {
        ArchivedRecord(kind: kind, isPast: isPast, values: values.filter { !isOfOthers($0, numbers) })
    }

    private func isOfOthers(_ value: Value, _ numbers: Set<String>) -> Bool {
        switch (kind, value.name) {
        case (.consent, "given_by"), (.consent, "representing"):
            self["giver"] != ConsentGiver.recipient.rawValue || self["representing"] != nil
        case (.visit, "contacted"), (.toldSerial, "phoned_to"), (.keyLoss, "reported_by"),
            (.lifeEvent, "told_by"),
            (.key, "handed_over_by"), (.key, "received_by"), (.duty, "evidence.phonedTo"),
            (.sharedDuty, "evidence.phonedTo"):
            true
        case (.merge, "kept"), (.merge, "merged"): !numbers.contains(value.text)
        default: false
        }
    }
}

extension Reading {
    /// - Parameter people: the person, under every identity that they have had.
    func extractedRecords(
        of id: ID<CareRecipient>, known people: [ID<CareRecipient>], _ scope: RegisterExtractScope
    ) throws -> [ArchivedRecord] {
        let records = try archivedRecords(of: id) { table in
            guard let condition = told(table, of: people, scope) else { return nil }
            if table.isOfIdentity { return "t.recipient_id <> \(id) AND \(condition)" }
            guard table.isPast, let source = table.kind.source else { return condition }
            return "\(condition) AND \(isOwn(source, people, scope))"
        }.map(\.unfolded)
        guard !scope.hasOthers else { return records }
        let numbers: [String] = try all(
            "SELECT i.value FROM person_identifiers i WHERE i.recipient_id IN (\(list: people))"
        ) { $0.text() }
        return records.map { $0.withoutOthers(Set(numbers)) }
    }

    /// Whether what was said before (`t`) was said of one of these, and not of somebody who was taken for them for a time.
    private func isOwn(
        _ source: MergeSource, _ people: [ID<CareRecipient>], _ scope: RegisterExtractScope
    ) -> SQL {
        let isUntold: SQL =
            scope.hasOthers ? "r.owner_id IN \(strangers)" : "r.owner_id NOT IN (\(list: people))"
        return """
            NOT EXISTS (SELECT 1 FROM merged_rows r WHERE r.source = \(source) AND r.row_id = t.\(source.key)
                AND \(isUntold))
            """
    }

    /// Which rows (`t`) of a table are told: of orders those that the actor sees, and of orders in which the person is the
    /// second one, and of what is about others, only where that was asked for; `nil` for none.
    private func told(
        _ table: ArchivedTable, of people: [ID<CareRecipient>], _ scope: RegisterExtractScope
    ) -> SQL? {
        guard table.isExtracted else { return nil }
        let mine: SQL = scope.hasOthers ? "1 = 1" : "c.recipient_id IN (\(list: people))"
        let orders: SQL = "(SELECT c.id FROM cases c WHERE \(seesCase) AND \(mine))"
        switch table.kind {
        case .relative where !scope.hasOthers, .distinction where !scope.hasOthers: return nil
        case .distinction: return "\(mayTell(of: "t.first_id")) AND \(mayTell(of: "t.second_id"))"
        case .merge, .mergeUndone: return "\(mayTell(of: "t.kept_id")) AND \(mayTell(of: "t.merged_id"))"
        case .orderPerson:
            // Under which name and with which home they were ordered for is the person's own.
            let own: SQL = scope.hasOthers ? "1 = 1" : "t.recipient_id IN (\(list: people))"
            return "t.case_id IN (SELECT c.id FROM cases c WHERE \(seesCase)) AND \(own)"
        case .contact where !scope.hasOthers:
            return "t.case_id IN \(orders) AND t.role = \(ContactRole.recipient.rawValue)"
        case .contact, .duty, .visit, .functionTest, .notice, .toldSerial, .keyLoss:
            return "t.case_id IN \(orders)"
        case .sharedDuty:
            return """
                NOT EXISTS (SELECT 1 FROM cases y WHERE y.handover_id = t.handover_id AND y.id NOT IN \(orders))
                """
        case .relative, .home, .unit, .service, .installation, .lock, .supervision, .consent, .key:
            return "(t.case_id IS NULL OR t.case_id NOT IN \(hiddenCases))"
        case .number, .detail, .lifeEvent, .difference, .differenceAct, .hold: return "1 = 1"
        case .person, .order, .submission, .message, .keyCustody, .access, .accessReview, .event:
            return nil
        }
    }
}
