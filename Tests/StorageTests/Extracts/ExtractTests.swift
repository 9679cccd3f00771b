import Domain
import TestSupport
import Testing

@testable import Storage

@Suite("What an extract of alarm customers counts")
struct ExtractTests {
    /// Greta and Östen have alarms at the first unit since 24 November, Prov B at the second; Prov C waits for hers.
    private static func town(_ engine: Engine) async throws -> Municipality {
        let here = try await Municipality.open(engine)
        _ = try await here.installedCase(withLock: false)
        here.time.set("2026-11-20", "09:00")
        _ = try await here.installedCase(for: .osten, withLock: true, set: 2, at: "11:30")
        here.time.set("2026-11-20", "09:00")
        let other = try await here.orderedCase(for: .numbered(1), withLock: false, by: here.otherOrderer)
        try await here.reserveDevices(other, set: 3, withLock: false)
        try await here.book(other, try here.visit(at: "14:00"))
        here.time.set("2026-11-24", "14:10")
        try await here.installAlarm(other, set: 3)
        _ = try await here.orderedCase(for: .numbered(2), withLock: false)
        here.time.set("2026-11-26", "09:00")
        return here
    }

    private static func content(
        _ here: Municipality, _ scope: ExtractScope? = nil, on day: String? = nil
    ) async throws -> ExtractContent {
        let scope = scope ?? .unit(here.ekholmen)
        return try await here.store.read(as: .system) { reader in
            try reader.extractContent(
                of: scope, at: ExtractMoment(day: day.flatMap { Day($0) }, knownAt: reader.now))
        }
    }

    private static func names(_ content: ExtractContent) -> [String] {
        content.customers.map { if case .named(let name, _) = $0.shown { name } else { "?" } }
    }

