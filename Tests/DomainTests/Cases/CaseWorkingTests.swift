import TestSupport
import Testing

@testable import Domain

@Suite struct CaseWorkingTests {
    private let now = Instant.written("2026-11-21")
    private let calendar = WorkingCalendar()

    private func fault(_ work: () throws(AppError) -> Case) -> AppError? {
        do throws(AppError) {
            _ = try work()
            return nil
        } catch { return error }
    }

    private func completing(_ key: String, by role: Role, in order: Case) -> AppError? {
        fault { () throws(AppError) in
            try order.completing(key, by: .sample(role), at: now, calendar: calendar)
        }
    }

    @Test("completing ends the one duty and leaves the rest")
    func completing() throws {
        let before = try Case.sample()
        let after = try before.completing("book", by: .sample(.coordinator), at: now, calendar: calendar)
        #expect(after.duty("book")?.state == .done)
        #expect(after.duty("book")?.endedAt == now)
        for duty in before.duties where duty.key != "book" { #expect(after.duty(duty.key) == duty) }
        #expect(before.duty("book")?.isOpen == true)
    }

    @Test("a duty is its own party's, whatever the role", arguments: Role.allCases)
    func parties(role: Role) throws {
        let order = try Case.sample()
        let team = completing("book", by: role, in: order)
        let unit = completing("keyReceipt", by: role, in: order)
        #expect(team == (role.partyRole == .team ? nil : .forbidden("error.forbidden")))
        #expect(unit == (role.partyRole == .orderer ? nil : .forbidden("error.forbidden")))
    }

    @Test("who comes second is told so before anything else")
    func second() throws {
        let done = try Case.sample().completing("book", by: .sample(.technician), at: now, calendar: calendar)
        #expect(completing("book", by: .technician, in: done) == .conflict("duty.alreadyEnded"))
    }

    @Test("a blocked duty and an unknown one are refused")
    func refused() throws {
        let order = try Case.sample()
        #expect(completing("installAlarm", by: .technician, in: order) == .invalid("duty.blocked"))
        #expect(completing("nonsense", by: .technician, in: order) == .notFound)
        let alone = try Case.sample(withLock: false)
        #expect(completing("installLock", by: .technician, in: alone) == .notFound)
    }

    @Test("nothing is done in a cancelled case")
    func cancelled() throws {
        let order = try Case.sample().cancelling(reason: "Ångrat", by: .sample(.orderer), at: now)
        #expect(order.state == .cancelled)
        #expect(order.readyDuties.isEmpty)
        #expect(order.waiting == nil)
        for duty in order.duties {
            #expect(
                completing(duty.key, by: .technician, in: order) == .conflict("case.ended"), "\(duty.key)")
        }
        let again = fault { () throws(AppError) in
            try order.cancelling(reason: "Igen", by: .sample(.orderer), at: now)
        }
        #expect(again == .conflict("case.ended"))
    }

    @Test("only who orders or plans cancels, and not once something is mounted", arguments: Role.allCases)
    func cancelling(role: Role) throws {
        let order = try Case.sample()
        let allowed: Set<Role> = [.orderer, .unitManager, .coordinator]
        let early = fault { () throws(AppError) in
            try order.cancelling(reason: "Ångrat", by: .sample(role), at: now)
        }
        #expect(early == (allowed.contains(role) ? nil : .forbidden("error.forbidden")))
        let mounted = try order.completing("book", by: .sample(.technician), at: now, calendar: calendar)
            .completing("installAlarm", by: .sample(.technician), at: now, calendar: calendar)
        let late = fault { () throws(AppError) in
            try mounted.cancelling(reason: "Ångrat", by: .sample(role), at: now)
        }
        #expect(
            late
                == (allowed.contains(role)
                    ? .conflict("case.cancel.installed") : .forbidden("error.forbidden")))
    }

    @Test(
        "a reason says something, and has an end",
        arguments: [
            ("", "duty.waive.reason"), ("  kort    ", "duty.waive.reason"),
            ("\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}", "duty.waive.reason"),
            (String(repeating: "x", count: 4001), "form.tooLong"),
        ])
    func reasons(reason: String, key: String) throws {
        let order = try Case.sample()
        let refused = fault { () throws(AppError) in
            try order.waiving("book", reason: reason, by: .sample(.coordinator), at: now)
        }
        #expect(refused?.faults.map(\.key) == [key])
        #expect(refused?.faults.map(\.field) == ["reason"])
    }

    @Test("only a coordinator waives", arguments: Role.allCases)
    func waiving(role: Role) throws {
        let order = try Case.sample()
        let refused = fault { () throws(AppError) in
            try order.waiving("journal", reason: "Görs i annat system.", by: .sample(role), at: now)
        }
        #expect(refused == (role == .coordinator ? nil : .forbidden("error.forbidden")))
    }

    @Test("a waived duty blocks nothing and starts no deadline")
    func waived() throws {
        let order = try Case.sample().waiving(
            "book", reason: "Redan på plats hos henne.", by: .sample(.coordinator), at: now)
        #expect(order.duty("book")?.state == .waived)
        #expect(order.readyDuties.map(\.key).contains("installAlarm"))
    }

    @Test("a booking is opened again while the team has work left, and not after")
    func reopening() throws {
        let coordinator = Actor.sample(.coordinator)
        let booked = try Case.sample().completing("book", by: coordinator, at: now, calendar: calendar)
        let reopened = try booked.reopening("book", at: now, calendar: calendar)
        #expect(reopened.duty("book")?.isOpen == true)
        #expect(reopened.duty("book")?.endedAt == nil)
        #expect(reopened.readyDuties.map(\.key) == ["keyReceipt", "book"])
        #expect(try reopened.reopening("book", at: now, calendar: calendar) == reopened)
        var handled = booked
        for key in ["installAlarm", "installLock", "registerAlarm", "registerTes", "leaflet", "feedback"] {
            handled = try handled.completing(key, by: coordinator, at: now, calendar: calendar)
        }
        let refused = fault { () throws(AppError) in
            try handled.reopening("book", at: now, calendar: calendar)
        }
        #expect(refused == .conflict("case.ended"))
    }

    @Test("devices are needed until what they are for is done")
    func needed() throws {
        let order = try Case.sample()
        #expect(order.neededDevices == [.alarmBase, .alarmButton, .lockUnit])
        let mounted = try order.completing("book", by: .sample(.technician), at: now, calendar: calendar)
            .completing("installAlarm", by: .sample(.technician), at: now, calendar: calendar)
        #expect(mounted.neededDevices == [.lockUnit])
    }

    @Test("whatever the order of work, a case ends closed once, with every duty ended", arguments: 0..<50)
    func anyOrder(seed: Int) throws {
        var random = Seeded(UInt64(seed))
        var order = try Case.sample(withLock: seed.isMultiple(of: 2), attested: [])
        var steps = 0
        while let duty = order.readyDuties.randomElement(using: &random) {
            let role: Role = order.partyRole(of: duty) == .team ? .technician : .orderer
            order =
                Int.random(in: 0..<5, using: &random) == 0
                ? try order.waiving(
                    duty.key, reason: "Görs på annat sätt.", by: .sample(.coordinator), at: now)
                : try order.completing(duty.key, by: .sample(role), at: now, calendar: calendar)
            steps += 1
            #expect((order.waiting == nil) == (order.state == .closed))
        }
        #expect(order.state == .closed)
        #expect(steps == order.duties.count)
    }
}
