import Domain
import TestSupport
import Testing

@testable import Storage

/// Files that are closed, and the years that go.
extension Municipality {
    /// Ordered, mounted, written about, and taken down when the person died; nothing goes on any more.
    @discardableResult
    func closedFile(of person: SamplePerson = .greta, set: Int = 1) async throws -> CaseNumber {
        try await publishReturns()
        let first = try await closedCase(for: person, set: set)
        try await store.write(as: orderer) { try $0.sendMessage("Grannen Stina har nyckel.", in: first) }
        let drafts = try await record(.deceased, of: person, note: "Dottern städar ur lägenheten.")
        let draft = try #require(drafts.first)
        var answers = Answers.about(person)
        answers["reason"] = "deceased"
        answers["endedOn"] = time.today.description
        answers["handover"] = "handIn"
        answers["keysHeld"] = "yes"
        let typed = answers
        let number = try await store.write(as: orderer) { tx in
            try tx.saveDraft(draft, answers: typed)
            return try tx.submit(draft)
        }
        try await attest("handIn", in: number, by: orderer)
        try await uninstall(number, .allWorking(set: set))
        for key in ["endAlarm", "endTes"] { try await attest(key, in: number, by: technician) }
        try await giveFeedback(number)
        try await giveBackAllKeys("giveBackKeys", in: number)
        for key in ["endService", "journal"] { try await attest(key, in: number, by: orderer) }
        #expect(try await page(number).order.state == .closed)
        return first
    }

    func hold(_ person: ID<CareRecipient>, _ kind: FileHold, by actor: Actor? = nil) async throws {
        let typed = Answers(["kind": kind.rawValue, "reason": "IVO har begärt handlingarna."])
        try await store.write(as: actor ?? coordinator) { try $0.holdFile(of: person, typed) }
    }

    func release(_ person: ID<CareRecipient>, _ kind: FileHold) async throws {
        let typed = Answers(["kind": kind.rawValue, "reason": "Ärendet är avslutat hos IVO."])
        try await store.write(as: coordinator) { try $0.releaseFile(of: person, typed) }
    }

    func keep(_ exemption: ResearchExemption) async throws {
        try await store.write(as: .system) { try $0.set(.researchExemption, to: exemption.rawValue) }
    }

    /// Seals what is written, and lets go of drafts, as the jobs do.
    func doJobs() async throws {
        for job in Job.all { _ = try await store.doIfDue(job) }
    }

    func retention(as actor: Actor? = nil) async throws -> RetentionOverview {
        try await store.show(as: actor ?? self[.routineOwner]) { try $0.retentionOverview() }
    }

    @discardableResult
    func dispose(of preview: String? = nil, decision: String = "Gallringsbeslut SN 2032-114") async throws
        -> Int
    {
        let seen = try await retention().preview
        let typed = Answers(["decision": decision, "preview": preview ?? seen])
        return try await store.write(as: self[.routineOwner]) { try $0.disposeOfFiles(typed) }
    }

    /// Everybody's file but those that were merged.
    func people() async throws -> [ID<CareRecipient>] {
        try await store.rows("SELECT id FROM care_recipients WHERE merged_into_id IS NULL")
            .map { ID<CareRecipient>(stored: $0[0]) }
    }

    /// Disposes of these files, though they are not due.
    func dispose(ofFiles people: [ID<CareRecipient>]) async throws {
        let due = people.map {
            ClosedFile(id: $0, name: "", identifier: nil, lastNote: time.today, transfer: nil)
        }
        let batch = DisposalBatch(files: ClosedFiles(due: due), extracts: [], orders: [])
        try await store.write(as: self[.routineOwner]) {
            _ = try $0.dispose(of: batch, by: RetentionRule(), "SN 2032-114")
        }
    }

    /// Tables and columns in which one of the texts stands.
    func places(of texts: [String]) async throws -> [String] {
        let columns = try await store.rows(
            """
            \(
                sqlite: """
                    SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
                    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'
                    """,
                postgres: """
                    SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns
                    WHERE table_schema = 'public' AND data_type <> 'bytea'
                    """)
            """, columns: 2)
        let wanted = SQL.joined(texts.map { "SELECT CAST(\($0) AS TEXT) AS text" }, by: " UNION ALL ")
        var places: [String] = []
        for column in columns {
            let found = try await store.rows(
                """
                SELECT DISTINCT w.text FROM (\(wanted)) w JOIN \(raw: column[0]) t
                    ON \(sqlite: "INSTR", postgres: "STRPOS")(CAST(t.\(raw: column[1]) AS TEXT), w.text) > 0
                """)
            places += found.map { "\(column[0]).\(column[1]): \($0[0])" }
        }
        return places
    }
}

/// Handing over to the archive.
extension Municipality {
    func makeTransfer() async throws -> Int {
        try await store.write(as: self[.routineOwner]) { try $0.makeTransfer() }
    }

    /// Fetches the files of a transfer and keeps what they come to.
    func fetch(_ number: Int, as actor: Actor? = nil) async throws -> TransferDigests {
        let actor = actor ?? self[.routineOwner]
        let files = try await store.show(as: actor) { try $0.filesToTransfer(number) }
        let digests = files.digests(ofFile: Array("\(files.files)".utf8))
        try await store.write(as: actor) { try $0.keep(digests, of: number) }
        return digests
    }

    /// All that a transfer says.
    func handedOver(_ number: Int) async throws -> String {
        ArchiveTransferTests.text(
            of: try await store.show(as: self[.routineOwner]) { try $0.filesToTransfer(number) }.files)
    }

    func receive(_ number: Int, _ reference: String, _ digest: String) async throws {
        let typed = Answers(["reference": reference, "digest": digest])
        try await store.write(as: self[.routineOwner]) { try $0.receiveTransfer(number, typed) }
    }

    func withdraw(_ number: Int, _ reason: String) async throws {
        try await store.write(as: self[.routineOwner]) {
            try $0.withdrawTransfer(number, Answers(["reason": reason]))
        }
    }

    /// Every text in the database, by table and column.
    func texts() async throws -> [String: [String]] {
        let columns = try await store.rows(
            """
            \(
                sqlite: """
                    SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
                    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND c.type = 'TEXT'
                    """,
                postgres: """
                    SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns
                    WHERE table_schema = 'public' AND data_type = 'text'
                        AND table_name IN (SELECT tablename FROM pg_tables WHERE schemaname = 'public')
                    """)
            """, columns: 2)
        var texts: [String: [String]] = [:]
        for column in columns {
            texts["\(column[0]).\(column[1])"] = try await store.rows(
                "SELECT t.\(raw: column[1]) FROM \(raw: column[0]) t WHERE t.\(raw: column[1]) IS NOT NULL"
            ).map { $0[0] }
        }
        return texts
    }
}
