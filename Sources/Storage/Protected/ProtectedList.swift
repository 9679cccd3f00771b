import Domain

/// Cases of people whose data are protected, without anything about anybody; and who has let themselves in.
public struct ProtectedList: Sendable {
    public let cases: [ProtectedCase]
    /// Orders that something in a life has begun, and that the actor does not see.
    public let drafts: [ProtectedDraft]
    /// The latest first; of the actor's own place, or of all for whoever answers for protected identities.
    public let broken: [BrokenGlass]
}

/// An order that waits to be sent, without anything of whom it is about.
public struct ProtectedDraft: Sendable, Hashable {
    public let title: BilingualText
    public let unit: String
    public let begunAt: Instant
    /// Behind whose door it lies.
    public let person: ID<CareRecipient>
}

/// A case as those see it who have not been let in.
public struct ProtectedCase: Sendable, Hashable {
    public let number: CaseNumber
    public let title: BilingualText
    public let unit: String
    public let waitsOn: Party.Role?
    public let due: Day?
    /// Whether the actor has been let in.
    public let isOpen: Bool
    /// How many have been let in on the team's side, and on the unit's.
    public let teamReaders: Int
    public let unitReaders: Int
}

public struct BrokenGlass: Sendable, Hashable {
    public let id: ID<ProtectedThing>
    public let who: String
    /// The case; `nil` for all that is known of the person.
    public let order: CaseNumber?
    public let reason: String
    public let at: Instant
    public let endsAt: Instant
    public let review: GlassReview?
    public let note: String
    public let reviewedBy: String?
}

/// The door to one case or person: who has been let in, and who may be.
public struct ProtectedDoor: Sendable {
    public let thing: ProtectedThing
    /// `nil` for a person.
    public let order: ProtectedCase?
    public let readers: [ProtectedReader]
    /// Those who may be let in, in Swedish order.
    public let candidates: [NamedPlace<User>]
    public let isOpen: Bool
}

public struct ProtectedReader: Sendable, Hashable {
    public let access: ID<ProtectedThing>
    public let name: String
    public let ground: AccessGround
    public let reason: String
    public let since: Instant
    public let until: Instant?
    /// Whether it is to all that is known of the person.
    public let isWhole: Bool
}

extension Reading {
    /// Which protected cases (`c`) the actor may know that there are: its own unit's, its team's, or all.
    private var reaches: SQL {
        if actor.may(.answerForProtected) { return "1 = 1" }
        return switch actor.place {
        case .unit(let unit): "c.unit_id = \(unit)"
        case .team(let team): "c.team_id = \(team)"
        case .municipality: "1 = 0"
        }
    }

    private func requireReach() throws(AppError) {
        guard actor.may(.breakGlass) || actor.may(.answerForProtected) else {
            throw .forbidden("error.forbidden")
        }
    }

    /// Cases that run, those that wait longest first, at most five hundred.
    public func protectedList() throws -> Personal<ProtectedList> {
        try requireReach()
        let list = ProtectedList(
            cases: try protectedCases(where: "c.queue_rank IS NOT NULL", limit: 500),
            drafts: try protectedDrafts(),
            broken: try brokenGlass())
        let opened: [ID<CareRecipient>] = try all(
            "SELECT a.recipient_id FROM protected_access a WHERE a.id IN (\(list: list.broken.map(\.id)))"
        ) { $0.id() }
        let people = try protectedPeople(in: list.cases.map(\.number)) + list.drafts.map(\.person) + opened
        return Personal(list, Disclosure(.listed, Disclosure.protectedDoor, about: people))
    }

    /// Whose data are protected, of those whom the cases are about.
    private func protectedPeople(in cases: [CaseNumber]) throws -> [ID<CareRecipient>] {
        try all(
            """
            SELECT p.id FROM care_recipients p WHERE p.protection <> 'none' AND (
                p.id IN (SELECT c.recipient_id FROM cases c WHERE c.number IN (\(list: cases)))
                OR p.id IN (SELECT m.recipient_id FROM case_people m JOIN cases c ON c.id = m.case_id
                    WHERE c.number IN (\(list: cases))))
            """
        ) { $0.id() }
    }

