import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct GivingKeysBackTests {
    private func open(_ engine: Engine) async throws -> (here: Municipality, number: CaseNumber) {
        let here = try await Municipality.open(engine)
        try await here.checkOut(KeyReceipt.Item.samples)
        return (here, try await here.returnCase())
    }

    private func held(_ here: Municipality, _ number: CaseNumber) async throws -> [HeldKeys] {
        try await here.page(number, as: here.orderer).heldKeys["giveBackKeys"] ?? []
    }

    private func giveBack(
        _ here: Municipality, _ number: CaseNumber, _ typed: Answers, by actor: Actor? = nil
    ) async throws -> PassedKeys {
        try await here.store.write(as: actor ?? here.orderer) {
            try $0.giveBackKeys("giveBackKeys", in: number, typed: typed)
        }
    }

    @Test(
        "R1.4 R5.4 I12 one of two keys goes back: the chain splits, the duty stays until nothing is left",
        arguments: Engine.allCases)
    func partly(engine: Engine) async throws {
        let (here, number) = try await open(engine)
        here.time.advance(days: 2)
        let keys = try #require(try await held(here, number).first { $0.item.kind == .homeKey })
        let first = try await giveBack(here, number, here.handoverForm(keys, count: 1))
        #expect(first == PassedKeys(receipt: "N-2026-0002", left: 2))
        #expect(try await here.page(number).order.duty("giveBackKeys")?.isOpen == true)
        #expect(
            try await here.store.rows(
                """
                SELECT holder, CAST(u.count AS TEXT), place, held_from, COALESCE(held_to, '-') FROM key_custody u
                JOIN key_items i ON i.id = u.item_id WHERE i.kind = 'homeKey' ORDER BY u.id
                """, columns: 5)
                == [
                    ["unit", "2", "17", "2026-11-20", "2026-11-22"],
                    ["recipient", "1", "", "2026-11-22", "-"],
                    ["unit", "1", "17", "2026-11-22", "-"],
                ])

        let rest = try await held(here, number)
        #expect(rest.map(\.item.count) == [1, 1])
        var form = here.handoverForm(rest[0])
        form[rest[1].field] = "1"
        #expect(try await giveBack(here, number, form) == PassedKeys(receipt: "N-2026-0003", left: 0))
        let page = try await here.page(number)
        #expect(page.order.duty("giveBackKeys")?.state == .done)
        #expect(page.ended["giveBackKeys"]?.evidence["receipt"] == "N-2026-0003")
        #expect(page.timeline.filter { $0.kind == .keysGivenBack }.count == 2)
        #expect(try await here.holdings().isEmpty)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("R1.6 the receipt of giving back names what, both parties and the day", arguments: Engine.allCases)
    func receipt(engine: Engine) async throws {
        let (here, number) = try await open(engine)
        let keys = try #require(try await held(here, number).first { $0.item.kind == .homeKey })
        let passed = try await giveBack(here, number, here.handoverForm(keys, count: 1))
        for actor in [here.orderer, here.coordinator] {
            let view = try await here.store.show(as: actor) {
                try $0.keyReceipt(passed.receipt, action: .viewed)
            }
            #expect(view.receipt.movement == .giveBack)
            #expect(view.receipt.items == [.init(kind: .homeKey, label: "A 1042", count: 1)])
            #expect(view.receipt.handedOverBy == "Olga Beställare")
            #expect(view.receipt.receivedBy == "Karin Åkerlund")
            #expect(view.order == number)
            #expect(view.custody.map(\.holder) == [.unit, .recipient, .unit])
        }
        let strange = await refusal {
            try await here.store.show(as: here.otherOrderer) {
                try $0.keyReceipt(passed.receipt, action: .viewed)
            }
        }
        #expect(strange == .notFound)
    }

    @Test(
        "R1.4 more than is held is refused at its field, and nothing is written", arguments: Engine.allCases)
    func tooMany(engine: Engine) async throws {
        let (here, number) = try await open(engine)
        let keys = try #require(try await held(here, number).first { $0.item.kind == .homeKey })
        let refused = await refusal {
            _ = try await giveBack(here, number, here.handoverForm(keys, count: 3))
        }
        #expect(refused?.told == ["\(keys.field): keys.given.tooMany"])
        #expect(try await here.store.count("key_receipts") == 1)
        #expect(try await here.store.count("key_custody") == 2)
    }

    @Test(
        "R1.4 of two who give back the same key at once one wins, and the other is told so",
        arguments: Engine.allCases)
    func race(engine: Engine) async throws {
        let (here, _) = try await open(engine)
        let keys = try #require(try await here.holdings().first?.keys)
        let form = here.handoverForm(keys)
        let people = [here.orderer, here[.unitManager], here.orderer, here[.unitManager]]
        let outcomes = await withTaskGroup(of: AppError?.self) { group in
            for actor in people {
                group.addTask {
                    await refusal {
                        try await here.store.write(as: actor) { try $0.giveBackKeys(keys.id, typed: form) }
                    }
                }
            }
            return await group.reduce(into: [AppError?]()) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 == nil }.count == 1)
        #expect(outcomes.compactMap(\.self) == Array(repeating: .conflict("keys.changedMeanwhile"), count: 3))
        #expect(try await here.store.count("key_receipts", where: "movement = 'giveBack'") == 1)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "R1.4 a unit that never signed for a key says so, with a reason, and the task is done",
        arguments: Engine.allCases)
    func none(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.returnCase()
        #expect(try await held(here, number).isEmpty)
        let attest = { (reason: String) in
            try await here.store.write(as: here.orderer) {
                try $0.attestNoKeys("giveBackKeys", in: number, reason: reason)
            }
        }
        #expect(await refusal { try await attest(" ") }?.told == ["reason: keys.reason.missing"])
        try await attest("Vi har aldrig kvitterat ut någon nyckel.")
        let page = try await here.page(number)
        #expect(page.order.duty("giveBackKeys")?.state == .done)
        #expect(page.timeline.contains { $0.kind == .keysNotHeld })

        let (there, other) = try await open(engine)
        let refused = await refusal {
            try await there.store.write(as: there.orderer) {
                try $0.attestNoKeys("giveBackKeys", in: other, reason: "Vi har ingen.")
            }
        }
        #expect(refused == .conflict("keys.changedMeanwhile"))
    }

    @Test(
        "R1.4 the keys of another home than the case's are not asked back by it", arguments: Engine.allCases)
    func otherHome(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.checkOut(KeyReceipt.Item.samples)
        let number = try await here.returnCase { $0["home.street"] = "Lambohovsgatan 9" }
        #expect(try await held(here, number).isEmpty)
        #expect(try await here.holdings().count == 2)
    }
}
