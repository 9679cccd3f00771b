/// One pass over the fields, gathering values and faults.
struct OrderReading {
    let routine: RoutineEdition
    let answers: Answers
    let today: Day
    let override: PreconditionOverride
    let calendar: WorkingCalendar
    private var faults: [Fault] = []
    private var kept = Answers()
    private var secrets: [String: String] = [:]
    private var identifier: PersonIdentifier?
    private var home: PostalAddress?
    private var newHome: PostalAddress?
    private var contacts: [BookingContact] = []
    private var cohabitantIdentifier: PersonIdentifier?
    private var cohabitantHome = PostalAddress(street: "", apartment: "", postalCode: "", city: "")

    init(
        routine: RoutineEdition, answers: Answers, today: Day, override: PreconditionOverride,
        calendar: WorkingCalendar
    ) {
        self.routine = routine
        self.answers = Answers(answers.values.mapValues(Text.cleaned))
        self.today = today
        self.override = override
        self.calendar = calendar
    }

    mutating func content() throws(AppError) -> OrderContent {
        let (attested, overridden) = readPreconditions()
        for field in routine.askedFields(for: answers) { read(field) }
        checkMove()
        checkCohabitant()
        guard faults.isEmpty, routine.subject == .unit || recipient != nil else {
            throw AppError(.invalid, faults)
        }
        return OrderContent(
            recipient: recipient, home: home, newHome: newHome, movesOn: Day(answer(to: .movesOn)),
            extractDay: Day(kept(.extractDay)), otherUnit: kept(.otherUnit), contacts: contacts,
            cohabitant: cohabitant, answers: kept,
            secrets: secrets,
            attested: attested,
            overridden: overridden)
    }

    private var recipient: OrderedPerson? {
        guard let identifier, let home else { return nil }
        return OrderedPerson(
            identifier: identifier, name: answer(to: .recipientName), phone: answer(to: .recipientPhone),
            home: home)
    }

    private var cohabitant: OrderedPerson? {
        cohabitantIdentifier.map {
            OrderedPerson(
                identifier: $0, name: answer(to: .cohabitantName), phone: answer(to: .cohabitantPhone),
                home: cohabitantHome)
        }
    }

    /// One person cannot be both of two who live together.
    private mutating func checkCohabitant() {
        guard let cohabitantIdentifier, cohabitantIdentifier == identifier,
            let field = routine.orderForm?.field(filling: .cohabitantNumber)
        else { return }
        fault("cohabitant.same", field.key)
    }

    /// The answer as it is sent: empty where the field is not asked.
    private func kept(_ binding: Field.Binding) -> String {
        routine.orderForm?.field(filling: binding).map { kept[$0.key] } ?? ""
    }

    private func answer(to binding: Field.Binding) -> String {
        routine.orderForm?.field(filling: binding).map { answers[$0.key] } ?? ""
    }

    private mutating func fault(_ key: String, _ field: String, _ arguments: [String: String] = [:]) {
        faults.append(Fault(key, field: field, arguments))
    }

    private mutating func read(_ field: Field) {
        switch field.kind {
        case .identityNumber: readIdentity(field)
        case .personName:
            readText(field, limit: Text.shortLimit, checks: Text.isPersonName, or: "form.name.wrong")
        case .phone: readText(field, limit: Text.phoneLimit, checks: Text.isPhone, or: "form.phone.wrong")
        case .shortText, .unit: readText(field, limit: Text.shortLimit)
        case .longText: readText(field, limit: Text.longLimit)
        case .yesNo: readChoice(field, among: ["yes", "no"])
        case .choice(let choices): readChoice(field, among: choices.map(\.value))
        case .choiceMany(let choices): readChoices(field, among: choices.map(\.value))
        case .serial: readSerial(field)
        case .day:
            readText(field, limit: 10, checks: { Day($0) != nil }, or: "form.day.wrong")
            if field.fills == .extractDay { checkExtractDay(field) }
        case .address: readAddress(field)
        case .contacts(let roles): readContacts(field, roles: roles)
        case .secret: readSecret(field)
        }
    }

