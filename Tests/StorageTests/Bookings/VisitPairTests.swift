import Domain
import TestSupport
import Testing

@testable import Storage

/// The two visits of a move: booked, moved and called off together (I5, I18).
@Suite struct VisitPairTests {
    private func moving(_ engine: Engine) async throws -> (here: Municipality, giver: CaseNumber) {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        here.time.set("2026-11-25", "09:00")
        return (here, try await here.move().giver)
    }

    private func booked(_ engine: Engine) async throws -> (here: Municipality, giver: CaseNumber) {
        let (here, giver) = try await moving(engine)
        let pair = try here.pair()
        try await here.store.write(as: here.coordinator) { try $0.book("book", in: giver, pair: pair) }
        return (here, giver)
    }

    @Test("I5: a night without an alarm needs something agreed, and nothing is mounted before it is fetched")
    func pairs() async throws {
        let here = try await Municipality.open(.sqlite, stock: 0)
        #expect(
            await refusal { _ = try here.pair(installOn: "2026-12-02") }?.told
                == ["fallback: visit.pair.fallback"])
        #expect(try here.pair(installOn: "2026-12-02", fallback: "Dottern sover över.").fallback != "")
        #expect(
            await refusal { _ = try here.pair(on: "2026-12-02", installOn: "2026-12-01") }?.told
                == ["install.time: visit.pair.order"])
    }

    @Test("I5: both are booked in one call, each in its home, and moved together", arguments: Engine.allCases)
    func together(engine: Engine) async throws {
        let (here, giver) = try await booked(engine)
        let visits = try await here.page(giver).visits
        #expect(visits.map(\.home?.address.street) == ["Ekholmsvägen 14", "Nygatan 5"])
        let one = try here.visit(on: "2026-12-03")
        let alone = await refusal {
            try await here.store.write(as: here.coordinator) {
                try $0.reschedule(visits[0].id, to: one, reason: "Flyttbilen är försenad.")
            }
        }
        #expect(alone?.told == ["-: visit.pair.together"])
        let later = try here.pair(on: "2026-12-02", installOn: "2026-12-03", fallback: "Dottern sover över.")
        try await here.store.write(as: here.coordinator) {
            try $0.reschedule(visits[1].id, to: later, reason: "Flyttbilen är försenad.")
        }
        let moved = try await here.page(giver).visits.filter { $0.status == .planned }
        #expect(moved.map(\.startsAt.day.description) == ["2026-12-02", "2026-12-03"])
        #expect(moved.map(\.fallback) == ["Dottern sover över.", "Dottern sover över."])
        #expect(try await here.page(giver).visits.filter { $0.status == .rescheduled }.count == 2)
    }

    @Test(
        "I18: what could not be fetched cannot be mounted; what was fetched is booked again by itself",
        arguments: Engine.allCases)
    func missed(engine: Engine) async throws {
        let (here, giver) = try await booked(engine)
        let first = try await here.page(giver).visits[0].id
        here.time.set("2026-12-01", "09:30")
        try await here.store.write(as: here.technician) {
            try $0.missVisit(first, outcome: .nobodyHome, note: "")
        }
        #expect(try await here.page(giver).visits.map(\.status) == [.missed, .cancelled])
        #expect(try await here.page(giver).order.duty("book")?.isOpen == true)
        let again = try here.pair(on: "2026-12-04")
        try await here.store.write(as: here.coordinator) { try $0.book("book", in: giver, pair: again) }
        here.time.set("2026-12-04", "09:10")
        try await here.uninstall(giver, .allWorking(withLock: false), duty: "uninstallAlarm")
        try await here.uninstall(
            giver, UninstallationReport(conditions: [:], partIsBack: nil, remark: ""), duty: "unlinkLock")
        let second = try #require(
            try await here.page(giver).visits.last { $0.status == .planned && $0.purpose == .install })
        try await here.store.write(as: here.technician) {
            try $0.missVisit(second.id, outcome: .noAccess, note: "")
        }
        let both = try here.pair(on: "2026-12-07")
        let fetched = await refusal {
            try await here.store.write(as: here.coordinator) { try $0.book("book", in: giver, pair: both) }
        }
        #expect(fetched?.told == ["-: case.changedMeanwhile"])
        let silent = try here.pair(on: "2026-12-07", fetches: false)
        let unagreed = await refusal {
            try await here.store.write(as: here.coordinator) { try $0.book("book", in: giver, pair: silent) }
        }
        #expect(unagreed?.told == ["fallback: visit.pair.fallback"], "I5: she has no alarm until then")
        let only = try here.pair(
            on: "2026-12-07", fetches: false, fallback: "Hemtjänsten ser till henne fyra gånger om dagen.")
        try await here.store.write(as: here.coordinator) { try $0.book("book", in: giver, pair: only) }
        let planned = try await here.page(giver).visits.filter { $0.status == .planned }
        #expect(planned.contains { $0.purpose == .install && $0.startsAt.day == Day("2026-12-07") })
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("one called off calls off both, and the booking waits again", arguments: Engine.allCases)
    func cancelled(engine: Engine) async throws {
        let (here, giver) = try await booked(engine)
        let second = try await here.page(giver).visits[1].id
        try await here.store.write(as: here.coordinator) {
            try $0.cancelVisit(second, reason: "Flytten är uppskjuten.")
        }
        #expect(try await here.page(giver).visits.map(\.status) == [.cancelled, .cancelled])
        #expect(try await here.page(giver).order.waiting(on: .team)?.duty == "book")
    }

    @Test(
        "I18 a move's visit that was not missed after all brings back the one called off with it",
        arguments: Engine.allCases)
    func restored(engine: Engine) async throws {
        let (here, giver) = try await booked(engine)
        let first = try await here.page(giver).visits[0].id
        here.time.set("2026-12-01", "09:30")
        try await here.store.write(as: here.technician) {
            try $0.missVisit(first, outcome: .nobodyHome, note: "")
        }
        try await here.store.write(as: here.technician) {
            try $0.restoreVisit(first, Answers(["reason": "Hon kom till slut och öppnade."]))
        }
        #expect(try await here.page(giver).visits.map(\.status) == [.planned, .planned])
        #expect(try await here.page(giver).order.duty("book")?.state == .done)
        try await here.uninstall(giver, .allWorking(withLock: false), duty: "uninstallAlarm")
        #expect(try await here.store.verify { _ in } == [])
    }
}
