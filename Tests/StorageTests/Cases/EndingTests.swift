import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct EndingTests {
    @Test(
        "a cancelled order frees its devices, calls off its visits and forgets its code",
        arguments: Engine.allCases)
    func cancelled(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase()
        try await here.store.write(as: here.orderer) { try $0.cancel(number, reason: "Hon har ångrat sig.") }
        let page = try await here.page(number)
        #expect(page.order.state == .cancelled)
        #expect(page.order.waiting == nil)
        #expect(page.visits.map(\.status) == [.cancelled])
        #expect(page.reserved.isEmpty)
        #expect(page.secrets.isEmpty)
        #expect(try await here.store.count("secrets") == 0)
        #expect(try await here.store.count("devices", where: "status <> 'inStock'") == 0)
        #expect(
            page.timeline.contains {
                $0.kind == .caseCancelled && $0.details["reason"] == "Hon har ångrat sig."
            })
        #expect(page.timeline.contains { $0.kind == .secretPurged })
    }

    @Test("nothing more can be done in a cancelled case", arguments: Engine.allCases)
    func ended(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase()
        try await here.store.write(as: here.orderer) { try $0.cancel(number, reason: "Ångrat") }
        let attempts: [(Actor, @Sendable (Tx) throws -> Void)] = [
            (here.coordinator, { try $0.cancel(number, reason: "Igen") }),
            (here.coordinator, { try $0.book("book", in: number, visit: here.visit()) }),
            (here.coordinator, { try $0.reserve("LARM-2", in: number) }),
            (here.coordinator, { try $0.waive("book", in: number, reason: "Behövs inte mer.") }),
            (here.technician, { try $0.attest("registerAlarm", in: number, on: "2026-11-20", note: "") }),
            (
                here.orderer,
                { _ = try $0.checkOutKeys("keyReceipt", in: number, receipt: .sample(on: $0.today)) }
            ),
        ]
        for (index, (actor, attempt)) in attempts.enumerated() {
            let refused = await refusal { try await here.store.write(as: actor, attempt) }
            #expect(refused == .conflict("case.ended"), "\(index)")
        }
    }

    @Test(
        "an order is not cancelled by others, without a reason, or once something is mounted",
        arguments: Engine.allCases)
    func refused(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase()
        let cancel = { (actor: Actor, reason: String) in
            await refusal { try await here.store.write(as: actor) { try $0.cancel(number, reason: reason) } }
        }
        #expect(await cancel(here.technician, "Ångrat") == .forbidden("error.forbidden"))
        #expect(await cancel(here.orderer, " a ") == .invalid("case.cancel.reason", field: "reason"))
        #expect(
            await cancel(here.orderer, String(repeating: "x", count: 100_000))?.faults.map(\.key) == [
                "form.tooLong"
            ])
        here.time.set("2026-11-24", "10:00")
        try await here.installAlarm(number)
        #expect(await cancel(here.coordinator, "Ångrat") == .conflict("case.cancel.installed"))
    }

    @Test("a case never closes with a duty open", arguments: Engine.allCases)
    func notBefore(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.handledCase()
        try await here.attest("journal", in: number, by: here.orderer)
        #expect(try await here.page(number).order.state == .handled)
        #expect(try await here.store.count("secrets") == 1)
    }

    @Test("waiving the last duty closes the case and forgets the code", arguments: Engine.allCases)
    func waivedLast(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.handledCase()
        try await here.attest("journal", in: number, by: here.orderer)
        try await here.store.write(as: here.coordinator) {
            try $0.waive("keyReceipt", in: number, reason: "Enheten har nyckeln sedan förr.")
        }
        #expect(try await here.page(number).order.state == .closed)
        #expect(try await here.store.count("secrets") == 0)
    }

    @Test("a waived installation holds no devices, and a closed case no visit", arguments: Engine.allCases)
    func nothingHeld(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase()
        for key in [
            "installAlarm", "installLock", "registerAlarm", "registerTes", "leaflet", "feedback", "journal",
            "keyReceipt",
        ] {
            try await here.store.write(as: here.coordinator) {
                try $0.waive(key, in: number, reason: "Brukaren har flyttat.")
            }
        }
        let page = try await here.page(number)
        #expect(page.order.state == .closed)
        #expect(page.reserved.isEmpty)
        #expect(page.visits.allSatisfy { $0.status != .planned })
        #expect(try await here.store.count("devices", where: "status <> 'inStock'") == 0)
    }

    @Test("the case tells when it was first handled", arguments: Engine.allCases)
    func handledAt(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        #expect(try await here.store.count("cases", where: "first_handled_at IS NOT NULL") == 1)
    }

    @Test(
        "an order that was called off by mistake goes on, with what was done in it; its visit is booked anew",
        arguments: Engine.allCases)
    func resumed(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase()
        let running = await refusal { try await Self.resume(here, number) }
        #expect(running?.told == ["-: resume.notCancelled"])
        try await here.store.write(as: here.orderer) { try $0.cancel(number, reason: "Ångrat") }
        let short = await refusal { try await Self.resume(here, number, reason: "Fel") }
        #expect(short?.told == ["reason: correction.reason.short"])
        try await Self.resume(here, number)
        let page = try await here.page(number)
        #expect(page.order.state == .submitted && page.order.duty("book")?.isOpen == true)
        #expect(page.visits.map(\.status) == [.cancelled] && page.reserved == [])
        #expect(
            page.timeline.first { $0.kind == .cancellationUndone }?.details["reason"]
                == "Fel beställning avbröts.")
        try await here.book(number, try here.visit(on: "2026-11-25"))
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "bad input: neither a half of a move goes on, nor an order for somebody who has died since",
        arguments: Engine.allCases)
    func notResumed(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        here.time.set("2026-11-26", "09:00")
        let fault = try await here.bookedFault()
        try await here.store.write(as: here.orderer) { try $0.cancel(fault, reason: "Ångrat") }
        let (giver, _) = try await here.move()
        try await here.store.write(as: here.orderer) { try $0.cancel(giver, reason: "Ångrat") }
        let half = await refusal { try await Self.resume(here, giver) }
        #expect(half?.told == ["-: resume.move"])
        try await here.record(.deceased)
        let dead = await refusal { try await Self.resume(here, fault) }
        #expect(dead?.told == ["-: order.deceased"])
    }

    private static func resume(
        _ here: Municipality, _ number: CaseNumber, reason: String = "Fel beställning avbröts."
    ) async throws {
        try await here.store.write(as: here.orderer) {
            try $0.resume(number, Answers(["reason": reason]))
        }
    }
}
