import Domain

extension Tx {
    /// Begins an order under another routine from a duty that asks for it (R1.12): what both forms ask is filled in.
    /// - Throws: `notFound` where the duty asks for no other order or the routine is not there.
    public func beginLinkedDraft(_ key: String, in number: CaseNumber) throws -> ID<Case> {
        let order = try visibleCase(number)
        guard case .linkedOrder(let slug)? = order.duty(key)?.definition.kind else { throw AppError.notFound }
        try order.requireWork(on: key, by: actor)
        let other = try routineInForce(slug)
        let party = order.side.flatMap(other.party(on:)) ?? other.orderers.first
        let draft = try beginDraft(of: slug, as: party?.key)
        try execute("UPDATE drafts SET origin_id = \(order.id) WHERE id = \(draft)")
        let form = other.half(of: party?.key ?? "").orderForm
        try saveDraft(draft, answers: try answers(of: order.id).asked(by: form))
        return draft
    }

    /// Joins a case to the one that it was ordered from, and ends the duty that asked for it.
    func link(_ order: Case, to origin: ID<Case>) throws {
        let before = try visibleCase(origin)
        try execute("UPDATE cases SET origin_id = \(origin) WHERE id = \(order.id)")
        try append(
            Event(.orderLinked, ["number": order.number.text], about: [.order(origin)]),
            Event(.orderLinked, ["number": before.number.text], about: [.order(order.id)]))
        let asked = before.readyDuties.first {
            $0.definition.kind == .linkedOrder(routine: order.routine.slug) && !before.isOtherHalfs($0)
        }
        guard let asked, before.isOpen else { return }
        try complete(asked.key, in: before, evidence: ["order": order.number.text], events: [])
    }
}

extension Answers {
    /// Those that the form has a field for, by the same name.
    func asked(by form: OrderForm?) -> Answers {
        let keys = Set((form?.fields ?? []).map(\.key))
        return Answers(
            values.filter { keys.contains(String($0.key.prefix { $0 != "." })) })
    }
}

extension Case {
    /// The duties by which this side has sent its half.
    var endedOrders: [String] { duties.filter { $0.definition.kind == .order && !$0.isOpen }.map(\.key) }
}
