import Domain

/// Everything that is kept about somebody, for them to have (GDPR 15): what the register says and said, what was ordered for
/// them and what has been read about them. What is also about others is in it only where that was asked for.
public struct RegisterExtract: Sendable {
    public let person: RecipientPage
    /// What was ordered for the person, and in which they are the second one, the first first.
    public let orders: [ExtractedOrder]
    /// What has happened to the person, the latest first.
    public let history: [TimelineEntry]
    /// What nothing of the rest tells, kind by kind.
    public let more: [ArchivedRecord]
    /// The latest first, at most two thousand.
    public let readings: [LoggedReading]
    public let hasMoreReadings: Bool
    public let scope: RegisterExtractScope
}

/// What of a register extract is about others too, and was looked through before it is given out.
public struct RegisterExtractScope: Sendable, Hashable {
    /// Names and telephones of relatives, and who else opens the door.
    public let hasOthers: Bool
    /// What people have written to each other about the person.
    public let hasMessages: Bool

    public init(hasOthers: Bool, hasMessages: Bool) {
        self.hasOthers = hasOthers
        self.hasMessages = hasMessages
    }
}

public struct ExtractedOrder: Sendable {
    public let order: Case
    /// What the person is in it.
    public let role: PersonRole
    /// Empty where the order is somebody else's, and what is about others was not asked for.
    public let unit: String
    public let answers: Answers
    /// Fields whose answers are kept as secrets still; they are not opened for it.
    public let secrets: Set<String>
    public let messages: [ExtractedMessage]
    /// What happened in it besides what happened to the person, the first first.
    public let history: [TimelineEntry]
}

public struct ExtractedMessage: Sendable, Hashable {
    public let sender: Party.Role
    public let text: String
    public let at: Instant
}

/// What a register extract would hold, to look at before it is made.
public struct RegisterExtractPreview: Sendable {
    public let name: String
    public let orders: Int
    public let messages: Int
    public let relatives: Int
    public let readings: Int
}

extension Reading {
    /// - Throws: `forbidden`, `notFound`.
    public func registerExtractPreview(of id: ID<CareRecipient>) throws -> Personal<RegisterExtractPreview> {
        try actor.require(.giveRegisterExtracts)
        let people = try everyIdentity(of: id)
        let preview = try one(
            """
            SELECT p.name, (SELECT COUNT(*) FROM cases c WHERE \(isAbout(people)) AND \(seesCase)),
                (SELECT COUNT(*) FROM messages m JOIN cases c ON c.id = m.case_id
                    WHERE \(isAbout(people)) AND \(seesCase)),
                (SELECT COUNT(DISTINCT r.reading_id) FROM reading_people r WHERE r.recipient_id IN (\(list: people)))
            FROM care_recipients p WHERE p.id = \(id) AND \(seesRecipient)
            """
        ) { ($0.text(), $0.int(), $0.int(), $0.int()) }
        let (name, orders, messages, readings) = preview
        return Personal(
            RegisterExtractPreview(
                name: name, orders: orders, messages: messages,
                relatives: try relatives(of: id, seenWith: nil).count, readings: readings),
            Disclosure(.viewed, "registerExtract", about: [id]))
    }

    /// Cases (`c`) about any of these, as the one or as the other.
    private func isAbout(_ people: [ID<CareRecipient>]) -> SQL {
        """
        (c.recipient_id IN (\(list: people))
            OR c.id IN (SELECT s.case_id FROM case_people s WHERE s.recipient_id IN (\(list: people))))
        """
    }

    func registerExtract(
        of id: ID<CareRecipient>, _ scope: RegisterExtractScope
    ) throws -> Personal<RegisterExtract> {
        try actor.require(.giveRegisterExtracts)
        let page = try recipientPage(id).value
        let people = try everyIdentity(of: id)
        let limit = 2000
        let readings = try logged(ofPerson: id, limit: limit + 1)
        let orders = try extractedOrders(of: people, scope)
        let history = try timeline(ofPerson: id, limit: .max)
        let others: [ID<CareRecipient>] =
            scope.hasOthers
            ? try page.locks.flatMap(\.sharedWith).map(\.id) + orders.flatMap { $0.order.people.map(\.id) }
                + takenFor(people) : []
        return Personal(
            RegisterExtract(
                person: scope.hasOthers ? page : page.withoutOthers, orders: orders,
                history: scope.hasOthers ? history : history.compactMap(\.withoutOthers),
                more: try extractedRecords(of: id, known: people, scope),
                readings: Array(readings.prefix(limit)), hasMoreReadings: readings.count > limit,
                scope: scope),
            Disclosure(.downloaded, "registerExtract", about: [id] + Set(others).subtracting(people).sorted())
        )
    }

