import Domain

/// The saved views of the queue.
public enum QueueView: String, Sendable, CaseIterable {
    /// Ordered, and nobody in the team has begun.
    case new
    case waitingOnUs, waitingOnOthers, late, all
    case ended
}

/// A case as a list shows it.
public struct CaseLine: Sendable {
    public let number: CaseNumber
    public let routineTitle: BilingualText
    /// `nil`, as the number and the street, in a case about the unit itself.
    public let recipientName: String?
    /// Who shares the recipient's lock, in a case about two people.
    public let cohabitantName: String?
    let cohabitant: ID<CareRecipient>?
    public let identifier: PersonIdentifier?
    public let street: String?
    public let unit: String
    public let submittedAt: Instant
    public let state: Case.State
    public let waiting: Waiting?
    public let waitingParty: BilingualText?
    public let waitingDuty: BilingualText?
    /// The planned visit, or else the last one that was made.
    public let visit: (at: Instant, isDone: Bool)?
}

public struct Queue: Sendable {
    public static let countLimit = 1000

    public let view: QueueView
    public let counts: [QueueView: Int]
    /// Cases of people whose data are protected that wait for the team, and that nobody in it sees; for whoever plans.
    public let unseen: Int
    public let lines: [CaseLine]
    public let offset: Int
    public let hasMore: Bool
}

extension QueueView {
    /// As conditions on `c`; `ours` is the side that the actor stands on.
    func condition(for role: Party.Role, today: Day) -> SQL {
        let ourSince: SQL = role == .team ? "c.team_since" : "c.unit_since"
        let open: SQL = "c.queue_rank IS NOT NULL"
        return switch self {
        case .new:
            "\(open) AND c.state = 'submitted' AND c.team_began_at IS NULL"
        case .waitingOnUs: "\(open) AND \(ourSince) IS NOT NULL"
        case .waitingOnOthers: "\(open) AND \(ourSince) IS NULL"
        case .late: "\(open) AND c.queue_rank < \(today)"
        case .all: open
        case .ended: "c.queue_rank IS NULL"
        }
    }

    /// A unit has no use for the team's own view of what is new.
    public static func views(for role: Party.Role) -> [QueueView] {
        role == .team ? allCases : allCases.filter { $0 != .new }
    }
}

extension Reading {
    /// One page of the queue and the counts of every view: two statements, whatever the number of cases.
    public func queue(_ view: QueueView, offset: Int, limit: Int = 50) throws -> Personal<Queue> {
        let role = try ownRole()
        let lines = try queueLines(view, offset: offset, limit: limit + 1)
        let shown = lines.prefix(limit)
        let (counts, unseen) = try counts(for: role)
        let queue = Queue(
            view: view, counts: counts, unseen: unseen, lines: shown.map(\.line), offset: offset,
            hasMore: lines.count > limit)
        return Personal(
            queue,
            Disclosure(
                .listed, "queue.\(view.rawValue)",
                about: shown.flatMap { [$0.recipient, $0.line.cohabitant].compactMap(\.self) }))
    }

    private func ownRole() throws -> Party.Role {
        try actor.require(.seeCases)
        guard let role = actor.partyRole else { throw AppError.forbidden("error.forbidden") }
        return role
    }

    /// The lines of a page and whom they are about.
    func queueLines(_ view: QueueView, offset: Int, limit: Int) throws -> [(
        recipient: ID<CareRecipient>?, line: CaseLine
    )] {
        try readLines(queueStatement(view, offset: offset, limit: limit))
    }

    /// The lines of the cases whose ids `shown` selects.
    /// - Parameter order: of `c`, the case.
    func lines(of shown: SQL, order: SQL) throws -> [(recipient: ID<CareRecipient>?, line: CaseLine)] {
        try readLines(linesStatement(of: shown, order: order))
    }

    private func readLines(
        _ statement: SQL
    ) throws -> [(recipient: ID<CareRecipient>?, line: CaseLine)] {
        try all(statement) { row in (row.optional { $0.id() }, try readLine(&row)) }
    }

    private func queueStatement(_ view: QueueView, offset: Int, limit: Int) throws -> SQL {
        let role = try ownRole()
        let order: SQL =
            view == .ended ? "c.submitted_at DESC, c.id DESC" : "c.queue_rank, c.id"
        let shown: SQL = """
            SELECT c.id FROM cases c WHERE \(seesCase) AND \(view.condition(for: role, today: today))
                ORDER BY \(order) LIMIT \(limit) OFFSET \(offset)
            """
        return linesStatement(of: shown, order: order)
    }

    private func linesStatement(of shown: SQL, order: SQL) -> SQL {
        """
        SELECT c.recipient_id, c.number, c.slug, c.edition, \(nameInCase), n.kind, n.value, d.street, u.name,
            c.submitted_at, c.state, \(waitingColumns),
            (SELECT MIN(v.starts_at) FROM visits v WHERE v.case_id IN (c.id, c.twin_id) AND v.status = 'planned'),
            (SELECT MAX(v.starts_at) FROM visits v WHERE v.case_id IN (c.id, c.twin_id) AND v.status = 'done'),
            \(cohabitantColumns)
        FROM (\(shown)) shown
        JOIN cases c ON c.id = shown.id LEFT JOIN care_recipients p ON p.id = c.recipient_id
        LEFT JOIN person_identifiers n ON n.recipient_id = p.id AND n.valid_to IS NULL AND \(seesRecipient)
        LEFT JOIN dwellings d ON d.id = c.dwelling_id JOIN provider_units u ON u.id = c.unit_id
        \(cohabitantJoin) ORDER BY \(order)
        """
    }

