import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct KeyReceiptStorageTests {
    @Test("R2.4 receipts are numbered through the year without gaps", arguments: Engine.allCases)
    func numbers(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        for index in 0..<3 {
            let receipt = try await here.checkOutKeys(try await here.orderedCase(for: .numbered(index)))
            #expect(receipt == "N-2026-000\(index + 1)")
        }
        here.time.set("2027-01-04")
        #expect(try await here.checkOutKeys(try await here.orderedCase(for: .osten)) == "N-2027-0001")
    }

    @Test(
        "R2.4 the receipt names both parties, the unit, the home and each key's custody",
        arguments: Engine.allCases)
    func view(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        let receipt = try await here.checkOutKeys(number, by: here[.unitManager])
        for actor in [here.orderer, here.coordinator] {
            let view = try await here.store.show(as: actor) { try $0.keyReceipt(receipt, action: .viewed) }
            #expect(view.number == receipt)
            #expect(view.order == number)
            #expect(view.receipt.handedOverBy == "Greta Åkerlund")
            #expect(view.receipt.receivedBy == "Olga Beställare")
            #expect(view.receipt.cabinet == "17")
            #expect(view.receipt.items.map(\.kind) == [.homeKey, .entranceTag])
            #expect(view.identifier.value == "196101182803")
            #expect(view.unit == "Hemtjänst Ekholmen")
            #expect(view.recordedBy == "Ulf Chef")
            #expect(view.custody.map { $0.to == nil } == [true, true])
            #expect(view.custody.map(\.from) == [here.time.today, here.time.today])
        }
    }

    @Test("keys of the same sort on one receipt stay apart", arguments: Engine.allCases)
    func twins(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        let item = KeyReceipt.Item(kind: .homeKey, label: "A 1", count: 1)
        let receipt = try KeyReceipt(
            movement: .checkOut, items: [item, item], cabinet: "3", handedOverBy: "Greta", receivedBy: "Olga",
            day: here.time.today, today: here.time.today)
        let name = try await here.store.write(as: here.orderer) {
            try $0.checkOutKeys("keyReceipt", in: number, receipt: receipt)
        }
        let view = try await here.store.show(as: here.orderer) { try $0.keyReceipt(name, action: .viewed) }
        #expect(view.receipt.items == [item, item])
    }

    @Test("a receipt of giving back does not do for checking out", arguments: Engine.allCases)
    func movement(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        let back = try KeyReceipt(
            movement: .giveBack, items: [.init(kind: .homeKey, label: "", count: 1)], cabinet: "3",
            handedOverBy: "Olga", receivedBy: "Greta", day: here.time.today, today: here.time.today)
        let refused = await refusal {
            try await here.store.write(as: here.orderer) {
                try $0.checkOutKeys("keyReceipt", in: number, receipt: back)
            }
        }
        #expect(refused == .notFound)
    }
}
