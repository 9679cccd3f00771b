import Domain
import TestSupport
import Testing

@testable import Storage

/// What others' pages, refusals and numbers must not give away of those whose data are protected.
@Suite struct ProtectedTracesTests {
    /// Somebody who might be one and the same as `one`.
    private static let one = SamplePerson.numbered(5)
    private static let other = SamplePerson.numbered(5).renumbered(birthNumber: "454")

    private static func find(_ text: String, as actor: Actor, in here: Municipality) async throws -> Bool {
        let term = try SearchTerm(text, today: here.time.today)
        return try await !here.store.show(as: actor) { try $0.search(term) }.isEmpty
    }

    @Test("no pair of duplicates names them, whichever of the two they are", arguments: Engine.allCases)
    func duplicates(engine: Engine) async throws {
        for hidden in [Self.one, Self.other] {
            let here = try await Municipality.open(engine, stock: 0)
            _ = try await here.orderedCase(for: Self.one)
            _ = try await here.orderedCase(for: Self.other)
            let stranger = try await here.anotherCoordinator()
            let pairs = { try await here.store.show(as: stranger) { try $0.duplicates() } }
            #expect(try await pairs().count == 1)
            try await here.protect(hidden, as: .fictitiousIdentity)
            #expect(try await pairs().isEmpty, "\(hidden.number)")
            #expect(try await here.store.show(as: here.coordinator) { try $0.duplicates() }.count == 1)
        }
    }

    @Test(
        "broken glass neither lifts nor changes a protection, and lets nobody in for longer",
        arguments: Engine.allCases)
    func glass(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        _ = try await here.orderedCase()
        let greta = try await here.id(of: .greta)
        try await here.protect(.greta)
        let stranger = try await here.anotherCoordinator()
        try await here.store.write(as: stranger) {
            try $0.breakGlass(
                to: .person(greta), Answers(["reason": "Larmet går sönder i natt och ingen finns."]))
        }
        for value in [Protection.none, .protectedRegistration] {
            let typed = Answers([
                "value": value.rawValue, "how": "wrong", "reason": "Det var fel.",
            ])
            let error = await refusal {
                try await here.store.write(as: stranger) { try $0.change(.protection, of: greta, typed) }
            }
            #expect(error == .conflict("protected.byGlass"), "\(value)")
        }
        here.time.advance(minutes: 4 * 60 + 1)
        let page = await refusal { try await here.store.show(as: stranger) { try $0.recipientPage(greta) } }
        #expect(page == .notFound)
    }

    @Test("another grade lets nobody in who was not", arguments: Engine.allCases)
    func regraded(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let number = try await here.orderedCase()
        let greta = try await here.id(of: .greta)
        try await here.protect(.greta)
        let orderer = here.orderer.user
        try await here.store.write(as: .system) {
            try $0.execute(
                "UPDATE protected_access SET ended_at = 1, ended_by = \(orderer) WHERE user_id = \(orderer)")
        }
        let typed = Answers([
            "value": Protection.protectedRegistration.rawValue, "how": "wrong",
            "reason": "Det blev fel grad från början.",
        ])
        try await here.store.write(as: here.coordinator) { try $0.change(.protection, of: greta, typed) }
        #expect(await refusal { try await here.page(number, as: here.orderer) } == .notFound)
    }

    @Test(
        "a home that only their order names is none, until somebody else lives there",
        arguments: Engine.allCases)
    func orderedHome(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        _ = try await here.orderedCase()
        try await here.protect(.greta)
        var answers = Answers.order()
        answers["home.street"] = "Hemliga gatan 5"
        let draft = try await here.draft(answers, by: here.otherOrderer)
        let number = try await here.submit(draft, by: here.otherOrderer)
        let home = try await here.store.read(as: .system) {
            try $0.one("SELECT dwelling_id FROM cases WHERE number = \(number)") { $0.id() as ID<Dwelling> }
        }
        #expect(try await !Self.find("Hemliga gatan", as: here.technician, in: here))
        let page = await refusal {
            try await here.store.show(as: here.technician) { try $0.dwellingPage(home) }
        }
        #expect(page == .notFound)
    }