    /// Whether somebody else has done anything since `moment` in a case that the actor sees; that it was looked at is
    /// nothing done. What was under way at that moment may be missed: it is a hint, and a false one would be worse.
    public func casesHaveChanged(since moment: Instant) throws -> Bool {
        let later = Instant(milliseconds: moment.milliseconds + 1)
        return try first(
            """
            SELECT 1 FROM events e JOIN event_subjects s ON s.event_id = e.id AND s.subject = 'case'
            JOIN cases c ON c.id = s.subject_id
            WHERE e.id > \(ID<Event>.first(at: later)) AND e.kind <> \(Event.Kind.secretShown)
                AND e.user_id <> \(actor.user) AND \(seesCase) LIMIT 1
            """
        ) { $0.int() } != nil
    }

    /// How many cases there are in all; tells nothing of any.
    public func numberOfCases() throws -> Int { try one("SELECT COUNT(*) FROM cases") { $0.int() } }

    /// Reads a page of the queue and gives only how many lines it has: what measuring asks for.
    public func countQueueLines(_ view: QueueView) throws -> Int {
        try queueLines(view, offset: 0, limit: 50).count
    }

    /// As `countQueueLines`, but makes nothing of the rows: every column is read, as text where it is not a moment.
    public func countQueueRows(_ view: QueueView) throws -> Int {
        try all(queueStatement(view, offset: 0, limit: 50)) { row in
            var length = 0
            for _ in 0..<9 { length += row.textIfAny()?.utf8.count ?? 0 }
            length += row.int() & 1 + row.text().utf8.count
            for isMoment in [false, false, true, false, true, true, false, false] {
                length +=
                    isMoment
                    ? row.instantIfAny().map { Int($0.milliseconds & 1) } ?? 0
                    : row.textIfAny()?.utf8.count ?? 0
            }
            return length
        }.count
    }

    /// Whom the case waits on as the actor's own side sees it: on itself first.
    var waitingColumns: SQL {
        let own: SQL = actor.partyRole == .team ? "c.team" : "c.unit"
        let ownDue: SQL = actor.partyRole == .team ? "NULLIF(c.queue_rank, '9999')" : "c.unit_due"
        let side: SQL = actor.partyRole == .team ? "'team'" : "'orderer'"
        return """
            CASE WHEN \(own)_duty IS NULL THEN c.waits_on ELSE \(side) END,
            COALESCE(\(own)_duty, c.waits_duty), COALESCE(\(own)_since, c.waits_since),
            CASE WHEN \(own)_duty IS NULL THEN c.waits_due ELSE \(ownDue) END
            """
    }

    /// Of a case about two people the second; read last by `readLine`.
    var cohabitantColumns: SQL {
        actor.partyRole == .team ? "q.name, m.recipient_id" : "m.ordered_name, m.recipient_id"
    }

    /// - Parameter c: the case.
    var cohabitantJoin: SQL {
        "LEFT JOIN case_people m ON m.case_id = c.id LEFT JOIN care_recipients q ON q.id = m.recipient_id"
    }

    func readLine(_ row: inout Row) throws -> CaseLine {
        let number = CaseNumber(stored: row.text())
        let routine = try routine(row.text(), edition: row.text())
        let name = row.textIfAny()
        let kind: PersonIdentifier.Kind? = try row.optional { try $0.value() }
        let value = row.textIfAny()
        let identifier = kind.flatMap { kind in value.map { PersonIdentifier(stored: $0, kind: kind) } }
        let (street, unit, submittedAt, state) = (
            row.textIfAny(), row.text(), row.instant(), try row.value() as Case.State
        )
        let role: Party.Role? = try row.optional { try $0.value() }
        let (duty, since, due) = (row.textIfAny(), row.instantIfAny(), try row.dayIfAny())
        let waiting = role.flatMap { role in
            duty.map {
                // A half that is there is never waited for, so it is the other one.
                Waiting(
                    role: role, duty: $0, since: since ?? submittedAt, dueOn: due,
                    isOtherHalfs: routine.duty($0)?.kind == .order)
            }
        }
        let definition = duty.flatMap(routine.duty)
        let (planned, made) = (row.instantIfAny(), row.instantIfAny())
        let visit = planned.map { (at: $0, isDone: false) } ?? made.map { (at: $0, isDone: true) }
        return CaseLine(
            number: number, routineTitle: routine.title, recipientName: name, cohabitantName: row.textIfAny(),
            cohabitant: row.optional { $0.id() }, identifier: identifier,
            street: street, unit: unit, submittedAt: submittedAt, state: state, waiting: waiting,
            waitingParty: definition.flatMap { routine.party($0.party)?.name },
            waitingDuty: definition?.title,
            visit: visit)
    }

    /// All counts in one statement, those of the views each up to `Queue.countLimit`: who has that many counts no more.
    private func counts(for role: Party.Role) throws -> (views: [QueueView: Int], unseen: Int) {
        let views = QueueView.views(for: role).filter { $0 != .ended }
        let counts: [SQL] = views.map {
            """
            (SELECT COUNT(*) FROM (SELECT 1 FROM cases c WHERE \($0.condition(for: role, today: today)) AND \(seesCase)
                LIMIT \(Queue.countLimit)) counted)
            """
        }
        return try one("SELECT " + SQL.joined(counts + [withoutReader], by: ", ")) { row in
            (Dictionary(uniqueKeysWithValues: views.map { ($0, row.int()) }), row.int())
        }
    }
}