    private mutating func readText(
        _ field: Field, limit: Int, checks: (String) -> Bool = { _ in true },
        or wrong: String = "form.required"
    ) {
        let text = answers[field.key]
        if text.isEmpty {
            if field.isRequired { fault("form.required", field.key) }
        } else if Text.isLonger(text, than: limit) {
            fault("form.tooLong", field.key, ["limit": "\(limit)"])
        } else if !checks(text) {
            fault(wrong, field.key)
        }
        kept[field.key] = text
    }

    private mutating func checkExtractDay(_ field: Field) {
        guard let day = Day(answers[field.key]),
            let wrong = ExtractDay.fault(of: day, today: today, calendar: calendar)
        else { return }
        faults.append(wrong.at(field.key))
    }

    private mutating func readChoice(_ field: Field, among values: [String]) {
        let value = answers[field.key]
        if value.isEmpty, field.isRequired {
            fault("form.choose", field.key)
        } else if !value.isEmpty, !values.contains(value) {
            fault("form.choice.unknown", field.key)
        }
        kept[field.key] = value
    }

    private mutating func readChoices(_ field: Field, among values: [String]) {
        let chosen = values.map { "\(field.key).\($0)" }.filter { answers[$0] == "yes" }
        if chosen.isEmpty, field.isRequired { fault("form.chooseSome", field.key) }
        for name in chosen { kept[name] = "yes" }
    }

    /// Whether the inventory knows the number is asked where the inventory is.
    private mutating func readSerial(_ field: Field) {
        guard field.isRequired || !answers[field.key].isEmpty else { return }
        do {
            kept[field.key] = try SerialNumber.parse(answers[field.key]).text
        } catch { faults += error.faults.map { $0.at(field.key) } }
    }

    private mutating func readIdentity(_ field: Field) {
        do {
            let parsed = try PersonIdentifier.parse(answers[field.key], today: today)
            if field.fills == .recipientNumber { identifier = parsed }
            if field.fills == .cohabitantNumber { cohabitantIdentifier = parsed }
            kept[field.key] = parsed.value
        } catch {
            guard field.isRequired || !answers[field.key].isEmpty else { return }
            faults += error.faults.map { $0.at(field.key) }
        }
    }

    private mutating func readAddress(_ field: Field) {
        let part = { (name: String) in "\(field.key).\(name)" }
        let address = PostalAddress(
            street: answers[part("street")], apartment: answers[part("apartment")],
            postalCode: answers[part("postalCode")].filter { !$0.isWhitespace }, city: answers[part("city")])
        let isEmpty = address.street.isEmpty && address.postalCode.isEmpty && address.city.isEmpty
        if field.isRequired || !isEmpty {
            require(address.street, part("street"))
            if Text.isLonger(address.apartment, than: 20) {
                fault("form.tooLong", part("apartment"), ["limit": "20"])
            }
            if !address.hasPostalCode {
                fault(
                    address.postalCode.isEmpty ? "form.required" : "form.postalCode.wrong", part("postalCode")
                )
            }
            require(address.city, part("city"))
        }
        for (name, value) in [
            ("street", address.street), ("apartment", address.apartment), ("postalCode", address.postalCode),
            ("city", address.city),
        ] { kept[part(name)] = value }
        if field.fills == .recipientHome || field.fills == .premises, !isEmpty { home = address }
        if field.fills == .cohabitantHome { cohabitantHome = address }
        if field.fills == .newHome, !isEmpty { newHome = address }
    }

    /// A move goes somewhere else.
    private mutating func checkMove() {
        guard let newHome, let home, let field = routine.orderForm?.field(filling: .newHome),
            newHome.isSameHome(as: home)
        else { return }
        fault("move.sameAddress", "\(field.key).street")
    }

    private mutating func require(_ text: String, _ name: String) {
        if text.isEmpty { fault("form.required", name) }
        if Text.isLonger(text, than: Text.shortLimit) {
            fault("form.tooLong", name, ["limit": "\(Text.shortLimit)"])
        }
    }

