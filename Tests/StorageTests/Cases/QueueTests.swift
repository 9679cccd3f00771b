import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct QueueTests {
    private func queue(
        _ here: Municipality, _ view: QueueView, as actor: Actor? = nil, offset: Int = 0, limit: Int = 50
    ) async throws -> Queue {
        try await here.store.show(as: actor ?? here.coordinator) {
            try $0.queue(view, offset: offset, limit: limit)
        }
    }

    private func names(_ here: Municipality, _ view: QueueView, as actor: Actor? = nil) async throws -> Set<
        String
    > {
        Set(try await queue(here, view, as: actor).lines.compactMap(\.recipientName))
    }

    private func person(_ name: String, _ index: Int) -> SamplePerson {
        let other = SamplePerson.numbered(index)
        return SamplePerson(name: name, number: other.number, phone: other.phone, street: other.street)
    }

    /// One case in each situation, named by it.
    private func everySituation(_ engine: Engine) async throws -> Municipality {
        let here = try await Municipality.open(engine, stock: 9)
        _ = try await here.orderedCase(for: person("Sen", 0))
        here.time.set("2026-12-01", "07:00")
        _ = try await here.orderedCase(for: person("Ny", 1))
        try await here.checkOutKeys(try await here.orderedCase(for: person("Nyckel", 2)))
        let booked = try await here.orderedCase(for: person("Bokad", 3), withLock: false)
        try await here.book(booked, try here.visit(on: "2026-12-02", at: "08:00"))
        let missed = try await here.orderedCase(for: person("Bom", 4), withLock: false)
        try await here.book(missed, try here.visit(on: "2026-12-01", at: "08:00"))
        let visit = try #require(try await here.plannedVisit(in: missed))
        try await here.store.write(as: here.technician) {
            try $0.missVisit(visit, outcome: .nobodyHome, note: "")
        }
        let handled = try await here.orderedCase(for: person("Klar", 5), withLock: false)
        try await here.book(handled, try here.visit(on: "2026-12-01", at: "10:00"))
        try await here.installAlarm(handled, set: 5)
        try await here.attest("registerAlarm", in: handled, by: here.technician)
        let day = here.time.today.description
        try await here.store.write(as: here.technician) {
            try $0.handOverLeaflet("leaflet", in: handled, on: day, language: .swedish)
            try $0.giveFeedback("feedback", in: handled, text: "Klart.", phonedTo: "")
        }
        let gone = try await here.orderedCase(for: person("Ångrad", 6))
        try await here.store.write(as: here.orderer) { try $0.cancel(gone, reason: "Ångrat") }
        return here
    }

    @Test("each case stands where it belongs, as the team sees it", arguments: Engine.allCases)
    func teamViews(engine: Engine) async throws {
        let here = try await everySituation(engine)
        #expect(try await names(here, .new) == ["Sen", "Ny", "Nyckel"])
        #expect(try await names(here, .waitingOnUs) == ["Sen", "Ny", "Nyckel", "Bokad", "Bom"])
        #expect(try await names(here, .waitingOnOthers) == ["Klar"])
        #expect(try await names(here, .late) == ["Sen"])
        #expect(try await names(here, .all) == ["Sen", "Ny", "Nyckel", "Bokad", "Bom", "Klar"])
        #expect(try await names(here, .ended) == ["Ångrad"])
    }

    @Test("each case stands where it belongs, as the unit sees it", arguments: Engine.allCases)
    func unitViews(engine: Engine) async throws {
        let here = try await everySituation(engine)
        let actor = here.orderer
        #expect(!QueueView.views(for: .orderer).contains(.new))
        #expect(try await names(here, .waitingOnUs, as: actor) == ["Sen", "Ny", "Bokad", "Bom", "Klar"])
        #expect(try await names(here, .waitingOnOthers, as: actor) == ["Nyckel"])
        #expect(try await names(here, .all, as: actor) == ["Sen", "Ny", "Nyckel", "Bokad", "Bom", "Klar"])
        #expect(try await names(here, .ended, as: actor) == ["Ångrad"])
    }

    @Test("the counts are as many as the lists are long", arguments: Engine.allCases)
    func counts(engine: Engine) async throws {
        let here = try await everySituation(engine)
        for (actor, role) in [(here.coordinator, Party.Role.team), (here.orderer, .orderer)] {
            let counts = try await queue(here, .all, as: actor).counts
            #expect(Set(counts.keys) == Set(QueueView.views(for: role)).subtracting([.ended]))
            for (view, count) in counts {
                #expect(try await queue(here, view, as: actor).lines.count == count, "\(view)")
            }
        }
    }

    @Test("the case most in a hurry stands first, then the oldest", arguments: Engine.allCases)
    func order(engine: Engine) async throws {
        let here = try await everySituation(engine)
        #expect(
            try await queue(here, .waitingOnUs).lines.map(\.recipientName) == [
                "Sen", "Ny", "Nyckel", "Bom", "Bokad",
            ])
    }

    @Test("a case is late from the day after its deadline", arguments: Engine.allCases)
    func late(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.orderedCase()
        here.time.set("2026-11-27", "23:58")
        #expect(try await queue(here, .late).lines.isEmpty)
        here.time.set("2026-11-28", "00:00")
        #expect(try await queue(here, .late).lines.count == 1)
    }

    @Test("the line of a case whose visit is made tells when it was", arguments: Engine.allCases)
    func made(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.installedCase()
        let line = try #require(try await queue(here, .all).lines.first)
        #expect(line.visit?.at == .written("2026-11-24", "10:00"))
        #expect(line.visit?.isDone == true)
    }

    @Test("pages follow on one another without gap or repetition", arguments: Engine.allCases)
    func paging(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        for index in 0..<7 { _ = try await here.orderedCase(for: .numbered(index)) }
        var seen: [String] = []
        for (offset, hasMore) in [(0, true), (3, true), (6, false)] {
            let page = try await queue(here, .all, offset: offset, limit: 3)
            #expect(page.hasMore == hasMore)
            #expect(page.counts[.all] == 7)
            seen += page.lines.map(\.number.text)
        }
        #expect(seen == (1...7).map { CaseNumber(year: 2026, sequence: $0).text })
        #expect(try await queue(here, .all, offset: 7, limit: 3).lines.isEmpty)
    }

    @Test("a line tells whom the case waits on, since when, and the visit", arguments: Engine.allCases)
    func line(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        let line = try #require(try await queue(here, .new).lines.first)
        #expect(line.number == number)
        #expect(line.identifier?.masked == "19610118-••••")
        #expect(line.street == "Ekholmsvägen 14")
        #expect(line.unit == "Hemtjänst Ekholmen")
        #expect(line.waitingParty?.sv == "Välfärdsteknikteamet")
        #expect(line.waitingDuty?.sv == "Boka tid för installation")
        #expect(line.waiting?.since == line.submittedAt)
        #expect(line.waiting?.dueOn == Day("2026-11-27"))
        #expect(line.visit == nil)
        here.time.advance(minutes: 30)
        try await here.book(number, try here.visit())
        let booked = try #require(try await queue(here, .waitingOnUs).lines.first)
        #expect(booked.visit?.at == .written("2026-11-24", "10:00"))
        #expect(booked.visit?.isDone == false)
        #expect(booked.waitingDuty?.sv == "Installera och prova larmet")
        #expect((booked.waiting?.since.milliseconds ?? 0) > line.submittedAt.milliseconds)
    }

    @Test(
        "a page of the queue is two statements whether there are ten cases or two hundred",
        arguments: Engine.allCases)
    func cost(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        for index in 0..<10 { _ = try await here.orderedCase(for: .numbered(index)) }
        #expect(try await statements(here) { try $0.queue(.all, offset: 0) } == [2, 2])
        for index in 10..<200 { _ = try await here.orderedCase(for: .numbered(index)) }
        #expect(try await statements(here) { try $0.queue(.all, offset: 0) } == [2, 2])
        #expect(try await statements(here) { try $0.queue(.late, offset: 0) } == [2, 1])
    }

    @Test(
        "a case page is the same handful of statements in a new case and in a closed one",
        arguments: Engine.allCases)
    func caseCost(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let new = try await here.orderedCase(for: .osten)
        let closed = try await here.closedCase()
        let ofNew = try await statements(here) { try $0.casePage(new) }
        let ofClosed = try await statements(here) { try $0.casePage(closed) }
        #expect(ofNew[0] <= 12)
        #expect(ofClosed[0] <= ofNew[0])
        #expect(ofNew[1] == 2)
    }

    /// Statements of the page itself, and of its read log.
    private func statements<Value: Sendable>(
        _ here: Municipality, _ query: @escaping @Sendable (Reader) throws -> Personal<Value>
    ) async throws -> [Int] {
        let store = WatchedStore(base: here.store)
        _ = try await store.show(as: here.coordinator, query)
        return [store.statements.reading, store.statements.writing]
    }
}
