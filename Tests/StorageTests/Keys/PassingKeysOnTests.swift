import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct PassingKeysOnTests {
    private func held(_ here: Municipality, _ kind: KeyReceipt.ItemKind = .homeKey) async throws -> HeldKeys {
        try #require(try await here.holdings().first { $0.keys.item.kind == kind }).keys
    }

    @Test(
        "I12 one of two keys gets another place in the cabinet; both places are kept",
        arguments: Engine.allCases)
    func placed(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.checkOut(KeyReceipt.Item.samples)
        let keys = try await held(here)
        try await here.store.write(as: here.orderer) {
            try $0.placeKeys(keys.id, typed: Answers([keys.field: "1", "cabinet": "4"]))
        }
        #expect(
            try await here.holdings().map { "\($0.keys.place) \($0.keys.item.kind) \($0.keys.item.count)" }
                == [
                    "4 homeKey 1", "17 entranceTag 1", "17 homeKey 1",
                ])
        #expect(try await here.store.count("key_receipts") == 1, "nobody else has got anything to sign for")
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I12 a key handed to another unit: a receipt for both, and the other confirms where it is kept",
        arguments: Engine.allCases)
    func transferred(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.checkOut(KeyReceipt.Item.samples)
        let keys = try await held(here)
        #expect(try await here.holdings(of: here.otherOrderer).isEmpty)
        let receipt = try await here.store.write(as: here.orderer) {
            try $0.transferKeys(keys.id, typed: here.handoverForm(keys, count: 1, to: here.lambohov))
        }
        for actor in [here.orderer, here.otherOrderer] {
            let view = try await here.store.show(as: actor) { try $0.keyReceipt(receipt, action: .viewed) }
            #expect(view.receipt.movement == .transfer)
            #expect(view.unit == "Hemtjänst Ekholmen")
            #expect(view.toUnit == "Hemtjänst Lambohov")
            #expect(view.recipientName == "Greta Åkerlund")
        }
        let theirs = try #require(try await here.holdings(of: here.otherOrderer).first)
        #expect(theirs.lacksPlace)
        #expect(theirs.name == "Karin Åkerlund")
        try await here.store.write(as: here.otherOrderer) {
            try $0.placeKeys(theirs.keys.id, typed: Answers([theirs.keys.field: "1", "cabinet": "B 2"]))
        }
        #expect(try await here.holdings(of: here.otherOrderer).map(\.keys.place) == ["B 2"])
        #expect(try await here.holdings().map(\.keys.item.count) == [1, 1])

        let giver = try await here.store.show(as: here.orderer) {
            try $0.keyReceipt(receipt, action: .viewed)
        }
        #expect(giver.custody.contains { $0.unit == "Hemtjänst Lambohov" })
        #expect(!giver.custody.contains { $0.place == "B 2" }, "another unit's cabinet is its own")
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("I1 what another unit holds is not there, for reading or for doing", arguments: Engine.allCases)
    func hidden(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.checkOut(KeyReceipt.Item.samples)
        let keys = try await held(here)
        let form = here.handoverForm(keys, to: here.ekholmen)
        let attempts: [@Sendable (Tx) throws -> Void] = [
            { _ = try $0.giveBackKeys(keys.id, typed: form) },
            { _ = try $0.transferKeys(keys.id, typed: form) },
            { try $0.placeKeys(keys.id, typed: form) }, { try $0.keysFound(keys.id, typed: form) },
            { _ = try $0.reportLost([keys.id], typed: form) { _ in "" } },
        ]
        for attempt in attempts {
            #expect(
                await refusal { try await here.store.write(as: here.otherOrderer, attempt) } == .notFound)
            #expect(
                await refusal { try await here.store.write(as: here.coordinator, attempt) }?.code
                    == .forbidden)
        }
        let shown = await refusal {
            try await here.store.show(as: here.otherOrderer) { try $0.keyHolding(keys.id) }
        }
        #expect(shown == .notFound)
    }

    @Test("the last key handed to another unit ends the duty to give it back", arguments: Engine.allCases)
    func endsDuty(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.checkOut([.init(kind: .homeKey, label: "", count: 1)])
        let number = try await here.returnCase()
        let keys = try await held(here)
        _ = try await here.store.write(as: here.orderer) {
            try $0.transferKeys(keys.id, typed: here.handoverForm(keys, to: here.lambohov))
        }
        let page = try await here.page(number)
        #expect(page.order.duty("giveBackKeys")?.state == .done)
        #expect(page.ended["giveBackKeys"]?.evidence["receipt"] == "N-2026-0002")
    }

    @Test("no unit, and one's own, are refused with all the other faults", arguments: Engine.allCases)
    func noUnit(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.checkOut(KeyReceipt.Item.samples)
        let keys = try await held(here)
        for unit in [nil, here.ekholmen] {
            var form = here.handoverForm(keys, to: unit)
            form["receivedBy"] = ""
            let typed = form
            let refused = await refusal {
                try await here.store.write(as: here.orderer) { try $0.transferKeys(keys.id, typed: typed) }
            }
            #expect(refused?.told == ["receivedBy: keys.receivedBy.missing", "toUnit: form.choose"])
        }
    }
}
