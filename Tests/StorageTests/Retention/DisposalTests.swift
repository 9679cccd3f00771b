import Domain
import TestSupport
import Testing

@testable import Storage

/// Files whose time is out: which they are, what is taken away, and what is left.
@Suite struct DisposalTests {
    /// What the sample order, its case and its end say about somebody.
    private static func traces(of person: SamplePerson) -> [String] {
        [
            person.name, Text.folded(person.name), person.number, person.phone, person.street,
            "Karin Åkerlund", "070-174 06 05", "Parkering på gården", "Grannen Stina", "Dottern",
        ]
    }

    @Test(
        "nothing tells who it was, anywhere in the database; how many and when there was stays",
        arguments: Engine.allCases)
    func nothingLeft(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.closedFile()
        try await here.doJobs()
        let traces = Self.traces(of: .greta)
        let before = try await here.places(of: traces)
        for place in [
            "care_recipients.name", "submissions.answers", "messages.text", "events.details",
            "dwellings.street",
        ] {
            #expect(before.contains { $0.hasPrefix(place) }, "\(place) holds nothing to take away")
        }
        let counts = try await Self.counts(here)
        here.time.advance(days: 366 * 6)
        try await here.keep(.none)
        try await here.doJobs()
        #expect(try await here.retention().files.due.map(\.name) == [SamplePerson.greta.name])

        #expect(try await here.dispose() == 1)

        let left = try await here.places(of: traces)
        #expect(left == [])
        #expect(try await Self.counts(here) == counts)
        #expect(try await here.retention().isEmpty)
        let line = try #require(try await here.retention().disposals.first)
        #expect(line.number == 1 && line.people == 1 && line.orders == 2 && line.extracts == 0)
        #expect(line.decision == "Gallringsbeslut SN 2032-114" && line.who == here[.routineOwner].name)
        #expect(try await here.store.verify { _ in } == [])
        try await here.doJobs()
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "of two who were merged by mistake and parted, the one whose file is kept keeps no trace of the other",
        arguments: Engine.allCases)
    func parted(engine: Engine) async throws {
        let (merging, again) = (MergingTests(), MergingTests.again)
        let taken = SamplePerson(
            name: "Prov Tagen", number: again.number, phone: again.phone, street: again.street)
        let (here, kept, other, _) = try await merging.twice(engine, as: taken)
        try await merging.merge(here, other, into: kept, ["home": "merged"])
        try await merging.undo(here, other, from: kept)
        try await here.doJobs()
        let traces = [taken.name, taken.number, "Hennes dotter har visat passet."]
        let before = try await here.places(of: traces)
        for place in ["merged_rows.row_id", "events.details", "merges.reason", "merge_undoings.reason"] {
            #expect(before.contains { $0.hasPrefix(place) }, "\(place) holds nothing to take away")
        }
        let own = try await here.store.count("merged_rows", where: "owner_id = \(kept)")
        try await here.dispose(ofFiles: [other])
        let left = try await here.places(of: traces)
        #expect(left == [])
        #expect(try await here.store.count("merged_rows", where: "owner_id = \(kept)") == own)
        #expect(try await here.places(of: [SamplePerson.greta.number]) != [], "the other's file is kept")
        #expect(try await here.store.verify { _ in } == [])
        try await here.doJobs()
        #expect(try await here.store.verify { _ in } == [])
    }

    /// What a statistician asks for.
    private static func counts(_ here: Municipality) async throws -> [Int] {
        var counts: [Int] = []
        for table in [
            "cases", "duties", "submissions", "visits", "installations", "function_tests", "care_recipients",
        ] {
            counts.append(try await here.store.count(table))
        }
        return counts + [
            try await here.store.count("cases", where: "state = 'closed' AND slug = 'alarm-order'")
        ]
    }

