import Domain

extension Tx {
    /// How long broken glass stays open.
    static let brokenGlassSeconds: Int64 = 4 * 60 * 60

    /// Lets a colleague in; by whoever answers for protected identities.
    /// - Throws: `invalid` at `user` for somebody who has no business there and for oneself, at `reason` for none.
    public func letIn(_ user: ID<User>, to thing: ProtectedThing, _ typed: Answers) throws {
        try actor.require(.answerForProtected)
        guard try protectedCandidates(for: thing).contains(where: { $0.id == user }) else {
            throw AppError.invalid("protected.user", field: "user")
        }
        guard user != actor.user else { throw AppError.invalid("protected.self", field: "user") }
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

    /// Closes the door behind somebody who was let in; also to whoever has been merged into the person, so that it stays
    /// closed when they are two again.
    /// - Throws: `conflict` for a technician who is booked and would not be let in by anything else: somebody waits for the
    ///   visit.
    public func shutOut(_ access: ID<ProtectedThing>) throws {
        try actor.require(.answerForProtected)
        let isBooked = try first(
            """
            SELECT 1 FROM protected_access a JOIN visits v ON v.technician_id = a.user_id AND v.status = 'planned'
            JOIN cases c ON c.id = v.case_id WHERE a.id = \(access) AND a.ended_at IS NULL
                AND (a.case_id = c.id OR (a.case_id IS NULL AND (c.recipient_id = a.recipient_id OR EXISTS (
                    SELECT 1 FROM case_people m WHERE m.case_id = c.id AND m.recipient_id = a.recipient_id))))
                AND NOT EXISTS (SELECT 1 FROM protected_access b WHERE b.id <> a.id AND b.user_id = a.user_id
                    AND b.recipient_id = a.recipient_id AND b.ended_at IS NULL AND b.ends_at IS NULL
                    AND (b.case_id IS NULL OR b.case_id = c.id))
            """
        ) { $0.int() }
        guard isBooked == nil else { throw AppError.conflict("protected.booked") }
        let (user, recipient, order) = try one(
            """
            UPDATE protected_access SET ended_at = \(now), ended_by = \(actor.user)
            WHERE id = \(access) AND ended_at IS NULL RETURNING user_id, recipient_id, case_id
            """
        ) { ($0.id() as ID<User>, $0.id() as ID<CareRecipient>, $0.optional { $0.id() as ID<Case> }) }
        let merged = try everyIdentity(of: recipient).filter { $0 != recipient }
        if !merged.isEmpty {
            try execute(
                """
                UPDATE protected_access SET ended_at = \(now), ended_by = \(actor.user)
                WHERE recipient_id IN (\(list: merged)) AND user_id = \(user) AND ended_at IS NULL
                    AND COALESCE(case_id, '') = \(order?.text ?? "")
                """)
        }
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
        // What was found may be about the person: it stands with the review, from where a disposal takes it.
        try append(
            Event(
                .glassReviewed, ["outcome": outcome.rawValue, "digest": Array(note.utf8).digest],
                about: [.user(user)]))
    }

    /// Broken glass is for looking, for some hours: whoever is in by it alone neither lifts nor changes a protection.
    /// - Throws: `conflict`.
    func requireMoreThanGlass(to person: ID<CareRecipient>) throws {
        let isByGlass = try first(
            """
            SELECT 1 FROM care_recipients p WHERE p.id = \(person) AND p.protection <> 'none'
                AND NOT EXISTS (SELECT 1 FROM protected_access a WHERE a.recipient_id = p.id AND a.case_id IS NULL
                    AND a.user_id = \(actor.user) AND a.ended_at IS NULL AND a.ends_at IS NULL)
            """
        ) { $0.int() }
        guard isByGlass == nil else { throw AppError.conflict("protected.byGlass") }
    }

    /// Whoever sends an order about somebody whose data are protected sees that case.
    func letInSender(of order: Case) throws {
        try open(.order(order.id), to: actor.user, ground: .ordered, reason: "")
    }

    /// Whoever sent an order that was called off sees it again when it goes on, also where a protection came between; but
    /// not whoever was shut out.
    func letInOrderer(of order: ID<Case>) throws {
        let orderer = try first(
            "SELECT c.ordered_by FROM cases c WHERE c.id = \(order) AND NOT \(wasShutOut("c.ordered_by", of: "c"))"
        ) { $0.id() as ID<User> }
        if let orderer { try open(.order(order), to: orderer, ground: .ordered, reason: "") }
    }

    /// Whether `user` has been shut out of the case (`c`) or of somebody in it. What lets in by itself leaves them out; whoever
    /// answers for protected identities can let them in again.
    private func wasShutOut(_ user: SQL, of c: SQL) -> SQL {
        """
        EXISTS (SELECT 1 FROM protected_access z WHERE z.user_id = \(user) AND z.ended_at IS NOT NULL
            AND (z.case_id = \(c).id OR (z.case_id IS NULL AND (z.recipient_id = \(c).recipient_id OR EXISTS (
                SELECT 1 FROM case_people y WHERE y.case_id = \(c).id AND y.recipient_id = z.recipient_id)))))
        """
    }

    /// Whoever is to make a visit sees its case.
    func letInVisitor(_ technician: ID<User>, of order: ID<Case>) throws {
        try open(.order(order), to: technician, ground: .booked, reason: "")
    }

    func letInVisitors(of order: ID<Case>) throws {
        let technicians = try all(
            "SELECT DISTINCT technician_id FROM visits WHERE case_id = \(order) AND status = 'planned'"
        ) { $0.id() as ID<User> }
        for technician in technicians { try letInVisitor(technician, of: order) }
    }

    /// Whoever recorded the protection sees the person; those who work with the person's running cases see these.
    func letInWorkers(with person: ID<CareRecipient>) throws {
        try open(.person(person), to: actor.user, ground: .marked, reason: "")
        let workers = try all(
            """
            SELECT c.id, c.ordered_by FROM cases c WHERE c.queue_rank IS NOT NULL AND (c.recipient_id = \(person)
                OR c.id IN (SELECT m.case_id FROM case_people m WHERE m.recipient_id = \(person)))
                AND NOT \(wasShutOut("c.ordered_by", of: "c"))
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
            let covers: SQL = order.map { letsIn("a", to: "\($0)") } ?? "a.case_id IS NULL"
            let isOpen = try first(
                """
                SELECT 1 FROM protected_access a WHERE a.recipient_id = \(person) AND a.user_id = \(user)
                    AND a.ended_at IS NULL AND a.ends_at IS NULL AND \(covers)
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