    /// Who was taken for one of these, or told apart from them.
    private func takenFor(_ people: [ID<CareRecipient>]) throws -> [ID<CareRecipient>] {
        try all(
            """
            SELECT DISTINCT b.other FROM (
                SELECT kept_id AS one, merged_id AS other FROM merges UNION SELECT merged_id, kept_id FROM merges
                UNION SELECT first_id, second_id FROM distinctions UNION SELECT second_id, first_id FROM distinctions) b
            WHERE b.one IN (\(list: people)) AND \(mayTell(of: "b.other"))
            """
        ) { $0.id() }
    }

    private func extractedOrders(
        of people: [ID<CareRecipient>], _ scope: RegisterExtractScope
    ) throws -> [ExtractedOrder] {
        let seen: SQL = "\(isAbout(people)) AND \(seesCase)"
        let orders = try cases(where: seen)
        let received: [(ID<Case>, String, Answers)] = try all(
            """
            SELECT c.id, u.name, s.answers FROM cases c JOIN provider_units u ON u.id = c.unit_id
            JOIN submissions s ON s.case_id = c.id WHERE \(seen) ORDER BY s.id DESC
            """
        ) { ($0.id(), $0.text(), try $0.json()) }
        // Of several the first, which is the order itself.
        let byOrder = Dictionary(received.map { ($0.0, ($0.1, $0.2)) }) { _, first in first }
        // Of an order for somebody else no more than that it is there, unless others were asked for.
        let told: SQL =
            scope.hasOthers ? seen : "c.recipient_id IN (\(list: people)) AND \(seesCase)"
        let secrets = try keptSecrets(where: told)
        let messages = scope.hasMessages ? try extractedMessages(where: told) : [:]
        let histories = try extractedHistories(where: told, besides: people, scope)
        return orders.map { order in
            let isMine = order.recipient.map { people.contains($0) } ?? false
            let role: PersonRole = isMine ? .recipient : .cohabitant
            let (unit, answers) = byOrder[order.id] ?? ("", Answers())
            let history = histories[order.id] ?? []
            return ExtractedOrder(
                order: order, role: role, unit: scope.hasOthers || isMine ? unit : "",
                answers: scope.hasOthers ? answers : order.routine.answers(answers, about: role),
                secrets: secrets[order.id] ?? [],
                messages: messages[order.id] ?? [],
                history: scope.hasOthers ? history : history.compactMap(\.withoutOthers))
        }
    }

    /// By case, without what is told of these people themselves, and of anybody else where that was not asked for.
    private func extractedHistories(
        where condition: SQL, besides people: [ID<CareRecipient>], _ scope: RegisterExtractScope
    ) throws -> [ID<Case>: [TimelineEntry]] {
        let left: SQL = scope.hasOthers ? "r.subject_id IN (\(list: people))" : "1 = 1"
        let found: [(ID<Case>, TimelineEntry)] = try all(
            """
            SELECT c.id, \(entryColumns) FROM cases c
            JOIN event_subjects s ON s.subject = 'case' AND s.subject_id = c.id
            JOIN events e ON e.id = s.event_id JOIN users u ON u.id = e.user_id
            WHERE \(condition) AND NOT EXISTS (SELECT 1 FROM event_subjects r WHERE r.event_id = e.id
                    AND r.subject = 'recipient' AND \(left))
                AND NOT EXISTS (SELECT 1 FROM event_subjects o WHERE o.event_id = e.id
                    AND ((o.subject = 'recipient' AND o.subject_id IN \(strangers))
                        OR (o.subject = 'case' AND o.subject_id IN \(hiddenCases))))
            ORDER BY e.id
            """
        ) { ($0.id(), try readEntry(&$0)) }
        return Dictionary(grouping: found, by: \.0).mapValues { $0.map(\.1) }
    }

    private func keptSecrets(where condition: SQL) throws -> [ID<Case>: Set<String>] {
        let found: [(ID<Case>, String)] = try all(
            "SELECT x.owner_id, x.field FROM secrets x JOIN cases c ON c.id = x.owner_id WHERE \(condition)"
        ) { ($0.id(), $0.text()) }
        return Dictionary(grouping: found, by: \.0).mapValues { Set($0.map(\.1)) }
    }

