import Domain
import TestSupport
import Testing

@testable import Storage

/// The read log as the auditor looks through it: SoLPUL (2001:454) 10 §.
@Suite struct ReadingTests {
    private static func auditor(_ here: Municipality) -> Actor { here[.auditor] }

    /// The coordinator looks at a case three times, the orderer once, and the queue is listed.
    private static func read(_ engine: Engine) async throws -> (Municipality, CaseNumber) {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        for _ in 0..<3 {
            _ = try await here.store.show(as: here.coordinator) { try $0.casePage(number) }
            here.time.advance(minutes: 1)
        }
        _ = try await here.store.show(as: here.orderer) { try $0.casePage(number) }
        _ = try await here.store.show(as: here.coordinator) { try $0.queue(.all, offset: 0) }
        return (here, number)
    }

    private static func list(_ here: Municipality, _ filter: ReadingFilter = ReadingFilter()) async throws
        -> [LoggedReading]
    {
        try await here.store.read(as: auditor(here)) { try $0.readings(filter) }.readings
    }

    private static func day(_ here: Municipality) -> Day { here.time.today }

    private static func signs(_ here: Municipality, _ first: Day? = nil) async throws -> [ReadingSign: Int] {
        let today = day(here)
        let found = try await here.store.show(as: auditor(here)) {
            try $0.unusualReadings(from: first ?? today, to: today)
        }
        return Dictionary(found.map { ($0.sign, $0.people) }) { $0 + $1 }
    }

