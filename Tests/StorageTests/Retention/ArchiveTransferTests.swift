import Domain
import TestSupport
import Testing

@testable import Storage

/// Old files that are kept for research's sake: handed over to the archive, and then disposed of here.
@Suite struct ArchiveTransferTests {
    private static func old(_ engine: Engine) async throws -> Municipality {
        let here = try await Municipality.open(engine)
        try await here.closedFile()
        here.time.advance(days: 366 * 6)
        return here
    }

    /// An old file of somebody who lives, and may need help again.
    private static func oldOfTheLiving(_ engine: Engine) async throws -> Municipality {
        let here = try await Municipality.open(engine)
        try await Self.orderInVain(here)
        here.time.advance(days: 366 * 6)
        return here
    }

    private static func orderInVain(_ here: Municipality) async throws {
        let number = try await here.orderedCase(withLock: false)
        try await here.store.write(as: here.coordinator) { try $0.cancel(number, reason: "Av misstag.") }
        _ = try await here.record(.serviceEnded, of: .greta)
    }

    @Test(
        "an exempt file is handed over, received by the digest that the archive confirms, and then disposed of",
        arguments: Engine.allCases)
    func handedOver(engine: Engine) async throws {
        let here = try await Self.old(engine)
        #expect(try await here.retention().files.transferableCount == 1)
        #expect(try await here.retention().isEmpty)
        #expect(try await here.makeTransfer() == 1)
        #expect(await refusal { try await here.makeTransfer() }?.told == ["-: archive.underWay"])

        let digests = try await here.fetch(1)
        #expect(
            await refusal { try await here.receive(1, "  ", "00ff") }?.told == [
                "digest: archive.digest.unknown", "reference: form.required",
            ])
        // As it is read aloud, or copied out of a letter.
        let spoken = String(digests.file.uppercased().prefix(32)) + " " + digests.file.dropFirst(32)
        try await here.receive(1, "KA 2032/17", spoken)
        let overview = try await here.retention()
        #expect(overview.archive.current == nil && overview.archive.fetched.isEmpty)
        #expect(overview.archive.transfers.first?.ending?.note == "KA 2032/17")
        #expect(overview.files.due.map(\.transfer) == [1] && overview.files.researchCount == 0)
        #expect(await refusal { try await here.fetch(1) }?.code == .notFound)
        try await here.dispose()
        #expect(try await here.places(of: [SamplePerson.greta.name, SamplePerson.greta.number]) == [])
        #expect(try await here.store.verify { _ in } == [])
        #expect(await refusal { try await here.makeTransfer() }?.told == ["-: archive.nothing"])

