import Domain

/// A transfer of files to the archive, which tells of nobody.
public struct TransferLine: Sendable, Hashable {
    public let number: Int
    public let people: Int
    public let madeAt: Instant
    public let madeBy: String
    /// `nil` while the archive has not answered.
    public internal(set) var ending: Ending?

    public struct Ending: Sendable, Hashable {
        public let outcome: TransferOutcome
        /// What the archive calls its receipt, or why the transfer was withdrawn.
        public let note: String
        public let at: Instant
        public let who: String
    }
}

/// A file that was fetched to be sent to the archive.
public struct FetchedFile: Sendable, Hashable {
    /// SHA-256 of its bytes, in hexadecimal.
    public let digest: String
    public let at: Instant
    public let who: String
}

/// What has been handed over, and what is under way.
public struct ArchiveOverview: Sendable {
    /// The latest first, at most a hundred.
    public let transfers: [TransferLine]
    /// Of the one that is under way.
    public let fetched: [FetchedFile]

    /// There is one at a time.
    public var current: TransferLine? { transfers.first { $0.ending == nil } }
}

extension Reading {
    func archiveOverview() throws -> ArchiveOverview {
        let transfers: [TransferLine] = try all(
            """
            SELECT v.number, v.people, v.made_at, u.name, o.outcome, o.note, o.recorded_at, w.name
            FROM archive_transfers v JOIN users u ON u.id = v.made_by
            LEFT JOIN archive_outcomes o ON o.transfer_id = v.id LEFT JOIN users w ON w.id = o.recorded_by
            ORDER BY v.number DESC LIMIT 100
            """
        ) { row in
            var line = TransferLine(
                number: row.int(), people: row.int(), madeAt: row.instant(), madeBy: row.text())
            line.ending = try row.optional {
                .init(outcome: try $0.value(), note: $0.text(), at: $0.instant(), who: $0.text())
            }
            return line
        }
        let fetched: [FetchedFile] = try all(
            """
            SELECT f.digest, f.fetched_at, u.name FROM archive_files f JOIN users u ON u.id = f.fetched_by
            WHERE NOT EXISTS (SELECT 1 FROM archive_outcomes o WHERE o.transfer_id = f.transfer_id)
            ORDER BY f.fetched_at DESC, f.digest LIMIT 20
            """
        ) { FetchedFile(digest: $0.text(), at: $0.instant(), who: $0.text()) }
        return ArchiveOverview(transfers: transfers, fetched: fetched)
    }

    /// - Throws: `notFound` where no transfer of that number is under way.
    fileprivate func openTransfer(_ number: Int) throws -> ID<ArchiveTransfer> {
        try one(
            """
            SELECT v.id FROM archive_transfers v WHERE v.number = \(number)
                AND NOT EXISTS (SELECT 1 FROM archive_outcomes o WHERE o.transfer_id = v.id)
            """
        ) { $0.id() }
    }

    /// - Throws: `conflict` where somebody's file can no longer be handed over by the actor, or is in use again.
    fileprivate func transferredFiles(
        _ number: Int
    ) throws -> (files: TransferredFiles, people: [ID<CareRecipient>]) {
        let transfer = try openTransfer(number)
        let people: [ID<CareRecipient>] = try all(
            "SELECT a.recipient_id FROM archived_people a WHERE a.transfer_id = \(transfer) ORDER BY a.recipient_id"
        ) { $0.id() }
        let settings = try settings()
        let able = Set(try closedFiles(by: settings.retention, among: people).transferable)
        guard people.allSatisfy(able.contains) else { throw AppError.conflict("archive.changed") }
        let files = try archivedFiles(of: people)
        return (
            TransferredFiles(
                number: number, municipality: settings.municipality,
                madeAt: try one("SELECT v.made_at FROM archive_transfers v WHERE v.id = \(transfer)") {
                    $0.instant()
                }, files: files, routines: try archivedRoutines(of: files)), people
        )
    }

    /// The files of a transfer, to be written and sent.
    /// - Throws: `forbidden`, `notFound`, `conflict`.
    public func filesToTransfer(_ number: Int) throws -> Personal<TransferredFiles> {
        try actor.require(.disposeOfFiles)
        let (files, people) = try transferredFiles(number)
        return Personal(files, Disclosure(.downloaded, "archiveTransfer", about: people))
    }
}

