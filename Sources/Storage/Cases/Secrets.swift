import Domain

extension Reading {
    /// A secret answer of a running case, shown on demand; `nil` where none was given or it is purged.
    /// - Throws: `notFound` for a field that the routine does not keep as a secret.
    public func secret(_ field: String, in number: CaseNumber) throws -> Personal<String?> {
        let order = try visibleCase(number)
        guard order.routine.secretFields.contains(where: { $0.key == field }) else { throw AppError.notFound }
        let value =
            order.isOpen
            ? try first(
                """
                SELECT value FROM secrets WHERE owner_id IN (\(list: secretOwners(of: order))) AND field = \(field)
                """
            ) { $0.text() }
            : nil
        return Personal(
            value,
            Disclosure(
                .revealedSecret, "case.secret", about: [order.recipient].compactMap(\.self), in: order.id))
    }
}

extension Reading {
    /// Whose secrets the actor may open with a case: the team those of both halves, a unit its own.
    func secretOwners(of order: Case) -> [ID<Case>] {
        actor.partyRole == .team ? order.joined : [order.id]
    }
}

extension Store {
    /// Shows a secret: the reading is logged and told in the case's history before the value is given.
    public func reveal(_ field: String, in number: CaseNumber, as actor: Actor) async throws -> String? {
        let personal = try await read(as: actor) { try $0.secret(field, in: number) }
        try await write(as: actor) { tx in
            try tx.log(personal.disclosure)
            guard personal.value != nil else { return }
            let order = try tx.visibleCase(number)
            try tx.append(Event(.secretShown, ["field": field], about: [.order(order.id)]))
        }
        return personal.value
    }
}
