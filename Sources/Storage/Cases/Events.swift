import Domain

/// An event as a timeline shows it.
public struct TimelineEntry: Sendable, Hashable {
    public let at: Instant
    public let who: String
    public let kind: Event.Kind
    public let details: [String: String]
    /// What the duty of `details` is called in the routine of its case.
    public let duty: BilingualText?
}

extension Event.Subject {
    var columns: (kind: String, id: String) {
        switch self {
        case .order(let id): ("case", id.text)
        case .device(let id): ("device", id.text)
        case .recipient(let id): ("recipient", id.text)
        case .dwelling(let id): ("dwelling", id.text)
        case .user(let id): ("user", id.text)
        case .keyReceipt(let id): ("keyReceipt", id.text)
        }
    }
}

extension Tx {
    func append(_ events: Event...) throws {
        for event in events { try append(event, by: actor.user, under: actor.assignment) }
    }

    /// Many events of people's lives at once: two statements, however many they are.
    func appendAll(_ events: [Event]) throws {
        guard !events.isEmpty else { return }
        let rows = try events.map { event in
            (id: ID<Event>.new(in: self), event: event, details: try JSON.encode(event.details))
        }
        try insert(
            "events (id, happened_at, user_id, assignment_id, kind, details)",
            rows.map {
                "(\($0.id), \(now), \(actor.user), \(actor.assignment), \($0.event.kind), \($0.details))"
            })
        try insert(
            "event_subjects (subject, subject_id, event_id)",
            rows.flatMap { row in
                row.event.subjects.map(\.columns).map { "(\($0.kind), \($0.id), \(row.id))" as SQL }
            })
    }

    func append(_ event: Event, by user: ID<User>, under assignment: ID<Assignment>) throws {
        let id = ID<Event>.new(in: self)
        try execute(
            """
            INSERT INTO events (id, happened_at, user_id, assignment_id, kind, details)
            VALUES (\(id), \(now), \(user), \(assignment), \(event.kind), \(JSON.encode(event.details)))
            """)
        if actor.team != nil { try markBegun(event.subjects) }
        let subjects: [SQL] = event.subjects.map(\.columns).map { "(\($0.kind), \($0.id), \(id))" }
        try insert("event_subjects (subject, subject_id, event_id)", subjects)
    }

    /// A case is new until somebody in the team has done something with it.
    private func markBegun(_ subjects: [Event.Subject]) throws {
        for case .order(let id) in subjects {
            try execute("UPDATE cases SET team_began_at = \(now) WHERE id = \(id) AND team_began_at IS NULL")
        }
    }

    /// The next number of a series that has no gaps, such as this year's cases.
    func nextNumber(of series: String) throws -> Int {
        try one(
            """
            INSERT INTO counters (name, last) VALUES (\(series), 1)
            ON CONFLICT (name) DO UPDATE SET last = counters.last + 1 RETURNING last
            """
        ) { $0.int() }
    }
}

extension Reading {
    /// Who sees a case sees what happened to the person in it, also when it has ended.
    func mayTellOfEvent(_ event: SQL, about subject: Event.Subject) -> SQL {
        let isStranger: SQL =
            if case .order = subject { "1 = 0" } else {
                "o.subject = 'recipient' AND o.subject_id IN \(strangers)"
            }
        return """
            NOT EXISTS (SELECT 1 FROM event_subjects o WHERE o.event_id = \(event)
                AND ((\(isStranger)) OR (o.subject = 'case' AND o.subject_id IN \(hiddenCases))))
            """
    }

    /// Newest first, at most `limit` entries; not those that are also about somebody, or a case, that the actor must not be
    /// told of.
    func timeline(about subject: Event.Subject, limit: Int = 500) throws -> [TimelineEntry] {
        try all(
            """
            SELECT \(entryColumns) FROM event_subjects s
            JOIN events e ON e.id = s.event_id JOIN users u ON u.id = e.user_id
            WHERE s.subject = \(subject.columns.kind) AND s.subject_id = \(subject.columns.id)
                AND \(mayTellOfEvent("s.event_id", about: subject))
            ORDER BY s.event_id DESC LIMIT \(limit)
            """
        ) { try readEntry(&$0) }
    }

    /// What is read of an event (`e`) and of who did it (`u`): last the edition by which its case was ordered.
    var entryColumns: SQL {
        """
        e.happened_at, u.name, e.kind, e.details, (SELECT MIN(q.slug || ' ' || q.edition) FROM event_subjects k
            JOIN cases q ON q.id = k.subject_id WHERE k.event_id = e.id AND k.subject = 'case')
        """
    }

    func readEntry(_ row: inout Row) throws -> TimelineEntry {
        let (at, who, kind) = (row.instant(), row.text(), try row.value() as Event.Kind)
        let details: [String: String] = try row.json()
        let edition = row.textIfAny()?.split(separator: " ").map(String.init)
        let duty = try details["duty"].flatMap { key in
            try edition.flatMap { try routine($0[0], edition: $0[1]).duty(key)?.title }
        }
        return TimelineEntry(at: at, who: who, kind: kind, details: details, duty: duty)
    }
}
