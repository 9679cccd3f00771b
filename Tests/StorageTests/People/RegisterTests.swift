import Domain
import TestSupport
import Testing

@testable import Storage

/// What the register keeps of people and homes as orders and installations pass.
@Suite struct RegisterTests {
    private func page(_ here: Municipality, _ number: CaseNumber, as actor: Actor? = nil) async throws
        -> RecipientPage
    {
        let person = try await here.page(number).order.requireRecipient().id
        return try await here.store.show(as: actor ?? here.coordinator) { try $0.recipientPage(person) }
    }

    @Test(
        "R2.11 R2.12 a person's page tells home, unit, service, alarm and orders", arguments: Engine.allCases)
    func whole(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.closedCase()
        let page = try await page(here, number)
        #expect(page.recipient.name == "Greta Åkerlund")
        #expect(page.unit == "Hemtjänst Ekholmen")
        #expect(page.residencies.map(\.recordedBy) == ["Olga Beställare"])
        #expect(page.services.map(\.effectuatedOn) == [Day("2026-11-19")])
        #expect(Set(page.installations.map(\.device.kind)) == [.alarmBase, .alarmButton])
        #expect(page.locks.map(\.device.kind) == [.lockUnit])
        #expect(page.orders.map(\.number) == [number])
        #expect(page.orders.map(\.state) == [.closed])
        let kinds = page.timeline.map(\.kind)
        for kind in [
            Event.Kind.recipientRegistered, .residencyBegan, .responsibilityBegan, .deviceInstalled,
            .lockLinked,
        ] {
            #expect(kinds.contains(kind), "\(kind)")
        }
    }

    @Test("a person serves as one unit's while another's order is told to differ", arguments: Engine.allCases)
    func responsibility(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.orderedCase()
        let second = try await here.orderedCase(by: here.otherOrderer)
        #expect(try await page(here, second).unit == "Hemtjänst Ekholmen")
        #expect(try await here.page(second).differences == ["unit"])
    }

    @Test(
        "I1 an order tells a unit nothing of somebody whom another unit serves",
        arguments: Engine.allCases)
    func foreign(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let first = try await here.installedCase()
        let second = try await here.orderedCase(by: here.otherOrderer)
        #expect(await refusal { _ = try await page(here, second, as: here.otherOrderer) } == .notFound)
        let before = try await page(here, first)
        try await here.store.write(as: here.otherOrderer) { try $0.cancel(second, reason: "Fel person") }
        #expect(await refusal { _ = try await page(here, first, as: here.otherOrderer) } == .notFound)
        let after = try await page(here, first)
        #expect(after.residencies == before.residencies && after.services == before.services)
        #expect(after.unit == "Hemtjänst Ekholmen")
    }

    @Test("a person is known by every number they have had", arguments: Engine.allCases)
    func numbers(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let first = try await here.page(try await here.orderedCase()).order.recipient
        let newer = SamplePerson.numbered(7)
        _ = try await here.store.writing { connection in
            try connection.send("UPDATE person_identifiers SET valid_to = valid_from + 1")
            try connection.send(
                """
                INSERT INTO person_identifiers (value, kind, recipient_id, valid_from, recorded_at, recorded_by)
                SELECT \(newer.number), kind, recipient_id, valid_from, recorded_at, recorded_by
                FROM person_identifiers
                """)
        }
        let again = try await here.page(try await here.orderedCase())
        #expect(again.order.recipient == first)
        #expect(again.recipient?.identifier.value == newer.number)
    }

    @Test(
        "one home under two spellings is one; another apartment is another home", arguments: Engine.allCases)
    func homes(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let spellings = [
            ("Ågatan 1", "1001"), ("ÅGATAN 1", "1001"), ("Ågatan 1", "1002"), ("Agatan 1", "1001"),
        ]
        for (index, (street, apartment)) in spellings.enumerated() {
            let answers = Answers.order(for: .numbered(index)) { answers in
                answers["home.street"] = street
                answers["home.apartment"] = apartment
            }
            try await here.submit(try await here.draft(answers))
        }
        #expect(try await here.store.count("dwellings") == 3)
    }

    @Test("two people in one home stand on its page", arguments: Engine.allCases)
    func cohabitants(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let first = try await here.page(try await here.orderedCase())
        let partner = SamplePerson(
            name: "Bengt Åkerlund", number: SamplePerson.osten.number, phone: "013-20 60 01",
            street: "Ekholmsvägen 14")
        _ = try await here.orderedCase(for: partner)
        let shared = try first.order.requireRecipient().home
        let home = try await here.store.show(as: here.technician) { try $0.dwellingPage(shared) }
        #expect(Set(home.residents.map(\.name)) == ["Greta Åkerlund", "Bengt Åkerlund"])
    }
}
