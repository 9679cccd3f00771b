import Domain
import Storage

/// A small municipality to try things in. It is made by the same verbs as real work.
enum DemoMunicipality {
    private static let units = [
        ("Hemtjänst Ekholmen", "Ekholmens omsorg AB", "013-000 11 00"),
        ("Hemtjänst Lambohov", "Lambohovs hemtjänst", "013-000 12 00"),
    ]

    /// - Returns: whether anything was done; a database with users is left alone.
    static func fill(_ store: some Store, passwordHash: String) async throws -> Bool {
        let actors = try await store.write(as: .system) { tx in try addPeople(tx, passwordHash) }
        guard let actors else { return false }
        try await store.write(as: .system) { try receiveDevices($0) }
        if let coordinator = actors["karin.lund"] {
            try await store.write(as: coordinator) { try decideAboutModels($0) }
        }
        try await order(store, by: actors)
        return true
    }

    private static func addPeople(_ tx: Tx, _ hash: String) throws -> [String: Actor]? {
        guard try tx.accounts().isEmpty else { return nil }
        try tx.set(.municipality, to: "Ekdala kommun")
        let team = try tx.ensureTeam(DemoAccount.team, phone: "013-000 10 00")
        for (unit, provider, phone) in units { try tx.ensureUnit(unit, of: provider, phone: phone) }
        var actors: [String: Actor] = [:]
        for account in DemoAccount.all {
            let place: Actor.Place =
                account.place == DemoAccount.team
                ? .team(team) : try tx.unit(named: account.place).map { .unit($0) } ?? .municipality
            let user = try tx.addUser(login: account.login, name: account.name, phone: "", passwordHash: hash)
            let assignment = try tx.assign(user, role: account.role, in: place)
            actors[account.login] = Actor(
                user: user, name: account.name, assignment: assignment, role: account.role, place: place)
        }
        return actors
    }

    private static func receiveDevices(_ tx: Tx) throws {
        let kinds: [(DeviceKind, String, String)] = [
            (.alarmBase, "Trygg Bas 4", "TB4"), (.alarmButton, "Trygg Knapp 2", "TK2"),
            (.lockUnit, "Dörrlås D1", "DL1"),
        ]
        for number in 1...4 {
            try tx.receive(
                SerialNumber(stored: "TC1-\(1000 + number * 7)"), kind: .safetyCamera, model: "Trygg Syn 1",
                place: "Förrådet, hylla 5")
            try tx.receive(
                SerialNumber(stored: "TA1-\(1000 + number * 7)"), kind: .providerEmergencyAlarm,
                model: "Trygg Akut 1", place: "Förrådet, hylla 5")
        }
        for (kind, model, prefix) in kinds {
            for number in 1...12 {
                let serial = SerialNumber(stored: "\(prefix)-\(1000 + number * 7)")
                try tx.receive(serial, kind: kind, model: model, place: "Förrådet, hylla \(number % 4 + 1)")
            }
        }
    }

    /// How often batteries are changed and alarms tried, and how many there should be.
    private static func decideAboutModels(_ tx: Tx) throws {
        let months: [DeviceKind: (battery: String, test: String)] = [
            .alarmBase: ("36", "6"), .alarmButton: ("24", "6"), .lockUnit: ("12", ""),
            .safetyCamera: ("", ""),
            .providerEmergencyAlarm: ("24", "1"),
        ]
        for model in try tx.modelsToChoose() {
            try tx.changeModel(
                model.id,
                Answers([
                    "name": model.terms.name, "batteryMonths": months[model.kind]?.battery ?? "",
                    "testMonths": months[model.kind]?.test ?? "", "minimum": "5",
                ]))
        }
    }

    /// A few orders in different states, so that every page has something to show.
    private static func order(_ store: some Store, by actors: [String: Actor]) async throws {
        guard let ekholmen = actors["anna.ek"], let lambohov = actors["carina.holm"] else { return }
        for (index, person) in DemoPerson.all.enumerated() {
            let actor = index % 3 == 2 ? lambohov : ekholmen
            _ = try await store.write(as: actor) { tx in
                let draft = try tx.beginDraft(of: "alarm-order")
                let routine = try tx.routineInForce("alarm-order")
                try tx.saveDraft(draft, answers: person.answers(for: routine, today: tx.now.day))
                return try tx.submit(draft)
            }
        }
    }
}

/// Somebody who does not exist, with an identity number that the tax agency has set aside for tests.
struct DemoPerson: Sendable {
    let number: String
    let name: String
    let street: String
    let phone: String
    let needsLock: Bool

    static let all = [
        DemoPerson(
            number: "189001019802", name: "Åke Örnmark", street: "Fiktiva gatan 4", phone: "013-000 20 01",
            needsLock: true),
        DemoPerson(
            number: "189002029800", name: "Älva Sandin", street: "Påhittade vägen 12", phone: "013-000 20 02",
            needsLock: false),
        DemoPerson(
            number: "196101182803", name: "Bo Zetterlöv", street: "Låtsasgränd 7", phone: "013-000 20 03",
            needsLock: true),
        DemoPerson(
            number: "200001012384", name: "Ester Ångvik", street: "Fiktiva gatan 18", phone: "013-000 20 04",
            needsLock: false),
        DemoPerson(
            number: "196109732393", name: "Nadja Rehn", street: "Exempelstigen 3", phone: "013-000 20 05",
            needsLock: true),
    ]

    /// Answers to the fields that bind to the register; the rest by their kind, so that the demo follows the routine.
    func answers(for routine: RoutineEdition, today: Day) -> Answers {
        var answers = Answers()
        for field in routine.orderForm?.fields ?? [] {
            switch field.fills {
            case .recipientNumber: answers[field.key] = number
            case .recipientName: answers[field.key] = name
            case .recipientPhone: answers[field.key] = phone
            case .recipientHome:
                answers["\(field.key).street"] = street
                answers["\(field.key).postalCode"] = "58000"
                answers["\(field.key).city"] = "Ekdala"
            case .entranceCode: answers[field.key] = "1212"
            case .bookingContacts: answers["\(field.key).recipient.use"] = "yes"
            case .cohabitantNumber, .cohabitantName, .cohabitantPhone, .cohabitantHome, .premises,
                .extractDay:
                continue
            case .signLanguages, .newHome, .movesOn, .otherUnit, .lostKeys, .noticedOn, .lossAccount,
                .reportedBy, .endReason, .endedOn, .failedDevice, .failure, nil:
                answers[field.key] = answer(to: field)
            }
        }
        for precondition in routine.preconditions {
            let names = PreconditionFields(precondition.key)
            answers[names.met] = "yes"
            answers[names.day] = today.adding(days: -1).description
        }
        return answers
    }

    private func answer(to field: Field) -> String {
        switch field.kind {
        case .yesNo: field.key.lowercased().contains("lock") && !needsLock ? "no" : "yes"
        case .choice(let choices): choices.first?.value ?? ""
        default: ""
        }
    }
}
