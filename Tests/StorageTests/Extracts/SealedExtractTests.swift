import Domain
import TestSupport
import Testing

@testable import Storage

@Suite("Extracts that are ordered, sealed, given out and made anew")
struct SealedExtractTests {
    /// Greta has her alarm since 24 November; it is the 26th.
    private static func served(_ engine: Engine) async throws -> Municipality {
        let here = try await Municipality.open(engine)
        _ = try await here.installedCase(withLock: false)
        here.time.set("2026-11-26", "09:00")
        return here
    }

    private static func day(_ here: Municipality, _ typed: String) async -> AppError? {
        await refusal { _ = try await here.orderExtract(asOf: typed) }
    }

    @Test(
        "R4.6 a day must be a weekday that is no holiday; the refusal says which and offers the nearest",
        arguments: Engine.allCases)
    func days(engine: Engine) async throws {
        let here = try await Self.served(engine)
        let saturday = try #require(await Self.day(here, "2026-11-28")?.faults.first)
        #expect(saturday.key == "extract.closed.weekend" && saturday.field == "asOf")
        #expect(saturday.arguments == ["weekday": "6", "before": "2026-11-27", "after": "2026-11-30"])
        let eve = try #require(await Self.day(here, "2027-06-25")?.faults.first)
        #expect(eve.key == "extract.closed.holiday" && eve.arguments["holiday"] == "midsummerEve")
        #expect(eve.arguments["before"] == "2027-06-24" && eve.arguments["after"] == "2027-06-28")
        #expect(await Self.day(here, "2027-02-29")?.told == ["asOf: form.day.wrong"])
        #expect(await Self.day(here, "2026-11-19")?.told == ["asOf: extract.beforeRegister"])
        #expect(await Self.day(here, "2028-01-03")?.told == ["asOf: extract.tooFar"])
        try await here.store.write(as: .system) { try $0.set(.closedDays, to: "2026-11-30") }
        #expect(await Self.day(here, "2026-11-30")?.told == ["asOf: extract.closed.locally"])
        #expect(try await here.store.count("cases", where: "slug = 'alarm-extract'") == 0)
    }

    @Test(
        "R4.7 C10 without a day within two working days; of a day to come within two of that day, and not before it",
        arguments: Engine.allCases)
    func due(engine: Engine) async throws {
        let here = try await Self.served(engine)
        let plain = try await here.page(try await here.orderExtract())
        #expect(plain.order.dueOn(for: .team) == Day("2026-11-30"))
        #expect(plain.extractWish?.skipped.map(\.day.description) == ["2026-11-28", "2026-11-29"])
        let past = try await here.page(try await here.orderExtract(asOf: "2026-11-25"))
        #expect(past.order.dueOn(for: .team) == Day("2026-11-30"))
        let number = try await here.orderExtract(asOf: "2026-12-23")
        let page = try await here.page(number)
        #expect(page.order.dueOn(for: .team) == Day("2026-12-29"))
        #expect(page.extractWish?.day == Day("2026-12-23"))
        let early = await refusal { try await here.makeExtract(in: number) }
        #expect(early?.told == ["-: extract.notYet"])
        here.time.set("2026-12-23", "08:00")
        let made = try await here.extractPage(try await here.makeExtract(in: number))
        #expect(made.line.moment.asOf == Day("2026-12-23")?.start)
    }

