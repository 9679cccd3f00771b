import Domain

/// What somebody gets who asks for a secret.
public enum RevealedSecret: Sendable, Hashable {
    case value(String)
    /// It is there, and cannot be opened: its key is lost, or it has been altered.
    case unreadable(SecretFault)
}

extension Reading {
    /// A secret answer of a running case, shown on demand; `nil` where none was given or it is purged.
    /// - Throws: `notFound` for a field that the routine does not keep as a secret.
    public func secret(_ field: String, in number: CaseNumber) throws -> Personal<RevealedSecret?> {
        let order = try visibleCase(number)
        guard order.routine.secretFields.contains(where: { $0.key == field }) else { throw AppError.notFound }
        let kept =
            order.isOpen
            ? try secrets(where: "owner_id IN (\(list: secretOwners(of: order))) AND field = \(field)") : []
        return Personal(
            kept.first.map(revealed),
            Disclosure(
                .revealedSecret, "case.secret", about: [order.recipient].compactMap(\.self), in: order.id))
    }

    func revealed(_ secret: StoredSecret) -> RevealedSecret {
        do { return .value(try secretKeys.open(secret)) } catch { return .unreadable(error) }
    }

    func secrets(where condition: SQL) throws -> [StoredSecret] {
        try all("SELECT \(StoredSecret.columns) FROM secrets WHERE \(condition) ORDER BY owner_id, field") {
            StoredSecret(&$0)
        }
    }
}

extension Reading {
    /// Whose secrets the actor may open with a case: the team those of both halves, a unit its own.
    func secretOwners(of order: Case) -> [ID<Case>] {
        actor.partyRole == .team ? order.joined : [order.id]
    }
}

extension Tx {
    /// Seals a secret answer in the place of what was there; an empty one removes it.
    func keepSecret(_ value: String, field: String, owner: ID<Case>) throws {
        guard !value.isEmpty else {
            return try execute("DELETE FROM secrets WHERE owner_id = \(owner) AND field = \(field)")
        }
        let sealed = try secretKeys.seal(value, field: field, of: owner)
        try execute(
            """
            INSERT INTO secrets (\(StoredSecret.columns), recorded_at)
            VALUES (\(sealed.owner), \(sealed.field), \(sealed.key), \(sealed.value), \(now))
            ON CONFLICT (owner_id, field) DO UPDATE SET key_id = excluded.key_id, value = excluded.value,
                recorded_at = excluded.recorded_at
            """)
    }
}

extension Store {
    /// Shows a secret: the reading is logged and told in the case's history before the value is given. One that cannot be
    /// opened is logged, and told of nowhere: nobody has seen it.
    public func reveal(
        _ field: String, in number: CaseNumber, as actor: Actor
    ) async throws -> RevealedSecret? {
        let personal = try await read(as: actor) { try $0.secret(field, in: number) }
        try await write(as: actor) { tx in
            try tx.log(personal.disclosure)
            guard case .value = personal.value else { return }
            let order = try tx.visibleCase(number)
            try tx.append(Event(.secretShown, ["field": field], about: [.order(order.id)]))
        }
        return personal.value
    }
}
