import Domain
import TestSupport
import Testing

@testable import Storage

/// One of two who share a lock leaves, moves or dies.
@Suite struct UnlinkingTests {
    private func linked(_ here: Municipality) async throws -> [String] {
        try await here.store.rows(
            """
            SELECT p.name FROM lock_links l JOIN care_recipients p ON p.id = l.recipient_id WHERE l.valid_to IS NULL
            ORDER BY p.name
            """
        ).map { $0[0] }
    }

    private func status(_ here: Municipality, of serial: String = "LAS-1") async throws -> [[String]] {
        try await here.store.rows("SELECT status FROM devices WHERE serial = \(serial)")
    }

    private func told(_ attempt: () async throws -> Void) async -> [String]? { await refusal(attempt)?.told }

    @Test(
        "I7 I8 one moves from a shared lock: that link ends, the lock stays, and nothing is left to do at the door",
        arguments: Engine.allCases)
    func moves(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.sharedLock()
        let number = try await here.unlinkCase(for: .osten)
        try await here.unlink(number)
        #expect(try await linked(here) == ["Greta Åkerlund"])
        #expect(try await status(here) == [["installed"]])
        #expect(try await here.page(number).order.duties.map(\.key) == ["journal", "unlinkLock", "feedback"])
        try await here.giveFeedback(number)
        try await here.attest("journal", in: number, by: here.orderer)
        #expect(try await here.page(number).order.state == .closed)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I7 I15 the last link ends: the lock is to be taken down, and its own part goes back",
        arguments: Engine.allCases)
    func lastLink(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.sharedLock()
        try await here.unlink(try await here.unlinkCase(for: .osten))
        let number = try await here.unlinkCase(for: .greta) { $0["reason"] = "serviceEnded" }
        #expect(await told { try await here.uninstall(number, .lockBack()) } == ["-: error.notFound"])
        try await here.unlink(number)
        #expect(try await linked(here) == [])
        #expect(try await status(here) == [["installed"]], "it hangs there until somebody comes")
        let open = try await here.page(number).order.duties.filter(\.isOpen).map(\.key)
        #expect(open == ["journal", "book", "uninstall", "feedback"])
        #expect(await told { try await here.giveFeedback(number) } == ["-: duty.blocked"])
        #expect(try await here.store.verify { _ in } == [], "a running case is to take it down")

        let page = try await here.page(number)
        #expect(page.mounted.map(\.device.serial.text) == ["LAS-1"])
        #expect(page.mounted.first?.originalPart == "Skåp 3, påse 12")
        try await here.book(number, try here.visit(on: "2026-11-27"))
        let silent = UninstallationReport(
            conditions: [.sample(.lockUnit, 1): .working], partIsBack: nil, remark: "")
        #expect(await told { try await here.uninstall(number, silent) } == ["partIsBack: form.choose"])
        try await here.uninstall(number, .lockBack())
        #expect(try await status(here) == [["returned"]])
        let story = try await here.page(number).timeline.map(\.kind)
        #expect(story.filter { $0 == .lockUnlinked }.count == 1, "the link ended once")
        #expect(story.contains(.deviceUninstalled))
        try await here.giveFeedback(number)
        try await here.attest("journal", in: number, by: here.orderer)
        #expect(try await here.page(number).order.state == .closed)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("I7 a lock that nobody has cannot be left on the door", arguments: Engine.allCases)
    func notWaived(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        let number = try await here.unlinkCase(for: .greta)
        try await here.unlink(number)
        #expect(
            await told {
                try await here.store.write(as: here.coordinator) {
                    try $0.waive("uninstall", in: number, reason: "Ingen hinner åka dit.")
                }
            } == ["-: duty.waive.removal"])
        #expect(
            await told {
                try await here.store.write(as: here.coordinator) {
                    try $0.cancel(number, reason: "Ångrat sig")
                }
            } == ["-: case.cancel.installed"])
        try await here.store.write(as: here.coordinator) {
            try $0.waive("book", in: number, reason: "Vaktmästaren lämnar in den.")
        }
        try await here.uninstall(number, .lockBack())
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I9 two providers: each unit's person keeps the lock when the other's leaves, and neither sees the other's",
        arguments: Engine.allCases)
    func twoProviders(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        _ = try await here.orderedCase(for: .osten, withLock: false, by: here.otherOrderer)
        let order = try await here.cohabitantCase(.later, by: here.otherOrderer)
        try await here.linkCohabitant(order, isConfirmed: true, reason: "De flyttade ihop i oktober.")
        #expect(try await linked(here) == ["Greta Åkerlund", "Östen Ängström"])
        let units = try await here.store.rows(
            """
            SELECT p.name, u.name FROM provider_responsibilities r JOIN care_recipients p ON p.id = r.recipient_id
            JOIN provider_units u ON u.id = r.unit_id WHERE r.valid_to IS NULL ORDER BY p.name
            """, columns: 2)
        #expect(
            units == [
                ["Greta Åkerlund", "Hemtjänst Ekholmen"], ["Östen Ängström", "Hemtjänst Lambohov"],
            ], "an order takes nobody over")
        let page = try await here.page(order, as: here.otherOrderer)
        #expect(page.cohabitant?.isServed == true)
        #expect(!page.servesRecipient)

        let ends = try await here.unlinkCase(for: .greta, by: here.orderer)
        try await here.unlink(ends)
        #expect(try await linked(here) == ["Östen Ängström"], "the other provider keeps its right")
        #expect(try await status(here) == [["installed"]])
        let kept = try await here.store.show(as: here.otherOrderer) {
            try $0.recipientPage(try #require(page.cohabitant).person.id)
        }
        #expect(kept.locks.first?.to == nil)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I7 I9 one of two dies: the returned alarm ends only that link, with different providers too",
        arguments: Engine.allCases)
    func dies(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.sharedLock(secondOrderer: here.otherOrderer)
        let number = try await here.returnCase { answers in
            answers["reason"] = "deceased"
            answers["recipientPhone"] = ""
        }
        try await here.uninstall(number, .allWorking(withLock: false))
        #expect(try await linked(here) == ["Östen Ängström"])
        #expect(try await status(here) == [["installed"]])
        #expect(try await status(here, of: "LARM-1") == [["returned"]])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I8 who moves is not followed by the lock: the order moves nobody back either",
        arguments: Engine.allCases)
    func notMovedBack(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.sharedLock()
        _ = try await here.orderedCase(for: .osten, withLock: true)
        let number = try await here.unlinkCase(for: .osten)
        #expect(try await here.page(number).differences == ["address"])
        try await here.unlink(number)
        let home = try await here.store.rows(
            """
            SELECT d.street FROM residencies r JOIN dwellings d ON d.id = r.dwelling_id
            JOIN care_recipients p ON p.id = r.recipient_id WHERE p.name = 'Östen Ängström' AND r.valid_to IS NULL
            """)
        #expect(home == [[SamplePerson.osten.street]])
        let lock = try await here.store.rows(
            """
            SELECT w.street FROM installations i JOIN devices d ON d.id = i.device_id
            JOIN dwellings w ON w.id = i.dwelling_id WHERE d.serial = 'LAS-1' AND i.valid_to IS NULL
            """)
        #expect(lock == [[SamplePerson.greta.street]])
    }

    @Test(
        "a lock that one is not linked to, or none at all, is told and nothing ends",
        arguments: Engine.allCases)
    func wrongLock(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        _ = try await here.installedCase(for: .numbered(3), set: 2, at: "15:00")
        let number = try await here.unlinkCase(for: .greta)
        #expect(await told { try await here.unlink(number, from: "LAS-2") } == ["serial: unlink.notLinked"])
        let stranger = try await here.unlinkCase(for: .osten)
        #expect(await told { try await here.unlink(stranger) } == ["serial: unlink.none"])
        #expect(try await linked(here).count == 2)
    }

    @Test(
        "I7 two who leave at the same moment: one of the cases takes the lock down",
        arguments: Engine.allCases)
    func bothLeave(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.sharedLock()
        let numbers = [try await here.unlinkCase(for: .greta), try await here.unlinkCase(for: .osten)]
        await withTaskGroup(of: AppError?.self) { group in
            for number in numbers { group.addTask { await refusal { try await here.unlink(number) } } }
            for await refused in group { #expect(refused == nil) }
        }
        #expect(try await linked(here) == [])
        var removing = 0
        for number in numbers where try await here.page(number).order.duty("uninstall") != nil {
            removing += 1
        }
        #expect(removing == 1)
        #expect(try await here.store.verify { _ in } == [])
    }
}