    /// What an event has begun in a unit where perhaps nobody is let in: the oldest first, at most a hundred.
    private func protectedDrafts() throws -> [ProtectedDraft] {
        let isReached: SQL = actor.unit.map { "d.unit_id = \($0)" } ?? "1 = 1"
        return try all(
            """
            SELECT d.slug, d.edition, u.name, d.began_at, e.recipient_id FROM life_events e
            JOIN life_event_effects f ON f.event_id = e.id AND f.effect = 'draft' JOIN drafts d ON d.id = f.subject_id
            JOIN provider_units u ON u.id = d.unit_id
            WHERE e.undone_at IS NULL AND e.recipient_id IN \(strangers) AND \(isReached) ORDER BY d.began_at, d.id LIMIT 100
            """
        ) { row in
            let routine = try routine(row.text(), edition: row.text())
            return ProtectedDraft(
                title: routine.title, unit: row.text(), begunAt: row.instant(), person: row.id())
        }
    }

    /// How many orders that an event has begun within reach wait to be sent by a unit in which nobody is let in, but for some
    /// hours. It is told where somebody lands: there is no case in whose list they would stand.
    public func protectedWithoutSender() throws -> Int {
        let isReached: SQL
        if actor.may(.answerForProtected) {
            isReached = "1 = 1"
        } else if let unit = actor.unit, actor.may(.breakGlass) {
            isReached = "d.unit_id = \(unit)"
        } else {
            return 0
        }
        return try one(
            """
            SELECT COUNT(DISTINCT d.id) FROM life_events e
            JOIN life_event_effects f ON f.event_id = e.id AND f.effect = 'draft' JOIN drafts d ON d.id = f.subject_id
            WHERE e.undone_at IS NULL AND e.recipient_id IN (SELECT x.id FROM care_recipients x WHERE x.protection <> 'none')
                AND \(isReached) AND NOT EXISTS (SELECT 1 FROM protected_access a
                    JOIN assignments g ON g.user_id = a.user_id AND g.ended_at IS NULL AND g.unit_id = d.unit_id
                    JOIN users w ON w.id = a.user_id AND w.locked_at IS NULL LEFT JOIN cases k ON k.id = a.case_id
                    WHERE a.recipient_id = e.recipient_id AND a.ended_at IS NULL AND a.ends_at IS NULL
                        AND (a.case_id IS NULL OR k.queue_rank IS NOT NULL))
            """
        ) { $0.int() }
    }

    /// How many running cases within reach wait for a team in which nobody is let in to everybody in them, but for some hours.
    public func protectedWithoutReader() throws -> Int { try one("SELECT \(withoutReader)") { $0.int() } }

    /// As `protectedWithoutReader`, to be asked for with other numbers.
    var withoutReader: SQL {
        guard actor.may(.answerForProtected) || actor.may(.plan) else { return "0" }
        return """
            (SELECT COUNT(*) FROM cases c WHERE c.id IN \(protectedOrders) AND \(reaches) AND c.queue_rank IS NOT NULL
                AND c.team_since IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \(readers(at: "g.team_id = c.team_id"))))
            """
    }

    private var protectedOrders: SQL {
        """
        (SELECT k.id FROM cases k WHERE k.recipient_id IN (SELECT x.id FROM care_recipients x WHERE x.protection <> 'none')
        UNION ALL SELECT m.case_id FROM case_people m
            WHERE m.recipient_id IN (SELECT x.id FROM care_recipients x WHERE x.protection <> 'none'))
        """
    }

