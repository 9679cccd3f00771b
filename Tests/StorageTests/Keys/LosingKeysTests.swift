import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct LosingKeysTests {
    private func open(_ engine: Engine) async throws -> (here: Municipality, keys: HeldKeys) {
        let here = try await Municipality.open(engine)
        try await here.publishKeyLoss()
        try await here.checkOut(KeyReceipt.Item.samples)
        let keys = try #require(try await here.holdings().first { $0.keys.item.kind == .homeKey })
        return (here, keys.keys)
    }

    private func report(
        _ here: Municipality, _ keys: HeldKeys, count: Int? = nil
    ) async throws -> CaseNumber {
        try await here.store.write(as: here.orderer) {
            try $0.reportLost([keys.id], typed: here.lossForm(keys, count: count)) { portions in
                portions.map { "\($0.count) \($0.item.label)" }.joined()
            }
        }
    }

    @Test(
        "I12 a lost key is a deviation and a case in which somebody changes the lock",
        arguments: Engine.allCases)
    func lost(engine: Engine) async throws {
        let (here, keys) = try await open(engine)
        let number = try await report(here, keys, count: 1)
        let page = try await here.page(number)
        #expect(page.order.routine.slug == "key-loss")
        #expect(page.order.duty("changeLock")?.isOpen == true)
        #expect(page.order.duty("changeLock")?.dueOn == Day("2026-11-23"))
        #expect(page.answers["what"] == "1 A 1042")
        #expect(page.answers["account"] == "Nyckeln låg inte på sin plats vid passets slut.")
        #expect(page.recipient?.name == "Greta Åkerlund")
        #expect(page.timeline.contains { $0.kind == .keysLost })
        #expect(
            try await here.store.rows(
                "SELECT noticed_on, reported_by FROM key_losses", columns: 2)
                == [["2026-11-20", "Olga Beställare"]])

        let holdings = try await here.holdings()
        #expect(holdings.first { $0.holder == .lost }?.loss == number)
        #expect(holdings.filter { $0.holder == .unit }.map(\.keys.item.count) == [1, 1])
        let receipt = try await here.store.show(as: here.orderer) {
            try $0.keyReceipt("N-2026-0001", action: .viewed)
        }
        #expect(receipt.custody.first { $0.holder == .lost }?.loss == number, "the receipt is marked")
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I12 whichever routine asks which keys are lost takes up the report, in its own words and with its own work",
        arguments: Engine.allCases)
    func underAnotherRoutine(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let own = RoutineFile(
            name: "keys-gone.yaml",
            text: try ShippedRoutines.file("key-loss.yaml").text
                .replacing("slug: key-loss", with: "slug: keys-gone")
                .replacing("key: what\n", with: "key: missing\n")
                .replacing("key: account\n", with: "key: story\n")
                .replacing("key: changeLock\n", with: "key: callLocksmith\n")
                .replacing("changeLock]", with: "callLocksmith]")
                .replacing("from: changeLock}", with: "from: callLocksmith}"))
        try await here.store.write(as: .system) { try $0.publish(own) }
        try await here.checkOut(KeyReceipt.Item.samples)
        let keys = try #require(try await here.holdings().first { $0.keys.item.kind == .homeKey })
        let page = try await here.page(try await report(here, keys.keys, count: 1))
        #expect(page.order.routine.slug == "keys-gone")
        #expect(page.order.duty("callLocksmith")?.isOpen == true)
        #expect(page.answers["missing"] == "1 A 1042")
        #expect(page.answers["story"] == "Nyckeln låg inte på sin plats vid passets slut.")
        #expect(page.answers["reportedBy"] == "Olga Beställare")
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I12 a key that is found is held again, and the chain keeps that it was lost",
        arguments: Engine.allCases)
    func found(engine: Engine) async throws {
        let (here, keys) = try await open(engine)
        let number = try await report(here, keys)
        here.time.advance(days: 3)
        let lost = try #require(try await here.holdings().first { $0.holder == .lost }?.keys)
        try await here.store.write(as: here.orderer) {
            try $0.keysFound(lost.id, typed: Answers([lost.field: "1", "cabinet": "9"]))
        }
        let page = try await here.store.show(as: here.orderer) {
            try $0.keyHolding(try $0.keyHoldings(at: "9").value[0].keys.id)
        }
        #expect(page.chain.map(\.holder) == [.unit, .lost, .unit, .lost])
        #expect(page.chain.map(\.item.count) == [2, 2, 1, 1])
        #expect(page.chain.map { $0.to == nil } == [false, false, true, true])
        #expect(try await here.page(number).timeline.contains { $0.kind == .keysFound })
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "the old home's lost key makes a case there, and moves nobody", arguments: Engine.allCases)
    func oldHome(engine: Engine) async throws {
        let (here, keys) = try await open(engine)
        var answers = Answers.order()
        answers["home.street"] = "Nya vägen 1"
        _ = try await here.submit(try await here.draft(answers))
        let homes: SQL = "SELECT dwelling_id FROM residencies WHERE valid_to IS NULL"
        let before = try await here.store.rows(homes)
        let number = try await report(here, keys)
        #expect(try await here.store.rows(homes) == before)
        #expect(try await here.page(number).home?.address.street == "Ekholmsvägen 14")
        #expect(try await here.holdings().first { $0.holder == .unit }?.reason == .moved)
    }

    @Test("the last key reported lost ends the duty to give it back", arguments: Engine.allCases)
    func endsDuty(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.publishKeyLoss()
        try await here.checkOut([.init(kind: .homeKey, label: "", count: 1)])
        let number = try await here.returnCase()
        let keys = try #require(try await here.holdings().first?.keys)
        #expect(try await here.holdings().map(\.reason) == [.asked])
        let loss = try await report(here, keys)
        let page = try await here.page(number)
        #expect(page.order.duty("giveBackKeys")?.state == .done)
        #expect(page.ended["giveBackKeys"]?.evidence["note"] == loss.text)

        let lost = try #require(try await here.holdings().first { $0.holder == .lost }).keys.id
        try await Self.undo(here, lost)
        #expect(
            try await here.page(number).order.duty("giveBackKeys")?.isOpen == true,
            "it is there to be given back")
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("without the routine nothing is half reported", arguments: Engine.allCases)
    func noRoutine(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.checkOut(KeyReceipt.Item.samples)
        let keys = try #require(try await here.holdings().first?.keys)
        let refused = await refusal { _ = try await report(here, keys) }
        #expect(refused?.code == .unavailable)
        #expect(try await here.store.count("key_losses") == 0)
        #expect(try await here.holdings().allSatisfy { $0.holder == .unit })
    }

    @Test(
        "I12 a check of the cabinet reports all that is missing: one case for each person",
        arguments: Engine.allCases)
    func stocktake(engine: Engine) async throws {
        let (here, _) = try await open(engine)
        try await here.checkOut(KeyReceipt.Item.samples, for: .osten, cabinet: "3")
        let holdings = try await here.holdings()
        #expect(holdings.map(\.keys.place) == ["3", "3", "17", "17"])
        let ids = [holdings[0], holdings[2], holdings[3]].map(\.keys.id)
        try await here.store.write(as: here.orderer) {
            try $0.reportMissing(
                ids,
                typed: Answers(["noticedOn": "2026-11-20", "account": "Borta.", "reportedBy": "Olga"])
            ) { "\($0.count) sorter" }
        }
        #expect(try await here.store.count("cases", where: "slug = 'key-loss'") == 2)
        #expect(try await here.holdings().filter { $0.holder == .unit }.count == 1)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("who a unit does not serve any longer is marked, and only that is told", arguments: Engine.allCases)
    func notServed(engine: Engine) async throws {
        let (here, _) = try await open(engine)
        #expect(try await here.holdings().allSatisfy { $0.reason == nil })
        _ = try await here.store.writing {
            try $0.execute(
                "UPDATE provider_responsibilities SET unit_id = \(here.lambohov)")
        }
        _ = try await here.store.writing {
            try $0.execute("UPDATE care_recipients SET name = 'Nytt Namn'")
        }
        let holdings = try await here.holdings()
        #expect(holdings.allSatisfy { $0.reason == .notServed })
        #expect(holdings.allSatisfy { $0.recipientName == "Greta Åkerlund" }, "as the receipt says it")
    }

    @Test(
        "I12 what follows from a loss is foreseen: the case and what is to be done in it",
        arguments: Engine.allCases)
    func foreseen(engine: Engine) async throws {
        let (here, keys) = try await open(engine)
        let foresight = try await here.store.show(as: here.orderer) { try $0.lossForesight(of: keys.id) }
        #expect(foresight.routine?.sv == "Anmäla borttappad nyckel eller tagg")
        let page = try await here.page(try await report(here, keys))
        #expect(foresight.duties == page.order.duties.map(\.definition.title))
        #expect(foresight.givingBack == [])
        let other = await refusal {
            try await here.store.show(as: here.otherOrderer) { try $0.lossForesight(of: keys.id) }
        }
        #expect(other?.code == .notFound)
    }

    @Test(
        "I12 a report by mistake is taken back whole: the keys are in their place, the case ends, the chain keeps what it said",
        arguments: Engine.allCases)
    func undone(engine: Engine) async throws {
        let (here, keys) = try await open(engine)
        let number = try await report(here, keys, count: 1)
        let before = try await here.store.count("key_custody", where: "1 = 1")
        let lost = try #require(try await here.holdings().first { $0.holder == .lost }).keys.id
        let short = await refusal { try await Self.undo(here, lost, reason: "Fel") }
        #expect(short?.told == ["reason: correction.reason.short"])
        try await Self.undo(here, lost)
        let holdings = try await here.holdings()
        #expect(holdings.allSatisfy { $0.holder == .unit && $0.keys.place == keys.place })
        #expect(holdings.filter { $0.keys.item.kind == .homeKey }.map(\.keys.item.count).reduce(0, +) == 2)
        #expect(
            try await here.store.count("key_custody", where: "1 = 1") == before + 1, "nothing is overwritten")
        let page = try await here.page(number)
        #expect(page.order.state == .cancelled)
        #expect(page.timeline.contains { $0.kind == .lossUndone })
        let twice = await refusal { try await Self.undo(here, lost) }
        #expect(twice?.code == .conflict)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I12 where the lock has been changed already the case goes on, though the report is taken back",
        arguments: Engine.allCases)
    func undoneTooLate(engine: Engine) async throws {
        let (here, keys) = try await open(engine)
        let number = try await report(here, keys)
        try await here.attest("changeLock", in: number, by: here.technician)
        let lost = try #require(try await here.holdings().first { $0.holder == .lost }).keys.id
        try await Self.undo(here, lost)
        #expect(try await here.page(number).order.state != .cancelled)
        #expect(try await here.holdings().allSatisfy { $0.holder == .unit })
        #expect(try await here.store.verify { _ in } == [])
    }

    private static func undo(
        _ here: Municipality, _ id: ID<HeldKeys>, reason: String = "Nyckeln satt i fel fack."
    ) async throws {
        try await here.store.write(as: here.orderer) {
            try $0.undoLoss(id, Answers(["reason": reason]))
        }
    }
}