    @Test("who, as what, what and when; by day, reader and kind", arguments: Engine.allCases)
    func list(engine: Engine) async throws {
        let (here, number) = try await Self.read(engine)
        let all = try await Self.list(here)
        let latest = try #require(all.first)
        #expect(latest.page == "queue.all" && latest.action == .listed && latest.people == 1)
        #expect(
            latest.who == "Cecilia Samordnare" && latest.role == .coordinator
                && latest.place == "Välfärdsteknikteamet")
        #expect(all.map(\.at) == all.map(\.at).sorted(by: >))
        let cases = all.filter { $0.page == "case" }
        #expect(cases.count == 4 && cases.allSatisfy { $0.order == number && $0.people == 1 })
        let orderer = try await Self.list(here, ReadingFilter(user: here.orderer.user))
        #expect(orderer.allSatisfy { $0.who == "Olga Beställare" } && orderer.contains { $0.page == "case" })
        #expect(try await Self.list(here, ReadingFilter(action: .listed)).map(\.page) == ["queue.all"])
        let tomorrow = Self.day(here).adding(days: 1)
        #expect(try await Self.list(here, ReadingFilter(day: tomorrow)).isEmpty)
        #expect(try await Self.list(here, ReadingFilter(day: Self.day(here))).count == all.count)
        let page = try await here.store.read(as: Self.auditor(here)) {
            try $0.readings(ReadingFilter(), offset: 1, limit: 2)
        }
        #expect(page.readings == Array(all.dropFirst().prefix(2)) && page.hasMore)
        #expect(page.readers.map(\.name) == ["Cecilia Samordnare", "Olga Beställare"])
    }

    @Test("what was read in one millisecond stands in the order in which it was", arguments: Engine.allCases)
    func atOnce(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        let read = (0..<12).map { $0 % 3 == 0 ? "case" : "queue.all" }
        let moment = here.time.now
        for page in read {
            here.time.set(moment)
            if page == "case" {
                _ = try await here.store.show(as: here.coordinator) { try $0.casePage(number) }
            } else {
                _ = try await here.store.show(as: here.coordinator) { try $0.queue(.all, offset: 0) }
            }
        }
        let latest = try await Self.list(here, ReadingFilter(user: here.coordinator.user))
        #expect(latest.prefix(read.count).map(\.page) == read.reversed())
        #expect(Set(latest.prefix(read.count).map(\.at)).count == 1)
    }

    @Test("the log is the auditor's alone", arguments: Engine.allCases)
    func closed(engine: Engine) async throws {
        let (here, _) = try await Self.read(engine)
        let typed = Answers(["from": "\(Self.day(here))", "to": "\(Self.day(here))", "size": "1"])
        for person in Municipality.Person.allCases where person != .auditor {
            let actor = here[person]
            let attempts: [@Sendable (Tx) throws -> Void] = [
                { _ = try $0.readings(ReadingFilter()) }, { _ = try $0.reading(.sample(1)) },
                { _ = try $0.unusualReadings(from: $0.today, to: $0.today) }, { _ = try $0.readingSamples() },
                { _ = try $0.readingSample(.sample(1)) }, { _ = try $0.drawSample(typed) },
                { try $0.review(.sample(1), typed) }, { _ = try $0.personsLog(.sample(1)) },
                { _ = try $0.loggedPerson(number: SamplePerson.greta.number) },
            ]
            for attempt in attempts {
                let refused = await refusal { try await here.store.write(as: actor) { try attempt($0) } }
                #expect(refused == .forbidden("error.forbidden"), "\(person)")
            }
        }
    }

    @Test("a reading tells whom it showed, and to look at that is a reading too", arguments: Engine.allCases)
    func one(engine: Engine) async throws {
        let (here, _) = try await Self.read(engine)
        let first = try #require(try await Self.list(here).last)
        let page = try await here.store.show(as: Self.auditor(here)) { try $0.reading(first.id) }
        #expect(page.people.map(\.name) == ["Greta Åkerlund"] && page.hidden == 0)
        let latest = try #require(try await Self.list(here).first)
        #expect(latest.page == "readLog" && latest.who == here[.auditor].name && latest.people == 1)
        try await here.protect(.greta)
        let hidden = try await here.store.show(as: Self.auditor(here)) { try $0.reading(first.id) }
        #expect(hidden.people.isEmpty && hidden.hidden == 1)
    }

    @Test("everything that was read about a person, for the person", arguments: Engine.allCases)
    func personsLog(engine: Engine) async throws {
        let (here, number) = try await Self.read(engine)
        _ = try await here.orderedCase(for: .osten)
        let greta = try #require(
            try await here.store.show(as: Self.auditor(here)) {
                try $0.loggedPerson(number: SamplePerson.greta.number)
            })
        let log = try await here.store.show(as: Self.auditor(here)) { try $0.personsLog(greta) }
        #expect(log.person.name == "Greta Åkerlund" && log.identifier.value == SamplePerson.greta.number)
        #expect(log.readings.filter { $0.page == "case" }.count == 4)
        #expect(log.readings.allSatisfy { $0.order == nil || $0.order == number })
        let rows = try await here.store.count("reading_people", where: "recipient_id = \(greta)")
        #expect(rows == log.readings.count + 1, "what was read before, and now this")
        let none = try await here.store.show(as: Self.auditor(here)) {
            try $0.loggedPerson(number: SamplePerson.numbered(400).number)
        }
        #expect(none == nil)
        try await here.protect(.greta)
        let refused = await refusal {
            try await here.store.show(as: Self.auditor(here)) { try $0.personsLog(greta) }
        }
        #expect(refused == .notFound)
    }

    @Test("what was read while somebody stood as two is in their log", arguments: Engine.allCases)
    func ofTwo(engine: Engine) async throws {
        let merging = MergingTests()
        let (here, kept, merged, _) = try await merging.twice(engine)
        for person in [kept, merged] {
            _ = try await here.store.show(as: here.coordinator) { try $0.recipientPage(person) }
        }
        try await merging.merge(here, merged, into: kept, ["home": "kept"])
        let ofBoth = try await here.store.count(
            "reading_people", where: "recipient_id IN (\(kept), \(merged))")
        let ofOne = try await here.store.count("reading_people", where: "recipient_id = \(kept)")
        #expect(ofBoth > ofOne)
        let log = try await here.store.show(as: Self.auditor(here)) { try $0.personsLog(kept) }
        #expect(Set(log.readings.map(\.id)).count == log.readings.count)
        let preview = try await here.store.show(as: here.coordinator) {
            try $0.registerExtractPreview(of: kept)
        }
        let extract = try await here.store.giveRegisterExtract(
            of: kept, Answers(["askedBy": "Visade körkort."]),
            RegisterExtractScope(hasOthers: false, hasMessages: false), as: here.coordinator)
        let seen = try await here.store.rows(
            "SELECT DISTINCT reading_id FROM reading_people WHERE recipient_id IN (\(kept), \(merged))")
        // The extract was made before it was itself written down.
        #expect(extract.readings.count == seen.count - 1 && preview.readings == log.readings.count + 1)
        #expect(Set(log.readings.map(\.id.text)).isSubset(of: Set(seen.map { $0[0] })))
        #expect(log.readings.count > ofOne)
    }

    @Test("a sample is drawn by lot, looked through once, and stays as it was", arguments: Engine.allCases)
    func sample(engine: Engine) async throws {
        let (here, _) = try await Self.read(engine)
        let today = "\(Self.day(here))"
        let auditor = Self.auditor(here)
        let count = try await here.store.count("readings")
        let id = try await here.store.write(as: auditor) {
            try $0.drawSample(Answers(["from": today, "to": today, "size": "3"]))
        }
        let page = try await here.store.read(as: auditor) { try $0.readingSample(id) }
        #expect(
            page.readings.count == 3 && Set(page.readings.map(\.id)).count == 3 && page.line.count == count)
        let all = try await here.store.write(as: auditor) {
            try $0.drawSample(Answers(["from": today, "to": today, "size": "50"]))
        }
        #expect(try await here.store.read(as: auditor) { try $0.readingSample(all) }.readings.count == count)

        for (typed, key, field) in [
            (["outcome": ""], "form.required", "outcome"),
            (["outcome": "toFollowUp"], "form.required", "note"),
        ] {
            let refused = await refusal {
                try await here.store.write(as: auditor) { try $0.review(id, Answers(typed)) }
            }
            #expect(refused == .invalid(key, field: field))
        }
        let found = Answers(["outcome": "toFollowUp", "note": "Fråga enhetschefen."])
        try await here.store.write(as: auditor) { try $0.review(id, found) }
        let line = try #require(
            try await here.store.read(as: auditor) { try $0.readingSamples() }.first { $0.id == id })
        #expect(
            line.outcome == .toFollowUp && line.note == "Fråga enhetschefen."
                && line.reviewedBy == auditor.name)
        let twice = await refusal { try await here.store.write(as: auditor) { try $0.review(id, found) } }
        #expect(twice == .conflict("readings.reviewed"))
        for table in ["reading_samples", "reading_sample_rows", "reading_sample_reviews"] {
            await #expect(throws: (any Error).self) {
                try await here.store.writing { try $0.execute("DELETE FROM \(raw: table)") }
            }
        }
    }

    @Test(
        "a sample of nothing, of too much or of days that do not exist is refused", arguments: Engine.allCases
    )
    func badSamples(engine: Engine) async throws {
        let (here, _) = try await Self.read(engine)
        let today = "\(Self.day(here))"
        for (typed, key, field) in [
            (["from": "2026-02-30", "to": today, "size": "1"], "form.day.wrong", "from"),
            (["from": today, "to": "", "size": "1"], "form.day.wrong", "to"),
            (["from": today, "to": "2026-01-01", "size": "1"], "readings.period.order", "to"),
            (["from": "2026-01-01", "to": today, "size": "1"], "readings.period.long", "to"),
            (["from": today, "to": today, "size": "0"], "readings.size.wrong", "size"),
            (["from": today, "to": today, "size": "51"], "readings.size.wrong", "size"),
            (["from": "2026-10-01", "to": "2026-10-02", "size": "5"], "readings.none", "from"),
        ] {
            let refused = await refusal {
                try await here.store.write(as: Self.auditor(here)) { _ = try $0.drawSample(Answers(typed)) }
            }
            #expect(refused?.faults.map(\.key) == [key] && refused?.faults.first?.field == field)
        }
        #expect(try await here.store.count("reading_samples") == 0)
    }

    @Test("by day nothing stands out in work that is done; at night it does", arguments: Engine.allCases)
    func outOfHours(engine: Engine) async throws {
        let (here, number) = try await Self.read(engine)
        #expect(try await Self.signs(here) == [:])
        here.time.set("2026-11-24", "22:00")
        _ = try await here.store.show(as: here.coordinator) { try $0.casePage(number) }
        #expect(try await Self.signs(here) == [.outOfHours: 1])
        here.time.set("2026-11-25", "06:00")
        _ = try await here.store.show(as: here.coordinator) { try $0.casePage(number) }
        #expect(try await Self.signs(here) == [:])
    }

    @Test("one's own name, a family name, a colleague's name, a neighbour", arguments: Engine.allCases)
    func names(engine: Engine) async throws {
        let (here, number) = try await Self.read(engine)
        try await here.store.write(as: .system) { tx in
            for (login, name) in [("greta", "Greta Åkerlund"), ("ake", "Åke Åkerlund")] {
                let id = try tx.addUser(login: login, name: name, phone: "", passwordHash: nil)
                try tx.assign(id, role: .coordinator, in: here.coordinator.place)
            }
            try tx.setStreet("ekholmsvägen 14", login: here.orderer.login)
        }
        // A colleague has the name; and the orderer lives in the street.
        #expect(try await Self.signs(here) == [.colleague: 2, .neighbour: 1])
        for login in ["greta", "ake"] {
            let actor = try #require(try await here.store.read(as: .system) { try $0.actor(login: login) })
            _ = try await here.store.show(as: actor) { try $0.casePage(number) }
        }
        #expect(
            try await Self.signs(here) == [.colleague: 3, .neighbour: 1, .ownName: 1, .sameFamilyName: 1])
        try await here.store.write(as: .system) { try $0.setStreet("", login: here.orderer.login) }
        #expect(try await Self.signs(here)[.neighbour] == nil)
    }

    @Test("more people in a day than is usual; lists do not count", arguments: Engine.allCases)
    func volume(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        var numbers: [CaseNumber] = []
        for index in 0...UsualReading.peopleADay {
            numbers.append(try await here.orderedCase(for: .numbered(index), withLock: false))
        }
        _ = try await here.store.show(as: here.coordinator) { try $0.queue(.all, offset: 0, limit: 100) }
        #expect(try await Self.signs(here) == [:])
        for number in numbers.dropLast() {
            _ = try await here.store.show(as: here.coordinator) { try $0.casePage(number) }
        }
        #expect(try await Self.signs(here) == [:])
        let last = try #require(numbers.last)
        _ = try await here.store.show(as: here.coordinator) { try $0.casePage(last) }
        #expect(try await Self.signs(here) == [.volume: UsualReading.peopleADay + 1])
    }
}

extension Actor {
    /// As the municipality of the tests names its people.
    fileprivate var login: String {
        role == .orderer ? Municipality.Person.orderer.login : name
    }
}
