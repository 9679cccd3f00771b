import Domain

extension Tx {
    public static let recipientColumns = (
        required: ["identity", "name", "street", "postalCode", "city", "unit"],
        optional: ["apartment", "phone"]
    )

    /// Takes people from a file: new ones are registered with home and responsible unit; a known one's phone, name
    /// and home are brought up to date. With `applying` false nothing is written but that it was read.
    /// - Throws: `forbidden`.
    public func importRecipients(_ file: ImportFile, applying: Bool) throws -> ImportPlan {
        try actor.require(.importPeople)
        var plan = ImportPlan()
        var known: [ID<CareRecipient>] = []
        for line in file.uneven { plan.add(.refuse([Fault("import.uneven")]), line: line) }
        var seen: Set<String> = []
        for row in file.rows {
            do {
                plan.add(
                    try importRecipient(row, seen: &seen, known: &known, applying: applying), line: row.line)
            } catch let error as AppError { plan.add(.refuse(error.faults), line: row.line) }
        }
        // The plan tells who is in the register, and whether the file agrees with it.
        try log(Disclosure(.searched, "import", about: known))
        return plan
    }

    private func importRecipient(
        _ row: ImportFile.Row, seen: inout Set<String>, known people: inout [ID<CareRecipient>],
        applying: Bool
    ) throws -> ImportPlan.Decision {
        let identifier = try PersonIdentifier.parse(row["identity"], today: today)
        guard seen.insert(identifier.value).inserted else { throw AppError.invalid("import.duplicatePerson") }
        let home = try checkedHome(row)
        guard let unit = try unit(named: row["unit"]) else { throw AppError.invalid("import.unit") }
        let (name, phone) = (row["name"], row["phone"])
        guard Text.isPersonName(name), !Text.isLonger(name, than: Text.shortLimit) else {
            throw AppError.invalid("form.name.wrong")
        }
        guard phone.isEmpty || Text.isPhone(phone) else { throw AppError.invalid("form.phone.wrong") }
        guard let known = try recipient(identifier) else {
            if applying {
                let id = try addRecipient(name: name, identifier: identifier, phone: phone)
                try settle(id, in: try ensureDwelling(home), because: nil)
                try takeResponsibility(for: id, unit: unit, because: nil)
            }
            return .create
        }
        switch try reach(of: known.id) {
        case .nothing:
            if applying { try passOver(known.id) }
            return .create
        case .someCases:
            people.append(known.id)
            throw AppError.conflict("import.protected")
        case .all:
            people.append(known.id)
            return try update(known, name: name, phone: phone, home: home, applying: applying)
        }
    }

    /// How much of somebody the actor is let in to.
    private enum Reach: Int { case all, someCases, nothing }

    private func reach(of person: ID<CareRecipient>) throws -> Reach {
        let found = try one(
            """
            SELECT CASE WHEN p.protection = 'none' THEN 0 WHEN p.id IN \(strangers) THEN 2
                WHEN p.id IN \(hiddenPeople) THEN 1 ELSE 0 END FROM care_recipients p WHERE p.id = \(person)
            """
        ) { $0.int() }
        return Reach(rawValue: found) ?? .nothing
    }

    /// Of somebody who is not there for the actor the plan says what it says of somebody new, and nothing is changed; whoever is
    /// let in sees that a file told something.
    private func passOver(_ person: ID<CareRecipient>) throws {
        try append(Event(.recipientDiffers, ["what": "import"], about: [.recipient(person)]))
    }

    private func checkedHome(_ row: ImportFile.Row) throws -> PostalAddress {
        let home = PostalAddress(
            street: row["street"], apartment: row["apartment"],
            postalCode: row["postalCode"].filter { !$0.isWhitespace }, city: row["city"])
        guard !home.street.isEmpty, !home.city.isEmpty else { throw AppError.invalid("import.address") }
        for text in [home.street, home.city, home.apartment] where Text.isLonger(text, than: Text.shortLimit)
        {
            throw AppError.invalid("form.tooLong", ["limit": "\(Text.shortLimit)"])
        }
        guard home.hasPostalCode else { throw AppError.invalid("form.postalCode.wrong") }
        return home
    }

    private func update(
        _ known: CareRecipient, name: String, phone: String, home: PostalAddress, applying: Bool
    ) throws -> ImportPlan.Decision {
        let livesIn: ID<Dwelling>? = try first(
            "SELECT dwelling_id FROM residencies WHERE recipient_id = \(known.id) AND valid_to IS NULL"
        ) { $0.id() }
        let isHome = try livesIn != nil && livesIn == dwelling(at: home)
        let newPhone = phone.isEmpty ? known.phone : phone
        guard known.name != name || known.phone != newPhone || !isHome else { return .leave }
        if known.name != name || known.phone != newPhone { try requireUnrestricted(known.id) }
        guard applying else { return .update }
        if known.name != name || known.phone != newPhone {
            if known.name != name { try take(.name, name, of: known.id) }
            if known.phone != newPhone { try take(.phone, newPhone, of: known.id) }
            try append(
                Event(
                    .recipientChanged, ["name": known.name, "phone": known.phone],
                    about: [.recipient(known.id)]))
        }
        try settle(known.id, in: try ensureDwelling(home), because: nil)
        return .update
    }
}