        // Whose files they were and what the archive said cannot be made otherwise afterwards.
        try await here.store.writing { connection in
            try connection.openTheTriggers()
            try connection.send("UPDATE archive_outcomes SET note = 'KA 1'")
            try connection.send("DELETE FROM archived_people")
        }
        #expect(
            try await here.store.read(as: .system) { try $0.brokenDecisions() }
                == ["archiveTransfer 1", "archiveOutcome 1"])
    }

    @Test("all that a disposal takes away is in the transfer", arguments: Engine.allCases)
    func whole(engine: Engine) async throws {
        let here = try await Self.old(engine)
        _ = try await here.makeTransfer()
        let handed = try await here.handedOver(1)
        let digests = try await here.fetch(1)
        try await here.receive(1, "KA 2032/17", digests.file)
        let before = try await here.texts()
        try await here.dispose()
        let gone = Self.gone(before, try await here.texts())
        #expect(gone.count > 30)
        for text in gone { #expect(handed.contains(text.text), "\(text.place): \(text.text)") }
    }

    @Test(
        "after random lives too, all that a disposal takes away is in the files",
        arguments: Engine.allCases, [3, 14] as [UInt64])
    func randomLives(engine: Engine, seed: UInt64) async throws {
        let here = try await RandomLives.lived(engine, seed: seed)
        let people = try await here.people()
        let files = try await here.store.read(as: here[.routineOwner]) { try $0.archivedFiles(of: people) }
        let handed = Self.text(of: files)
        let before = try await here.texts()
        try await here.dispose(ofFiles: people)
        let gone = Self.gone(before, try await here.texts())
        #expect(gone.count > 100)
        for text in gone { #expect(handed.contains(text.text), "\(text.place): \(text.text)") }
    }

    static func text(of files: [ArchivedFile]) -> String {
        files.flatMap(\.records).flatMap(\.values).map(\.text).joined(separator: "\n")
    }

    /// Texts that stood in a column more often before than after. Not what only searching and sorting use, nor what points
    /// from row to row: in the transfer that stands as what it is called.
    static func gone(
        _ before: [String: [String]], _ after: [String: [String]]
    ) -> [(place: String, text: String)] {
        let pointers = ["id", "recorded_by", "folded_name", "folded_address", "word", "source"]
        return before.flatMap { place, texts -> [(place: String, text: String)] in
            let column = place.split(separator: ".")[1]
            guard !pointers.contains(String(column)), !column.hasSuffix("_id"), !place.hasPrefix("disposing")
            else { return [] }
            var left = Dictionary((after[place] ?? []).map { ($0, 1) }) { $0 + $1 }
            return texts.filter { text in
                guard let count = left[text], count > 0 else { return !text.isEmpty && text != "{}" }
                left[text] = count - 1
                return false
            }.map { (place, $0) }
        }
    }

    @Test(
        "what has changed since is not received, and a file that is in use again is not handed over",
        arguments: Engine.allCases)
    func changed(engine: Engine) async throws {
        let here = try await Self.oldOfTheLiving(engine)
        _ = try await here.makeTransfer()
        let digests = try await here.fetch(1)
        try await here.hold(try await here.recipient(), .hold)
        #expect(
            await refusal { try await here.receive(1, "KA 1", digests.file) }?.told == ["-: archive.changed"])
        #expect(await refusal { try await here.fetch(1) }?.told == ["-: archive.changed"])
        try await here.release(try await here.recipient(), .hold)
        #expect(
            await refusal { try await here.receive(1, "KA 1", digests.file) }?.told == ["-: archive.changed"],
            "that it was held is part of the file")
        #expect(await refusal { try await here.withdraw(1, " ") }?.told == ["reason: form.required"])
        try await here.withdraw(1, "Filen skickades aldrig.")
        #expect(try await here.retention().archive.current == nil)

        #expect(try await here.makeTransfer() == 2)
        let again = try await here.fetch(2)
        #expect(again.file != digests.file)
        _ = try await here.orderedCase(withLock: false)
        #expect(
            await refusal { try await here.receive(2, "KA 2", again.file) }?.told == ["-: archive.changed"])
        #expect(try await here.retention().isEmpty)
    }

    @Test("a file that the archive has, and that was written in since, is kept", arguments: Engine.allCases)
    func writtenInSince(engine: Engine) async throws {
        let here = try await Self.oldOfTheLiving(engine)
        _ = try await here.makeTransfer()
        try await here.receive(1, "KA 1", try await here.fetch(1).file)
        #expect(try await here.retention().files.dueCount == 1)
        try await Self.orderInVain(here)
        here.time.advance(days: 366 * 6)
        let files = try await here.retention().files
        #expect(files.dueCount == 0 && files.researchCount == 1 && files.transferableCount == 1)
    }

    @Test(
        "whose data are protected, and whoever's file tells of them, waits for somebody who is let in",
        arguments: Engine.allCases)
    func protected(engine: Engine) async throws {
        let here = try await Self.old(engine)
        _ = try await here.makeTransfer()
        let greta = try await here.recipient()
        try await here.store.writing {
            try $0.send("UPDATE care_recipients SET protection = 'confidentialityMark'")
        }
        let files = try await here.retention().files
        #expect(files.researchCount == 1 && files.transferableCount == 0)
        #expect(await refusal { try await here.fetch(1) }?.told == ["-: archive.changed"])
        try await here.withdraw(1, "Uppgifterna skyddas.")
        #expect(await refusal { try await here.makeTransfer() }?.told == ["-: archive.nothing"])

        // Greta is nobody's secret, but Östen, who stands in her order, is.
        try await here.store.writing { try $0.send("UPDATE care_recipients SET protection = 'none'") }
        _ = try await here.orderedCase(for: .osten, withLock: false)
        let osten = try await here.recipient(.osten)
        try await here.store.writing { connection in
            try connection.send(
                """
                INSERT INTO case_people (case_id, role, recipient_id, dwelling_id, ordered_name)
                SELECT c.id, 'cohabitant', \(osten), c.dwelling_id, 'Östen' FROM cases c
                WHERE c.recipient_id = \(greta) AND c.slug = 'alarm-order'
                """)
        }
        #expect(try await here.retention().files.transferableCount == 1)
        try await here.store.writing {
            try $0.send("UPDATE care_recipients SET protection = 'confidentialityMark' WHERE id = \(osten)")
        }
        #expect(try await here.retention().files.transferableCount == 0)
    }

    @Test(
        "is made, fetched and received by routine owners alone, and each fetching is logged",
        arguments: Engine.allCases)
    func allowed(engine: Engine) async throws {
        let here = try await Self.old(engine)
        _ = try await here.makeTransfer()
        for person in Municipality.Person.allCases where person != .routineOwner {
            let verbs: [@Sendable (Tx) throws -> Void] = [
                { _ = try $0.makeTransfer() }, { try $0.receiveTransfer(1, Answers()) },
                { try $0.withdrawTransfer(1, Answers()) },
                { try $0.keep(TransferDigests(file: "0", content: "0"), of: 1) },
            ]
            for verb in verbs {
                #expect(
                    await refusal { try await here.store.write(as: here[person], verb) }?.code == .forbidden,
                    "\(person)")
            }
            #expect(
                await refusal { try await here.fetch(1, as: here[person]) }?.code == .forbidden, "\(person)")
        }
        #expect(try await here.store.count("readings", where: "page = 'archiveTransfer'") == 0)
        _ = try await here.fetch(1)
        let logged = try await here.store.rows(
            """
            SELECT r.action FROM readings r JOIN reading_people p ON p.reading_id = r.id
            WHERE r.page = 'archiveTransfer' AND p.recipient_id = \(try await here.recipient())
            """)
        #expect(logged == [["downloaded"]])
    }
}