    /// Those (`a.user_id`) who work at `place` and are let in until further notice to everybody in the case (`c`) whose data
    /// are protected: who is let in to one of two sees nothing of it.
    private func readers(at place: SQL) -> SQL {
        let isNamed = { (person: SQL) -> SQL in
            """
            (\(person) = c.recipient_id OR \(person) IN (SELECT o.recipient_id FROM case_people o WHERE o.case_id = c.id))
            """
        }
        let lasts = { (access: SQL) -> SQL in
            """
            \(access).ended_at IS NULL AND \(access).ends_at IS NULL AND \(letsIn(access, to: "c.id"))
            """
        }
        return """
            protected_access a JOIN assignments g ON g.user_id = a.user_id AND g.ended_at IS NULL AND \(place)
            JOIN users w ON w.id = a.user_id AND w.locked_at IS NULL
            WHERE \(isNamed("a.recipient_id")) AND \(lasts("a"))
                AND NOT EXISTS (SELECT 1 FROM care_recipients x WHERE x.protection <> 'none' AND \(isNamed("x.id"))
                    AND NOT EXISTS (SELECT 1 FROM protected_access b WHERE b.recipient_id = x.id AND b.user_id = a.user_id
                        AND \(lasts("b"))))
            """
    }

    /// How many have broken the glass without anybody having looked at why.
    public func unreviewedGlass() throws -> Int {
        guard actor.may(.answerForProtected) else { return 0 }
        return try one(
            """
            SELECT COUNT(*) FROM protected_access a WHERE a.ground = 'brokenGlass'
                AND NOT EXISTS (SELECT 1 FROM glass_reviews r WHERE r.access_id = a.id)
            """
        ) { $0.int() }
    }

    private func protectedCases(where condition: SQL, limit: Int) throws -> [ProtectedCase] {
        let count = { (place: SQL) -> SQL in "(SELECT COUNT(DISTINCT a.user_id) FROM \(readers(at: place)))" }
        return try all(
            """
            SELECT c.number, c.slug, c.edition, u.name, c.waits_on, c.waits_due,
                CASE WHEN c.id IN \(hiddenCases) THEN 0 ELSE 1 END, \(count("g.team_id = c.team_id")),
                \(count("g.unit_id = c.unit_id"))
            FROM cases c JOIN provider_units u ON u.id = c.unit_id
            WHERE c.id IN \(protectedOrders) AND \(reaches) AND \(condition) ORDER BY c.queue_rank, c.id LIMIT \(limit)
            """
        ) { row in
            let number = CaseNumber(stored: row.text())
            let routine = try routine(row.text(), edition: row.text())
            return ProtectedCase(
                number: number, title: routine.title, unit: row.text(),
                waitsOn: try row.optional { try $0.value() }, due: try row.dayIfAny(), isOpen: row.bool(),
                teamReaders: row.int(), unitReaders: row.int())
        }
    }

    private func brokenGlass() throws -> [BrokenGlass] {
        let own: SQL = actor.may(.answerForProtected) ? "1 = 1" : "(c.id IS NOT NULL AND \(reaches))"
        return try all(
            """
            SELECT a.id, u.name, c.number, a.reason, a.given_at, a.ends_at, r.outcome, COALESCE(r.note, ''), w.name
            FROM protected_access a JOIN users u ON u.id = a.user_id LEFT JOIN cases c ON c.id = a.case_id
            LEFT JOIN glass_reviews r ON r.access_id = a.id LEFT JOIN users w ON w.id = r.reviewed_by
            WHERE a.ground = 'brokenGlass' AND \(own)
            ORDER BY CASE WHEN r.access_id IS NULL THEN 0 ELSE 1 END, a.given_at DESC, a.id LIMIT 200
            """
        ) { row in
            BrokenGlass(
                id: row.id(), who: row.text(), order: row.textIfAny().map(CaseNumber.init(stored:)),
                reason: row.text(), at: row.instant(), endsAt: row.instant(),
                review: try row.optional { try $0.value() }, note: row.text(), reviewedBy: row.textIfAny())
        }
    }

