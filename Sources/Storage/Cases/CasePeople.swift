import Domain

/// What a case about two people has besides those about one.
extension Tx {
    /// The person who is to share the lock: found by identity number, or registered as the recipient is.
    /// - Throws: `invalid` at the cohabitant's number where it is the recipient under another number.
    func registerCohabitant(
        of content: OrderContent, under routine: RoutineEdition, with recipient: ID<CareRecipient>?
    ) throws -> (person: CasePerson?, known: CareRecipient?) {
        guard let ordered = content.cohabitant else { return (nil, nil) }
        let known = try self.recipient(ordered.identifier)
        guard known?.id != recipient else {
            let field = routine.orderForm?.field(filling: .cohabitantNumber)?.key
            throw AppError(.invalid, "cohabitant.same", field: field)
        }
        let id =
            try known?.id
            ?? addRecipient(name: ordered.name, identifier: ordered.identifier, phone: ordered.phone)
        return (CasePerson(role: .cohabitant, id: id, home: try ensureDwelling(ordered.home)), known)
    }

    func insertCohabitant(of order: Case, _ content: OrderContent) throws {
        guard let person = order.cohabitant, let name = content.cohabitant?.name else { return }
        try execute(
            """
            INSERT INTO case_people (case_id, role, recipient_id, dwelling_id, ordered_name)
            VALUES (\(order.id), \(person.role), \(person.id), \(person.home), \(name))
            """)
    }

    func subjects(of person: CasePerson, in order: Case) -> [Event.Subject] {
        [.order(order.id), .recipient(person.id), .dwelling(person.home)]
    }

    /// The case, its people and their homes, each once.
    func everySubject(of order: Case) -> [Event.Subject] {
        guard !order.people.isEmpty else { return order.subjects(at: order.dwelling) }
        return order.people.flatMap { subjects(of: $0, in: order) }.reduce(into: []) { all, subject in
            if !all.contains(subject) { all.append(subject) }
        }
    }
}

extension PersonRole {
    /// The code of something that the order says otherwise than the register: `address`, `cohabitantAddress`.
    func difference(_ what: String) -> String {
        self == .recipient ? what : rawValue + what.prefix(1).uppercased() + what.dropFirst()
    }

    /// An event's details, with whom of the two it is about where that is not the one whom the case is named after.
    func details(_ details: [String: String]) -> [String: String] {
        self == .recipient ? details : details.merging(["about": rawValue]) { $1 }
    }
}