    @Test("no other's history tells of their cases or of what happened to them", arguments: Engine.allCases)
    func histories(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.installedCase()
        let device = SerialNumber.sample(.alarmBase, 1)
        let kinds = { (actor: Actor) in
            try await here.store.show(as: actor) { try $0.devicePage(device) }.timeline.map(\.kind)
        }
        #expect(try await kinds(here.technician).contains(.deviceInstalled))
        try await here.protect(.greta)
        let stranger = here.secondTechnician
        let told = try await kinds(stranger)
        #expect(!told.contains(.deviceInstalled) && !told.contains(.deviceReserved), "\(told)")
        #expect(told.contains(.deviceReceived))
        #expect(try await kinds(here.coordinator).contains(.deviceInstalled))
        let greta = try await here.id(of: .greta)
        let logged = try await here.store.read(as: .system) { reader in
            try reader.one(
                """
                SELECT COUNT(*) FROM reading_people p JOIN readings r ON r.id = p.reading_id
                WHERE p.recipient_id = \(greta) AND r.user_id = \(stranger.user)
                """
            ) { $0.int() }
        }
        #expect(logged == 0, "nothing was shown, and nothing is said to have been read")
    }

    @Test("the numbers over a list are those of the list", arguments: Engine.allCases)
    func unitHistory(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.installedCase()
        let last = { (actor: Actor) in
            try await here.store.show(as: actor) { try $0.unitPage(here.ekholmen) }.history.last
        }
        #expect(try await last(here[.unitManager])?.people == 1)
        try await here.protect(.greta)
        #expect(try await last(here[.unitManager])?.people == 0)
        #expect(try await last(here[.unitManager])?.alarms == 0)
        #expect(try await last(here.coordinator)?.people == 1)
    }

    @Test(
        "an order for somebody who has died is refused nobody who may not know that",
        arguments: Engine.allCases)
    func died(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        let greta = try await here.id(of: .greta)
        let typed = Answers([
            "value": here.time.today.description, "how": "changed", "from": here.time.today.description,
            "reason": "Folkbokföringen.",
        ])
        try await here.store.write(as: here.coordinator) { try $0.change(.deceased, of: greta, typed) }
        let told = { (actor: Actor) in
            let order = try await here.submit(
                try await here.draft(.order(), by: here.otherOrderer), by: here.otherOrderer)
            return try await here.page(order, as: actor).died
        }
        let probe = { (actor: Actor) in
            await refusal { _ = try await here.submit(try await here.draft(.order(), by: actor), by: actor) }
        }
        #expect(await probe(here.orderer)?.faults.first?.key == "order.deceased")
        #expect(await probe(here.otherOrderer) == nil, "another unit serves her")
        #expect(try await told(here.coordinator) == here.time.today)
        #expect(try await told(here.otherOrderer) == nil)
        try await here.protect(.greta)
        #expect(await probe(here.otherOrderer) == nil)
    }