    @Test(
        "R4.9 R4.10 sealed by the team, given out with the feedback, and then the unit's to fetch; nobody else's",
        arguments: Engine.allCases)
    func handedOut(engine: Engine) async throws {
        let here = try await Self.served(engine)
        let number = try await here.orderExtract()
        let own = await refusal {
            try await here.makeExtract(by: here.orderer) {
                try $0.extractDraft("produceExtract", in: number)
            }
        }
        #expect(own?.code == .forbidden)
        let id = try await here.makeExtract(in: number)
        #expect(await refusal { try await here.extractPage(id, as: here.orderer) }?.code == .notFound)
        #expect(try await here.page(number).extracts.map(\.id) == [id])
        try await here.giveFeedback(number)
        let page = try await here.page(number, as: here.orderer)
        #expect(page.messages.flatMap(\.extracts).map(\.id) == [id])
        #expect(page.order.state == .closed)
        let fetched = try await here.store.show(as: here.orderer) { try $0.extractFile(id, .csv) }
        #expect(fetched.name == "LU-2026-0001-v1")
        #expect(String(decoding: fetched.bytes, as: UTF8.self).hasPrefix("LU-2026-0001 "))
        let greta = try #require(try await here.extractPage(id).customers.first?.person)
        #expect(
            try await here.store.count(
                "readings r JOIN reading_people p ON p.reading_id = r.id",
                where:
                    "r.action = 'downloaded' AND r.page = 'extract' AND p.recipient_id = '\(SQL(stringLiteral: greta.text))'"
            )
                == 1)
        for stranger in [here.otherOrderer, here[.auditor]] {
            let refused = await refusal {
                _ = try await here.store.show(as: stranger) { try $0.extractFile(id, .csv) }
            }
            #expect([.notFound, .forbidden].contains(refused?.code))
        }
        #expect(try await here.store.read(as: here.otherOrderer) { try $0.extracts() } == [])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "a correction gives a second version that tells who went and why; the first stays as it was",
        arguments: Engine.allCases)
    func corrected(engine: Engine) async throws {
        let here = try await Self.served(engine)
        let number = try await here.orderExtract(asOf: "2026-11-26")
        let first = try await here.makeExtract(in: number)
        try await here.giveFeedback(number)
        here.time.set("2026-11-27", "09:00")
        try await Self.shorten(here, to: "2026-11-25")
        let second = try await here.makeExtract(message: "Här är en ny version.") {
            try $0.extractAnew(first)
        }
        let page = try await here.extractPage(second, as: here.orderer)
        #expect(page.line.number == "LU-2026-0001" && page.line.version == 2)
        #expect(page.line.totals.customers == 0)
        #expect(page.changes.map(\.change.kind) == [.removed])
        #expect(page.changes.map(\.cause) == [.factCorrected])
        #expect(page.changes.map(\.reason) == ["Larmet togs ned en dag tidigare."])
        #expect(page.versions.map(\.version) == [2, 1])
        let before = try await here.extractPage(first)
        #expect(before.line.totals.customers == 1 && before.customers.count == 1)
        let messages = try await here.page(number, as: here.orderer).messages
        #expect(messages.last?.extracts.map(\.version) == [2])
        #expect(messages.last?.text == "Här är en ny version.")
        #expect(try await here.store.verify { _ in } == [])
    }

    /// Both of Greta's devices, as if they had been taken down on another day.
    private static func shorten(_ here: Municipality, to day: String) async throws {
        let greta = try await here.store.read(as: .system) {
            try $0.one("SELECT id FROM care_recipients") { $0.id() as ID<CareRecipient> }
        }
        let page = try await here.store.show(as: here.coordinator) { try $0.recipientPage(greta) }
        for line in page.installations {
            try await here.store.write(as: .system) {
                try $0.revise("installations", "valid_to = \($0.now)", where: "id = \(line.fact)")
                try $0.setStatus(.returned, of: line.device.id)
            }
            let typed = Answers([
                "from.day": line.from.day.description, "from.time": line.from.clock.description,
                "to.day": day, "to.time": "12:00", "reason": "Larmet togs ned en dag tidigare.",
            ])
            try await here.store.write(as: here.coordinator) {
                try $0.correct(.installation, line.fact, typed)
            }
        }
    }

    @Test(
        "one month is never billed twice in silence: another order for it is the next version",
        arguments: Engine.allCases)
    func sameMonth(engine: Engine) async throws {
        let here = try await Self.served(engine)
        let first = try await here.makeExtract(in: try await here.orderExtract(asOf: "2026-11-25"))
        let again = try await here.makeExtract(in: try await here.orderExtract(asOf: "2026-11-26"))
        let pages = [try await here.extractPage(first), try await here.extractPage(again)]
        #expect(pages.map(\.line.number) == ["LU-2026-0001", "LU-2026-0001"])
        #expect(pages.map(\.line.version) == [1, 2])
        #expect(pages[1].changes == [])
        here.time.set("2026-12-01", "09:00")
        let next = try await here.extractPage(
            try await here.makeExtract(in: try await here.orderExtract(asOf: "2026-12-01")))
        #expect(next.line.number == "LU-2026-0002" && next.line.version == 1)
    }

    @Test(
        "a version made before the answer goes out with it, alone, and tells nothing of one that nobody got",
        arguments: Engine.allCases)
    func beforeTheAnswer(engine: Engine) async throws {
        let here = try await Self.served(engine)
        let number = try await here.orderExtract(asOf: "2026-11-26")
        let first = try await here.makeExtract(in: number)
        try await Self.shorten(here, to: "2026-11-25")
        let second = try await here.makeExtract { try $0.extractAnew(first) }
        #expect(try await here.page(number, as: here.orderer).messages.isEmpty)
        try await here.giveFeedback(number)
        let page = try await here.page(number, as: here.orderer)
        #expect(page.messages.flatMap(\.extracts).map(\.version) == [2])
        let told = try await here.extractPage(second, as: here.orderer)
        #expect(told.changes == [] && told.line.previous == nil && told.versions.map(\.version) == [2])
        #expect(!page.timeline.contains { $0.kind == .extractSealed })
        #expect(await refusal { try await here.extractPage(first, as: here.orderer) }?.code == .notFound)
    }

    @Test(
        "whose data are protected since is nameless in what is shown of an old extract too",
        arguments: Engine.allCases)
    func protectedSince(engine: Engine) async throws {
        let here = try await Self.served(engine)
        let number = try await here.orderExtract()
        let id = try await here.makeExtract(in: number)
        try await here.giveFeedback(number)
        let greta = try #require(try await here.extractPage(id).customers.first?.person)
        let typed = Answers([
            "value": "confidentialityMark", "how": "changed", "from": "2026-11-26",
            "reason": "Hotas av en granne.",
        ])
        try await here.store.write(as: here.coordinator) { try $0.change(.protection, of: greta, typed) }
        let page = try await here.extractPage(id, as: here.orderer)
        #expect(page.customers.map(\.shown) == [.coded(0)])
        let again = try await here.makeExtract(message: "Ny.") { try $0.extractAnew(id) }
        let told = try await here.extractPage(again, as: here.orderer)
        #expect(told.changes.allSatisfy { $0.reason.isEmpty && $0.change.shown == .coded(0) })
        let kept = try await here.store.rows(
            "SELECT name || value || association_id FROM extract_customers WHERE extract_id = '\(raw: again.text)'"
        )
        #expect(kept == [[""]], "nor by what another month's file would tell")
    }

    @Test("two who make it at the same time make one", arguments: Engine.allCases)
    func overtaken(engine: Engine) async throws {
        let here = try await Self.served(engine)
        let draft = try await here.store.show(as: here.coordinator) {
            try $0.extractDraft(of: .unit(here.ekholmen), on: nil)
        }
        let other = try await here.store.show(as: here.coordinator) {
            try $0.extractDraft(of: .unit(here.ekholmen), on: nil)
        }
        _ = try await here.store.write(as: here.coordinator) { try $0.seal(draft, files: []) }
        let late = await refusal {
            try await here.store.write(as: here.coordinator) { try $0.seal(other, files: []) }
        }
        #expect(late?.told == ["-: extract.changedMeanwhile"])
        #expect(try await here.store.count("extracts") == 1)
    }

    @Test("a sealed extract can be neither changed nor removed", arguments: Engine.allCases)
    func sealed(engine: Engine) async throws {
        let here = try await Self.served(engine)
        let number = try await here.orderExtract()
        try await here.makeExtract(in: number)
        try await here.giveFeedback(number)
        for table in [
            "extracts", "extract_customers", "extract_files", "extract_pieces", "message_extracts",
        ] {
            let name = SQL(stringLiteral: table)
            #expect(try await here.store.count(table) > 0)
            await #expect(throws: (any Error).self, "\(table)") {
                try await here.store.writing { _ = try $0.execute("DELETE FROM \(name)") }
            }
        }
        await #expect(throws: (any Error).self) {
            try await here.store.writing { _ = try $0.execute("UPDATE extracts SET customers = 7") }
        }
    }

    @Test("a file that is not what was sealed is not given out", arguments: Engine.allCases)
    func damaged(engine: Engine) async throws {
        let here = try await Self.served(engine)
        let draft = try await here.store.show(as: here.coordinator) {
            try $0.extractDraft(of: .unit(here.ekholmen), on: nil)
        }
        let long = [UInt8](repeating: 7, count: 2_500_000)
        let id = try await here.store.write(as: here.coordinator) {
            try $0.seal(draft, files: [ExtractFile(format: .pdf, bytes: long)])
        }
        let whole = try await here.store.show(as: here.coordinator) { try $0.extractFile(id, .pdf) }
        #expect(whole.bytes == long, "in pieces, and whole again")
        #expect(try await here.store.count("extract_pieces") == 3)
        try await here.store.writing { connection in
            _ = try connection.execute(
                """
                INSERT INTO extract_pieces (extract_id, format, position, bytes)
                SELECT extract_id, format, 3, bytes FROM extract_pieces WHERE position = 2
                """)
        }
        let refused = await refusal {
            _ = try await here.store.show(as: here.coordinator) { try $0.extractFile(id, .pdf) }
        }
        #expect(refused?.told == ["-: extract.damaged"])
    }

    @Test(
        "month by month: new, ended, come from and gone to another unit; and a year's numbers",
        arguments: Engine.allCases)
    func compared(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        here.time.set("2026-11-25", "09:00")
        let first = try await here.makeExtract { try $0.extractDraft(of: .unit(here.ekholmen), on: nil) }
        _ = try await here.makeExtract { try $0.extractDraft(of: .unit(here.lambohov), on: nil) }
        let (giver, _) = try await here.move()
        try await here.moveAlarm(in: giver)
        here.time.set("2026-12-04", "09:00")
        try await here.passResponsibility(in: giver)
        let own = try await here.extractPage(
            try await here.makeExtract { try $0.extractDraft(of: .unit(here.ekholmen), on: nil) })
        let comparison = try #require(own.comparison)
        #expect(comparison.previous.id == first)
        #expect(ExtractComparison.Class.allCases.map(comparison.count) == [0, 0, 0, 1])
        let other = try await here.extractPage(
            try await here.makeExtract { try $0.extractDraft(of: .unit(here.lambohov), on: nil) })
        #expect(ExtractComparison.Class.allCases.compactMap { other.comparison?.count($0) } == [0, 1, 0, 0])
        let history = try await here.store.read(as: here.coordinator) {
            try $0.extractHistory(of: .unit(here.lambohov))
        }
        #expect(history.count == 13)
        #expect(history.suffix(3).map(\.customers) == [0, 1, 1], "hers since the first, when the day began")
        let hidden = await refusal {
            _ = try await here.store.read(as: here.orderer) {
                try $0.extractHistory(of: .unit(here.lambohov))
            }
        }
        #expect(hidden?.code == .notFound)
    }

    @Test("what nobody ordered is made by those who may, of a day that can be", arguments: Engine.allCases)
    func unordered(engine: Engine) async throws {
        let here = try await Self.served(engine)
        for actor in [here.technician, here.orderer] {
            let refused = await refusal {
                try await here.makeExtract(by: actor) { try $0.extractDraft(of: .municipality, on: nil) }
            }
            #expect(refused?.code == .forbidden)
        }
        for (day, fault) in [("2026-11-22", "extract.closed.weekend"), ("2026-12-01", "form.day.future")] {
            let refused = await refusal {
                _ = try await here.store.show(as: here.coordinator) {
                    try $0.extractDraft(of: .municipality, on: Day(day))
                }
            }
            #expect(refused?.told.first?.hasSuffix(fault) == true)
        }
        let id = try await here.makeExtract { try $0.extractDraft(of: .municipality, on: nil) }
        #expect(try await here.extractPage(id).line.scope == .municipality)
        #expect(await refusal { try await here.extractPage(id, as: here.orderer) }?.code == .notFound)
    }
}
