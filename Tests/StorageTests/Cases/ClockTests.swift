import Domain
import TestSupport
import Testing

@testable import Storage

/// The machine's clock is set back, as happens when it was wrong or is kept by hand.
@Suite struct ClockTests {
    @Test(
        "a case that was begun before the clock was set back goes on to its end", arguments: Engine.allCases)
    func goingOn(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        here.time.set("2026-11-20", "12:00")
        let number = try await here.bookedCase()
        here.time.set("2026-11-20", "10:00")
        try await here.installAlarm(number)
        try await here.installLock(number)
        if let visit = try await here.plannedVisit(in: number) {
            try await here.store.write(as: here.technician) { try $0.finishVisit(visit) }
        }
        let day = here.time.today.description
        try await here.attest("registerAlarm", in: number, by: here.technician)
        try await here.attest("registerTes", in: number, by: here.technician)
        try await here.store.write(as: here.technician) {
            try $0.handOverLeaflet("leaflet", in: number, on: day, language: .swedish)
        }
        try await here.store.write(as: here.coordinator) {
            try $0.giveFeedback("feedback", in: number, text: "Larmet är på plats.", phonedTo: "")
        }
        try await here.checkOutKeys(number)
        try await here.attest("journal", in: number, by: here.orderer)
        #expect(try await here.page(number).order.state == .closed)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "orders made after the clock was set back get numbers of their own, and the seals hold",
        arguments: Engine.allCases)
    func numbers(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let seal = try #require(Job.all.first { $0.name == "sealHistory" })
        var numbers: [CaseNumber] = []
        for (index, clock) in ["12:00", "09:00", "15:00", "08:00"].enumerated() {
            here.time.set("2026-11-20", clock)
            numbers.append(try await here.orderedCase(for: .numbered(index)))
            _ = try await here.store.doIfDue(seal)
        }
        #expect(Set(numbers).count == 4)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "who moved home while the clock was ahead moves again after it was set back",
        arguments: Engine.allCases)
    func moving(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        here.time.set("2026-11-20", "12:00")
        _ = try await here.orderedCase()
        here.time.set("2026-11-20", "09:00")
        let moved = Answers.order { $0["home.street"] = "Nya gatan 4" }
        try await here.submit(try await here.draft(moved))
        #expect(try await here.store.count("residencies", where: "valid_to IS NULL") == 1)
        #expect(try await here.store.count("residencies") == 2)
    }
}
