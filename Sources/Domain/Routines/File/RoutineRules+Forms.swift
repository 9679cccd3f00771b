/// Forms: whose they are, and that the register gets what it cannot do without.
extension RoutineRules {
    func checkForms() {
        checkOnce(edition.forms.map(\.party)) { "forms[\($0)].party" }
        for (index, form) in edition.forms.enumerated() {
            checkParty(form.party, at: "forms[\(index)].party")
            checkNames(of: form, at: "forms[\(index)]")
            checkBindings(of: form, at: "forms[\(index)]")
        }
        checkOrderersHaveForms()
    }

    private func checkOrderersHaveForms() {
        guard arePartiesSound, !edition.forms.isEmpty else { return }
        for (index, party) in edition.parties.enumerated() where party.role == .orderer {
            guard !edition.forms.contains(where: { $0.party == party.key }) else { continue }
            faults.add(.formMissing, at: "parties[\(index)]", ["name": party.key])
        }
        guard let first = edition.forms.first, let party = edition.party(first.party) else { return }
        if party.role != .orderer { faults.add(.firstFormNotOrderer, at: "forms[0].party") }
    }

    private func checkNames(of form: OrderForm, at path: String) {
        checkOnce(form.groups.map(\.key)) { "\(path).groups[\($0)].key" }
        let places = fieldPaths(of: form, at: path)
        checkOnce(form.fields.map(\.key)) { places[$0] + ".key" }
        for (field, place) in zip(form.fields, places) {
            switch field.kind {
            case .choice(let choices), .choiceMany(let choices):
                checkOnce(choices.map(\.value)) { "\(place).choices[\($0)].value" }
            case .contacts(let roles): checkOnce(roles.map(\.rawValue)) { "\(place).roles[\($0)]" }
            default: break
            }
        }
    }

    private func checkBindings(of form: OrderForm, at path: String) {
        let needed = needed(in: form)
        var filled: Set<Field.Binding> = []
        for (field, place) in zip(form.fields, fieldPaths(of: form, at: path)) {
            guard let binding = field.fills else { continue }
            let name = ["name": binding.rawValue]
            if !filled.insert(binding).inserted { faults.add(.bindingTwice, at: place + ".fills", name) }
            if !binding.fits(field.kind) {
                let expected = ["name": binding.rawValue, "expected": binding.kindWord]
                faults.add(.bindingKind, at: place + ".fills", expected)
            }
            if edition.subject == .unit, binding.isOfPerson {
                faults.add(.nobodyConcerned, at: place + ".fills", name)
            }
            if edition.subject == .person, binding == .premises {
                faults.add(.personConcerned, at: place + ".fills", name)
            }
            if binding == .signLanguages { checkSignLanguages(field, at: place) }
            if binding == .failedDevice { checkFailedDevices(field, at: place) }
            if needed.contains(binding), !field.isRequired || field.condition != nil {
                faults.add(.bindingOptional, at: place, name)
            }
        }
        guard edition.party(form.party)?.role == .orderer, !form.fields.isEmpty else { return }
        for binding in needed where !filled.contains(binding) {
            faults.add(.bindingMissing, at: path, ["name": binding.rawValue])
        }
    }

    /// A sign can be asked for only in a language that it is printed in.
    private func checkSignLanguages(_ field: Field, at path: String) {
        guard case .choiceMany(let choices) = field.kind else { return }
        check(choices, at: path, are: SignLanguage.allCases.map(\.rawValue))
    }

    /// A device fails by its kind, so that what is reported finds its way here.
    private func checkFailedDevices(_ field: Field, at path: String) {
        guard case .choice(let choices) = field.kind else { return }
        check(choices, at: path, are: DeviceKind.allCases.map(\.rawValue) + [Field.severalDevices])
    }

    private func check(_ choices: [Choice], at path: String, are allowed: [String]) {
        for (index, choice) in choices.enumerated() where !allowed.contains(choice.value) {
            let value = ["value": choice.value, "allowed": allowed.joined(separator: ", ")]
            faults.add(.unknownValue, at: "\(path).choices[\(index)].value", value)
        }
    }

    /// What the register cannot do without. Who asks for a cohabitant asks for who they are and where they live; who
    /// asks which keys are gone asks for the rest of a report too.
    private func needed(in form: OrderForm) -> [Field.Binding] {
        guard edition.subject == .person else {
            return edition.duties.contains(where: \.isDoneOnPremises) ? [.premises] : []
        }
        let two = form.fields.contains { $0.fills?.isOfCohabitant ?? false }
        let loss = form.fields.contains { $0.fills == .lostKeys }
        return [.recipientNumber, .recipientName, .recipientHome]
            + (two ? [.cohabitantNumber, .cohabitantName, .cohabitantHome] : [])
            + (loss ? [.lostKeys, .noticedOn, .lossAccount, .reportedBy] : [])
    }

    /// Where each of the form's fields stands, in the order of `form.fields`.
    func fieldPaths(of form: OrderForm, at path: String) -> [String] {
        form.groups.enumerated().flatMap { number, group in
            group.fields.indices.map { "\(path).groups[\(number)].fields[\($0)]" }
        }
    }
}

extension Field.Binding {
    /// The kind of field whose answer the register can take.
    fileprivate var kindWord: String {
        switch self {
        case .recipientNumber, .cohabitantNumber: "identityNumber"
        case .recipientName, .cohabitantName: "personName"
        case .recipientPhone, .cohabitantPhone: "phone"
        case .recipientHome, .cohabitantHome: "address"
        case .entranceCode: "secret"
        case .bookingContacts: "contacts"
        case .signLanguages: "choiceMany"
        case .newHome: "address"
        case .movesOn, .noticedOn, .endedOn, .extractDay: "day"
        case .otherUnit: "unit"
        case .premises: "address"
        case .lostKeys, .lossAccount, .failure: "longText"
        case .reportedBy: "shortText"
        case .endReason, .failedDevice: "choice"
        }
    }

    fileprivate func fits(_ kind: Field.Kind) -> Bool {
        switch kind {
        case .identityNumber: kindWord == "identityNumber"
        case .personName: kindWord == "personName"
        case .phone: kindWord == "phone"
        case .address: kindWord == "address"
        case .secret: kindWord == "secret"
        case .contacts: kindWord == "contacts"
        case .choice: kindWord == "choice"
        case .choiceMany: kindWord == "choiceMany"
        case .day: kindWord == "day"
        case .unit: kindWord == "unit"
        case .longText: kindWord == "longText"
        case .shortText: kindWord == "shortText"
        default: false
        }
    }

    fileprivate var isOfCohabitant: Bool {
        [.cohabitantNumber, .cohabitantName, .cohabitantPhone, .cohabitantHome].contains(self)
    }
}

extension DutyDefinition {
    /// Of a routine about the unit itself: somebody goes there.
    fileprivate var isDoneOnPremises: Bool { kind.changesHome || kind.isBooking }
}
