import Domain

/// Something that is, or was, said of who a person is.
public struct DetailLine: Sendable, Hashable {
    public let detail: PersonDetail
    public let value: String
    public let from: Instant
    public let to: Instant?
    public let recordedBy: String
}

/// What is recorded of one detail, to be changed.
public struct KnownDetail: Sendable, Hashable {
    public let recipient: ID<CareRecipient>
    public let recipientName: String
    public let detail: PersonDetail
    /// `nil` where nothing was ever said.
    public let value: String?
    public let from: Instant?
}

extension Reading {
    /// What is said of who somebody is, the latest first; empty for a unit, which knows who they are now and not who they
    /// were.
    func details(of id: ID<CareRecipient>, seenWith hindsight: Hindsight?) throws -> [DetailLine] {
        guard actor.partyRole == .team else { return [] }
        let known = facts(
            "person_details", "id, recipient_id, detail, value, valid_from, valid_to, recorded_by",
            seenWith: hindsight)
        return try all(
            """
            SELECT f.detail, f.value, f.valid_from, f.valid_to, u.name FROM \(known) f
            JOIN users u ON u.id = f.recorded_by
            WHERE f.recipient_id = \(id) AND \(held("f", seenWith: hindsight)) ORDER BY f.valid_from DESC, f.id DESC
            """
        ) {
            DetailLine(
                detail: try $0.value(), value: $0.text(), from: $0.instant(), to: $0.instantIfAny(),
                recordedBy: $0.text())
        }
    }

    /// - Throws: `notFound` for somebody who is not there or whom the actor does not see.
    public func knownDetail(
        _ detail: PersonDetail, of id: ID<CareRecipient>
    ) throws -> Personal<KnownDetail> {
        try actor.require(.plan)
        let known = try one(
            """
            SELECT p.name, f.value, f.valid_from FROM care_recipients p
            LEFT JOIN person_details f ON f.recipient_id = p.id AND f.detail = \(detail) AND f.valid_to IS NULL
            WHERE p.id = \(id) AND \(seesRecipient)
            """
        ) {
            KnownDetail(
                recipient: id, recipientName: $0.text(), detail: detail, value: $0.textIfAny(),
                from: $0.instantIfAny())
        }
        return Personal(known, Disclosure(.viewed, "detail", about: [id]))
    }

    /// Whether somebody (`p`) has died.
    var isDead: SQL {
        """
        EXISTS (SELECT 1 FROM person_details x WHERE x.recipient_id = p.id AND x.detail = 'deceased'
            AND x.valid_to IS NULL AND x.value <> \(PersonDetail.deceased.unsaid))
        """
    }

    /// As far as the number in force and the register tell.
    func lifetime(of id: ID<CareRecipient>) throws -> Lifetime {
        let known = try first(
            """
            SELECT n.kind, n.value, f.value FROM person_identifiers n
            LEFT JOIN person_details f ON f.recipient_id = n.recipient_id AND f.detail = 'deceased' AND f.valid_to IS NULL
            WHERE n.recipient_id = \(id) AND n.valid_to IS NULL
            """
        ) { (identifier: try readIdentifier(&$0), died: $0.textIfAny().flatMap { Day($0) }) }
        return Lifetime(born: known?.identifier.birthDate, died: known?.died)
    }
}

