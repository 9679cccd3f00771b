import Domain

/// An edition being written; right or wrong, it is kept as it was last saved.
public struct EditionDraft: Sendable {
    public let id: ID<EditionDraft>
    /// The routine that it is to be an edition of; empty where a new routine's text does not say.
    public let slug: String
    /// What its text calls the edition; empty where it does not say.
    public let edition: String
    /// The edition that it began as; `nil` for a new routine.
    public let basedOn: String?
    public let source: String
    public let savedAt: Instant
    public let savedBy: String
    /// How many times it has been saved.
    public let revision: Int

    public static let byteLimit = 1_000_000

    /// Named by its routine, so that a text that says it is another's is told so.
    public var file: RoutineFile {
        RoutineFile(name: "\(slug.isEmpty ? "?" : slug).yaml", text: source)
    }
}

public struct EditionDraftLine: Sendable {
    public let id: ID<EditionDraft>
    public let slug: String
    public let edition: String
    public let savedAt: Instant
    public let savedBy: String
}

extension Reading {
    /// All that are being written, by routine, the last saved first.
    public func editionDrafts() throws -> [EditionDraftLine] {
        try actor.require(.writeRoutines)
        return try all(
            """
            SELECT d.id, d.slug, d.edition, d.saved_at, u.name FROM edition_drafts d
            JOIN users u ON u.id = d.saved_by ORDER BY d.slug, d.saved_at DESC, d.id LIMIT 200
            """
        ) {
            EditionDraftLine(
                id: $0.id(), slug: $0.text(), edition: $0.text(), savedAt: $0.instant(), savedBy: $0.text())
        }
    }

    public func editionDraft(_ id: ID<EditionDraft>) throws -> EditionDraft {
        try actor.require(.writeRoutines)
        return try one(
            """
            SELECT c.id, c.slug, c.edition, c.based_on, c.source, c.saved_at, u.name, c.revision
            FROM edition_drafts c JOIN users u ON u.id = c.saved_by WHERE c.id = \(id)\(forChange)
            """
        ) {
            EditionDraft(
                id: $0.id(), slug: $0.text(), edition: $0.text(), basedOn: $0.textIfAny(), source: $0.text(),
                savedAt: $0.instant(), savedBy: $0.text(), revision: $0.int())
        }
    }
}

extension Tx {
    /// A draft that begins as the edition in force, with a free name and today as its day of revision.
    public func beginEdition(of slug: String) throws -> ID<EditionDraft> {
        try actor.require(.writeRoutines)
        let history = try editionHistory(slug)
        guard let term = history.inForce(on: today) else { throw AppError.notFound }
        let begun = try routineFile(slug, edition: term.edition).begun(
            as: history.freeName(on: today), on: today)
        return try keepNew(begun.text, slug: slug, basedOn: term.edition)
    }

    /// A draft of a text from elsewhere: of the routine that it says it is, or of a new one.
    public func beginEdition(with text: String) throws -> ID<EditionDraft> {
        try actor.require(.writeRoutines)
        try requireSize(text)
        let slug = RoutineFile(name: "", text: text).draft().slug
        return try keepNew(text, slug: slug, basedOn: try editionHistory(slug).inForce(on: today)?.edition)
    }

    /// Keeps a text beside a draft that somebody else has saved meanwhile.
    public func copyEditionDraft(_ id: ID<EditionDraft>, with text: String) throws -> ID<EditionDraft> {
        try requireSize(text)
        let draft = try editionDraft(id)
        return try keepNew(text, slug: draft.slug, basedOn: draft.basedOn)
    }

    private func keepNew(_ text: String, slug: String, basedOn: String?) throws -> ID<EditionDraft> {
        let id = ID<EditionDraft>.new(in: self)
        try execute(
            """
            INSERT INTO edition_drafts (id, slug, edition, source, based_on, began_at, began_by, saved_at, saved_by,
                revision)
            VALUES (\(id), \(slug), \(name(in: text)), \(text), \(basedOn), \(now), \(actor.user), \(now),
                \(actor.user), 1)
            """)
        return id
    }

    private func name(in text: String) -> String {
        String(RoutineFile(name: "", text: text).draft().name.prefix(Text.shortLimit))
    }

    private func requireSize(_ text: String) throws {
        guard text.utf8.count <= EditionDraft.byteLimit else {
            throw AppError.invalid("edition.tooLarge", field: "source")
        }
    }

    /// Keeps the text, right or wrong.
    /// - Parameter revision: as the text was when its author opened it.
    /// - Returns: the revision that it is now.
    /// - Throws: `conflict` where another text was saved meanwhile; nothing is changed.
    @discardableResult
    public func saveEditionDraft(
        _ id: ID<EditionDraft>, text: String, expecting revision: Int
    ) throws -> Int {
        let draft = try editionDraft(id)
        try requireSize(text)
        guard draft.source != text else { return draft.revision }
        guard draft.revision == revision else { throw AppError.conflict("edition.savedMeanwhile") }
        let slug = draft.basedOn == nil ? RoutineFile(name: "", text: text).draft().slug : draft.slug
        try execute(
            """
            UPDATE edition_drafts SET source = \(text), slug = \(slug), edition = \(name(in: text)), saved_at = \(now),
                saved_by = \(actor.user), revision = \(revision + 1) WHERE id = \(id)
            """)
        return revision + 1
    }

    public func discardEditionDraft(_ id: ID<EditionDraft>) throws {
        _ = try editionDraft(id)
        try execute("DELETE FROM edition_drafts WHERE id = \(id)")
    }

    /// Publishes a draft with its news in the change log, and so ends it; all or nothing.
    /// - Parameter revision: as the draft was when its author looked at it.
    /// - Throws: `invalid` with what hinders it, each at its field; `conflict` where it was saved meanwhile.
    public func publishDraft(
        _ id: ID<EditionDraft>, _ publication: EditionPublication, expecting revision: Int
    ) throws {
        let draft = try unchangedDraft(id, since: revision)
        try publish(try fileToPublish(draft, publication), from: publication.from)
        try execute("DELETE FROM edition_drafts WHERE id = \(id)")
    }
}

extension Reading {
    /// Does nothing but say what `publishDraft` would refuse.
    public func requirePublishable(
        _ id: ID<EditionDraft>, _ publication: EditionPublication, expecting revision: Int
    ) throws {
        _ = try fileToPublish(try unchangedDraft(id, since: revision), publication).edition()
    }

    fileprivate func unchangedDraft(_ id: ID<EditionDraft>, since revision: Int) throws -> EditionDraft {
        let draft = try editionDraft(id)
        guard draft.revision == revision else { throw AppError.conflict("edition.savedMeanwhile") }
        return draft
    }

    fileprivate func fileToPublish(_ draft: EditionDraft, _ publication: EditionPublication) throws
        -> RoutineFile
    {
        let history = try editionHistory(draft.slug)
        let read = draft.file.draft(taken: Set(history.terms.map(\.edition)))
        guard read.isSound, let edition = read.edition else {
            throw AppError.invalid("edition.faulty", field: "source")
        }
        try history.requirePublishable(edition.edition, from: publication.from, today: today)
        if let news = publication.news {
            return try draft.file.adding(ChangeLogEntry(day: publication.from, text: news))
        }
        if let term = history.inForce(on: today) {
            let before = try routine(term.slug, edition: term.edition).changeLog
            let isTold = edition.changeLog.contains { !before.contains($0) }
            guard isTold else { throw AppError.invalid("edition.news.missing", field: "newsSv") }
        }
        return draft.file
    }
}
