import Domain

/// An order being written. Its secret answers lie apart from the others.
public struct Draft: Sendable {
    public let id: ID<Case>
    public let routine: RoutineEdition
    /// Without the secrets that cannot be opened.
    public let answers: Answers
    public let savedAt: Instant
    /// Secret fields whose answers are there and cannot be opened: what hinders that.
    public let unreadable: [String: SecretFault]
    /// Whether the form itself asks for the recipient's known facts to be filled in.
    public let mayBeKnown: Bool
    /// The other units, where the form asks for one.
    public let units: [String]
}

public struct DraftLine: Sendable {
    public let id: ID<Case>
    public let title: BilingualText
    /// Empty where none is written yet; `nil` where the order is about the unit itself.
    public let recipientName: String?
    public let savedAt: Instant
    public let who: String
}

extension Tx {
    /// A new, empty order under the edition in force. The draft's identity becomes the case's, so that the same
    /// form sent twice is one case. Two windows write two drafts: what is checked in one is never what the other wrote.
    /// - Parameter party: which of the routine's ordering parties the unit is; `nil` for the only or first one.
    /// - Throws: `notFound` for a party that the routine has not.
    public func beginDraft(of slug: String, as party: String? = nil) throws -> ID<Case> {
        try actor.require(.order)
        let routine = try routineInForce(slug)
        let own = routine.orderers.first { party == nil || $0.key == party }
        guard let own else { throw AppError.notFound }
        let id = ID<Case>.new(in: self)
        try execute(
            """
            INSERT INTO drafts (id, slug, edition, party, unit_id, user_id, answers, began_at, saved_at)
            VALUES (\(id), \(slug), \(routine.edition), \(own.key), \(actor.unit), \(actor.user), '{}', \(now),
                \(now))
            """)
        return id
    }

    /// Keeps what has been typed so far, right or wrong.
    /// - Throws: `invalid` where it is more than a form can hold; nothing already kept is lost.
    public func saveDraft(_ id: ID<Case>, answers: Answers) throws {
        let routine = try ownDraft(id).routine
        let size = answers.values.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        guard size <= Draft.byteLimit else { throw AppError.invalid("draft.tooLarge") }
        let secretKeys = Set(routine.secretFields.map(\.key))
        let open = Answers(answers.values.filter { !secretKeys.contains($0.key) })
        try execute("UPDATE drafts SET answers = \(JSON.encode(open)), saved_at = \(now) WHERE id = \(id)")
        for key in secretKeys.sorted() { try keepSecret(answers[key], field: key, owner: id) }
    }

    public func discardDraft(_ id: ID<Case>) throws {
        _ = try ownDraft(id)
        try forgetDraft(id)
        try execute("DELETE FROM secrets WHERE owner_id = \(id)")
    }

    func forgetDraft(_ id: ID<Case>) throws { try execute("DELETE FROM drafts WHERE id = \(id)") }
}

extension RoutineEdition {
    fileprivate var asksForUnit: Bool { orderForm?.fields.contains { $0.kind == .unit } ?? false }
}

private struct StoredDraft {
    let routine: RoutineEdition
    let party: String
    let origin: ID<Case>?
    let openAnswers: String
    let savedAt: Instant

    var answers: Answers { get throws { try JSON.decode(openAnswers) } }

    /// The identity numbers that stand in it.
    func numbers(_ today: Day) throws -> [String] { try Self.numbers(in: answers, of: routine, today) }

    static func numbers(in answers: Answers, of routine: RoutineEdition, _ today: Day) -> [String] {
        [Field.Binding.recipientNumber, .cohabitantNumber].compactMap { binding in
            let typed = routine.orderForm?.field(filling: binding).map { answers[$0.key] } ?? ""
            return (try? PersonIdentifier.parse(typed, today: today))?.value
        }
    }
}

extension Tx {
    /// What is to be sent: the routine, all answers with their secrets, and when they were last saved.
    /// - Throws: `invalid` at a secret that cannot be opened: it is to be written again, and not left out in silence.
    func draftToSend(_ id: ID<Case>) throws -> DraftToSend {
        let own = try ownDraft(id)
        var answers = try own.answers
        let unreadable = try fill(&answers, withSecretsOf: id)
        guard unreadable.isEmpty else { throw AppError(.invalid, Draft.faults(unreadable)) }
        return DraftToSend(
            routine: own.routine, party: own.party, origin: own.origin, answers: answers,
            savedAt: own.savedAt)
    }
}

extension Store {
    /// Sends an order, as `Tx.submit` does. That two numbers are refused because one person has had both tells of that person,
    /// whoever they are: it is in the read log before it is told.
    public func send(
        _ id: ID<Case>, savedAt: Instant? = nil, as actor: Actor
    ) async throws -> CaseNumber {
        do {
            return try await write(as: actor) { try $0.submit(id, savedAt: savedAt) }
        } catch let error as AppError where error.faults.contains(where: { $0.key == "cohabitant.same" }) {
            try await write(as: actor) { try $0.logNumbers(in: id) }
            throw error
        }
    }
}

extension Tx {
    fileprivate func logNumbers(in draft: ID<Case>) throws {
        let people = try ownDraft(draft).numbers(today).compactMap {
            try recipient(try PersonIdentifier.parse($0, today: today))?.id
        }
        try log(Disclosure(.searched, "draft", about: people, in: draft))
    }
}

/// A draft with its secrets, as a verb sends it.
struct DraftToSend {
    let routine: RoutineEdition
    let party: String
    /// The case that the order was begun from.
    let origin: ID<Case>?
    let answers: Answers
    let savedAt: Instant
}