extension Tx {
    /// Says something else of who somebody is: since a day, or because what was recorded was wrong. Both are kept.
    /// - Parameter typed: as `DetailChange` reads it.
    /// - Throws: `invalid` with every fault; at `value` where a death would come before what began later.
    public func change(_ detail: PersonDetail, of id: ID<CareRecipient>, _ typed: Answers) throws {
        try actor.require(.plan)
        try holdDevices(of: id)
        let known = try knownDetail(detail, of: id).value
        if detail == .protection { try requireMoreThanGlass(to: id) } else { try requireUnrestricted(id) }
        let before = known.value.flatMap { value in known.from.map { (value: value, from: $0) } }
        let change = try DetailChange(typed, of: detail, known: before, in: lifetime(of: id), now: now)
        let day = detail == .deceased ? Day(change.value) : nil
        if let day { try requireNothing(about: id, after: day, field: "value") }
        if before != nil, change.terms.from == nil {
            let from = day.map { ", valid_from = \($0.start)" as SQL } ?? ""
            try revise(
                "person_details", "value = \(change.value)\(from)",
                where: "recipient_id = \(id) AND detail = \(detail) AND valid_to IS NULL")
        } else {
            try say(detail, change.value, of: id, from: change.terms.from ?? now)
        }
        try carry(detail, change.value, to: id)
        // Another grade lets nobody in who was not.
        let wasProtected = known.value.map { $0 != detail.unsaid } ?? false
        if detail == .protection, change.value != detail.unsaid, !wasProtected { try letInWorkers(with: id) }
        try append(
            Event(
                .detailChanged,
                [
                    "detail": detail.rawValue, "was": known.value ?? detail.unsaid, "now": change.value,
                    "reason": change.terms.reason,
                ], about: [.recipient(id)]))
    }

    /// Records a detail that holds from now on, in the place of what held, as a file or an order tells it.
    func take(_ detail: PersonDetail, _ value: String, of id: ID<CareRecipient>) throws {
        try say(detail, value, of: id, from: now)
        try carry(detail, value, to: id)
    }

    /// Records that somebody has died, as a life event tells it.
    func die(_ id: ID<CareRecipient>, on day: Day) throws {
        try requireNothing(about: id, after: day, field: "day")
        try say(.deceased, day.description, of: id, from: day.start)
    }

    /// They have not died: what was recorded was wrong.
    func undie(_ id: ID<CareRecipient>) throws {
        try revise(
            "person_details", "value = \(PersonDetail.deceased.unsaid)",
            where: "recipient_id = \(id) AND detail = 'deceased' AND valid_to IS NULL")
    }

    private func say(
        _ detail: PersonDetail, _ value: String, of id: ID<CareRecipient>, from: Instant
    ) throws {
        try revise(
            "person_details", "valid_to = CASE WHEN valid_from > \(from) THEN valid_from ELSE \(from) END",
            where: "recipient_id = \(id) AND detail = \(detail) AND valid_to IS NULL")
        try insertDetails([(detail, value)], of: id, from: from)
    }

    func insertDetails(
        _ details: [(PersonDetail, String)], of id: ID<CareRecipient>, from: Instant
    ) throws {
        try insert(
            "person_details (id, recipient_id, detail, value, valid_from, recorded_at, recorded_by)",
            details.map { detail, value in
                """
                (\(ID<PersonDetail>.new(in: self)), \(id), \(detail), \(value), \(from), \(now), \(actor.user))
                """
            })
    }

    /// The columns of the person follow what is said now, so that lists ask for nothing more.
    private func carry(_ detail: PersonDetail, _ value: String, to id: ID<CareRecipient>) throws {
        let columns: SQL
        switch detail {
        case .name:
            columns =
                "name = \(value), folded_name = \(Text.folded(value)), sort_key = \(SortKey.of(value))"
        case .phone: columns = "phone = \(value)"
        case .protection: columns = "protection = \(value)"
        case .deceased: return
        }
        try execute("UPDATE care_recipients SET \(columns) WHERE id = \(id)")
        if detail == .name { try replaceNameWords(value, of: id) }
    }

    /// Nobody moves in, is taken on by a unit, gets a service or a device, or consents, after their death.
    func requireNothing(about id: ID<CareRecipient>, after death: Day, field: String) throws {
        let end = death.adding(days: 1).start
        let tables = ["residencies", "provider_responsibilities", "installations", "lock_links", "consents"]
        let begun: [SQL] = tables.map {
            """
            SELECT 1 FROM \(SQL(stringLiteral: $0)) f WHERE f.recipient_id = \(id) AND f.valid_from >= \(end)
                AND (f.valid_to IS NULL OR f.valid_to > f.valid_from)
            """
        }
        let granted: SQL =
            "SELECT 1 FROM granted_services f WHERE f.recipient_id = \(id) AND f.effectuated_on > \(death)"
        guard try first(SQL.joined(begun + [granted], by: " UNION ALL "), { $0.int() }) == nil else {
            throw AppError.invalid("lifetime.factsAfter", field: field)
        }
    }
}