    /// - Throws: `notFound` where there is no such protected case within reach.
    public func protectedDoor(to number: CaseNumber) throws -> Personal<ProtectedDoor> {
        try requireReach()
        guard let order = try protectedCases(where: "c.number = \(number)", limit: 1).first else {
            throw AppError.notFound
        }
        let id: ID<Case> = try one("SELECT id FROM cases WHERE number = \(number)") { $0.id() }
        return Personal(
            try door(to: .order(id), order),
            Disclosure(.listed, Disclosure.protectedDoor, about: try protectedPeople(in: [number]), in: id))
    }

    /// - Throws: `notFound` where there is no such protected person within reach.
    public func protectedDoor(to person: ID<CareRecipient>) throws -> Personal<ProtectedDoor> {
        try requireReach()
        guard try isWithinReach(.person(person)) else { throw AppError.notFound }
        return Personal(
            try door(to: .person(person), nil), Disclosure(.listed, Disclosure.protectedDoor, about: [person])
        )
    }

    /// Somebody whose data are protected, by an identity number that the actor knows already; `nil` where nobody within
    /// reach has it.
    public func protectedPerson(number: String) throws -> Personal<ID<CareRecipient>?> {
        try requireReach()
        let value = (try? PersonIdentifier.parse(number, today: today))?.value ?? ""
        let found: [ID<CareRecipient>] = try all(
            """
            SELECT i.recipient_id FROM person_identifiers i JOIN care_recipients p ON p.id = i.recipient_id
            WHERE i.value = \(value) AND \(identifies("i")) AND p.protection <> 'none'
            """
        ) { $0.id() }
        let reached = try found.first { try isWithinReach(.person($0)) }
        return Personal(reached, Disclosure(.searched, "protected", about: reached.map { [$0] } ?? []))
    }

    /// Whether there is such a thing, protected, that the actor may know of: its unit's or its team's.
    func isWithinReach(_ thing: ProtectedThing) throws -> Bool {
        switch thing {
        case .order(let id): return try !protectedCases(where: "c.id = \(id)", limit: 1).isEmpty
        case .person(let id):
            let isServed: SQL =
                actor.unit.map { worksWith("p.id", unit: "\($0)") }
                ?? (actor.team != nil || actor.may(.answerForProtected) ? "1 = 1" : "1 = 0")
            return try first(
                """
                SELECT 1 FROM care_recipients p WHERE p.id = \(id) AND p.protection <> 'none' AND p.merged_into_id IS NULL
                    AND \(isServed)
                """
            ) { $0.int() } != nil
        }
    }

    /// Whether a unit has to do with a person: it serves them, has ordered for them where no other serves them, is to send
    /// what an event has begun about them, or holds their keys. To order for somebody whom another unit serves opens no door.
    private func worksWith(_ person: SQL, unit: SQL) -> SQL {
        """
        (EXISTS (SELECT 1 FROM provider_responsibilities r WHERE r.recipient_id = \(person) AND r.unit_id = \(unit)
            AND r.valid_to IS NULL)
        OR EXISTS (SELECT 1 FROM cases c WHERE c.recipient_id = \(person) AND c.unit_id = \(unit)
            AND c.queue_rank IS NOT NULL AND NOT EXISTS (SELECT 1 FROM provider_responsibilities r
                WHERE r.recipient_id = \(person) AND r.valid_to IS NULL))
        OR EXISTS (SELECT 1 FROM life_events e JOIN life_event_effects f ON f.event_id = e.id AND f.effect = 'draft'
            JOIN drafts d ON d.id = f.subject_id
            WHERE e.recipient_id = \(person) AND e.undone_at IS NULL AND d.unit_id = \(unit))
        OR EXISTS (SELECT 1 FROM key_custody h JOIN key_receipts k ON k.id = h.receipt_id
            WHERE k.recipient_id = \(person) AND h.unit_id = \(unit) AND h.held_to IS NULL
            AND h.holder IN ('unit', 'lost')))
        """
    }