extension Draft {
    public static let byteLimit = 200_000

    /// At each secret that cannot be opened, that it is to be written again.
    public var faults: [Fault] { Self.faults(unreadable) }

    fileprivate static func faults(_ unreadable: [String: SecretFault]) -> [Fault] {
        unreadable.keys.sorted().map { Fault("secret.writeAgain", field: $0) }
    }

    /// Of a draft `d`: nothing has been written in it, not even a secret, which lies apart.
    static let isEmpty: SQL = """
        d.answers = '{}' AND NOT EXISTS (SELECT 1 FROM secrets x WHERE x.owner_id = d.id)
        """
}

extension Reading {
    /// A draft of the actor's own unit, with its secrets for the form that shows them.
    public func draft(_ id: ID<Case>, withSecrets: Bool = true) throws -> Personal<Draft> {
        let own = try ownDraft(id)
        var answers = try own.answers
        let numbers = [Field.Binding.recipientNumber, .cohabitantNumber].compactMap {
            own.routine.orderForm?.field(filling: $0).map { answers[$0.key] }
        }
        let known = try knownRecipients(numbers)
        let unreadable = withSecrets ? try fill(&answers, withSecretsOf: id) : [:]
        // Whoever goes on with what a colleague has begun sees the code in its field.
        let hasSecrets = own.routine.secretFields.contains { !answers[$0.key].isEmpty }
        return Personal(
            Draft(
                id: id, routine: own.routine, answers: answers, savedAt: own.savedAt, unreadable: unreadable,
                mayBeKnown: !known.isEmpty, units: own.routine.asksForUnit ? try otherUnits() : []),
            Disclosure(hasSecrets ? .revealedSecret : .viewed, "draft", about: known, in: id))
    }

    /// Adds the secrets that can be opened; gives what hinders the others.
    fileprivate func fill(
        _ answers: inout Answers, withSecretsOf id: ID<Case>
    ) throws -> [String: SecretFault] {
        var unreadable: [String: SecretFault] = [:]
        for secret in try secrets(where: "owner_id = \(id)") {
            switch revealed(secret) {
            case .value(let value): answers[secret.field] = value
            case .unreadable(let fault): unreadable[secret.field] = fault
            }
        }
        return unreadable
    }

    private func otherUnits() throws -> [String] {
        try all("SELECT name FROM provider_units WHERE id <> \(actor.unit) ORDER BY sort_key, id") {
            $0.text()
        }
    }

    /// A draft of the actor's own unit as it is stored, for verbs that show it to nobody.
    fileprivate func ownDraft(_ id: ID<Case>) throws -> StoredDraft {
        try actor.require(.order)
        let (draft, author) = try one(
            """
            SELECT c.slug, c.edition, c.party, c.origin_id, c.answers, c.saved_at, c.user_id FROM drafts c
            WHERE c.id = \(id) AND c.unit_id = \(actor.unit)\(forChange)
            """
        ) { row in
            let routine = try routine(row.text(), edition: row.text())
            let party = row.text()
            return (
                StoredDraft(
                    routine: routine.half(of: party), party: party, origin: row.optional { $0.id() },
                    openAnswers: row.text(), savedAt: row.instant()), row.id() as ID<User>
            )
        }
        if author != actor.user, try !strangeNumbers(among: draft.numbers(today)).isEmpty {
            throw AppError.notFound
        }
        return draft
    }

    /// The unit's unfinished orders, the last saved first. The names are the unit's own typing.
    public func drafts() throws -> Personal<[DraftLine]> {
        let found = try all(
            """
            SELECT d.id, d.slug, d.edition, d.party, d.answers, d.saved_at, u.name, u.id FROM drafts d
            JOIN users u ON u.id = d.user_id WHERE d.unit_id = \(actor.unit) AND NOT (\(Draft.isEmpty))
            ORDER BY d.saved_at DESC LIMIT 50
            """
        ) { row in
            let id: ID<Case> = row.id()
            let routine = try routine(row.text(), edition: row.text()).half(of: row.text())
            let answers = try row.json(Answers.self)
            let numbers = StoredDraft.numbers(in: answers, of: routine, today)
            let nameField = routine.orderForm?.field(filling: .recipientName)
            let line = DraftLine(
                id: id, title: routine.title, recipientName: nameField.map { answers[$0.key] },
                savedAt: row.instant(), who: row.text())
            return (line: line, numbers: numbers, isOwn: row.id() == actor.user)
        }
        let hidden = try strangeNumbers(among: found.filter { !$0.isOwn }.flatMap(\.numbers))
        let shown = found.filter { $0.isOwn || hidden.isDisjoint(with: $0.numbers) }
        return Personal(
            shown.map(\.line),
            Disclosure(.listed, "drafts", about: try knownRecipients(shown.flatMap(\.numbers))))
    }

    /// The recipient with this identity number, if the actor may see that there is one.
    func knownRecipient(_ number: String) throws -> ID<CareRecipient>? {
        try knownRecipients([number]).first
    }

    /// Those of the numbers, in any way of writing them, whom the actor may see.
    private func knownRecipients(_ numbers: [String]) throws -> [ID<CareRecipient>] {
        let values = numbers.compactMap { try? PersonIdentifier.parse($0, today: today).value }
        guard !values.isEmpty else { return [] }
        return try all(
            """
            SELECT p.id FROM person_identifiers i JOIN care_recipients p ON p.id = i.recipient_id
            WHERE i.value IN (\(list: values)) AND \(identifies("i")) AND \(seesRecipient)
            """
        ) { $0.id() }
    }
}
