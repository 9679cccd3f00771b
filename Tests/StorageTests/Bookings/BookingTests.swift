import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct BookingTests {
    private func book(_ here: Municipality, _ number: CaseNumber, _ visit: Visit) async -> AppError? {
        await refusal { try await here.book(number, visit) }
    }

    @Test("R2.10 a technician is at one place at a time", arguments: Engine.allCases)
    func clash(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.bookedCase()
        let other = try await here.orderedCase(for: .osten)
        for time in ["09:01", "10:00", "10:30", "10:59"] {
            let refused = await book(here, other, try here.visit(at: time))
            #expect(
                refused == AppError(.conflict, "visit.clash", field: "time", ["time": "10:00"]), "\(time)")
        }
        #expect(try await here.store.count("visits") == 1)
        #expect(try await here.page(other).order.duty("book")?.isOpen == true)
        #expect(await book(here, other, try here.visit(at: "10:00", by: here.secondTechnician)) == nil)
    }

    @Test("visits may follow right on one another", arguments: Engine.allCases, ["09:00", "11:00"])
    func adjacent(engine: Engine, time: String) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.bookedCase()
        let other = try await here.orderedCase(for: .osten)
        #expect(await book(here, other, try here.visit(at: time)) == nil)
    }

    @Test("the longest visit is seen to clash at its end", arguments: Engine.allCases)
    func longest(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let long = try Visit(
            day: "2026-11-24", time: "08:00", minutes: "480", technician: here.technician.user,
            contacted: "Karin", note: "", now: here.time.now)
        try await here.book(try await here.orderedCase(), long)
        let other = try await here.orderedCase(for: .osten)
        #expect(await book(here, other, try here.visit(at: "15:59"))?.faults.map(\.key) == ["visit.clash"])
        #expect(await book(here, other, try here.visit(at: "16:00")) == nil)
    }

    @Test(
        "only the team's technicians are booked, and only the coordinator books", arguments: Engine.allCases)
    func people(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        for person in [here.coordinator, here.orderer, Actor.system] {
            let refused = await book(here, number, try here.visit(by: person))
            #expect(refused == .invalid("visit.technician.missing", field: "technician"))
        }
        let visit = try here.visit()
        let refused = await refusal {
            try await here.store.write(as: here.technician) { try $0.book("book", in: number, visit: visit) }
        }
        #expect(refused == .forbidden("error.forbidden"))
    }

    @Test("two who book the same case at once make one visit", arguments: Engine.allCases)
    func atOnce(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        let visits = [try here.visit(), try here.visit(at: "13:00", by: here.secondTechnician)]
        let refused = await withTaskGroup(of: AppError?.self) { group in
            for visit in visits { group.addTask { await book(here, number, visit) } }
            var refused: [AppError] = []
            for await case let error? in group { refused.append(error) }
            return refused
        }
        #expect(refused == [.conflict("duty.alreadyEnded")])
        #expect(try await here.store.count("visits") == 1)
    }

    @Test("a moved visit keeps the old row, and frees its time", arguments: Engine.allCases)
    func rescheduled(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase()
        let id = try #require(try await here.plannedVisit(in: number))
        let later = try here.visit(at: "10:30")
        try await here.store.write(as: here.coordinator) {
            try $0.reschedule(id, to: later, reason: "Hissen")
        }
        let page = try await here.page(number)
        #expect(page.visits.map(\.status) == [.rescheduled, .planned])
        #expect(page.visits.map(\.reason) == ["Hissen", ""])
        #expect(page.order.duty("book")?.state == .done)
        #expect(page.reserved.allSatisfy { $0.status == .allocated })
        let again = await refusal {
            try await here.store.write(as: here.coordinator) { try $0.reschedule(id, to: later, reason: "") }
        }
        #expect(again == .conflict("visit.ended"))
    }

    @Test("a move that clashes leaves the visit where it was", arguments: Engine.allCases)
    func rescheduleClash(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.bookedCase()
        let other = try await here.bookedCase(for: .osten, set: 2, at: "13:00")
        let id = try #require(try await here.plannedVisit(in: other))
        let clashing = try here.visit(at: "10:30")
        let refused = await refusal {
            try await here.store.write(as: here.coordinator) {
                try $0.reschedule(id, to: clashing, reason: "")
            }
        }
        #expect(refused?.faults.map(\.key) == ["visit.clash"])
        #expect(try await here.page(other).visits.map(\.status) == [.planned])
    }

    @Test("I18 a missed visit opens the booking again, with the outcome kept", arguments: Engine.allCases)
    func missed(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase()
        let id = try #require(try await here.plannedVisit(in: number))
        here.time.set("2026-11-24", "10:20")
        let without = await refusal {
            try await here.store.write(as: here.technician) { try $0.missVisit(id, outcome: nil, note: "") }
        }
        #expect(without == .invalid("form.choose", field: "outcome"))
        try await here.store.write(as: here.technician) {
            try $0.missVisit(id, outcome: .nobodyHome, note: "Ringde tre gånger.")
        }
        let page = try await here.page(number)
        #expect(page.visits.map(\.status) == [.missed])
        #expect(page.visits.map(\.outcome) == [.nobodyHome])
        #expect(page.visits.map(\.reason) == ["Ringde tre gånger."])
        #expect(page.order.duty("book")?.isOpen == true)
        #expect(page.order.waiting?.duty == "book")
        #expect(page.order.waiting?.role == .team)
        #expect(page.reserved.map(\.status) == [.reserved, .reserved, .reserved])
        #expect(await refusal { try await here.installAlarm(number) } == .invalid("duty.blocked"))
        #expect(await book(here, number, try here.visit(on: "2026-11-25")) == nil)
        #expect(try await here.page(number).reserved.map(\.status) == [.allocated, .allocated, .allocated])
    }

    @Test("a visit called off opens the booking again, with the reason", arguments: Engine.allCases)
    func cancelled(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase()
        let id = try #require(try await here.plannedVisit(in: number))
        let cancel = { (actor: Actor, reason: String) in
            await refusal { try await here.store.write(as: actor) { try $0.cancelVisit(id, reason: reason) } }
        }
        #expect(await cancel(here.coordinator, " ") == .invalid("form.required", field: "reason"))
        #expect(await cancel(here.technician, "Sjuk") == .forbidden("error.forbidden"))
        #expect(await cancel(here.coordinator, "Sjuk") == nil)
        #expect(await cancel(here.coordinator, "Sjuk") == .conflict("visit.ended"))
        #expect(try await here.page(number).order.waiting?.duty == "book")
    }

    @Test("a visit is not over while something is left to mount", arguments: Engine.allCases)
    func unfinished(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase()
        let id = try #require(try await here.plannedVisit(in: number))
        try await here.installAlarm(number)
        let finish = {
            await refusal { try await here.store.write(as: here.technician) { try $0.finishVisit(id) } }
        }
        #expect(await finish() == .invalid("visit.unfinished"))
        try await here.installLock(number)
        #expect(await finish() == nil)
        #expect(await finish() == .conflict("visit.ended"))
    }

    @Test("a visit in a case that is handled cannot be missed any more", arguments: Engine.allCases)
    func missedTooLate(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase(withLock: false)
        let id = try #require(try await here.plannedVisit(in: number))
        try await here.installAlarm(number)
        for key in ["registerAlarm", "leaflet", "feedback"] {
            try await here.store.write(as: here.coordinator) {
                try $0.waive(key, in: number, reason: "Görs på annat sätt.")
            }
        }
        let refused = await refusal {
            try await here.store.write(as: here.technician) {
                try $0.missVisit(id, outcome: .refused, note: "")
            }
        }
        #expect(refused == .conflict("case.ended"))
        #expect(try await here.page(number).visits.map(\.status) == [.planned])
    }

    @Test("a visit that nobody ended is over when the case closes", arguments: Engine.allCases)
    func forgotten(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase(withLock: false)
        try await here.installAlarm(number)
        for key in ["registerAlarm", "leaflet", "feedback", "keyReceipt", "journal"] {
            try await here.store.write(as: here.coordinator) {
                try $0.waive(key, in: number, reason: "Görs på annat sätt.")
            }
        }
        let page = try await here.page(number)
        #expect(page.order.state == .closed)
        #expect(page.visits.map(\.status) == [.done])
    }

    @Test("a call that led to nothing is told, and changes nothing", arguments: Engine.allCases)
    func call(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        let note = { (contacted: String) in
            await refusal {
                try await here.store.write(as: here.coordinator) {
                    try $0.noteCall(
                        in: number, contacted: contacted, outcome: .noAnswer, note: "Provar i morgon.")
                }
            }
        }
        #expect(await note("") == .invalid("visit.contacted.missing", field: "contacted"))
        #expect(await note("Karin Åkerlund") == nil)
        let page = try await here.page(number)
        #expect(page.timeline.first?.kind == .contactCalled)
        #expect(page.timeline.first?.details["callOutcome"] == "noAnswer")
        #expect(page.order.waiting?.duty == "book")
    }

    @Test("the technician's day holds only planned visits of that day, in order", arguments: Engine.allCases)
    func day(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.bookedCase(at: "13:00")
        _ = try await here.bookedCase(for: .osten, set: 2, at: "08:00")
        let next = try await here.orderedCase(for: .numbered(1))
        try await here.book(next, try here.visit(on: "2026-11-25", at: "00:00"))
        let gone = try await here.bookedCase(for: .numbered(2), withLock: false, set: 3, at: "10:00")
        try await here.store.write(as: here.orderer) { try $0.cancel(gone, reason: "Ångrat") }
        let names = { (day: String) in
            let day = try #require(Day(day))
            return try await here.store.show(as: here.technician) { try $0.visits(on: day) }.map(
                \.name)
        }
        #expect(try await names("2026-11-24") == ["Östen Ängström", "Greta Åkerlund"])
        #expect(try await names("2026-11-25") == ["Prov B"])
        #expect(try await names("2026-11-26") == [])
        let plan = try await here.store.read(as: here.coordinator) {
            try $0.planned(from: here.time.today, days: 7)
        }
        #expect(plan.map(\.startsAt.clock.description) == ["08:00", "13:00", "00:00"])
    }

    @Test(
        "I18 what was said of a visit by mistake is taken back: it is planned again and the booking is done",
        arguments: Engine.allCases)
    func restored(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase()
        let id = try #require(try await here.plannedVisit(in: number))
        let early = await refusal { try await Self.restore(here, id) }
        #expect(early?.told == ["-: visit.notMissed"])
        here.time.set("2026-11-24", "10:20")
        try await here.store.write(as: here.technician) {
            try $0.missVisit(id, outcome: .refused, note: "Fel ärende.")
        }
        let short = await refusal { try await Self.restore(here, id, reason: "Fel") }
        #expect(short?.told == ["reason: correction.reason.short"])
        try await Self.restore(here, id)
        let page = try await here.page(number)
        #expect(page.visits.map(\.status) == [.planned] && page.visits[0].outcome == nil)
        #expect(page.order.duty("book")?.state == .done)
        #expect(page.reserved.map(\.status) == [.allocated, .allocated, .allocated])
        #expect(page.timeline.contains { $0.kind == .visitRestored })
        try await here.store.write(as: here.technician) { try $0.missVisit(id, outcome: .noAccess, note: "") }
        #expect(await book(here, number, try here.visit(on: "2026-11-25")) == nil)
        let late = await refusal { try await Self.restore(here, id) }
        #expect(late?.told == ["-: visit.restore.bookedAnew"])
        #expect(try await here.store.verify { _ in } == [])
    }

    private static func restore(
        _ here: Municipality, _ id: ID<Visit>, reason: String = "Det var ett annat besök."
    ) async throws {
        try await here.store.write(as: here.technician) {
            try $0.restoreVisit(id, Answers(["reason": reason]))
        }
    }
}
