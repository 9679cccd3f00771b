import Domain
import Storage
import TestSupport
import Testing

/// One of each thing that an address can be about, all of the first unit's and about one person.
struct Things: Sendable {
    let person: SamplePerson
    let draft: ID<Case>
    let order: CaseNumber
    let recipient: ID<CareRecipient>
    let dwelling: ID<Dwelling>
    let visit: ID<Visit>
    let receipt: String
    let serial: String
    var edition: ID<EditionDraft> = .sample(95)
    /// What the unit holds by the receipt.
    var held: ID<HeldKeys> = .sample(95)
    /// That the person lives where they live.
    var residency: ID<DatedFact> = .sample(95)
    var service: ID<GrantedService> = .sample(95)
    var relative: ID<RelativeLine> = .sample(95)
    /// That the person has been at the hospital.
    var event: ID<LifeEvent> = .sample(95)
    /// The unit that serves the person.
    var unit: ID<ProviderUnit> = .sample(95)
    var model: ID<DeviceModel> = .sample(95)
    var place: ID<StoragePlace> = .sample(95)
    var delivery: ID<DeliveryNote> = .sample(95)
    var stocktake: ID<Stocktake> = .sample(95)
    var kit: ID<Kit> = .sample(95)
    /// Made in a case of the unit, and given out.
    var extract: ID<SealedExtract> = .sample(95)
    /// The case that it was made in.
    var extractOrder: CaseNumber?
    /// What a list says otherwise than the register of somebody else.
    var difference = 0
    /// Of a colleague, with the assignment that it has.
    var account: ID<User> = .sample(95)
    var assignment: ID<Assignment> = .sample(95)
    /// Somebody else; the person themselves where there is nobody.
    var other: ID<CareRecipient>?

    /// The address of an endpoint's pattern, for `asker`, whose own duty is meant where one is.
    func address(of pattern: String, for asker: Municipality.Person) -> String {
        let named =
            switch pattern.split(separator: "/").first {
            case "drafts": draft.text
            case "visits": visit.text
            case "people": recipient.text
            case "dwellings": dwelling.text
            case "facts": residency.text
            case "services": service.text
            case "relatives": relative.text
            case "life-events": event.text
            case "takeovers": unit.text
            case "units": unit.text
            case "editions": edition.text
            case "keys": held.text
            case "device-models": model.text
            case "storage-places": place.text
            case "deliveries": delivery.text
            case "stocktakes": stocktake.text
            case "kits": kit.text
            case "extracts": extract.text
            case "protected", "readings": recipient.text
            case "account": ID<Session>.sample(95).text
            case "accounts": account.text
            default: ""
            }
        let number = pattern.hasPrefix("/key-receipts") ? receipt : order.text
        return [
            (":id", named), (":number", number), (":serial", serial), (":slug", "alarm-order"),
            (":edition", "2024-04-01"),
            (":name", "hemtrygg.css"), (":key", duty(of: asker)), (":act", "loss"), (":format", "csv"),
            (":kind", "residency"), (":detail", "name"), (":class", "effectuatedNotInstalled"),
            (":difference", "\(difference)"), (":assignment", assignment.text),
            (":other", (other ?? recipient).text),
        ].reduce(pattern) { $0.replacing($1.0, with: $1.1) }
    }

    private func duty(of asker: Municipality.Person) -> String {
        [.coordinator, .technician, .secondTechnician].contains(asker) ? "installAlarm" : "journal"
    }
}

extension Site {
    /// Device set number `set` goes with the case; each set has its own hour of the day.
    func things(for person: SamplePerson = .greta, set: Int = 1) async throws -> Things {
        let number = try await here.orderedCase(for: person)
        let event = try await here.stay(of: try here.page(number).order.requireRecipient().id)
        try await here.reserveDevices(number, set: set)
        try await here.book(number, try here.visit(at: "\(7 + set):00".padded))
        let receipt = try await here.checkOutKeys(number)
        let draft = try await here.draft(.order(for: person))
        let edition = try await here.store.write(as: here[.routineOwner]) {
            try $0.beginEdition(of: "alarm-order")
        }
        let page = try await here.page(number)
        let known = try page.order.requireRecipient()
        let (extract, extractOrder) = try await here.givenExtract()
        let (account, assignment) = try await colleague(set)
        return Things(
            person: person, draft: draft, order: number, recipient: known.id,
            dwelling: known.home, visit: page.visits.first?.id ?? .sample(0), receipt: receipt,
            serial: SerialNumber.sample(.alarmBase, set).text, edition: edition,
            held: try await here.heldKeys(by: receipt),
            residency: try await here.residency(of: known.id), service: try await here.service(of: known.id),
            relative: try await here.relative(of: known.id), event: event, unit: here.ekholmen,
            model: try await here.model(.alarmBase).id, place: try await here.place(),
            delivery: try await delivery("F-\(set)"), stocktake: try await here.count(),
            kit: try await kit("G-\(set)"), extract: extract,
            extractOrder: extractOrder, difference: try await difference(set), account: account,
            assignment: assignment)
    }

