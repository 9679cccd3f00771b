import Domain

extension Tx {
    /// Sends the order: the received document, the case with its duties, the facts it brings to the register, and
    /// the history, in one transaction. Sent again, it answers with the case it made the first time.
    /// - Parameter savedAt: when the draft was last saved as the sender has checked it.
    /// - Throws: `invalid` with every fault; `conflict` where the draft was saved anew since it was checked. The draft
    ///   stays as it is.
    @discardableResult
    public func submit(_ id: ID<Case>, savedAt: Instant? = nil) throws -> CaseNumber {
        try actor.require(.order)
        try serialize(on: "order \(id)")
        if let sent = try caseNumber(of: id) { return sent }
        let draft = try draftToSend(id)
        guard savedAt == nil || savedAt == draft.savedAt else {
            throw AppError.conflict("order.changedSinceCheck")
        }
        let settings = try settings()
        let content = try draft.routine.read(
            draft.answers, today: today, override: settings.preconditionOverride, calendar: settings.calendar)
        try requireRegister(on: content.extractDay, under: draft.routine)
        try requireKnownSerials(in: content, of: draft.routine)
        try checkOtherUnit(content, in: draft.routine)
        let (recipient, known) = try content.recipient.map(register) ?? (nil, nil)
        let (cohabitant, knownCohabitant) = try registerCohabitant(
            of: content, under: draft.routine, with: recipient)
        // Before the counter, which every order waits for.
        try holdDevices(of: recipient, cohabitant?.id)
        let oldHome = try content.home.map(ensureDwelling)
        let newHome = try content.newHome.map(ensureDwelling) ?? oldHome
        let number = CaseNumber(year: today.year, sequence: try nextNumber(of: "case-\(today.year)"))
        let isReceiving = draft.routine.party(draft.party)?.side == .receiving
        let duties = draft.routine.duties(
            for: content.answers, attested: Set(content.attested.keys), movesOn: content.movesOn,
            extractDay: content.extractDay, at: now,
            calendar: settings.calendar)
        var order = Case(
            id: id, number: number, routine: draft.routine, unit: try ownUnit(), recipient: recipient,
            dwelling: isReceiving ? newHome : oldHome, submittedAt: now, party: draft.party,
            duties: draft.routine.ownDuties(duties, of: draft.party), cancelledAt: nil, revision: 0,
            cohabitant: cohabitant)
        try requireLiving(order)
        try insert(order, content)
        try letInSender(of: order)
        try takeUpFailures(by: order, content.answers)
        if let movesOn = content.movesOn, let oldHome, let newHome {
            let terms = MoveTerms(movesOn: movesOn, oldHome: oldHome, newHome: newHome)
            try execute(
                """
                UPDATE cases SET moves_on = \(movesOn), old_dwelling_id = \(oldHome), new_dwelling_id = \(newHome)
                WHERE id = \(order.id)
                """)
            order = try join(order, content, terms: terms)
        }
        if let known, let said = content.recipient {
            try tellDifferences(between: known, and: said, for: order, as: .recipient)
        }
        if let knownCohabitant, let said = content.cohabitant {
            try tellDifferences(between: knownCohabitant, and: said, for: order, as: .cohabitant)
        }
        // Who receives somebody serves them from the day when the responsibility passes, and not from the order.
        if !isReceiving { try takeFacts(from: content, for: order) }
        try save(order, expecting: 0)
        if order.joined.count > 1 { try tellTwin(of: order, ended: order.endedOrders) }
        if let origin = draft.origin { try link(order, to: origin) }
        try forgetDraft(id)
        return number
    }

    /// Nothing is ordered for somebody who has died but that it be taken back. Of somebody whom the sender may not know of
    /// nothing is told by a refusal either: whoever may know sees it on the case.
    private func requireLiving(_ order: Case) throws {
        guard let recipient = order.recipient, order.endsWithService,
            let died = try lifetime(of: recipient).died,
            try first(
                "SELECT 1 FROM care_recipients p WHERE p.id = \(recipient) AND \(seesRecipient)", { $0.int() }
            ) != nil
        else { return }
        throw AppError(
            .invalid, "order.deceased", field: order.routine.orderForm?.field(filling: .recipientNumber)?.key,
            ["day": died.description])
    }

    /// The unit on the other side is one of the municipality's, and another than the one that orders.
    private func checkOtherUnit(_ content: OrderContent, in routine: RoutineEdition) throws {
        guard !content.otherUnit.isEmpty else { return }
        let field = routine.orderForm?.field(filling: .otherUnit)?.key
        guard let other = try unit(named: content.otherUnit) else {
            throw AppError.invalid("form.unit.unknown", field: field)
        }
        guard other != actor.unit else { throw AppError.invalid("form.unit.own", field: field) }
    }

