import Domain
import TestSupport
import Testing

@testable import Storage

/// That hiding somebody whose data are protected leaves nobody without help.
@Suite struct ProtectedHelpTests {
    private static func sees(_ here: Municipality, _ number: CaseNumber, _ actor: Actor) async throws -> Bool
    {
        await refusal { _ = try await here.page(number, as: actor) } == nil
    }

    @Test(
        "a booked technician is not shut out, and one whose visit is restored sees it again",
        arguments: Engine.allCases)
    func booked(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase()
        try await here.protect(.greta)
        let technician = here.technician.user
        let access = try await here.store.read(as: .system) {
            try $0.one("SELECT id FROM protected_access WHERE user_id = \(technician)") {
                $0.id() as ID<ProtectedThing>
            }
        }
        let owner = here[.routineOwner]
        let close = { await refusal { try await here.store.write(as: owner) { try $0.shutOut(access) } } }
        #expect(await close() == .conflict("protected.booked"))
        #expect(try await Self.sees(here, number, here.technician))
        let visit = try #require(try await here.plannedVisit(in: number))
        try await here.store.write(as: here.coordinator) {
            try $0.missVisit(visit, outcome: .nobodyHome, note: "")
        }
        #expect(await close() == nil)
        #expect(try await !Self.sees(here, number, here.technician))
        try await here.store.write(as: here.coordinator) {
            try $0.restoreVisit(visit, Answers(["reason": "Hon kom till slut och öppnade."]))
        }
        #expect(try await Self.sees(here, number, here.technician))
    }

    @Test("whoever reports their keys as lost sees the case of it", arguments: Engine.allCases)
    func lostKeys(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.publishKeyLoss()
        try await here.checkOut(KeyReceipt.Item.samples)
        try await here.protect(.greta)
        let keys = try #require(try await here.holdings().first { $0.keys.item.kind == .homeKey }).keys
        let number = try await here.store.write(as: here.orderer) {
            try $0.reportLost([keys.id], typed: here.lossForm(keys, count: nil)) { _ in "En nyckel" }
        }
        #expect(try await Self.sees(here, number, here.orderer))
    }

    @Test(
        "what an event begins about them is sent by who works there, or stands where it is opened",
        arguments: Engine.allCases)
    func drafts(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.publishRepairs()
        _ = try await here.installedCase()
        try await here.protect(.greta)
        let device = SerialNumber.sample(.alarmButton, 1)
        let drafts = try await here.record(
            .deviceBroken, device: device, note: "Sprucken.", by: here.coordinator)
        let draft = try #require(drafts.first)
        // Let in to the running case, and so to what is to be sent for the same person.
        _ = try await here.store.show(as: here.orderer) { try $0.draft(draft) }
        let list = { (person: Municipality.Person) in
            try await here.store.show(as: here[person]) { try $0.protectedList() }.drafts
        }
        #expect(
            await refusal { try await here.store.show(as: here[.unitManager]) { try $0.draft(draft) } }
                == .notFound)
        #expect(try await list(.unitManager).map(\.unit) == ["Hemtjänst Ekholmen"])
        #expect(try await list(.routineOwner).count == 1)
        #expect(try await list(.coordinator).isEmpty, "who sees the person sees it there")
        let person = try #require(try await list(.unitManager).first).person
        try await here.store.write(as: here[.unitManager]) {
            try $0.breakGlass(to: .person(person), Answers(["reason": "Ingen annan är på plats i dag."]))
        }
        _ = try await here.store.show(as: here[.unitManager]) { try $0.draft(draft) }
    }

    @Test(
        "nobody in the team being let in is told to who plans and who answers; glass is nobody",
        arguments: Engine.allCases)
    func unseen(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let number = try await here.orderedCase()
        try await here.protect(.greta)
        let count = { (actor: Actor) in
            try await here.store.read(as: actor) { try $0.protectedWithoutReader() }
        }
        let (owner, other) = (here[.routineOwner], try await here.anotherCoordinator())
        #expect(try await count(owner) == 0)
        let coordinator = here.coordinator.user
        try await here.store.write(as: .system) {
            try $0.execute(
                "UPDATE protected_access SET ended_at = 1, ended_by = user_id WHERE user_id = \(coordinator)")
        }
        #expect(try await count(owner) == 1)
        #expect(try await count(other) == 1)
        #expect(try await count(here.orderer) == 0, "not theirs to know")
        let order = try await here.store.read(as: .system) {
            try $0.one("SELECT id FROM cases WHERE number = \(number)") { $0.id() as ID<Case> }
        }
        try await here.store.write(as: other) {
            try $0.breakGlass(to: .order(order), Answers(["reason": "Ingen annan är på plats i dag."]))
        }
        #expect(try await count(owner) == 1)
        try await here.store.write(as: owner) {
            try $0.letIn(other.user, to: .order(order), Answers(["reason": "Planerar besöket."]))
        }
        #expect(try await count(owner) == 0)
    }

    @Test("an order that goes on again is seen by whoever sent it", arguments: Engine.allCases)
    func resumed(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let number = try await here.orderedCase()
        try await here.store.write(as: here.coordinator) { try $0.cancel(number, reason: "Avböjer hjälpen.") }
        let greta = try await here.recipient()
        let typed = Answers([
            "value": Protection.confidentialityMark.rawValue, "how": "changed", "from": "2026-11-20",
            "reason": "Enligt Skatteverket.",
        ])
        try await here.store.write(as: here.coordinator) { try $0.change(.protection, of: greta, typed) }
        #expect(try await !Self.sees(here, number, here.orderer))
        try await here.store.write(as: here.coordinator) {
            try $0.resume(number, Answers(["reason": "Det var fel person som avböjde."]))
        }
        #expect(try await Self.sees(here, number, here.orderer))
    }

    @Test(
        "who is let in to one of two stays let in when they are one, and when they are two again",
        arguments: Engine.allCases)
    func merged(engine: Engine) async throws {
        let merging = MergingTests()
        let (here, kept, merged, open) = try await merging.twice(engine)
        for person in [kept, merged] {
            let typed = Answers([
                "value": Protection.confidentialityMark.rawValue, "how": "changed", "from": "2026-12-04",
                "reason": "Enligt Skatteverket.",
            ])
            try await here.store.write(as: here.coordinator) { try $0.change(.protection, of: person, typed) }
        }
        #expect(try await Self.sees(here, open, here.orderer))
        try await merging.merge(here, merged, into: kept, ["home": "kept"])
        #expect(try await Self.sees(here, open, here.orderer))
        try await merging.undo(here, merged, from: kept)
        #expect(try await Self.sees(here, open, here.orderer))
    }

    @Test(
        "the number of whom a unit serves is that of those who can be taken over", arguments: Engine.allCases)
    func takeovers(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.installedCase()
        let other = try await here.anotherCoordinator()
        let served = {
            try await here.store.read(as: other) { try $0.servingUnits() }
                .first { $0.unit.name == "Hemtjänst Ekholmen" }?.people
        }
        #expect(try await served() == 1)
        try await here.protect(.greta)
        #expect(try await served() == 0)
        #expect(try await here.store.show(as: other) { try $0.peopleServed(by: here.ekholmen) }.isEmpty)
    }
}