    @Test("whoever asks for the case or the person afterwards finds nothing", arguments: Engine.allCases)
    func notFound(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.closedFile()
        let person = try await here.recipient()
        _ = try await here.page(number)
        here.time.advance(days: 366 * 6)
        try await here.keep(.none)
        try await here.dispose()
        for actor in [here.coordinator, here.orderer] {
            #expect(await refusal { try await here.page(number, as: actor) }?.code == .notFound)
            #expect(
                await refusal {
                    try await here.store.show(as: actor) { try $0.recipientPage(person) }
                }?.code == .notFound)
        }
        let device = try await here.store.show(as: here.coordinator) {
            try $0.devicePage(.sample(.alarmBase, 1))
        }
        #expect(!"\(device)".contains(SamplePerson.greta.name))
        // Somebody of that number who comes now is somebody new.
        _ = try await here.orderedCase(withLock: false)
        #expect(try await here.recipient() != person)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "a file is kept while anything goes on, until its years are out, and where a rule or somebody keeps it",
        arguments: Engine.allCases)
    func kept(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.closedFile()
        _ = try await here.closedCase(for: .osten, withLock: false, set: 2)
        try await here.keep(.none)
        here.time.advance(days: 365 * 4)
        #expect(try await here.retention().isEmpty, "four years are not five")

        here.time.advance(days: 400)
        #expect(
            try await here.retention().files.due.map(\.name) == [SamplePerson.greta.name],
            "Östen has an alarm")

        try await here.keep(.municipality)
        let exempt = try await here.retention().files
        #expect(exempt.due.isEmpty && exempt.researchCount == 1)
        try await here.keep(.birthDays)
        #expect(try await here.retention().files.dueCount == 1, "born on the 18th")
        try await here.store.write(as: .system) { try $0.set(.personalFileYears, to: "9") }
        #expect(try await here.retention().isEmpty)
        try await here.store.write(as: .system) { try $0.set(.personalFileYears, to: "5") }

        let person = try await here.recipient()
        try await here.hold(person, .hold)
        let held = try await here.retention()
        #expect(held.files.due.isEmpty && held.files.heldCount == 1)
        #expect(held.holds.map(\.hold.reason) == ["IVO har begärt handlingarna."])
        #expect(await refusal { try await here.dispose() }?.told == ["-: disposal.changed"])
        try await here.release(person, .hold)
        #expect(try await here.retention().files.due.map(\.id) == [person])

        let ended = "\(SamplePerson.greta.number);Greta Åkerlund;Hemtjänst Ekholmen;2026-12-01"
        let other = "\(SamplePerson.osten.number);Östen Ängström;Hemtjänst Ekholmen;"
        try await here.take(.tes, [ended, other])
        #expect(try await here.retention().isEmpty, "another system's list names her")
        here.time.advance(days: 1)
        try await here.take(.tes, [other])
        #expect(try await here.retention().files.due.map(\.id) == [person])
    }

    @Test("people born on the 5th, 15th and 25th are kept for research", arguments: Engine.allCases)
    func birthDays(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let born = try #require(
            (0..<60).first { SamplePerson.numbered($0).number.dropFirst(6).prefix(2) == "15" })
        try await here.closedFile(of: .numbered(born))
        here.time.advance(days: 366 * 6)
        try await here.keep(.birthDays)
        let files = try await here.retention().files
        #expect(files.dueCount == 0 && files.researchCount == 1)
        try await here.keep(.none)
        #expect(try await here.retention().files.dueCount == 1)
    }

    @Test(
        "what is disposed of is what was looked at, by whoever may, and by a decision",
        arguments: Engine.allCases)
    func looked(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.closedFile()
        here.time.advance(days: 366 * 6)
        try await here.keep(.none)
        let people = try await here.store.count("person_identifiers")
        #expect(await refusal { try await here.dispose(of: "another") }?.told == ["-: disposal.changed"])
        #expect(await refusal { try await here.dispose(decision: " ") }?.told == ["decision: form.required"])
        for person in Municipality.Person.allCases where person != .routineOwner {
            #expect(
                await refusal { try await here.retention(as: here[person]) }?.code == .forbidden, "\(person)")
            #expect(
                await refusal {
                    try await here.store.write(as: here[person]) {
                        try $0.disposeOfFiles(Answers(["decision": "x", "preview": "x"]))
                    }
                }?.code == .forbidden)
        }
        #expect(try await here.store.count("person_identifiers") == people)
        #expect(try await here.store.count("disposals") == 0)
    }

    @Test(
        "a seal that was broken before stops it; one that is broken afterwards is found",
        arguments: Engine.allCases)
    func seals(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.closedFile()
        try await here.doJobs()
        here.time.advance(days: 366 * 6)
        try await here.keep(.none)
        try await here.doJobs()
        let event = try await here.store.rows(
            "SELECT e.id FROM events e WHERE e.kind = 'caseSubmitted' ORDER BY e.position LIMIT 1")[0][0]
        let details = try await here.store.rows("SELECT e.details FROM events e WHERE e.id = \(event)")[0][0]
        try await Self.tamper(here, "UPDATE events SET details = '{}' WHERE id = \(event)")
        #expect(await refusal { try await here.dispose() }?.told == ["-: disposal.broken"])
        try await Self.tamper(here, "UPDATE events SET details = \(details) WHERE id = \(event)")
        try await here.dispose()
        #expect(try await here.store.brokenSeals() == [])

        let user = here.technician.user
        try await Self.tamper(here, "UPDATE events SET user_id = \(user) WHERE id = \(event)")
        #expect(try await here.store.brokenSeals().count == 1)
        try await Self.tamper(here, "UPDATE disposed_seals SET digest = 'x' WHERE seal = 1")
        #expect(try await here.store.read(as: .system) { try $0.brokenDisposals() } == ["disposal 1"])
    }

    /// Whoever may write past the program can make what a seal reads after a disposal fit what they changed.
    @Test("a disposal that was written around hides no other row", arguments: Engine.allCases)
    func forged(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.closedFile()
        let other = try await here.orderedCase(for: .osten, withLock: false)
        _ = try await here.page(other)
        try await here.doJobs()
        here.time.advance(days: 366 * 6)
        try await here.keep(.none)
        try await here.doJobs()
        try await here.dispose()
        here.time.advance(minutes: 2)
        try await here.doJobs()
        #expect(try await here.store.brokenSeals() == [])

        // An event and a reading of somebody whose file is kept, in a stretch where another's was disposed of.
        let kept = try await here.store.rows(
            """
            SELECT e.id FROM events e JOIN event_subjects s ON s.event_id = e.id AND s.subject = 'case'
            WHERE s.subject_id = (SELECT c.id FROM cases c WHERE c.number = \(other)) ORDER BY e.position LIMIT 1
            """)[0][0]
        let reading = try await here.store.rows("SELECT r.id FROM readings r ORDER BY r.position LIMIT 1")[0][
            0]
        for (change, told) in [
            ("UPDATE events SET details = '{\"by\":\"x\"}' WHERE id = \(kept)", "event \(kept) altered"),
            (
                "UPDATE events SET details = \(try JSON.encode(Event.disposed)) WHERE id = \(kept)",
                "event \(kept) altered"
            ), ("UPDATE readings SET page = 'x' WHERE id = \(reading)", "reading \(reading) altered"),
        ] as [(SQL, String)] {
            try await Self.tamper(here, change)
            try await Self.fit(here)
            #expect(try await here.store.brokenSeals().flatMap(\.rows).contains(told), "\(told)")
        }
        // Nor does it help to alter what the rows are held against.
        let digest = try await here.store.read(as: .system) {
            try $0.digest(after: .none, to: try $0.seals(where: "number = 1", order: "number")[0], as: .rows)
                .rows
                .first { $0.id == kept }?.digest
        }
        try await Self.tamper(
            here, "UPDATE sealed_rows SET digest = \(try #require(digest)) WHERE row_id = \(kept)")
        #expect(try await here.store.brokenSeals().map(\.number) == [1])

        try await here.store.write(as: .system) {
            try $0.append(Event(.filesDisposed, ["number": "1", "digest": "x"], about: []))
        }
        #expect(try await here.store.read(as: .system) { try $0.brokenDisposals() } == ["disposal 1"])
    }

    /// Makes the digests of a disposal fit what stands, and the event that tells of them.
    private static func fit(_ here: Municipality) async throws {
        let seals = try await here.store.rows("SELECT CAST(seal AS TEXT) FROM disposed_seals ORDER BY seal")
            .map { $0[0] }
        for number in seals {
            let digest = try await here.store.read(as: .system) { reading in
                let number = try #require(Int64(number))
                let before =
                    try reading.seals(where: "number = \(number - 1)", order: "number").first ?? .none
                let seal = try #require(try reading.seals(where: "number = \(number)", order: "number").first)
                return try reading.digest(after: before, to: seal, as: seal.form).text
            }
            try await tamper(
                here, "UPDATE disposed_seals SET digest = \(digest) WHERE seal = \(Int64(number) ?? 0)")
        }
    }

    private static func tamper(_ here: Municipality, _ statements: SQL...) async throws {
        try await here.store.writing { connection in
            try connection.openTheTriggers()
            for statement in statements { try connection.send(statement) }
        }
    }

    /// One file disposed of, another that is due, and an order for somebody whose file is kept.
    private static func disposed(_ engine: Engine) async throws -> Municipality {
        let here = try await Municipality.open(engine)
        try await here.closedFile()
        try await here.closedFile(of: .numbered(3), set: 2)
        _ = try await here.orderedCase(for: .osten, withLock: false)
        try await here.doJobs()
        here.time.advance(days: 366 * 6)
        try await here.keep(.none)
        let other = try await here.recipient(.numbered(3))
        try await here.hold(other, .hold)
        try await here.dispose()
        try await here.release(other, .hold)
        try await here.doJobs()
        #expect(try await here.retention().files.dueCount == 1)
        return here
    }

    private static let signedRule = "a disposal is signed as it stands"

    private static func unsigned(_ here: Municipality) async throws -> [String] {
        try await here.store.verify { _ in }.filter { $0.rule == signedRule }.flatMap(\.examples)
    }

    @Test(
        "a disposal is signed: one that is altered or written past the program is named, and nothing is disposed of after it",
        arguments: Engine.allCases)
    func signed(engine: Engine) async throws {
        let here = try await Self.disposed(engine)
        #expect(try await here.store.verify { _ in } == [])
        let person = try await here.store.rows("SELECT MIN(recipient_id) FROM disposed_people")[0][0]
        let other = try await here.recipient(.osten)
        for (change, back) in [
            (
                "UPDATE disposals SET decision = 'x'",
                "UPDATE disposals SET decision = 'Gallringsbeslut SN 2032-114'"
            ),
            ("UPDATE disposals SET people = people + 1", "UPDATE disposals SET people = people - 1"),
            (
                "UPDATE disposed_people SET recipient_id = \(other) WHERE recipient_id = \(person)",
                "UPDATE disposed_people SET recipient_id = \(person) WHERE recipient_id = \(other)"
            ),
            (
                "UPDATE disposed_seals SET seal = seal + 1000000",
                "UPDATE disposed_seals SET seal = seal - 1000000"
            ),
        ] as [(SQL, SQL)] {
            try await Self.tamper(here, change)
            #expect(try await Self.unsigned(here) == ["disposal 1"], "\(change)")
            #expect(await refusal { try await here.dispose() }?.told == ["-: disposal.broken"])
            try await Self.tamper(here, back)
            #expect(try await here.store.verify { _ in } == [], "\(back)")
        }

        // A disposal that nobody has decided, which would have an altered row pass for one disposed of.
        try await Self.tamper(
            here,
            """
            INSERT INTO disposals (id, number, decision, exemption, personal_before, unit_before, people, orders, extracts,
                made_at, made_by)
            SELECT 'forged', 2, decision, exemption, personal_before, unit_before, 1, 0, 0, made_at, made_by FROM disposals
            """, "INSERT INTO disposed_people (recipient_id, disposal_id) VALUES (\(other), 'forged')",
            """
            INSERT INTO disposal_signatures (disposal_id, key_id, signature, signed_at)
            SELECT 'forged', key_id, signature, signed_at FROM disposal_signatures
            """)
        try await here.store.write(as: .system) {
            let digest = Array<UInt8>().digest
            try $0.append(Event(.filesDisposed, ["number": "2", "digest": digest], about: []))
        }
        #expect(try await here.store.read(as: .system) { try $0.brokenDisposals() } == [])
        #expect(try await Self.unsigned(here) == ["disposal 2"])
        let fault = await refusal {
            try await here.store.write(as: .system) { try $0.vouch(forDisposal: 2) }
        }
        #expect(fault?.told == ["-: disposal.altered"])
        #expect(await refusal { try await here.dispose() }?.told == ["-: disposal.broken"])
    }

    @Test(
        "a disposal from before they were signed waits for somebody to vouch for it, once",
        arguments: Engine.allCases)
    func vouched(engine: Engine) async throws {
        let here = try await Self.disposed(engine)
        let vouch: @Sendable (Int) async throws -> Void = { number in
            try await here.store.write(as: .system) { try $0.vouch(forDisposal: number) }
        }
        #expect(await refusal { try await vouch(1) }?.told == ["-: disposal.signed"])
        try await Self.tamper(here, "DELETE FROM disposal_signatures")
        #expect(try await Self.unsigned(here) == ["disposal 1"])
        #expect(await refusal { try await here.dispose() }?.told == ["-: disposal.broken"])
        #expect(await refusal { try await vouch(2) }?.told == ["-: disposal.unknown"])
        try await vouch(1)
        #expect(try await here.store.verify { _ in } == [])
        #expect(try await here.dispose() == 2)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("a new key takes over what the old one signed of disposals", arguments: Engine.allCases)
    func rotated(engine: Engine) async throws {
        let here = try await Self.disposed(engine)
        let both = try here.reopened(with: .sample("prov", "next"))
        #expect(try await both.resignDisposals() == 1)
        #expect(try await both.resignDisposals() == 0)
        try await both.close()
        let heir = try here.reopened(with: .sample("next"))
        #expect(try await heir.read(as: .system) { try $0.unsignedDisposals() } == [])
        try await heir.close()
        let stranger = try here.reopened(with: .sample("other"))
        #expect(try await stranger.read(as: .system) { try $0.unsignedDisposals() } == ["disposal 1"])
        try await stranger.close()
    }

    @Test("nothing is disposed of where there is no key to sign it with", arguments: Engine.allCases)
    func keyless(engine: Engine) async throws {
        let here = try await Self.disposed(engine)
        let seen = try await here.retention().preview
        let keyless = try here.reopened(with: .none)
        await #expect(throws: SecretFault.self) {
            try await keyless.write(as: here[.routineOwner]) {
                try $0.disposeOfFiles(Answers(["decision": "SN 2032-115", "preview": seen]))
            }
        }
        try await keyless.close()
        #expect(try await here.retention().files.dueCount == 1)
        #expect(try await here.store.count("disposals") == 1)
    }

    @Test("what an event said cannot be told by trying once it is disposed of", arguments: Engine.allCases)
    func salts(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.closedFile()
        let other = try await here.orderedCase(for: .osten, withLock: false)
        try await here.doJobs()
        #expect(
            try await here.store.count("sealed_rows", where: "kind = 'event' AND LENGTH(salt) <> 32") == 0)
        #expect(
            try await here.store.rows(
                "SELECT CAST(COUNT(*) - COUNT(DISTINCT salt) AS TEXT) FROM sealed_rows WHERE kind = 'event'")
                == [["0"]])
        here.time.advance(days: 366 * 6)
        try await here.keep(.none)
        try await here.doJobs()
        try await here.dispose()
        let (kept, emptied): (SQL, SQL) = (
            "e.details <> \(try JSON.encode(Event.disposed))",
            "e.details = \(try JSON.encode(Event.disposed))"
        )
        let sealed: SQL = "sealed_rows r JOIN events e ON r.kind = 'event' AND r.row_id = e.id"
        let counts = try await here.store.rows(
            """
            SELECT CAST(COUNT(*) AS TEXT) FROM \(sealed) WHERE r.salt <> '' AND \(emptied)
            UNION ALL SELECT CAST(COUNT(*) AS TEXT) FROM \(sealed) WHERE r.salt = '' AND \(kept)
            UNION ALL SELECT CASE WHEN COUNT(*) > 0 THEN '1' ELSE '0' END FROM \(sealed) WHERE r.salt = ''
            """)
        #expect(counts == [["0"], ["0"], ["1"]])
        #expect(try await here.page(other).order.number == other)
        #expect(try await here.store.verify { _ in } == [])
        await #expect(throws: (any Error).self, "a salt goes with a disposal alone") {
            try await here.store.writing { try $0.send("UPDATE sealed_rows SET salt = ''") }
        }
    }

    @Test(
        "what somebody remarked when they tested the alarm where it was mounted goes with the file",
        arguments: Engine.allCases)
    func remarks(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.installedCase(withLock: false)
        try await here.act(
            .test, on: .sample(.alarmBase, 1), ["test": "failed", "remark": "Greta hade ramlat i hallen."])
        let before = try await here.places(of: ["Greta hade ramlat"])
        #expect(before == ["function_tests.remark: Greta hade ramlat"], "the history holds no remark")
        try await here.dispose(ofFiles: [try await here.recipient()])
        #expect(try await here.places(of: ["Greta hade ramlat"]) == [])
    }

    @Test("a draft that names somebody stops the disposal of their file", arguments: Engine.allCases)
    func draft(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.closedFile()
        let person = try await here.recipient()
        here.time.advance(days: 366 * 6)
        try await here.keep(.none)
        #expect(try await here.retention().files.due.map(\.id) == [person])
        let number = SamplePerson.greta.number.filter(\.isNumber)
        for typed in [
            SamplePerson.greta.number, "\(number.suffix(10).prefix(6))-\(number.suffix(4))",
            "\(number.prefix(8)) \(number.suffix(4))",
        ] {
            let draft = try await here.store.write(as: here.orderer) { tx in
                let draft = try tx.beginDraft(of: "alarm-order")
                try tx.saveDraft(draft, answers: Answers(["recipientNumber": typed]))
                return draft
            }
            #expect(try await here.retention().files.due.isEmpty, "\(typed)")
            try await here.store.write(as: here.orderer) { try $0.discardDraft(draft) }
            #expect(try await here.retention().files.due.map(\.id) == [person])
        }
    }

    @Test(
        "an extract that names somebody whose file is stopped is not disposed of", arguments: Engine.allCases)
    func heldExtract(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        _ = try await here.makeExtract(in: try await here.orderExtract())
        let person = try await here.recipient()
        try await here.hold(person, .hold)
        here.time.advance(days: 366 * 8)
        #expect(try await here.retention().extracts == 0)
        try await here.release(person, .hold)
        #expect(try await here.retention().extracts == 1)
    }

    @Test("what refuses to be changed still does, before and after", arguments: Engine.allCases)
    func refused(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.closedFile()
        let attempts: [SQL] = [
            "UPDATE events SET details = '{}'", "UPDATE submissions SET answers = '{}'",
            "UPDATE messages SET text = ''",
            "DELETE FROM person_details", "DELETE FROM event_subjects", "DELETE FROM booking_contacts",
            "DELETE FROM disposals", "UPDATE disposals SET decision = ''",
        ]
        here.time.advance(days: 366 * 6)
        try await here.keep(.none)
        let other = try await here.orderedCase(for: .osten, withLock: false)
        for round in 0..<2 {
            for attempt in attempts where round == 1 || !"\(attempt)".contains("disposals") {
                await #expect(throws: (any Error).self, "\(attempt)") {
                    try await here.store.writing { try $0.send(attempt) }
                }
            }
            if round == 0 { try await here.dispose() }
        }
        _ = try await here.page(other)
    }

    @Test("an order about two stays in the file of the one who is left", arguments: Engine.allCases)
    func shared(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.closedFile()
        let greta = try await here.recipient()
        let order = try await here.orderedCase(for: .osten, withLock: false)
        // As where they had shared a lock: Greta stands in the order about Östen.
        try await here.store.writing { connection in
            try connection.send(
                """
                INSERT INTO case_people (case_id, role, recipient_id, dwelling_id, ordered_name)
                SELECT c.id, 'cohabitant', \(greta), c.dwelling_id, 'Greta Åkerlund' FROM cases c
                WHERE c.number = \(order)
                """)
            try connection.send(
                """
                UPDATE cases SET state = 'closed', waits_on = NULL, queue_rank = NULL WHERE number = \(order)
                """)
        }
        here.time.advance(days: 366 * 6)
        try await here.keep(.none)
        #expect(try await here.retention().files.due.map(\.id) == [greta], "Östen's service is granted still")
        try await here.dispose()
        let names = try await here.store.rows("SELECT m.ordered_name FROM case_people m")
        #expect(names == [["Greta Åkerlund"]])
        #expect(try await here.store.count("disposed_cases") == 2)
        #expect(try await here.page(order).order.number == order)
    }

    @Test(
        "after random lives nothing is left of anybody in any column, whatever was done with them",
        arguments: Engine.allCases, [3, 14] as [UInt64])
    func randomLives(engine: Engine, seed: UInt64) async throws {
        let here = try await RandomLives.lived(engine, seed: seed)
        let extract = try await here.makeExtract { try $0.extractDraft(of: .municipality, on: nil) }
        // Those are forgotten by a job of their own.
        try await here.store.writing { try $0.send("DELETE FROM drafts") }
        let known = try await here.store.rows(
            """
            SELECT name FROM care_recipients UNION SELECT folded_name FROM care_recipients
            UNION SELECT phone FROM care_recipients UNION SELECT value FROM person_identifiers
            UNION SELECT value FROM person_details WHERE detail <> 'protection' UNION SELECT name FROM related_persons
            UNION SELECT phone FROM related_persons UNION SELECT phone FROM booking_contacts
            """
        ).map { $0[0] }.filter { !$0.isEmpty }
        let people = try await here.store.rows("SELECT id FROM care_recipients WHERE merged_into_id IS NULL")
        #expect(people.count > 3 && known.count > 10)
        try await here.store.write(as: here[.routineOwner]) { tx in
            let files = people.map {
                ClosedFile(
                    id: ID(stored: $0[0]), name: "", identifier: nil, lastNote: here.time.today, transfer: nil
                )
            }
            let batch = DisposalBatch(files: ClosedFiles(due: files), extracts: [extract], orders: [])
            _ = try tx.dispose(of: batch, by: RetentionRule(), "SN 2032-114")
        }
        let left = try await here.places(of: known)
        #expect(left == [])
    }

    @Test("old extracts lose their names and files, and keep their sums", arguments: Engine.allCases)
    func extracts(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        let extract = try await here.makeExtract(in: try await here.orderExtract())
        here.time.advance(days: 366 * 6)
        #expect(try await here.retention().extracts == 0, "six years are not seven")
        here.time.advance(days: 366 * 2)
        #expect(try await here.retention().extracts == 1)
        try await here.dispose()
        #expect(try await here.store.count("extract_customers", where: "name <> '' OR value <> ''") == 0)
        #expect(try await here.store.count("extract_pieces") == 0)
        #expect(try await here.store.count("extracts", where: "customers = 1") == 1)
        let page = try await here.extractPage(extract)
        #expect(page.isDisposed && page.files.isEmpty)
        #expect(try await here.store.verify { _ in } == [])
    }
}
