import Domain

/// A value that tells something about people. It can be taken out only through `Store.show`, which logs the
/// reading first: SoLPUL (2001:454) 10 § asks for access that can be followed up.
public struct Personal<Value: Sendable>: Sendable {
    let value: Value
    let disclosure: Disclosure

    init(_ value: Value, _ disclosure: Disclosure) {
        self.value = value
        self.disclosure = disclosure
    }
}

extension Personal {
    /// How many there are tells of nobody, and is not logged; what measuring asks for.
    public func count(of part: KeyPath<Value, [some Any]>) -> Int { value[keyPath: part].count }
}

/// What a reading shows: which page or list, about whom, and in which case.
public struct Disclosure: Sendable, Hashable {
    public enum Action: String, Sendable, CaseIterable {
        case viewed, listed, searched, downloaded, revealedSecret
    }

    let action: Action
    let page: String
    let people: [ID<CareRecipient>]
    let order: ID<Case>?

    init(_ action: Action, _ page: String, about people: [ID<CareRecipient>], in order: ID<Case>? = nil) {
        self.action = action
        self.page = page
        self.people = people
        self.order = order
    }
}

extension Store {
    /// Reads on a reader, commits the read-log row (joined with others' commits), and only then gives the value.
    /// Where the log cannot be written nothing is shown.
    public func show<Value: Sendable>(
        as actor: Actor, _ query: @escaping @Sendable (Reader) throws -> Personal<Value>
    ) async throws -> Value {
        let personal = try await read(as: actor, query)
        let disclosure = personal.disclosure
        _ = try await write(as: actor) { try $0.log(disclosure) }
        return personal.value
    }
}

extension Tx {
    /// Writes what is about to be shown. People are deduplicated; an empty list is logged too, for a search that
    /// found nobody is a reading as well.
    /// - Returns: the identity of the entry.
    @discardableResult
    func log(_ disclosure: Disclosure) throws -> ID<Disclosure> {
        let reading = ID<Disclosure>.new(in: self)
        try execute(
            """
            INSERT INTO readings (id, read_at, user_id, assignment_id, action, page, case_id)
            VALUES (\(reading), \(now), \(actor.user), \(actor.assignment), \(disclosure.action.rawValue),
                \(disclosure.page), \(disclosure.order))
            """)
        let people = Set(disclosure.people).sorted()
        try insertInBatches(
            "reading_people (reading_id, recipient_id)", people.map { "(\(reading), \($0))" })
        return reading
    }
}