    private mutating func readContacts(_ field: Field, roles: [ContactRole]) {
        var found: [BookingContact] = []
        for role in roles {
            let prefix = "\(field.key).\(role.rawValue)"
            let name = answers["\(prefix).name"]
            let phone = answers["\(prefix).phone"]
            // What was written beside a box that is no longer ticked stays in the draft and is not sent.
            guard answers["\(prefix).use"] == "yes" else { continue }
            let contact = BookingContact(
                role: role,
                name: name.isEmpty && role == .recipient ? answer(to: .recipientName) : name,
                phone: phone.isEmpty && role == .recipient ? answer(to: .recipientPhone) : phone)
            check(contact, prefix: prefix)
            found.append(contact)
            for part in ["use", "name", "phone"] { kept["\(prefix).\(part)"] = answers["\(prefix).\(part)"] }
            kept["\(prefix).use"] = "yes"
        }
        if found.isEmpty, field.isRequired { fault("form.contacts.none", field.key) }
        if field.fills == .bookingContacts { contacts = found }
    }

    private mutating func check(_ contact: BookingContact, prefix: String) {
        let (name, phone) = ("\(prefix).name", "\(prefix).phone")
        if !isTold(.recipientName, of: contact, at: name) { check(name: contact.name, at: name) }
        if !isTold(.recipientPhone, of: contact, at: phone) { check(phone: contact.phone, at: phone) }
    }

    /// What the recipient's row takes over from the form's own field is told wrong there, not here again.
    private func isTold(_ binding: Field.Binding, of contact: BookingContact, at name: String) -> Bool {
        guard contact.role == .recipient, answers[name].isEmpty,
            let field = routine.orderForm?.field(filling: binding)
        else { return false }
        return faults.contains { $0.field == field.key }
    }

    private mutating func check(name: String, at field: String) {
        if name.isEmpty {
            fault("form.required", field)
        } else if Text.isLonger(name, than: Text.shortLimit) {
            fault("form.tooLong", field, ["limit": "\(Text.shortLimit)"])
        }
    }

    private mutating func check(phone: String, at field: String) {
        if phone.isEmpty {
            fault("form.contacts.phone", field)
        } else if Text.isLonger(phone, than: Text.phoneLimit) {
            fault("form.tooLong", field, ["limit": "\(Text.phoneLimit)"])
        } else if !Text.isPhone(phone) {
            fault("form.phone.wrong", field)
        }
    }

    private mutating func readSecret(_ field: Field) {
        let text = answers[field.key]
        if text.isEmpty {
            if field.isRequired { fault("form.required", field.key) }
        } else if Text.isLonger(text, than: 100) {
            fault("form.tooLong", field.key, ["limit": "100"])
        } else {
            secrets[field.key] = text
        }
    }

    private mutating func readPreconditions() -> (attested: [String: Day], overridden: [String: String]) {
        var attested: [String: Day] = [:]
        var overridden: [String: String] = [:]
        for precondition in routine.askedPreconditions(for: answers) {
            let names = PreconditionFields(precondition.key)
            let reason = answers[names.reason]
            kept[names.met] = answers[names.met]
            switch answers[names.met] {
            case "yes":
                kept[names.day] = answers[names.day]
                if let day = Day(answers[names.day]), day <= today {
                    attested[precondition.duty] = day
                } else {
                    let key =
                        answers[names.day].isEmpty
                        ? "form.required"
                        : Day(answers[names.day]) == nil ? "form.day.wrong" : "form.day.future"
                    fault(key, names.day)
                }
            case "no" where override == .refused: fault("precondition.unmet", names.met)
            case "no" where reason.count < 10: fault("precondition.reason", names.reason)
            case "no" where Text.isLonger(reason, than: Text.longLimit):
                fault("form.tooLong", names.reason, ["limit": "\(Text.longLimit)"])
            case "no":
                kept[names.reason] = reason
                overridden[precondition.key] = reason
            default: fault("form.choose", names.met)
            }
        }
        return (attested, overridden)
    }
}

/// The form field names of a precondition.
public struct PreconditionFields: Sendable {
    public let met: String
    public let day: String
    public let reason: String

    public init(_ key: String) {
        met = "precondition.\(key).met"
        day = "precondition.\(key).day"
        reason = "precondition.\(key).reason"
    }
}
