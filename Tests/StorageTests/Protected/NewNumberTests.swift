import Domain
import TestSupport
import Testing

@testable import Storage

/// A new identity number is told to nobody who has only the old one: it is what a new identity is to keep from them. To a unit
/// that does not serve the person, an order tells what it says itself (I1).
@Suite struct NewNumberTests {
    private static let old = SamplePerson.greta.number
    private static let new = SamplePerson.numbered(40).number

    /// Greta has an alarm from Ekholmen, and a new number.
    private static func renumbered(_ engine: Engine, _ protection: Protection) async throws -> Municipality {
        let here = try await Municipality.open(engine)
        _ = try await here.installedCase()
        let greta = try await here.id(of: .greta)
        if protection != .none { try await here.protect(.greta, as: protection) }
        here.time.set("2026-12-04", "09:00")
        let typed = Answers([
            "number": new, "how": "changed", "from": "2026-12-01", "reason": "Enligt Skatteverket.",
        ])
        try await here.store.write(as: here.coordinator) { try $0.replaceNumber(of: greta, typed) }
        return here
    }

    private static func signed(_ receipt: String, as actor: Actor, _ here: Municipality) async throws
        -> PersonIdentifier
    {
        try await here.store.show(as: actor) { try $0.keyReceipt(receipt, action: .viewed) }.identifier
    }

    @Test(
        "an order, its cohabitant, its receipt for keys and the case about their loss say the number that was ordered",
        arguments: Engine.allCases, [Protection.none, .fictitiousIdentity])
    func ordered(engine: Engine, protection: Protection) async throws {
        let here = try await Self.renumbered(engine, protection)
        let stranger = here.otherOrderer
        let number = try await here.orderedCase(by: stranger)
        let page = try await here.page(number, as: stranger)
        #expect(page.recipient?.identifier.value == Self.old)
        let shared = try await here.cohabitantCase(.later, .osten, with: .greta, by: stranger)
        let cohabitant = try #require(try await here.page(shared, as: stranger).cohabitant)
        #expect(cohabitant.person.identifier.value == Self.old && !cohabitant.isServed)

        let receipt = try await here.checkOutKeys(number, by: stranger)
        #expect(try await Self.signed(receipt, as: stranger, here).value == Self.old)
        try await here.publishKeyLoss()
        let keys = try #require(try await here.holdings(of: stranger).first).keys
        let form = here.lossForm(keys)
        let loss = try await here.store.write(as: stranger) {
            try $0.reportLost([keys.id], typed: form) { _ in "en nyckel" }
        }
        let lost = try await here.page(loss, as: stranger)
        #expect(lost.recipient?.identifier.value == Self.old)
        #expect(
            lost.answers.values.values.contains(Self.old) && !lost.answers.values.values.contains(Self.new))
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("whoever serves the person is told the number in force", arguments: Engine.allCases)
    func served(engine: Engine) async throws {
        let here = try await Self.renumbered(engine, .none)
        let number = try await here.orderedCase()
        let receipt = try await here.checkOutKeys(number)
        for actor in [here.orderer, here.coordinator] {
            #expect(try await Self.signed(receipt, as: actor, here).value == Self.new)
        }
        let shared = try await here.cohabitantCase(.later, .osten, with: .greta)
        #expect(try await here.page(shared).cohabitant?.person.identifier.value == Self.new)
    }

    @Test(
        "keys that came from another unit are signed for with the number of the first order",
        arguments: Engine.allCases)
    func passedOn(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.installedCase()
        try await here.checkOutKeys(number)
        let keys = try #require(try await here.holdings().first).keys
        let form = here.handoverForm(keys, to: here.lambohov)
        let receipt = try await here.store.write(as: here.orderer) {
            try $0.transferKeys(keys.id, typed: form)
        }
        let greta = try await here.id(of: .greta)
        here.time.set("2026-12-04", "09:00")
        let typed = Answers([
            "number": Self.new, "how": "changed", "from": "2026-12-01", "reason": "Enligt Skatteverket.",
        ])
        try await here.store.write(as: here.coordinator) { try $0.replaceNumber(of: greta, typed) }
        #expect(try await Self.signed(receipt, as: here.otherOrderer, here).value == Self.old)
        #expect(try await Self.signed(receipt, as: here.orderer, here).value == Self.new)
    }

    @Test(
        "that two numbers are one person's is told by a refusal, and is in the read log",
        arguments: Engine.allCases)
    func oneUnderTwo(engine: Engine) async throws {
        let here = try await Self.renumbered(engine, .fictitiousIdentity)
        let greta = try await here.id(of: .greta)
        let stranger = here.otherOrderer
        let file = try ShippedRoutines.file("lock-cohabitants.yaml")
        try await here.store.write(as: .system) { try $0.publish(file) }
        let answers = Answers.cohabitants(.later, .greta, with: .osten) { $0["cohabitantNumber"] = Self.new }
        let draft = try await here.store.write(as: stranger) { tx in
            let id = try tx.beginDraft(of: "lock-cohabitants")
            try tx.saveDraft(id, answers: answers)
            return id
        }
        let refused = await refusal { try await here.store.send(draft, as: stranger) }
        #expect(refused?.told == ["cohabitantNumber: cohabitant.same"])
        #expect(
            try await here.store.rows(
                """
                SELECT r.user_id, r.action, p.recipient_id FROM readings r JOIN reading_people p ON p.reading_id = r.id
                WHERE r.position = (SELECT MAX(position) FROM readings)
                """, columns: 3) == [[stranger.user.text, "searched", greta.text]])
    }
}
