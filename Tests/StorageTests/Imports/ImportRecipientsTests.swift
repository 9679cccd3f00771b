import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct ImportRecipientsTests {
    private func run(
        _ here: Municipality, _ rows: String, applying: Bool = true, as actor: Actor? = nil
    ) async throws -> ImportPlan {
        let text = "identity;name;street;apartment;postalCode;city;phone;unit\n" + rows
        let file = try ImportFile(
            Array(text.utf8), required: Tx.recipientColumns.required, optional: Tx.recipientColumns.optional)
        return try await here.store.write(as: actor ?? here.coordinator) {
            try $0.importRecipients(file, applying: applying)
        }
    }

    private static let greta =
        "19610118-2803;Greta Åkerlund;Ekholmsvägen 14;1102;589 25;Linköping;013-20 60 01;Hemtjänst Ekholmen\n"

    @Test("a new person is registered with home and unit", arguments: Engine.allCases)
    func created(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        #expect(try await run(here, Self.greta).created == [2])
        let facts = try await here.store.show(as: here.orderer) { try $0.knownFacts(number: "196101182803") }
        #expect(facts?.name == "Greta Åkerlund")
        #expect(facts?.home.postalCode == "58925")
        #expect(
            try await here.store.show(as: here.otherOrderer) { try $0.knownFacts(number: "196101182803") }
                == nil)
        let number = try await here.orderedCase()
        #expect(try await here.page(number).differences.isEmpty)
        #expect(try await here.store.count("care_recipients") == 1)
    }

    @Test("the same file again changes nothing, however the home is spelt", arguments: Engine.allCases)
    func again(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await run(here, Self.greta)
        let events = try await here.store.count("events")
        #expect(try await run(here, Self.greta).left == [2])
        let shouted = Self.greta.replacing("Ekholmsvägen 14", with: "EKHOLMSVÄGEN 14")
        #expect(try await run(here, shouted).left == [2])
        #expect(try await here.store.count("events") == events)
    }

    @Test("a known person's name, phone and home are brought up to date", arguments: Engine.allCases)
    func updated(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await run(here, Self.greta)
        let moved = Self.greta.replacing("Ekholmsvägen 14", with: "Nygatan 2").replacing(
            "Greta", with: "Märta")
        let dry = try await run(here, moved, applying: false)
        #expect(dry.updated == [2])
        #expect(try await here.store.rows("SELECT name FROM care_recipients") == [["Greta Åkerlund"]])
        #expect(try await run(here, moved).updated == [2])
        #expect(try await here.store.rows("SELECT name FROM care_recipients") == [["Märta Åkerlund"]])
        #expect(try await here.store.count("residencies") == 2)
        #expect(try await here.store.count("residencies", where: "valid_to IS NULL") == 1)
        #expect(try await run(here, moved).left == [2])
    }

    @Test("an empty phone keeps the one that is known", arguments: Engine.allCases)
    func phone(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await run(here, Self.greta)
        #expect(try await run(here, Self.greta.replacing("013-20 60 01", with: "")).left == [2])
    }

    @Test(
        "a row that cannot be right is refused with why, and leaves nothing", arguments: Engine.allCases,
        [
            ("19610118-2803", "19610118-2804", "identity.checksum"),
            ("19610118-2803", "212000-0449", "identity.organisation"),
            ("19610118-2803", "", "identity.empty"),
            ("Greta Åkerlund", "Greta 🦄", "form.name.wrong"), ("Greta Åkerlund", "", "form.name.wrong"),
            ("013-20 60 01", "ring mig", "form.phone.wrong"), ("589 25", "58", "form.postalCode.wrong"),
            ("Ekholmsvägen 14", "", "import.address"),
            ("Hemtjänst Ekholmen", "Hemtjänst Okänd", "import.unit"),
        ])
    func refused(engine: Engine, change: (String, String, String)) async throws {
        let here = try await Municipality.open(engine)
        let events = try await here.store.count("events")
        let plan = try await run(here, Self.greta.replacing(change.0, with: change.1))
        #expect(plan.refused.map { $0.faults.map(\.key) } == [[change.2]])
        #expect(plan.refused.map(\.line) == [2])
        #expect(try await here.store.count("care_recipients") == 0)
        #expect(try await here.store.count("dwellings") == 0)
        #expect(try await here.store.count("events") == events)
    }

    @Test("a person twice in one file is refused the second time", arguments: Engine.allCases)
    func twice(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let plan = try await run(
            here, Self.greta + Self.greta.replacing("19610118-2803", with: "196101182803"))
        #expect(plan.created == [2])
        #expect(plan.refused.map(\.line) == [3])
        #expect(plan.refused.map { $0.faults.map(\.key) } == [["import.duplicatePerson"]])
    }

    @Test(
        "who has an alarm mounted does not move by a file; the team is told once", arguments: Engine.allCases)
    func mounted(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let person = try await here.page(try await here.installedCase()).order.requireRecipient()
        let moved = Self.greta.replacing("Ekholmsvägen 14", with: "Nygatan 2")
        _ = try await run(here, moved)
        let page = try await here.store.show(as: here.coordinator) { try $0.recipientPage(person.id) }
        #expect(page.residencies.map(\.home.address.street) == ["Ekholmsvägen 14"])
        #expect(page.timeline.first?.kind == .recipientDiffers)
    }

    @Test(
        "I1 coordinators alone, and not Hemtrygg itself, take people from a file", arguments: Engine.allCases)
    func others(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        for actor in Municipality.Person.allCases.map({ here[$0] }) + [.system] {
            let refused = await refusal { _ = try await run(here, Self.greta, applying: false, as: actor) }
            let may = actor.user == here.coordinator.user
            #expect(refused == (may ? nil : .forbidden("error.forbidden")), "\(actor.name)")
        }
    }

    @Test("whom the plan tells of stands in the read log, a dry run too", arguments: Engine.allCases)
    func logged(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await run(here, Self.greta)
        #expect(try await here.store.count("reading_people") == 0, "nobody was known")
        _ = try await run(here, Self.greta, applying: false)
        let rows = try await here.store.rows(
            """
            SELECT r.user_id, r.page, p.name FROM readings r JOIN reading_people x ON x.reading_id = r.id
            JOIN care_recipients p ON p.id = x.recipient_id
            """, columns: 3)
        #expect(rows == [[here.coordinator.user.text, "import", "Greta Åkerlund"]])
    }

    @Test(
        "whose data are protected is in the plan as somebody new is, and unchanged, by whoever is not let in",
        arguments: Engine.allCases)
    func protected(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await run(here, Self.greta)
        try await here.protect(.greta)
        let person = try await here.id(of: .greta)
        let stranger = try await here.anotherCoordinator()
        let readings = try await here.store.count("reading_people")
        let changed = Self.greta.replacing("Greta", with: "Märta").replacing("Ekholmsvägen", with: "Nygatan")
        let new = Self.greta.replacing("19610118-2803", with: SamplePerson.osten.number)
        let known: SQL = """
            SELECT p.name, p.phone, d.street FROM care_recipients p JOIN residencies r ON r.recipient_id = p.id
            JOIN dwellings d ON d.id = r.dwelling_id ORDER BY p.id
            """
        let before = try await here.store.rows(known, columns: 3)
        for row in [Self.greta, changed] {
            let (seen, fresh) = (
                try await run(here, row, applying: false, as: stranger),
                try await run(here, new, applying: false, as: stranger)
            )
            #expect(seen.created == fresh.created && seen.updated == fresh.updated)
            #expect(seen.left == fresh.left && seen.refused.isEmpty && fresh.refused.isEmpty)
        }
        #expect(try await here.store.count("events", where: "kind = 'recipientDiffers'") == 0)
        #expect(try await run(here, changed, as: stranger).created == [2])
        #expect(try await here.store.rows(known, columns: 3) == before)
        #expect(try await here.store.count("care_recipients") == 1)
        #expect(try await here.store.count("reading_people") == readings, "nobody was told of")
        let page = try await here.store.show(as: here.coordinator) { try $0.recipientPage(person) }
        #expect(
            page.timeline.first?.kind == .recipientDiffers, "whoever is let in sees that a file told of them")
        #expect(page.timeline.first?.details["what"] == "import")
        #expect(try await run(here, changed).updated == [2], "whoever is let in changes them")
    }

    @Test("of whom one is let in to a case alone nothing is changed by a file", arguments: Engine.allCases)
    func caseOnly(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let order = try await here.page(try await here.orderedCase()).order.id
        try await here.protect(.greta)
        let person = try await here.id(of: .greta)
        let helper = try await here.anotherCoordinator()
        try await here.store.write(as: here[.routineOwner]) {
            try $0.letIn(helper.user, to: .order(order), Answers(["reason": "Ska boka besöket."]))
        }
        let plan = try await run(here, Self.greta.replacing("Greta", with: "Märta"), as: helper)
        #expect(plan.refused.map { $0.faults.map(\.key) } == [["import.protected"]])
        #expect(
            try await here.store.rows("SELECT name FROM care_recipients WHERE id = \(person)") == [
                ["Greta Åkerlund"]
            ])
    }

    @Test("whoever disputes what is said of them is not renamed by a file", arguments: Engine.allCases)
    func restricted(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await run(here, Self.greta)
        let person = try await here.id(of: .greta)
        try await here.store.write(as: here.coordinator) {
            try $0.holdFile(
                of: person, Answers(["kind": "restriction", "reason": "Hon säger att namnet är fel."]))
        }
        let renamed = Self.greta.replacing("Greta", with: "Märta")
        #expect(
            try await run(here, renamed).refused.map { $0.faults.map(\.key) } == [["fileHold.restricted"]])
        #expect(try await run(here, Self.greta).left == [2])
    }
}
