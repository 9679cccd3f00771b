import Domain

/// Everything that is kept about somebody, for them to have (GDPR 15): what the register says and said, what was ordered for
/// them and what has been read about them. What is also about others is in it only where that was asked for.
public struct RegisterExtract: Sendable {
    public let person: RecipientPage
    /// What was ordered for the person, the first first.
    public let orders: [ExtractedOrder]
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
    public let unit: String
    public let answers: Answers
    /// Fields whose answers are kept as secrets still; they are not opened for it.
    public let secrets: Set<String>
    public let messages: [ExtractedMessage]
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
        let preview = try one(
            """
            SELECT p.name, (SELECT COUNT(*) FROM cases c WHERE c.recipient_id = p.id AND \(seesCase)),
                (SELECT COUNT(*) FROM messages m JOIN cases c ON c.id = m.case_id
                    WHERE c.recipient_id = p.id AND \(seesCase)),
                (SELECT COUNT(*) FROM reading_people r WHERE r.recipient_id = p.id)
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

    fileprivate func registerExtract(
        of id: ID<CareRecipient>, _ scope: RegisterExtractScope
    ) throws -> Personal<RegisterExtract> {
        try actor.require(.giveRegisterExtracts)
        let page = try recipientPage(id)
        let limit = 2000
        let readings = try logged(
            where: "r.id IN (SELECT p.reading_id FROM reading_people p WHERE p.recipient_id = \(id))",
            offset: 0, limit: limit + 1)
        let others = scope.hasOthers ? page.value.locks.flatMap(\.sharedWith).map(\.id) : []
        return Personal(
            RegisterExtract(
                person: page.value, orders: try extractedOrders(of: id, scope),
                readings: Array(readings.prefix(limit)), hasMoreReadings: readings.count > limit,
                scope: scope),
            Disclosure(.downloaded, "registerExtract", about: [id] + others))
    }

    private func extractedOrders(
        of id: ID<CareRecipient>, _ scope: RegisterExtractScope
    ) throws -> [ExtractedOrder] {
        let own: SQL = "c.recipient_id = \(id) AND \(seesCase)"
        let orders = try cases(where: own)
        let received: [(ID<Case>, String, Answers)] = try all(
            """
            SELECT c.id, u.name, s.answers FROM cases c JOIN provider_units u ON u.id = c.unit_id
            JOIN submissions s ON s.case_id = c.id WHERE \(own) ORDER BY s.id DESC
            """
        ) { ($0.id(), $0.text(), try $0.json()) }
        // Of several the first, which is the order itself.
        let byOrder = Dictionary(received.map { ($0.0, ($0.1, $0.2)) }) { _, first in first }
        let secrets = try keptSecrets(where: own)
        let messages = scope.hasMessages ? try extractedMessages(where: own) : [:]
        return orders.map { order in
            let (unit, answers) = byOrder[order.id] ?? ("", Answers())
            return ExtractedOrder(
                order: order, unit: unit, answers: scope.hasOthers ? answers : order.routine.ownOf(answers),
                secrets: secrets[order.id] ?? [],
                messages: messages[order.id] ?? [])
        }
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

extension RoutineEdition {
    /// The answers that are about the person alone.
    func ownOf(_ answers: Answers) -> Answers {
        let others = (orderForm?.fields ?? []).filter { $0.fills?.isOfOthers ?? false }.map(\.key)
        return Answers(
            answers.values.filter { key, _ in !others.contains { key == $0 || key.hasPrefix("\($0).") } })
    }
}

extension Field.Binding {
    /// It names somebody else than the one who receives care.
    fileprivate var isOfOthers: Bool {
        switch self {
        case .cohabitantNumber, .cohabitantName, .cohabitantPhone, .cohabitantHome, .bookingContacts,
            .reportedBy:
            true
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
