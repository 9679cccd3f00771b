import Domain

/// A consent as a case shows it.
public struct ConsentLine: Sendable, Hashable {
    /// How a consent came to its end.
    public enum End: String, Sendable, CaseIterable { case withdrawn, expired, renewed }

    public let giver: ConsentGiver
    public let name: String
    /// As what somebody spoke for the person; empty where the person spoke.
    public let representing: String
    public let manner: ConsentManner
    public let day: Day
    public let until: Day?
    public let endedAt: Instant?
    public let end: End?
}

extension Reading {
    /// The recipient's consents to supervision by camera, the latest first.
    func consents(of recipient: ID<CareRecipient>) throws -> [ConsentLine] {
        try all(
            """
            SELECT giver, given_by, representing, manner, given_on, until_on, valid_to, ended_how FROM consents
            WHERE recipient_id = \(recipient) ORDER BY id DESC LIMIT 20
            """
        ) {
            ConsentLine(
                giver: try $0.value(), name: $0.text(), representing: $0.text(), manner: try $0.value(),
                day: try $0.day(), until: try $0.dayIfAny(), endedAt: $0.instantIfAny(),
                end: try $0.optional { try $0.value() })
        }
    }

    /// Whose consents hold today.
    func consentsInForce(for recipient: ID<CareRecipient>) throws -> Set<ConsentGiver> {
        Set(
            try all(
                """
                SELECT giver FROM consents WHERE recipient_id = \(recipient) AND valid_to IS NULL
                    AND (until_on IS NULL OR until_on >= \(today))
                """
            ) { try $0.value() })
    }
}

extension Tx {
    /// Records that somebody agrees to supervision by camera. An earlier consent of the same giver is renewed.
    public func recordConsent(_ key: String, in number: CaseNumber, form: ConsentForm) throws {
        let order = try visibleCase(number)
        guard case .consent(let giver)? = order.duty(key)?.definition.kind, giver == form.giver else {
            throw AppError.notFound
        }
        try order.requireWork(on: key, by: actor)
        let person = try order.requireRecipient().id
        try holdDevices(of: person)
        var form = form
        form.recipientName = try recipient(person).name
        let policies = try consentPolicies()
        let statement = try form.statement(today: today, by: policies)
        _ = try endConsents(
            how: .renewed, where: "c.recipient_id = \(person) AND c.giver = \(giver)")
        try execute(
            """
            INSERT INTO consents (id, recipient_id, giver, given_by, representing, about, manner, given_on, until_on,
                valid_from, recorded_at, recorded_by, case_id)
            VALUES (\(ID<ConsentLine>.new(in: self)), \(person), \(giver), \(statement.name),
                \(statement.representing), 'cameraSupervision', \(statement.manner), \(statement.day),
                \(statement.until), \(now), \(now), \(actor.user), \(order.id))
            """)
        // A supervision that began before it was known that somebody lives there hangs on their consent from now on.
        if giver == .cohabitant, try policies.inForce(on: today).asksCohabitant {
            try revise(
                "supervisions", "needs_cohabitant = 1",
                where: "recipient_id = \(person) AND valid_to IS NULL AND needs_cohabitant = 0")
        }
        let details = [
            "duty": key, "giver": giver.rawValue, "manner": statement.manner.rawValue,
            "day": statement.day.description,
        ]
        try complete(
            key, in: order,
            evidence: ["day": statement.day.description, "manner": statement.manner.rawValue],
            events: [
                Event(.consentGiven, details, about: order.workSubjects + [.recipient(person)])
            ])
    }

    /// Ends the consent of a giver that is in force, and the supervision that needs it.
    /// - Parameter orders: the running cases about the person's cameras, which ask for it again where they have not begun.
    func withdrawConsent(
        of giver: ConsentGiver, for person: ID<CareRecipient>, toldTo orders: [Case]
    ) throws {
        _ = try endConsents(how: .withdrawn, where: "c.recipient_id = \(person) AND c.giver = \(giver)")
        // The two halves of a move have their work in common.
        let subjects = Array(Set(orders.flatMap(\.workSubjects))) + [.recipient(person)]
        try append(Event(.consentWithdrawn, ["giver": giver.rawValue], about: subjects))
        try endSupervisions(.consentWithdrawn, of: person, without: giver, because: subjects)
        for order in orders {
            try askAgain(for: giver, in: order)
            news.add(.cases(of: order.unit))
        }
    }

    /// A consent that was not taken back after all holds on, unless another has been given or its last day has passed.
    func restoreConsent(_ id: String) throws {
        try revise(
            "consents", "valid_to = NULL, ended_how = NULL",
            where: """
                id = \(id) AND ended_how = 'withdrawn' AND (until_on IS NULL OR until_on >= \(today)) AND NOT EXISTS (
                    SELECT 1 FROM consents o WHERE o.recipient_id = consents.recipient_id
                    AND o.giver = consents.giver AND o.id <> consents.id AND o.valid_to IS NULL)
                """)
    }

    /// A case whose supervision has not begun waits for a consent once more.
    private func askAgain(for giver: ConsentGiver, in known: Case) throws {
        // The other half of a move that has just asked has changed with it.
        guard let order = try cases(where: "c.id = \(known.id)").first else { return }
        let isStarting = order.duties.contains {
            if case .startSupervision = $0.definition.kind { $0.isOpen } else { false }
        }
        guard isStarting, order.state == .submitted,
            let duty = order.duties.first(where: {
                $0.definition.kind == .consent(giver) && $0.state == .done
            })
        else { return }
        let after = try order.reopening(duty.key, at: now, calendar: try settings().calendar)
        try save(after, over: order)
        try append(Event(.dutyReopened, ["duty": duty.key], about: order.workSubjects))
    }

    /// Ends the consents whose last day has passed, and the supervision that needs them.
    /// - Returns: how many ended.
    func endExpiredConsents() throws -> Int {
        let ended = try endConsents(how: .expired, where: "c.until_on < \(today)")
        for (recipient, giver) in ended {
            try append(
                Event(.consentExpired, ["giver": giver.rawValue], about: [.recipient(recipient)]))
            try endSupervisions(
                .consentExpired, of: recipient, without: giver, because: [.recipient(recipient)])
        }
        return ended.count
    }

    private func endConsents(
        how: ConsentLine.End, where condition: SQL
    ) throws -> [(ID<CareRecipient>, ConsentGiver)] {
        try all(
            """
            UPDATE consents AS c SET ended_how = \(how.rawValue), valid_to = \(endOfPeriod), \(recorded)
            WHERE \(condition) AND c.valid_to IS NULL RETURNING recipient_id, giver
            """
        ) { ($0.id(), try $0.value()) }
    }
}