    private func extractedMessages(where condition: SQL) throws -> [ID<Case>: [ExtractedMessage]] {
        let found: [(ID<Case>, ExtractedMessage)] = try all(
            """
            SELECT m.case_id, m.sender, m.text, m.sent_at FROM messages m JOIN cases c ON c.id = m.case_id
            WHERE \(condition) ORDER BY m.id
            """
        ) {
            ($0.id(), ExtractedMessage(sender: try $0.value(), text: $0.text(), at: $0.instant()))
        }
        return Dictionary(grouping: found, by: \.0).mapValues { $0.map(\.1) }
    }
}

extension RecipientPage {
    /// Without whom it names besides the person.
    fileprivate var withoutOthers: RecipientPage {
        RecipientPage(
            recipient: recipient, protection: protection,
            past: PersonPast(details: past.details, numbers: past.numbers, merges: [], relatives: []),
            residencies: residencies, responsibilities: responsibilities, services: services,
            installations: installations,
            locks: locks.map { LockLine(device: $0.device, from: $0.from, to: $0.to, sharedWith: []) },
            keys: keys.map(\.withoutName), orders: [], life: life.map(\.withoutTeller), holds: holds,
            timeline: [])
    }
}

extension CustodyLine {
    fileprivate var withoutName: CustodyLine {
        CustodyLine(
            item: item, holder: holder, unit: unit, name: "", place: place, from: from, to: to, loss: loss)
    }
}

extension LifeEventLine {
    fileprivate var withoutTeller: LifeEventLine {
        LifeEventLine(
            id: id, recipient: recipient, recipientName: recipientName, kind: kind, day: day, overOn: overOn,
            toldBy: "", note: note, recordedAt: recordedAt, recordedBy: recordedBy, undone: undone,
            device: device)
    }
}

extension TimelineEntry {
    /// What stands in the place of a name that is not told: a code, to be put into words.
    private static let leftOut = "leftOut"

    /// Without the names of others; `nil` for what is about somebody else.
    fileprivate var withoutOthers: TimelineEntry? {
        guard ![.relativeEnded, .recipientsMerged, .mergeUndone, .peopleDistinguished].contains(kind) else {
            return nil
        }
        var told = details
        for name in ["contacted", "toldBy"] where told[name] != nil { told[name] = Self.leftOut }
        if told["phonedTo"] != nil { told["phonedTo"] = "" }
        return TimelineEntry(at: at, who: who, kind: kind, details: told, duty: duty)
    }
}

extension RoutineEdition {
    /// The answers that are about one of a case's people alone.
    func answers(_ answers: Answers, about role: PersonRole) -> Answers {
        switch role {
        case .recipient:
            let others = keys { $0.isOfOthers }
            return Answers(answers.values.filter { !Self.isPart($0.key, of: others) })
        case .cohabitant:
            let own = keys { $0.isOfCohabitant }
            return Answers(answers.values.filter { Self.isPart($0.key, of: own) })
        }
    }

    private func keys(where holds: (Field.Binding) -> Bool) -> [String] {
        (orderForm?.fields ?? []).filter { $0.fills.map(holds) ?? false }.map(\.key)
    }

    private static func isPart(_ name: String, of keys: [String]) -> Bool {
        keys.contains { name == $0 || name.hasPrefix("\($0).") }
    }
}

extension Field.Binding {
    /// It names somebody else than the one who receives care.
    fileprivate var isOfOthers: Bool {
        switch self {
        case .bookingContacts, .reportedBy: true
        default: isOfCohabitant
        }
    }

    fileprivate var isOfCohabitant: Bool {
        switch self {
        case .cohabitantNumber, .cohabitantName, .cohabitantPhone, .cohabitantHome: true
        default: false
        }
    }
}

extension Store {
    /// Makes a register extract: the reading is logged, and told in the person's history, before the value is given.
    /// - Parameter typed: `askedBy`, who asked and how it is known that it was them.
    /// - Throws: `forbidden`, `notFound`, `invalid` at `askedBy`.
    public func giveRegisterExtract(
        of id: ID<CareRecipient>, _ typed: Answers, _ scope: RegisterExtractScope, as actor: Actor
    ) async throws -> RegisterExtract {
        let personal = try await read(as: actor) { try $0.registerExtract(of: id, scope) }
        try await write(as: actor) { tx in
            let asked = Text.cleaned(typed["askedBy"])
            guard !asked.isEmpty else { throw AppError.invalid("form.required", field: "askedBy") }
            try tx.checkLength(asked, field: "askedBy")
            try tx.log(personal.disclosure)
            try tx.append(Event(.registerExtractGiven, ["reason": asked], about: [.recipient(id)]))
        }
        return personal.value
    }
}