    @Test("a number that is theirs is refused without leading to them", arguments: Engine.allCases)
    func numbers(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        _ = try await here.orderedCase()
        _ = try await here.orderedCase(for: Self.one)
        let person = try await here.id(of: Self.one)
        try await here.protect(.greta)
        let stranger = try await here.anotherCoordinator()
        let number = SamplePerson.greta.number
        #expect(
            try await here.store.show(as: stranger) { try $0.otherHolder(of: number, than: person) } == nil)
        let typed = Answers(["number": number, "how": "wrong", "reason": "Fel nummer."])
        let error = await refusal {
            try await here.store.write(as: stranger) { try $0.replaceNumber(of: person, typed) }
        }
        #expect(error == .invalid("protected.numberTaken", field: "number"))
        // Whoever tries numbers is found: the one who has it was asked for.
        let greta = try await here.id(of: .greta)
        #expect(try await Self.rows(here, "number", stranger) == [greta.text, person.text].sorted())
    }

    @Test("a sealed file that names them is given out no longer", arguments: Engine.allCases)
    func files(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.installedCase()
        let id = try await here.makeExtract(in: try await here.orderExtract())
        let fetch = {
            await refusal {
                _ = try await here.store.show(as: here.coordinator) { try $0.extractFile(id, .csv) }
            }
        }
        #expect(await fetch() == nil)
        try await here.protect(.greta)
        #expect(await fetch() == .conflict("extract.protectedSince"))
    }

    @Test("the auditor's signs tell neither their name nor their street", arguments: Engine.allCases)
    func signs(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.installedCase()
        let greta = try await here.id(of: .greta)
        try await here.store.write(as: .system) {
            try $0.setStreet("Ekholmsvägen 14", login: Municipality.Person.coordinator.login)
        }
        _ = try await here.store.show(as: here.coordinator) { try $0.recipientPage(greta) }
        let signs = {
            let day = here.time.today
            return Set(
                try await here.store.show(as: here[.auditor]) { try $0.unusualReadings(from: day, to: day) }
                    .map(\.sign))
        }
        #expect(try await signs().contains(.neighbour))
        try await here.protect(.greta)
        #expect(try await signs().isDisjoint(with: [.neighbour, .ownName, .sameFamilyName, .colleague]))
        #expect(try await signs().contains(.protected))
        _ = number
    }

    @Test("a visit that one may not know of still takes the technician's time", arguments: Engine.allCases)
    func planned(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.bookedCase()
        let stranger = try await here.anotherCoordinator()
        let day = here.time.today
        let taken = { try await here.store.read(as: stranger) { try $0.planned(from: day, days: 30) }.count }
        #expect(try await taken() == 1)
        try await here.protect(.greta)
        #expect(try await taken() == 1)
    }

    @Test(
        "nobody who answers for them lets themselves in; an auditor can be let in to a person",
        arguments: Engine.allCases)
    func candidates(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        _ = try await here.orderedCase()
        let greta = try await here.id(of: .greta)
        try await here.protect(.greta)
        let (owner, auditor) = (here[.routineOwner], here[.auditor])
        let why = Answers(["reason": "Vill veta vem som har läst."])
        let own = await refusal {
            try await here.store.write(as: owner) { try $0.letIn(owner.user, to: .person(greta), why) }
        }
        #expect(own == .invalid("protected.user", field: "user"), "an owner has no business with people")
        try await here.store.write(as: .system) {
            _ = try $0.assign(owner.user, role: .coordinator, in: here.coordinator.place)
        }
        let both = await refusal {
            try await here.store.write(as: owner) { try $0.letIn(owner.user, to: .person(greta), why) }
        }
        #expect(both == .invalid("protected.self", field: "user"))
        let log = {
            await refusal { _ = try await here.store.show(as: auditor) { try $0.personsLog(greta) } }
        }
        #expect(await log() == .notFound)
        try await here.store.write(as: owner) { try $0.letIn(auditor.user, to: .person(greta), why) }
        #expect(await log() == nil)
    }

    @Test(
        "a difference about them stands among the others without saying whom it is about",
        arguments: Engine.allCases)
    func differences(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.installedCase()
        let elsewhere = SamplePerson.numbered(600)
        try await here.take(.treserva, ["\(elsewhere.number);\(elsewhere.name);;;2026-11-01;"])
        let stranger = try await here.anotherCoordinator()
        let own = { (lines: [DifferenceLine]) in lines.filter(\.isKnown) }
        let before = own(try await here.standing(as: stranger))
        #expect(!before.isEmpty && before.allSatisfy { $0.person != nil })
        try await here.protect(.greta)
        let after = own(try await here.standing(as: stranger))
        #expect(after.map(\.id) == before.map(\.id))
        for line in after {
            #expect(line.isProtected && line.person == nil && line.identifier == nil)
            #expect(line.listedName.isEmpty && line.here.isEmpty && line.there.isEmpty)
        }
        #expect(try await here.standing(as: here.coordinator).allSatisfy { !$0.isProtected })
    }

    private static func rows(_ here: Municipality, _ page: String, _ actor: Actor) async throws -> [String] {
        try await here.store.rows(
            """
            SELECT p.recipient_id FROM readings r JOIN reading_people p ON p.reading_id = r.id
            WHERE r.user_id = \(actor.user) AND r.page = \(page) ORDER BY p.recipient_id
            """
        ).map { $0[0] }
    }

    @Test(
        "that somebody is protected, and what stands out in the log, is told after it is written down",
        arguments: Engine.allCases)
    func doors(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.installedCase()
        let greta = try await here.id(of: .greta)
        try await here.protect(.greta)
        let owner = here[.routineOwner]
        _ = try await here.store.show(as: owner) { try $0.protectedList() }
        #expect(try await Self.rows(here, "protectedDoor", owner) == [greta.text])
        _ = try await here.store.show(as: owner) { try $0.protectedDoor(to: number) }
        _ = try await here.store.show(as: owner) { try $0.protectedDoor(to: greta) }
        #expect(try await Self.rows(here, "protectedDoor", owner).count == 3)

        here.time.set("2026-12-03")
        here.time.advance(minutes: 23 * 60)
        _ = try await here.page(number)
        let day = here.time.today
        let found = try await here.store.show(as: here[.auditor]) {
            try $0.unusualReadings(from: day, to: day)
        }
        #expect(!found.isEmpty)
        #expect(try await Self.rows(here, "unusual", here[.auditor]) == [greta.text])
    }
}