extension Tx {
    /// Says which files are handed over to the archive: those whose time is out and that are kept for research's sake, the
    /// oldest first, at most two hundred. One transfer is under way at a time.
    /// - Returns: the transfer's number.
    /// - Throws: `forbidden`; `conflict` where one is under way, or nothing is to be handed over.
    public func makeTransfer() throws -> Int {
        try actor.require(.disposeOfFiles)
        try serialize(on: "archive")
        guard try archiveOverview().current == nil else { throw AppError.conflict("archive.underWay") }
        let people = try closedFiles(by: try settings().retention).transferable
        guard !people.isEmpty else { throw AppError.conflict("archive.nothing") }
        let (id, number) = (ID<ArchiveTransfer>.new(in: self), try nextNumber(of: "archive"))
        try execute(
            """
            INSERT INTO archive_transfers (id, number, people, made_at, made_by)
            VALUES (\(id), \(number), \(people.count), \(now), \(actor.user))
            """)
        try insertInBatches(
            "archived_people (transfer_id, recipient_id)", people.map { "(\(id), \($0))" })
        try append(
            .archiveTransferMade, of: .archiveTransfer, number, ["people": String(people.count)])
        return number
    }

    /// Keeps what a file that was written comes to, so that the archive's receipt can be held against it.
    /// - Throws: `forbidden`, `notFound`.
    public func keep(_ digests: TransferDigests, of number: Int) throws {
        try actor.require(.disposeOfFiles)
        let transfer = try openTransfer(number)
        try execute(
            """
            INSERT INTO archive_files (transfer_id, digest, content, fetched_at, fetched_by)
            VALUES (\(transfer), \(digests.file), \(digests.content), \(now), \(actor.user)) ON CONFLICT DO NOTHING
            """)
    }

    /// The archive has what was sent; the files can be disposed of here, although they are kept for ever.
    /// - Parameter typed: `reference`, what the archive calls its receipt; `digest`, which file it confirms.
    /// - Throws: `forbidden`, `notFound`; `invalid` at `reference` and `digest`; `conflict` where the register has been
    ///   changed since the file was written.
    public func receiveTransfer(_ number: Int, _ typed: Answers) throws {
        try actor.require(.disposeOfFiles)
        try serialize(on: "archive")
        let transfer = try openTransfer(number)
        let reference = Text.cleaned(typed["reference"])
        let digest = typed["digest"].lowercased().filter { !$0.isWhitespace }
        let content = try first(
            "SELECT f.content FROM archive_files f WHERE f.transfer_id = \(transfer) AND f.digest = \(digest)"
        ) { $0.text() }
        let faults = [
            reference.isEmpty ? Fault("form.required", field: "reference") : nil,
            content == nil
                ? Fault(digest.isEmpty ? "form.required" : "archive.digest.unknown", field: "digest") : nil,
        ].compactMap { $0 }
        guard faults.isEmpty else { throw AppError(.invalid, faults) }
        try checkLength(reference, field: "reference")
        let files = try transferredFiles(number)
        guard files.files.content == content else { throw AppError.conflict("archive.changed") }
        try end(transfer, number, .received, reference, digest: digest)
    }

    /// - Parameter typed: `reason`.
    /// - Throws: `forbidden`, `notFound`, `invalid` at `reason`.
    public func withdrawTransfer(_ number: Int, _ typed: Answers) throws {
        try actor.require(.disposeOfFiles)
        try serialize(on: "archive")
        try end(try openTransfer(number), number, .withdrawn, try reason(in: typed), digest: nil)
    }

    private func end(
        _ transfer: ID<ArchiveTransfer>, _ number: Int, _ outcome: TransferOutcome, _ note: String,
        digest: String?
    ) throws {
        try execute(
            """
            INSERT INTO archive_outcomes (transfer_id, outcome, note, digest, recorded_at, recorded_by)
            VALUES (\(transfer), \(outcome), \(note), \(digest), \(now), \(actor.user))
            """)
        let kind: Event.Kind = outcome == .received ? .archiveTransferReceived : .archiveTransferWithdrawn
        try append(kind, of: .archiveOutcome, number, ["note": note])
    }
}