    /// Those who work where the case is, or with the person: the unit's and the team's, who are not in already.
    func protectedCandidates(for thing: ProtectedThing) throws -> [NamedPlace<User>] {
        let (places, already): (SQL, SQL) =
            switch thing {
            case .order(let id):
                (
                    "EXISTS (SELECT 1 FROM cases c WHERE c.id = \(id) AND (c.unit_id = g.unit_id OR c.team_id = g.team_id))",
                    """
                    ((a.case_id IS NOT NULL OR a.recipient_id = (SELECT c.recipient_id FROM cases c WHERE c.id = \(id)))
                        AND \(letsIn("a", to: "\(id)")))
                    """
                )
            case .person(let id):
                (
                    """
                    (g.team_id IS NOT NULL OR g.role = 'auditor' OR (g.unit_id IS NOT NULL
                        AND \(worksWith("\(id)", unit: "g.unit_id"))))
                    """, "(a.case_id IS NULL AND a.recipient_id = \(id))"
                )
            }
        return try all(
            """
            SELECT DISTINCT u.id, u.name, u.sort_key FROM users u JOIN assignments g ON g.user_id = u.id AND g.ended_at IS NULL
            WHERE u.locked_at IS NULL AND \(places) AND NOT EXISTS (SELECT 1 FROM protected_access a
                WHERE a.user_id = u.id AND a.ended_at IS NULL AND a.ends_at IS NULL AND \(already))
            ORDER BY u.sort_key, u.id
            """
        ) { NamedPlace(id: $0.id(), name: $0.text()) }
    }

    /// Who is let in now, the latest first. To a case also those who are let in to the person. A unit is told of its own: who
    /// else works with somebody is where they live.
    private func readers(of thing: ProtectedThing) throws -> [ProtectedReader] {
        let condition: SQL =
            switch thing {
            case .order(let id):
                """
                ((a.case_id IS NOT NULL OR a.recipient_id = (SELECT c.recipient_id FROM cases c WHERE c.id = \(id)))
                    AND \(letsIn("a", to: "\(id)")))
                """
            case .person(let id): "(a.recipient_id = \(id) AND \(letsIn("a", to: "a.case_id")))"
            }
        let isTold: SQL =
            actor.unit.map {
                "EXISTS (SELECT 1 FROM assignments g WHERE g.user_id = a.user_id AND g.unit_id = \($0) AND g.ended_at IS NULL)"
            } ?? "1 = 1"
        return try all(
            """
            SELECT a.id, u.name, a.ground, a.reason, a.given_at, a.ends_at, CASE WHEN a.case_id IS NULL THEN 1 ELSE 0 END
            FROM protected_access a JOIN users u ON u.id = a.user_id WHERE \(condition) AND \(isTold) AND a.ended_at IS NULL
                AND (a.ends_at IS NULL OR a.ends_at > \(now)) ORDER BY a.id DESC LIMIT 200
            """
        ) {
            ProtectedReader(
                access: $0.id(), name: $0.text(), ground: try $0.value(), reason: $0.text(),
                since: $0.instant(),
                until: $0.instantIfAny(), isWhole: $0.bool())
        }
    }

    private func door(to thing: ProtectedThing, _ order: ProtectedCase?) throws -> ProtectedDoor {
        let isOpen =
            switch thing {
            case .order: order?.isOpen ?? false
            case .person(let id):
                try first(
                    "SELECT 1 FROM care_recipients p WHERE p.id = \(id) AND p.id NOT IN \(hiddenPeople)"
                ) {
                    $0.int()
                } != nil
            }
        return ProtectedDoor(
            thing: thing, order: order, readers: try readers(of: thing),
            candidates: actor.may(.answerForProtected) ? try protectedCandidates(for: thing) : [],
            isOpen: isOpen)
    }
}

extension Disclosure {
    /// That there is something about somebody protected, and who is let in to it; nothing else of them.
    fileprivate static let protectedDoor = "protectedDoor"
}
