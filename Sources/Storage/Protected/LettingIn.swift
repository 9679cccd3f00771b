import Domain

extension Tx {
    /// How long broken glass stays open.
    static let brokenGlassSeconds: Int64 = 4 * 60 * 60

    /// Lets a colleague in; by whoever answers for protected identities.
    /// - Throws: `invalid` at `user` for somebody who has no business there, at `reason` for none.
    public func letIn(_ user: ID<User>, to thing: ProtectedThing, _ typed: Answers) throws {
        try actor.require(.answerForProtected)
        guard try protectedCandidates(for: thing).contains(where: { $0.id == user }) else {
            throw AppError.invalid("protected.user", field: "user")
        }
        let reason = try reason(in: typed)
        try open(thing, to: user, ground: .listed, reason: reason)
    }

    /// Lets the actor in for some hours, and tells whoever answers for protected identities.
    /// - Throws: `notFound` where there is nothing protected within reach, `invalid` at `reason` for none worth the name.
    public func breakGlass(to thing: ProtectedThing, _ typed: Answers) throws {
        try actor.require(.breakGlass)
        guard try isWithinReach(thing) else { throw AppError.notFound }
        let reason = try reason(in: typed, atLeast: 10)
        try open(
            thing, to: actor.user, ground: .brokenGlass, reason: reason,
            until: now.adding(seconds: Self.brokenGlassSeconds))
        try append(Event(.glassBroken, ["reason": reason], about: subjects(of: thing) + [.user(actor.user)]))
    }

    /// Closes the door behind somebody who was let in.
    public func shutOut(_ access: ID<ProtectedThing>) throws {
        try actor.require(.answerForProtected)
        let (user, recipient, order) = try one(
            """
            UPDATE protected_access SET ended_at = \(now), ended_by = \(actor.user)
            WHERE id = \(access) AND ended_at IS NULL RETURNING user_id, recipient_id, case_id
            """
        ) { ($0.id() as ID<User>, $0.id() as ID<CareRecipient>, $0.optional { $0.id() as ID<Case> }) }
        let about: [Event.Subject] = order.map { [.order($0)] } ?? [.recipient(recipient)]
        try append(Event(.shutOut, about: about + [.user(user)]))
    }

    /// Writes down what was found when somebody looked at why the glass was broken.
    public func reviewGlass(_ access: ID<ProtectedThing>, _ typed: Answers) throws {
        try actor.require(.answerForProtected)
        guard let outcome = GlassReview(rawValue: typed["outcome"]) else {
            throw AppError.invalid("form.required", field: "outcome")
        }
        let note = Text.cleaned(typed["note"])
        guard outcome == .justified || !note.isEmpty else {
            throw AppError.invalid("form.required", field: "note")
        }
        try checkLength(note, field: "note")
        let user: ID<User> = try one(
            """
            SELECT a.user_id FROM protected_access a WHERE a.id = \(access) AND a.ground = 'brokenGlass'
                AND NOT EXISTS (SELECT 1 FROM glass_reviews r WHERE r.access_id = a.id)
            """
        ) { $0.id() }
        guard user != actor.user else { throw AppError.forbidden("protected.ownGlass") }
        try execute(
            """
            INSERT INTO glass_reviews (access_id, outcome, note, reviewed_at, reviewed_by)
            VALUES (\(access), \(outcome), \(note), \(now), \(actor.user))
            """)
        try append(Event(.glassReviewed, ["outcome": outcome.rawValue, "note": note], about: [.user(user)]))
    }

    /// Whoever sends an order about somebody whose data are protected sees that case.
    func letInSender(of order: Case) throws {
        try open(.order(order.id), to: actor.user, ground: .ordered, reason: "")
    }

    /// Whoever is to make a visit sees its case.
    func letInVisitor(_ technician: ID<User>, of order: ID<Case>) throws {
        try open(.order(order), to: technician, ground: .booked, reason: "")
    }

    /// Whoever recorded the protection sees the person; those who work with the person's running cases see these.
    func letInWorkers(with person: ID<CareRecipient>) throws {
        try open(.person(person), to: actor.user, ground: .marked, reason: "")
        let workers = try all(
            """
            SELECT c.id, c.ordered_by FROM cases c WHERE c.queue_rank IS NOT NULL AND (c.recipient_id = \(person)
                OR c.id IN (SELECT m.case_id FROM case_people m WHERE m.recipient_id = \(person)))
            UNION SELECT c.id, v.technician_id FROM cases c JOIN visits v ON v.case_id = c.id AND v.status = 'planned'
            WHERE c.queue_rank IS NOT NULL AND (c.recipient_id = \(person)
                OR c.id IN (SELECT m.case_id FROM case_people m WHERE m.recipient_id = \(person)))
            """
        ) { ($0.id() as ID<Case>, $0.id() as ID<User>) }
        for (order, user) in workers { try open(.order(order), to: user, ground: .marked, reason: "") }
    }

    /// Opens for every protected person of the thing; once, however often it is asked for.
    private func open(
        _ thing: ProtectedThing, to user: ID<User>, ground: AccessGround, reason: String,
        until end: Instant? = nil
    ) throws {
        let (people, order) = try parts(of: thing)
        var hasOpened = false
        for person in people {
            let isOpen = try first(
                """
                SELECT 1 FROM protected_access WHERE recipient_id = \(person) AND user_id = \(user) AND ended_at IS NULL
                    AND ends_at IS NULL AND (case_id IS NULL OR case_id = \(order))
                """
            ) { $0.int() }
            guard isOpen == nil || ground == .brokenGlass else { continue }
            hasOpened = true
            try execute(
                """
                INSERT INTO protected_access (id, recipient_id, case_id, user_id, ground, reason, given_at, given_by, ends_at)
                VALUES (\(ID<ProtectedThing>.new(in: self)), \(person), \(order), \(user), \(ground), \(reason), \(now),
                    \(actor.user), \(end))
                """)
        }
        guard hasOpened, ground != .brokenGlass else { return }
        let name = try one("SELECT name FROM users WHERE id = \(user)") { $0.text() }
        try append(Event(.letIn, ["name": name], about: subjects(of: thing) + [.user(user)]))
    }

    private func parts(of thing: ProtectedThing) throws -> ([ID<CareRecipient>], ID<Case>?) {
        switch thing {
        case .order(let order): (try protectedPeople(of: order), order)
        case .person(let person): ([person], nil)
        }
    }

    private func subjects(of thing: ProtectedThing) -> [Event.Subject] {
        switch thing {
        case .order(let order): [.order(order)]
        case .person(let person): [.recipient(person)]
        }
    }

    func reason(in typed: Answers, atLeast length: Int = 1) throws -> String {
        let reason = Text.cleaned(typed["reason"])
        guard reason.count >= length else {
            throw AppError.invalid(
                reason.isEmpty ? "form.required" : "protected.reason.short", field: "reason")
        }
        try checkLength(reason, field: "reason")
        return reason
    }
}