    private func ownUnit() throws -> ID<ProviderUnit> {
        guard let unit = actor.unit else { throw AppError.forbidden("error.forbidden") }
        return unit
    }

    func insert(_ order: Case, _ content: OrderContent) throws {
        try execute(
            """
            INSERT INTO cases (id, number, slug, edition, party, unit_id, team_id, recipient_id, dwelling_id, ordered_by,
                ordered_name, submitted_at, state, waits_on, queue_rank, revision)
            VALUES (\(order.id), \(order.number), \(order.routine.slug), \(order.routine.edition), \(order.party),
                \(order.unit), \(receivingTeam()), \(order.recipient), \(order.dwelling), \(actor.user),
                \(content.recipient?.name ?? ""),
                \(now), 'submitted', 'team', '9999', 0)
            """)
        try insert(
            order.duties, of: order, evidence: content.attested.mapValues { ["day": $0.description] })
        try insertDocument(of: order, content)
        try insertCohabitant(of: order, content)
        try append(Event(.caseSubmitted, ["number": order.number.text], about: everySubject(of: order)))
    }

    private func insertDocument(of order: Case, _ content: OrderContent) throws {
        try execute(
            """
            INSERT INTO submissions (id, case_id, party, answers, submitted_at, submitted_by)
            VALUES (\(ID<OrderContent>.new(in: self)), \(order.id), \(order.routine.orderForm?.party),
                \(JSON.encode(content.answers)), \(now), \(actor.user))
            """)
        let contacts: [SQL] = content.contacts.enumerated().map { position, contact in
            "(\(order.id), \(position), \(contact.role.rawValue), \(contact.name), \(contact.phone))"
        }
        try insert("booking_contacts (case_id, position, role, name, phone)", contacts)
        // A secret whose question fell away while the draft was written must not stay behind.
        let keys = Array(content.secrets.keys)
        try execute(
            "DELETE FROM secrets WHERE owner_id = \(order.id) AND field NOT IN (\(list: keys + [""]))")
    }

    private func takeFacts(from content: OrderContent, for order: Case) throws {
        try tellOverrides(of: content, for: order)
        for person in order.people { try takeFacts(about: person, from: content, for: order) }
    }

    private func takeFacts(about person: CasePerson, from content: OrderContent, for order: Case) throws {
        // Of somebody whom another unit serves an order changes nothing; the team sees that, and decides.
        guard try takeResponsibility(for: person, in: order) else {
            try tellAddress(of: person, in: order)
            return
        }
        if person.role == .recipient {
            try noteRelatives(in: content.contacts, of: person.id, because: order)
        }
        if try moves(person, by: order) {
            try settle(person.id, in: person.home, because: order, as: person.role)
        } else {
            try tellAddress(of: person, in: order)
        }
        for (key, day) in content.attested.sorted(by: { $0.key < $1.key }) {
            guard let duty = order.routine.duty(key), duty.about == person.role,
                case .attest(let system) = duty.kind
            else { continue }
            try recordService(of: person, in: order, system: system, effectuatedOn: day)
        }
    }

    private func tellOverrides(of content: OrderContent, for order: Case) throws {
        for key in content.overridden.keys.sorted() {
            try append(
                Event(
                    .preconditionOverridden, ["precondition": key, "reason": content.overridden[key] ?? ""],
                    about: [.order(order.id)]))
        }
    }

    /// The register keeps what it knows; the team sees that the order says something else.
    private func tellDifferences(
        between known: CareRecipient, and content: OrderedPerson, for order: Case, as role: PersonRole
    ) throws {
        if Text.folded(known.name) != Text.folded(content.name) {
            try append(Event(.recipientDiffers, ["what": role.difference("name")], about: [.order(order.id)]))
        }
        if Text.dialled(known.phone) != Text.dialled(content.phone), !content.phone.isEmpty {
            try append(
                Event(.recipientDiffers, ["what": role.difference("phone")], about: [.order(order.id)]))
        }
    }

}

extension Reading {
    /// The number of the case that a draft became, once it is sent.
    public func caseNumber(of id: ID<Case>) throws -> CaseNumber? {
        try first("SELECT c.number FROM cases c WHERE c.id = \(id) AND \(seesCase)") {
            CaseNumber(stored: $0.text())
        }
    }
}
