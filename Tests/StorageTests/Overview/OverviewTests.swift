import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct OverviewTests {
    private func overview(_ here: Municipality, as actor: Actor? = nil) async throws -> Overview {
        try await here.store.show(as: actor ?? here.coordinator) { try $0.overview() }
    }

    /// Each person's alarm ordered on one day and tested on another; told are the days.
    private func tested(_ here: Municipality, _ times: [(ordered: String, tested: String)]) async throws {
        for (index, time) in times.enumerated() {
            here.time.set(time.ordered, "09:00")
            let number = try await here.orderedCase(for: .numbered(index), withLock: false)
            try await here.reserveDevices(number, set: index + 1, withLock: false)
            try await here.book(number, try here.visit(on: time.tested, at: "10:00"))
            here.time.set(time.tested, "10:00")
            try await here.installAlarm(number, set: index + 1)
        }
    }

    @Test(
        "lead times are those of the register, counted one by one, the same on both engines",
        arguments: Engine.allCases)
    func leadTimes(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 12)
        let times = [
            ("2026-11-20", "2026-11-20"), ("2026-11-20", "2026-11-27"), ("2026-11-23", "2026-11-24"),
            ("2026-11-25", "2026-12-02"), ("2026-11-25", "2026-12-10"), ("2026-12-01", "2026-12-03"),
        ]
        try await tested(here, times)
        here.time.set("2026-12-15", "09:00")
        let found = try await overview(here).leadTimes
        #expect(found.target == 5)
        #expect(found.months.count == 12)
        let calendar = WorkingCalendar()
        for month in found.months {
            let taken = try times.filter { $0.1.hasPrefix(String(month.month.description.prefix(7))) }.map {
                time in
                var (day, count) = (try #require(Day(time.0)), 0)
                while day < (try #require(Day(time.1))) {
                    day = day.adding(days: 1)
                    if calendar.isPublicHolidayFreeWeekday(day) { count += 1 }
                }
                return count
            }.sorted()
            #expect(month.count == taken.count)
            #expect(month.median == (taken.isEmpty ? nil : taken[(taken.count + 1) / 2 - 1]))
            #expect(month.ninetieth == taken.last, "fewer than ten")
            #expect(month.withinTarget == taken.filter { $0 <= 5 }.count)
        }
        #expect(found.months.suffix(2).map(\.count) == [3, 3])
        try await here.store.write(as: .system) { try $0.set(.leadTimeTargetDays, to: "1") }
        #expect(try await overview(here).leadTimes.months.last?.withinTarget == 0)
        await #expect(throws: AppError.invalid("setting.value")) {
            try await here.store.write(as: .system) { try $0.set(.leadTimeTargetDays, to: "0") }
        }
    }

    @Test("a case counts once, by its first tested alarm, and moves do not count", arguments: Engine.allCases)
    func once(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 6)
        _ = try await here.closedCase(withLock: false)
        here.time.set("2026-11-25", "09:00")
        let (giver, _) = try await here.move()
        try await here.moveAlarm(in: giver)
        let months = try await overview(here).leadTimes.months
        #expect(months.map(\.count).reduce(0, +) == 1)
        #expect(months.last?.count == 0, "December's was a move")
    }

    @Test("running cases by whom they wait on and for how long", arguments: Engine.allCases)
    func waiting(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.handledCase(for: .numbered(3), withLock: false)
        _ = try await here.orderedCase()
        here.time.set("2026-12-01", "09:00")
        _ = try await here.orderedCase(for: .osten)
        let gone = try await here.orderedCase(for: .numbered(4))
        try await here.store.write(as: here.orderer) { try $0.cancel(gone, reason: "Ångrat") }
        here.time.set("2026-12-05", "09:00")
        let found = try await overview(here).waiting
        let queue = try await here.store.show(as: here.coordinator) { try $0.queue(.all, offset: 0) }
        #expect(found.map(\.count).reduce(0, +) == queue.lines.count)
        let team = found.filter { $0.waiter == .team }
        #expect(team.map(\.age) == [.days, .weeks])
        #expect(team.map(\.count) == [1, 1])
        let units = found.compactMap { line -> String? in
            guard case .unit(let unit) = line.waiter else { return nil }
            return unit.name
        }
        #expect(units == ["Hemtjänst Ekholmen"])
    }

    @Test(
        "the moves of this week with the halves that are missing; a routine owner is told no names",
        arguments: Engine.allCases)
    func moves(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.half(.handingOver, .moving(.handingOver))
        here.time.set("2026-11-29", "23:00")
        #expect(try await overview(here).moves.isEmpty, "next week's")
        here.time.set("2026-11-30", "08:00")
        let team = try #require(try await overview(here).moves.first)
        #expect(team.day == Day("2026-12-01"))
        #expect(team.recipientName == "Greta Åkerlund")
        #expect(team.giver == "Hemtjänst Ekholmen" && team.receiver == nil && team.lacksHalf)
        #expect(team.awaited == "Hemtjänst Lambohov")
        #expect(team.order != nil)
        let owner = try #require(try await overview(here, as: here[.routineOwner]).moves.first)
        #expect(owner.recipientName == nil && owner.order == nil && owner.lacksHalf)
        _ = try await here.half(.receiving, .moving(.receiving))
        #expect(try await overview(here).moves.map(\.lacksHalf) == [false])
        let logged = try await here.store.rows(
            """
            SELECT u.login, CAST(COUNT(p.recipient_id) AS TEXT) FROM readings r JOIN users u ON u.id = r.user_id
            LEFT JOIN reading_people p ON p.reading_id = r.id WHERE r.page = 'overview'
            GROUP BY u.login ORDER BY u.login
            """, columns: 2)
        #expect(logged == [["coordinator", "2"], ["routineowner", "0"]])
    }

    @Test("stock by kind, model and status, but for what has been scrapped", arguments: Engine.allCases)
    func stock(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.installedCase(withLock: false)
        _ = try await here.store.writing {
            try $0.execute("UPDATE devices SET status = 'scrapped' WHERE serial = 'KAMERA-1'")
        }
        let stock = try await overview(here).stock
        let bases = stock.filter { $0.kind == .alarmBase }
        #expect(
            bases.map { "\($0.model) \($0.status.rawValue) \($0.count)" } == [
                "Modell alarmBase inStock 3", "Modell alarmBase installed 1",
            ])
        #expect(!stock.contains { $0.kind == .safetyCamera })
        #expect(stock.map(\.count).reduce(0, +) == 12)
    }

    @Test(
        "what has been ordered back and has not come, with how long; which ones is for the team to know",
        arguments: Engine.allCases)
    func unreturned(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        #expect(try await overview(here).unreturned.isEmpty)
        here.time.set("2026-12-01", "10:00")
        let number = try await here.returnCase()
        here.time.set("2026-12-09", "10:00")
        let found = try await overview(here).unreturned
        #expect(found.map(\.days) == [8, 8])
        #expect(Set(found.map(\.kind)) == [.alarmBase, .alarmButton])
        #expect(found.compactMap(\.serial?.text).sorted() == ["KNAPP-1", "LARM-1"])
        #expect(Set(found.map(\.order)) == [number])
        let owner = try await overview(here, as: here[.routineOwner]).unreturned
        #expect(owner.map(\.days) == [8, 8])
        #expect(owner.allSatisfy { $0.serial == nil && $0.order == nil })
        try await here.uninstall(number, .allWorking(withLock: false))
        #expect(try await overview(here).unreturned.isEmpty)
    }

    @Test("units, auditor and administrator have no overview", arguments: Engine.allCases)
    func refused(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        for person in Municipality.Person.allCases {
            let refused = await refusal { _ = try await overview(here, as: here[person]) }
            let may = [.coordinator, .technician, .secondTechnician, .routineOwner].contains(person)
            #expect((refused?.code == .forbidden) == !may, "\(person)")
        }
    }

    @Test("as many statements for many cases as for few", arguments: Engine.allCases)
    func cost(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        var costs: [[Int]] = []
        for range in [0..<3, 3..<80] {
            for index in range { _ = try await here.orderedCase(for: .numbered(index), withLock: false) }
            let store = WatchedStore(base: here.store)
            _ = try await store.show(as: here.coordinator) { try $0.overview() }
            costs.append([store.statements.reading, store.statements.writing])
        }
        #expect(costs == [[6, 1], [6, 1]])
    }
}
