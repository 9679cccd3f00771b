import Domain

/// A row of the read log: who read what, as what, and when. SoLPUL (2001:454) 10 § asks that it is looked through.
public struct LoggedReading: Sendable, Hashable {
    public let id: ID<Disclosure>
    public let at: Instant
    public let who: String
    public let role: Role?
    /// The unit or the team; empty for the municipality's own functions.
    public let place: String
    public let action: Disclosure.Action
    /// Such as `case` or `queue.all`.
    public let page: String
    public let order: CaseNumber?
    /// How many people were shown.
    public let people: Int
    /// The reason given by whoever read by broken glass; empty where it is not the actor's to know.
    public let brokenGlass: String?
}

/// Which rows of the log are asked for.
public struct ReadingFilter: Sendable, Hashable {
    public var day: Day?
    public var user: ID<User>?
    public var action: Disclosure.Action?

    public init(day: Day? = nil, user: ID<User>? = nil, action: Disclosure.Action? = nil) {
        (self.day, self.user, self.action) = (day, user, action)
    }
}

public struct ReadingList: Sendable {
    public let readings: [LoggedReading]
    public let hasMore: Bool
    /// Those who have read anything, in Swedish order.
    public let readers: [NamedPlace<User>]
}

/// One reading, with whom it showed.
public struct ReadingPage: Sendable {
    public let reading: LoggedReading
    /// At most a thousand, by name; those whose data are protected are told of only to whoever is let in.
    public let people: [SharingPerson]
    public let hidden: Int
}

/// Everything that the log says of one person.
public struct PersonsLog: Sendable {
    public let person: SharingPerson
    public let identifier: PersonIdentifier
    /// The latest first.
    public let readings: [LoggedReading]
    public let hasMore: Bool
}

extension Reading {
    /// The latest first. Tells of nobody who is in care.
    public func readings(_ filter: ReadingFilter, offset: Int = 0, limit: Int = 50) throws -> ReadingList {
        try actor.require(.followUpReadings)
        let found = try logged(where: filter.condition, offset: offset, limit: limit + 1)
        let readers = try all(
            """
            SELECT u.id, u.name FROM users u WHERE EXISTS (SELECT 1 FROM readings r WHERE r.user_id = u.id)
            ORDER BY u.sort_key, u.id
            """
        ) { NamedPlace<User>(id: $0.id(), name: $0.text()) }
        return ReadingList(
            readings: Array(found.prefix(limit)), hasMore: found.count > limit, readers: readers)
    }

    /// - Throws: `notFound` for none.
    public func reading(_ id: ID<Disclosure>) throws -> Personal<ReadingPage> {
        try actor.require(.followUpReadings)
        guard let reading = try logged(where: "r.id = \(id)", offset: 0, limit: 1).first else {
            throw AppError.notFound
        }
        let people = try all(
            """
            SELECT c.id, c.name FROM reading_people p JOIN care_recipients c ON c.id = p.recipient_id
            WHERE p.reading_id = \(id) AND \(mayTell(of: "p.recipient_id")) ORDER BY c.sort_key, c.id LIMIT 1000
            """
        ) { SharingPerson(id: $0.id(), name: $0.text()) }
        let hidden = try one(
            "SELECT COUNT(*) FROM reading_people p WHERE p.reading_id = \(id) AND p.recipient_id IN \(strangers)"
        ) { $0.int() }
        return Personal(
            ReadingPage(reading: reading, people: people, hidden: hidden),
            Disclosure(.viewed, "readLog", about: people.map(\.id)))
    }

    /// Somebody of the register by a whole identity number, for the one who asks for their own log; `nil` for nobody.
    public func loggedPerson(number: String) throws -> Personal<ID<CareRecipient>?> {
        try actor.require(.followUpReadings)
        let value = (try? PersonIdentifier.parse(number, today: today))?.value ?? ""
        let found: ID<CareRecipient>? = try first(
            """
            SELECT i.recipient_id FROM person_identifiers i WHERE i.value = \(value) AND \(identifies("i"))
                AND \(mayTell(of: "i.recipient_id"))
            """
        ) { $0.id() }
        return Personal(found, Disclosure(.searched, "readLog", about: found.map { [$0] } ?? []))
    }

    /// Who has read about a person, for the person to have: at most `limit` rows, the latest first.
    /// - Throws: `notFound` for nobody, or somebody whose data are protected where the actor is not let in.
    public func personsLog(_ id: ID<CareRecipient>, limit: Int = 2000) throws -> Personal<PersonsLog> {
        try actor.require(.followUpReadings)
        let (person, identifier) = try one(
            """
            SELECT p.id, p.name, n.kind, n.value FROM care_recipients p
            JOIN person_identifiers n ON n.recipient_id = p.id AND n.valid_to IS NULL
            WHERE p.id = \(id) AND \(mayTell(of: "p.id"))
            """
        ) { (SharingPerson(id: $0.id(), name: $0.text()), try readIdentifier(&$0)) }
        let found = try logged(ofPerson: id, limit: limit + 1)
        return Personal(
            PersonsLog(
                person: person, identifier: identifier, readings: Array(found.prefix(limit)),
                hasMore: found.count > limit),
            Disclosure(.viewed, "personsLog", about: [id]))
    }

    /// What was read about somebody, also while they stood in the register as two.
    func logged(ofPerson id: ID<CareRecipient>, limit: Int) throws -> [LoggedReading] {
        try logged(
            where: """
                r.id IN (SELECT p.reading_id FROM reading_people p WHERE p.recipient_id IN (\(list: try everyIdentity(of: id))))
                """, offset: 0, limit: limit)
    }

    func logged(where condition: SQL, offset: Int, limit: Int) throws -> [LoggedReading] {
        try all(
            """
            SELECT r.id, r.read_at, u.name, a.role, COALESCE(pu.name, t.name, ''), r.action, r.page, c.number,
                (SELECT COUNT(*) FROM reading_people p WHERE p.reading_id = r.id),
                (SELECT MAX(CASE WHEN \(mayTell(of: "g.recipient_id")) THEN g.reason ELSE '' END)
                    FROM protected_access g WHERE g.user_id = r.user_id AND g.ground = 'brokenGlass'
                        AND g.given_at <= r.read_at AND g.ends_at > r.read_at AND EXISTS (SELECT 1 FROM reading_people p
                            WHERE p.reading_id = r.id AND p.recipient_id = g.recipient_id))
            FROM readings r JOIN users u ON u.id = r.user_id LEFT JOIN assignments a ON a.id = r.assignment_id
            LEFT JOIN provider_units pu ON pu.id = a.unit_id LEFT JOIN teams t ON t.id = a.team_id
            LEFT JOIN cases c ON c.id = r.case_id WHERE \(condition)
            ORDER BY r.read_at DESC, r.position DESC LIMIT \(limit) OFFSET \(offset)
            """
        ) {
            LoggedReading(
                id: $0.id(), at: $0.instant(), who: $0.text(), role: try $0.optional { try $0.value() },
                place: $0.text(), action: try $0.value(), page: $0.text(),
                order: $0.textIfAny().map(CaseNumber.init(stored:)), people: $0.int(),
                brokenGlass: $0.textIfAny())
        }
    }
}

extension ReadingFilter {
    fileprivate var condition: SQL {
        let parts: [SQL?] = [
            day.map { "r.read_at >= \($0.start) AND r.read_at < \($0.adding(days: 1).start)" },
            user.map { "r.user_id = \($0)" }, action.map { "r.action = \($0.rawValue)" },
        ]
        return .joined(["1 = 1"] + parts.compactMap(\.self), by: " AND ")
    }
}
