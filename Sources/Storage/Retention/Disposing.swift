import Domain

/// What a disposal would take now, and what it would not.
public struct RetentionOverview: Sendable {
    public let rule: RetentionRule
    public let files: ClosedFiles
    /// How many extracts, and ended orders about nobody, are old enough.
    public let extracts: Int
    public let orders: Int
    /// Tells whether what is disposed of is what was looked at.
    public let preview: String
    public let holds: [HeldPerson]
    public let disposals: [DisposalLine]
    public let archive: ArchiveOverview

    public var isEmpty: Bool { files.due.isEmpty && extracts == 0 && orders == 0 }
}

/// A line of the disposal log, which tells of nobody.
public struct DisposalLine: Sendable, Hashable {
    public let number: Int
    public let at: Instant
    public let who: String
    public let decision: String
    public let people: Int
    public let orders: Int
    public let extracts: Int
}

/// What is taken at one time.
struct DisposalBatch {
    let files: ClosedFiles
    let extracts: [ID<SealedExtract>]
    let orders: [ID<Case>]

    var preview: String {
        let ids = files.ids.map(\.text) + extracts.map(\.text) + orders.map(\.text)
        return Array(ids.joined(separator: "\n").utf8).digest
    }

    var isEmpty: Bool { files.due.isEmpty && extracts.isEmpty && orders.isEmpty }
}

extension Reading {
    /// - Throws: `forbidden`.
    public func retentionOverview() throws -> Personal<RetentionOverview> {
        try actor.require(.disposeOfFiles)
        let rule = try settings().retention
        let (batch, holds) = (try disposalBatch(by: rule), try heldPeople())
        let overview = RetentionOverview(
            rule: rule, files: batch.files, extracts: batch.extracts.count, orders: batch.orders.count,
            preview: batch.preview, holds: holds, disposals: try disposalLines(),
            archive: try archiveOverview())
        let shown = batch.files.due.filter { $0.identifier != nil }.map(\.id)
        return Personal(
            overview,
            Disclosure(.listed, "retention", about: shown + holds.filter { !$0.name.isEmpty }.map(\.person)))
    }

    fileprivate func disposalBatch(by rule: RetentionRule) throws -> DisposalBatch {
        DisposalBatch(
            files: try closedFiles(by: rule), extracts: try oldExtracts(by: rule),
            orders: try oldUnitCases(by: rule))
    }

    /// The latest first, at most a hundred.
    private func disposalLines() throws -> [DisposalLine] {
        try all(
            """
            SELECT d.number, d.made_at, u.name, d.decision, d.people, d.orders, d.extracts FROM disposals d
            JOIN users u ON u.id = d.made_by ORDER BY d.number DESC LIMIT 100
            """
        ) {
            DisposalLine(
                number: $0.int(), at: $0.instant(), who: $0.text(), decision: $0.text(), people: $0.int(),
                orders: $0.int(), extracts: $0.int())
        }
    }
}

extension Tx {
    /// Disposes of the files that are due, at most two hundred at a time: nothing is left that tells who they were about,
    /// and how many there were stays. It cannot be undone.
    /// - Parameter typed: `decision`, by which decision; `preview`, what was looked at.
    /// - Returns: the disposal's number in the log.
    /// - Throws: `forbidden`; `invalid` at `decision`; `conflict` where something else is due than was looked at, and where
    ///   the history is not whole.
    public func disposeOfFiles(_ typed: Answers) throws -> Int {
        try actor.require(.disposeOfFiles)
        let decision = Text.cleaned(typed["decision"])
        guard !decision.isEmpty else { throw AppError.invalid("form.required", field: "decision") }
        try checkLength(decision, field: "decision")
        try serialize(on: "disposals")
        let rule = try settings().retention
        // Orders that arrive meanwhile wait, or are seen.
        try holdPeople(try disposalBatch(by: rule).files.ids)
        let batch = try disposalBatch(by: rule)
        guard !batch.isEmpty, batch.preview == typed["preview"] else {
            throw AppError.conflict("disposal.changed")
        }
        return try dispose(of: batch, by: rule, decision)
    }