    @Test(
        "R4.2 R4.4 a unit's own people with an active alarm, each once, with who they are; not those of others",
        arguments: Engine.allCases)
    func own(engine: Engine) async throws {
        let here = try await Self.town(engine)
        let content = try await Self.content(here)
        #expect(
            Self.names(content) == ["Östen Ängström", "Greta Åkerlund"],
            "by identity number, base and button as one")
        #expect(content.customers.map(\.unit) == ["Hemtjänst Ekholmen", "Hemtjänst Ekholmen"])
        #expect(content.totals == ExtractTotals(customers: 2, emergencyAlarms: 0))
        #expect(Self.names(try await Self.content(here, .unit(here.lambohov))) == ["Prov B"])
        #expect(Self.names(try await Self.content(here, .municipality)).count == 3)
        let provider: ID<CareProvider> = try await here.store.read(as: .system) {
            try $0.one("SELECT provider_id FROM provider_units WHERE id = \(here.lambohov)") { $0.id() }
        }
        #expect(Self.names(try await Self.content(here, .provider(provider))) == ["Prov B"])
    }

    @Test("I1 whoever makes extracts writes one to a file, and nobody else; not Hemtrygg itself")
    func whoMayWriteOne() async throws {
        let here = try await Municipality.open(.sqlite, stock: 0)
        let moment = try await here.store.read(as: .system) { ExtractMoment(asOf: $0.now, knownAt: $0.now) }
        for actor in Municipality.Person.allCases.map({ here[$0] }) + [.system] {
            let attempts: [@Sendable (Tx) throws -> Void] = [
                { _ = try $0.extractScope(unit: nil, provider: nil) }, { try $0.logExtract() },
                { try $0.logPeople(of: .municipality, at: moment) },
                { try $0.eachCustomer(of: .municipality, at: moment) { _ in } },
                { _ = try $0.emergencyAlarms(of: .municipality, at: moment) },
            ]
            for (index, attempt) in attempts.enumerated() {
                let refused = await refusal { try await here.store.write(as: actor, attempt) }
                #expect(
                    refused == (actor.may(.makeExtracts) ? nil : .forbidden("error.forbidden")),
                    "\(actor.name) \(index)")
            }
        }
        #expect(
            try await here.store.rows("SELECT DISTINCT user_id, page FROM readings", columns: 2) == [
                [here.coordinator.user.text, "extract.commandLine"]
            ])
    }

    @Test(
        "R4.5 the unit's own emergency alarms stand apart and are taken off the total",
        arguments: Engine.allCases)
    func emergency(engine: Engine) async throws {
        let here = try await Self.town(engine)
        try await here.giveEmergencyAlarm()
        let content = try await Self.content(here)
        #expect(content.alarms.map(\.serial.text) == ["AKUT-1"])
        #expect(content.totals.total == 3 && content.totals.billable == 2)
        #expect(try await Self.content(here, .unit(here.lambohov)).alarms.isEmpty)
    }

    @Test(
        "the beginning counts and the end does not, at midnight in Stockholm when the day begins",
        arguments: Engine.allCases)
    func midnight(engine: Engine) async throws {
        let here = try await Self.town(engine)
        #expect(try await Self.content(here, on: "2026-11-24").customers.isEmpty, "mounted later that day")
        #expect(try await Self.content(here, on: "2026-11-25").customers.count == 2)
        let greta = try await Self.content(here).customers[1]
        let midnight = try #require(Day("2026-11-26")).start
        try await here.store.write(as: .system) {
            _ = try $0.revise(
                "installations", "valid_to = \(midnight)", where: "recipient_id = \(greta.person)")
        }
        #expect(try await Self.content(here, on: "2026-11-25").customers.count == 2)
        #expect(Self.names(try await Self.content(here, on: "2026-11-26")) == ["Östen Ängström"])
        let osten = try await Self.content(here, on: "2026-11-26").customers[0]
        try await here.store.write(as: .system) {
            _ = try $0.revise(
                "installations", "valid_from = \(midnight)", where: "recipient_id = \(osten.person)")
        }
        #expect(Self.names(try await Self.content(here, on: "2026-11-26")) == ["Östen Ängström"])
        #expect(Self.names(try await Self.content(here, on: "2026-11-25")) == ["Greta Åkerlund"])
    }

    @Test(
        "R4.4 who moves to another unit is counted once, by the day when the responsibility passes",
        arguments: Engine.allCases)
    func moved(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        here.time.set("2026-11-25", "09:00")
        let (giver, _) = try await here.move()
        try await here.moveAlarm(in: giver)
        here.time.set("2026-12-04", "09:00")
        try await here.passResponsibility(in: giver)
        for (day, own, other) in [("2026-11-30", 1, 0), ("2026-12-02", 0, 1)] {
            #expect(try await Self.content(here, on: day).customers.count == own, "\(day)")
            #expect(
                try await Self.content(here, .unit(here.lambohov), on: day).customers.count == other, "\(day)"
            )
            #expect(try await Self.content(here, .municipality, on: day).customers.count == 1, "\(day)")
        }
    }

    @Test(
        "R4.4 those whose data are protected are counted, and shown by a code alone",
        arguments: Engine.allCases)
    func protected(engine: Engine) async throws {
        let here = try await Self.town(engine)
        let greta = try await Self.content(here).customers[1].person
        let typed = Answers([
            "value": "confidentialityMark", "how": "changed", "from": "2026-11-26",
            "reason": "Enligt Skatteverket.",
        ])
        try await here.store.write(as: here.coordinator) { try $0.change(.protection, of: greta, typed) }
        let content = try await Self.content(here)
        #expect(Self.names(content) == ["Östen Ängström", "?"] && content.totals.customers == 2)
        let id = try await here.makeExtract { try $0.extractDraft(of: .unit(here.ekholmen), on: nil) }
        let kept = try await here.store.rows(
            "SELECT name || value FROM extract_customers WHERE extract_id = '\(SQL(stringLiteral: id.text))' AND code = 1"
        )
        #expect(kept == [[""]], "neither name nor number is kept with it")
    }

    @Test("a unit without customers gets a real extract that says so", arguments: Engine.allCases)
    func empty(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderExtract()
        let id = try await here.makeExtract(in: number)
        let page = try await here.extractPage(id)
        #expect(page.line.totals == ExtractTotals(customers: 0, emergencyAlarms: 0))
        #expect(page.files.map(\.format) == [.xlsx, .pdf, .csv] && page.line.number == "LU-2026-0001")
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "the same register and moment give the same seal; what is known later gives another",
        arguments: Engine.allCases)
    func repeatable(engine: Engine) async throws {
        let here = try await Self.town(engine)
        let scope = ExtractScope.unit(here.ekholmen)
        let moment = ExtractMoment(asOf: here.time.now, knownAt: here.time.now)
        let digest = { @Sendable () async throws -> String in
            try await here.store.read(as: .system) {
                try $0.extractContent(of: scope, at: moment).digest(of: scope, at: moment)
            }
        }
        let first = try await digest()
        here.time.set("2026-12-01", "10:00")
        let number = try await here.returnCase()
        try await here.uninstall(number, .allWorking(withLock: false))
        let greta = try await here.page(number).order.requireRecipient().id
        let typed = Answers([
            "value": "Greta Berg", "how": "wrong", "from": "2026-11-20", "reason": "Namnet var felstavat.",
        ])
        try await here.store.write(as: here.coordinator) { try $0.change(.name, of: greta, typed) }
        here.time.set("2026-12-02", "10:00")
        #expect(try await digest() == first, "as it was known then")
        let known = ExtractMoment(asOf: moment.asOf, knownAt: here.time.now)
        let later = try await here.store.read(as: .system) {
            try $0.extractContent(of: scope, at: known).digest(of: scope, at: known)
        }
        #expect(later != first)
    }
}
