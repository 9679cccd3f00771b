import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct UninstallingTests {
    private static let everything = ["KNAPP-1", "LARM-1", "LAS-1"]

    private func statuses(_ here: Municipality) async throws -> [String] {
        try await here.store.rows(
            "SELECT status FROM devices WHERE serial IN (\(list: Self.everything)) ORDER BY serial"
        ).map { $0[0] }
    }

    private func faults(
        _ here: Municipality, _ number: CaseNumber, _ report: UninstallationReport
    ) async -> [String]? {
        await refusal { try await here.uninstall(number, report) }?.told
    }

    @Test(
        "R1.2 I15 a returned alarm leaves nothing mounted or linked, and the case closes by itself",
        arguments: Engine.allCases)
    func returned(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        here.time.set("2026-12-01", "10:00")
        let number = try await here.returnCase()
        #expect(
            try await here.page(number).mounted.map(\.device.serial.text) == ["LARM-1", "KNAPP-1", "LAS-1"])
        try await here.uninstall(number, .allWorking())

        #expect(try await statuses(here) == ["returned", "returned", "returned"])
        #expect(try await here.store.count("installations", where: "valid_to IS NULL") == 0)
        #expect(try await here.store.count("lock_links", where: "valid_to IS NULL") == 0)
        #expect(try await here.page(number).mounted.isEmpty)

        for key in ["endAlarm", "endTes"] { try await here.attest(key, in: number, by: here.technician) }
        try await here.store.write(as: here.coordinator) {
            try $0.giveFeedback("feedback", in: number, text: "Larmet är återlämnat.", phonedTo: "")
        }
        let keys = try #require(try await here.page(number, as: here.orderer).heldKeys["giveBackKeys"])
        var form = here.handoverForm(keys[0])
        for other in keys.dropFirst() { form[other.field] = "\(other.item.count)" }
        let typed = form
        _ = try await here.store.write(as: here.orderer) {
            try $0.giveBackKeys("giveBackKeys", in: number, typed: typed)
        }
        for key in ["endService", "journal"] {
            try await here.attest(key, in: number, by: here.orderer)
        }
        let page = try await here.page(number)
        #expect(page.order.state == .closed)
        #expect(page.timeline.filter { $0.kind == .deviceUninstalled }.count == 3)
        #expect(page.timeline.contains { $0.kind == .lockUnlinked })
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "R1.2 I15 I6 who moves to residential care, or has died, has the alarm fetched and the case closes",
        arguments: Engine.allCases, ["residentialCare", "deceased"])
    func fetched(engine: Engine, reason: String) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        here.time.set("2026-12-01", "10:00")
        let number = try await here.returnCase { answers in
            answers["reason"] = reason
            answers["handover"] = "fetch"
            answers["keysHeld"] = "no"
            answers["bookingContacts.related.use"] = "yes"
            answers["bookingContacts.related.name"] = "Karin Åkerlund"
            answers["bookingContacts.related.phone"] = "070-174 06 05"
            if reason == "deceased" {
                answers["recipientPhone"] = ""
                answers["callFrom"] = "från den 3 december"
            }
        }
        let booking = reason == "deceased" ? "bookLater" : "book"
        let order = try await here.page(number).order
        #expect(order.duties.filter { $0.definition.kind.isBooking }.map(\.key) == [booking])
        #expect(
            order.duty(booking)?.dueOn == (reason == "deceased" ? nil : Day("2026-12-08")),
            "the relatives say when")
        try await here.book(number, try here.visit(on: "2026-12-07"), duty: booking)
        here.time.set("2026-12-07", "10:00")
        try await here.uninstall(number, .allWorking())
        for key in ["endAlarm", "endTes"] { try await here.attest(key, in: number, by: here.technician) }
        try await here.giveFeedback(number)
        for key in ["endService", "journal"] { try await here.attest(key, in: number, by: here.orderer) }
        let page = try await here.page(number)
        #expect(page.order.state == .closed)
        #expect(page.visits.map(\.status) == [.done])
        #expect(try await statuses(here) == ["returned", "returned", "returned"])
        #expect(try await here.store.count("lock_links", where: "valid_to IS NULL") == 0)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "what works comes back, what is broken goes to repair, what is not there is lost",
        arguments: Engine.allCases)
    func conditions(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        let number = try await here.returnCase()
        let report = UninstallationReport(
            conditions: [
                .sample(.alarmBase, 1): .working, .sample(.alarmButton, 1): .missing,
                .sample(.lockUnit, 1): .broken,
            ], partIsBack: false, remark: "Delen är böjd. Vaktmästaren sätter dit en ny.")
        try await here.uninstall(number, report)
        #expect(try await statuses(here) == ["lost", "returned", "inRepair"])
        let told = try await here.page(number).timeline.filter { $0.kind == .deviceUninstalled }
        #expect(told.compactMap { $0.details["note"] } == ["Delen är böjd. Vaktmästaren sätter dit en ny."])
        #expect(Set(told.compactMap { $0.details["condition"] }) == ["working", "missing", "broken"])
    }

    @Test(
        "I7 a lock that a cohabitant needs stays, and is asked nothing about; only the one link ends",
        arguments: Engine.allCases)
    func sharedLock(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        let other = try await here.orderedCase(for: .osten, withLock: false)
        let osten = try #require(try await here.page(other).order.recipient)
        let by = here.technician.user
        try await here.store.writing { connection in
            try connection.send(
                """
                INSERT INTO lock_links (id, device_id, recipient_id, valid_from, recorded_at, recorded_by)
                SELECT 'second', id, \(osten), 0, 0, \(by) FROM devices WHERE serial = 'LAS-1'
                """)
        }
        let number = try await here.returnCase()
        let lock = try #require(try await here.page(number).mounted.first { $0.device.kind == .lockUnit })
        #expect(lock.stays)
        try await here.uninstall(number, .allWorking(withLock: false))
        #expect(try await statuses(here) == ["returned", "returned", "installed"])
        #expect(
            try await here.store.rows("SELECT recipient_id FROM lock_links WHERE valid_to IS NULL") == [
                [osten.text]
            ])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "every question that was passed over is told at its field, and nothing is written",
        arguments: Engine.allCases)
    func unanswered(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        let number = try await here.returnCase()
        let nothing = UninstallationReport(conditions: [:], partIsBack: nil, remark: "")
        #expect(
            await faults(here, number, nothing) == [
                "condition.KNAPP-1: form.choose", "condition.LARM-1: form.choose",
                "condition.LAS-1: form.choose",
                "partIsBack: form.choose",
            ])
        let all = UninstallationReport.allWorking().conditions
        let unexplained = UninstallationReport(conditions: all, partIsBack: false, remark: "")
        #expect(await faults(here, number, unexplained) == ["remark: form.required"])
        let endless = UninstallationReport(
            conditions: all, partIsBack: false, remark: String(repeating: "ö", count: 201))
        #expect(await faults(here, number, endless) == ["remark: form.tooLong"])
        #expect(try await statuses(here) == ["installed", "installed", "installed"])
    }

    @Test("somebody who has nothing: the duty can be done, and done once", arguments: Engine.allCases)
    func nothing(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.returnCase()
        let report = UninstallationReport(conditions: [:], partIsBack: nil, remark: "")
        try await here.uninstall(number, report)
        #expect(await faults(here, number, report) == ["-: duty.alreadyEnded"])
    }

    @Test(
        "a visit to fetch it ends only when it is taken down, and then nothing can be called off",
        arguments: Engine.allCases)
    func onVisit(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        let number = try await here.returnCase { answers in
            answers["handover"] = "fetch"
            answers["bookingContacts.unit.use"] = "yes"
            answers["bookingContacts.unit.name"] = "Anna Ek"
            answers["bookingContacts.unit.phone"] = "013-20 50 00"
        }
        #expect(await faults(here, number, .allWorking()) == ["-: duty.blocked"])
        try await here.book(number, try here.visit(on: "2026-12-02"))
        let visit = try #require(try await here.plannedVisit(in: number))
        let tooSoon = await refusal {
            try await here.store.write(as: here.technician) { try $0.finishVisit(visit) }
        }
        #expect(tooSoon?.told == ["-: visit.unfinished"])
        try await here.uninstall(number, .allWorking())
        try await here.store.write(as: here.technician) { try $0.finishVisit(visit) }
        let tooLate = await refusal {
            try await here.store.write(as: here.orderer) { try $0.cancel(number, reason: "Ångrat sig") }
        }
        #expect(tooLate?.told == ["-: case.cancel.installed"])
    }

    @Test(
        "what came back is put in the store by the one who plans, and goes to the next home",
        arguments: Engine.allCases)
    func restocked(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 1)
        _ = try await here.closedCase()
        let serial = SerialNumber.sample(.alarmBase, 1)
        let tooSoon = await refusal {
            try await here.store.write(as: here.coordinator) { try $0.restock(serial) }
        }
        #expect(tooSoon?.told == ["serial: device.notBack"])
        try await here.uninstall(try await here.returnCase(), .allWorking())
        let notTheirs = await refusal {
            try await here.store.write(as: here.technician) { try $0.restock(serial) }
        }
        #expect(notTheirs?.code == .forbidden)
        for kind in [DeviceKind.alarmBase, .alarmButton, .lockUnit] {
            try await here.store.write(as: here.coordinator) { try $0.restock(.sample(kind, 1)) }
        }
        _ = try await here.installedCase(for: .osten, at: "15:00")
        let page = try await here.store.show(as: here.coordinator) { try $0.devicePage(serial) }
        #expect(page.installations.count == 2)
        #expect(page.timeline.contains { $0.kind == .deviceRestocked })
        #expect(try await here.store.verify { _ in } == [])
    }
}