    private func holdPeople(_ people: [ID<CareRecipient>]) throws {
        guard !people.isEmpty else { return }
        try hold("care_recipients", where: "c.id IN (\(list: people.sorted())) ORDER BY c.id")
    }

    /// - Throws: `conflict` where the history or an earlier disposal is not what it was: what this one leaves is told from
    ///   what they left.
    func dispose(
        of batch: DisposalBatch, by rule: RetentionRule, _ decision: String
    ) throws -> Int {
        guard try brokenDisposals().isEmpty, try unsignedDisposals().isEmpty else {
            throw AppError.conflict("disposal.broken")
        }
        let (id, number) = (ID<Disposal>.new(in: self), try nextNumber(of: "disposal"))
        let people = try withMerged(batch.files.ids)
        let orders = try orders(about: people) + batch.orders
        try execute(
            """
            INSERT INTO disposals (id, number, decision, exemption, personal_before, unit_before, people, orders, extracts,
                made_at, made_by)
            VALUES (\(id), \(number), \(decision), \(rule.exemption), \(rule.dueBefore(now.day)),
                \(rule.unitDueBefore(now.day)), \(batch.files.due.count), \(orders.count), \(batch.extracts.count), \(now),
                \(actor.user))
            """)
        try insertInBatches(
            "disposed_people (recipient_id, disposal_id)", people.map { "(\($0), \(id))" })
        try insertInBatches("disposed_cases (case_id, disposal_id)", orders.map { "(\($0), \(id))" })
        try insertInBatches(
            "disposed_extracts (extract_id, disposal_id)", batch.extracts.map { "(\($0), \(id))" })
        try execute("INSERT INTO disposing (disposal_id) VALUES (\(id))")
        let strangers = DisposalPlan.ofStrangers(resolvedBefore: rule.dueBefore(now.day).start)
        for statement in DisposalPlan.statements + strangers { try execute(statement) }
        let digest = try disposeOfEvents(DisposalPlan.events, in: id)
        try execute("DELETE FROM disposing WHERE disposal_id = \(id)")
        try sign(id)
        try append(
            Event(
                .filesDisposed,
                [
                    "number": String(number), "people": String(batch.files.due.count),
                    "orders": String(orders.count), "extracts": String(batch.extracts.count),
                    "decision": decision, "digest": digest,
                ], about: [.user(actor.user)]))
        return number
    }

    /// The people and everybody who was found to be one of them.
    private func withMerged(_ people: [ID<CareRecipient>]) throws -> [ID<CareRecipient>] {
        guard !people.isEmpty else { return [] }
        return try all(
            """
            WITH RECURSIVE members (id) AS (SELECT p.id FROM care_recipients p WHERE p.id IN (\(list: people))
                UNION SELECT p.id FROM members m JOIN care_recipients p ON p.merged_into_id = m.id)
            SELECT m.id FROM members m ORDER BY m.id
            """
        ) { $0.id() }
    }

    /// Orders about these people, and about nobody whose file is kept: an order about two stays in the other's file.
    private func orders(about people: [ID<CareRecipient>]) throws -> [ID<Case>] {
        guard !people.isEmpty else { return [] }
        let gone: SQL =
            "(\(list: people)) OR x.recipient_id IN (SELECT d.recipient_id FROM disposed_people d)"
        return try all(
            """
            SELECT c.id FROM cases c WHERE (c.recipient_id IN (\(list: people)) OR EXISTS (SELECT 1 FROM case_people m
                    WHERE m.case_id = c.id AND m.recipient_id IN (\(list: people))))
                AND NOT EXISTS (SELECT 1 FROM disposed_cases d WHERE d.case_id = c.id)
                AND NOT EXISTS (SELECT 1 FROM (SELECT k.id AS case_id, k.recipient_id FROM cases k
                        UNION ALL SELECT m.case_id, m.recipient_id FROM case_people m) x
                    WHERE x.case_id = c.id AND NOT (x.recipient_id IN \(gone)))
            ORDER BY c.id
            """
        ) { $0.id() }
    }
}