    private func colleague(_ set: Int) async throws -> (ID<User>, ID<Assignment>) {
        try await here.store.write(as: .system) { tx in
            let user = try tx.addUser(
                login: "colleague-\(set)", name: "Kollega", phone: "", passwordHash: nil)
            return (user, try tx.assign(user, role: .orderer, in: .unit(here.ekholmen)))
        }
    }

    /// Of a person of its own, whom only the list knows.
    private func difference(_ set: Int) async throws -> Int {
        let number = SamplePerson.numbered(500 + set).number
        try await here.take(.treserva, ["\(number);Prov;;;2026-11-01;"])
        return try #require(try await here.standing().first { $0.identifier?.value == number }).id
    }

    /// Of devices that nothing else needs.
    private func kit(_ number: String) async throws -> ID<Kit> {
        for (kind, stem) in [(DeviceKind.alarmBase, "SL"), (.alarmButton, "SK")] {
            let typed = try await here.delivery("\(stem)-\(number)", number: "\(stem)\(number)", of: kind)
            _ = try await here.store.write(as: here.technician) { try $0.receiveDelivery(typed) }
        }
        return try await here.packKit(["SL-\(number)", "SK-\(number)"])
    }

    private func delivery(_ number: String) async throws -> ID<DeliveryNote> {
        let typed = try await here.delivery("NY-\(number)", number: number)
        return try await here.store.write(as: here.technician) { try $0.receiveDelivery(typed) }
    }
}

extension String {
    /// `8:00` as `08:00`.
    fileprivate var padded: String { count < 5 ? "0" + self : self }
}

extension Answer {
    /// What of `person` the answer tells, in its body or its headers.
    func tells(of person: SamplePerson) -> [String] {
        let said = text + headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
        let ten = String(person.number.suffix(10))
        return [person.name, person.number, "\(ten.prefix(6))-\(ten.suffix(4))", person.phone, person.street]
            .filter { said.contains($0) }
    }
}

extension Municipality {
    /// An extract of the first unit, that it has been given.
    func givenExtract() async throws -> (ID<SealedExtract>, in: CaseNumber) {
        let number = try await orderExtract()
        let id = try await makeExtract(in: number)
        try await giveFeedback(number)
        return (id, number)
    }

    /// A day at the hospital that is over.
    func stay(of recipient: ID<CareRecipient>) async throws -> ID<LifeEvent> {
        let day = time.today.description
        let event = try LifeEvent(
            Answers(["kind": "hospital", "day": day, "toldBy": "Dottern Lisa"]), today: time.today)
        let foreseen = try await store.show(as: coordinator) {
            try $0.foresight(of: .hospital, for: recipient)
        }
        try await store.write(as: coordinator) { tx in
            _ = try tx.record(
                event, about: recipient, foreseen: foreseen.digest, reason: "Brukaren är på sjukhus.")
        }
        let page = try await store.show(as: coordinator) { try $0.recipientPage(recipient) }
        let id = try #require(page.life.first?.id)
        try await store.write(as: coordinator) { try $0.end(id, on: day) }
        return id
    }

    /// That the person lives where they live.
    func residency(of recipient: ID<CareRecipient>) async throws -> ID<DatedFact> {
        let page = try await store.show(as: coordinator) { try $0.recipientPage(recipient) }
        return try #require(page.residencies.first?.fact)
    }

    func service(of recipient: ID<CareRecipient>) async throws -> ID<GrantedService> {
        let page = try await store.show(as: coordinator) { try $0.recipientPage(recipient) }
        return try #require(page.services.first?.id)
    }

    /// The first whom an order names as close to the person.
    func relative(of recipient: ID<CareRecipient>) async throws -> ID<RelativeLine> {
        let page = try await store.show(as: coordinator) { try $0.recipientPage(recipient) }
        return try #require(page.past.relatives.first?.id)
    }

    /// The first link that a receipt has begun.
    func heldKeys(by receipt: String) async throws -> ID<HeldKeys> {
        let found = try await store.show(as: orderer) { try $0.keyHoldings() }
        return found.first { $0.keys.receipt == receipt }?.keys.id ?? .sample(95)
    }
}
