import Domain

/// Which edition applies when. Nothing of this is kept on the shelf: what is in force changes with the day.
extension Reading {
    /// Every edition of the routine; `nil` where there is no such routine.
    public func editionHistory(_ slug: String) throws -> EditionHistory {
        guard let found = try editionHistories(where: "e.slug = \(slug)").first else {
            return EditionHistory(slug: slug, [])
        }
        return found
    }

    public func editionHistories() throws -> [EditionHistory] { try editionHistories(where: "1 = 1") }

    /// In one statement, by slug.
    private func editionHistories(where condition: SQL) throws -> [EditionHistory] {
        let terms = try all(
            """
            SELECT e.slug, e.edition, e.published_at, t.from_day, u.name, w.withdrawn_at FROM routine_editions e
            LEFT JOIN edition_terms t ON t.slug = e.slug AND t.edition = e.edition
            LEFT JOIN users u ON u.id = t.published_by
            LEFT JOIN edition_withdrawals w ON w.slug = e.slug AND w.edition = e.edition
            WHERE \(condition) ORDER BY e.slug
            """
        ) { row in
            let (slug, edition, publishedAt) = (row.text(), row.text(), row.instant())
            // One that came with a file applies from the day on which it came.
            return EditionTerm(
                slug: slug, edition: edition, from: try row.dayIfAny() ?? publishedAt.day,
                publishedAt: publishedAt, publishedBy: row.textIfAny(), withdrawnAt: row.instantIfAny())
        }
        return Dictionary(grouping: terms, by: \.slug).sorted { $0.key < $1.key }
            .map { EditionHistory(slug: $0.key, $0.value) }
    }

    /// The edition in force of every routine, by slug.
    public func routinesInForce() throws -> [RoutineEdition] {
        try editionHistories().compactMap { $0.inForce(on: today) }
            .map { try routine($0.slug, edition: $0.edition) }
    }

    /// The routines in force for whoever is about to order: what the own unit orders most comes first, and what it has
    /// not ordered lately by title. Two statements.
    public func routinesToOrder() throws -> [RoutineEdition] {
        let recent = try all(
            """
            SELECT slug, COUNT(*) FROM (
                SELECT * FROM (SELECT c.slug FROM cases c WHERE c.unit_id = \(actor.unit) AND c.queue_rank IS NOT NULL
                    ORDER BY c.queue_rank, c.id LIMIT 100) running
                UNION ALL
                SELECT * FROM (SELECT c.slug FROM cases c WHERE c.unit_id = \(actor.unit) AND c.queue_rank IS NULL
                    ORDER BY c.submitted_at DESC, c.id DESC LIMIT 100) ended
            ) ordered GROUP BY slug
            """
        ) { ($0.text(), $0.int()) }
        let times = Dictionary(uniqueKeysWithValues: recent)
        let ranked = try routinesInForce().map { routine in
            (routine, times: times[routine.slug] ?? 0, title: SortKey.of(routine.title.sv))
        }
        return ranked.sorted {
            $0.times != $1.times ? $0.times > $1.times : $0.title.lexicographicallyPrecedes($1.title)
        }.map(\.0)
    }

    public func routineInForce(_ slug: String) throws -> RoutineEdition {
        guard let term = try editionHistory(slug).inForce(on: today) else { throw AppError.notFound }
        return try routine(slug, edition: term.edition)
    }

    /// The routine whose order form asks for this; of several, the one whose edition came into force last.
    func routineInForce(filling binding: Field.Binding) throws -> RoutineEdition? {
        let terms = try editionHistories().compactMap { $0.inForce(on: today) }
            .sorted { ($0.from, $0.publishedAt, $0.slug) > ($1.from, $1.publishedAt, $1.slug) }
        for term in terms {
            let routine = try routine(term.slug, edition: term.edition)
            if routine.orderForm?.field(filling: binding) != nil { return routine }
        }
        return nil
    }

    /// A published edition as its author wrote it.
    public func routineFile(_ slug: String, edition: String) throws -> RoutineFile {
        RoutineFile(
            name: "\(slug).yaml",
            text: try one(
                "SELECT source FROM routine_editions WHERE slug = \(slug) AND edition = \(edition)"
            ) { $0.text() })
    }
}

extension Tx {
    /// Publishes an edition. Without a day it applies at once, and the same file again changes nothing; another text
    /// under the same name is refused, for cases lean on what was published.
    /// - Parameter from: the first day on which new orders are made under it.
    /// - Throws: `RoutineFaults`; `invalid` where the name is taken, or the day before today or another edition's.
    public func publish(_ file: RoutineFile, from day: Day? = nil) throws {
        guard actor == .system || actor.may(.writeRoutines) else {
            throw AppError.forbidden("error.forbidden")
        }
        let edition = try RoutineShelf.edition(of: file)
        try serialize(on: "editions \(edition.slug)")
        if let day {
            try editionHistory(edition.slug).requirePublishable(edition.edition, from: day, today: today)
        } else if let known = try publishedText(edition) {
            guard known == file.text else {
                throw StorageFault.changedEdition(slug: edition.slug, edition: edition.edition)
            }
            return
        }
        try keep(edition, file)
        if let day {
            try execute(
                """
                INSERT INTO edition_terms (slug, edition, from_day, published_by)
                VALUES (\(edition.slug), \(edition.edition), \(day), \(actor.user))
                """)
        }
    }

    private func publishedText(_ edition: RoutineEdition) throws -> String? {
        try first(
            "SELECT source FROM routine_editions WHERE slug = \(edition.slug) AND edition = \(edition.edition)"
        ) { $0.text() }
    }

    private func keep(_ edition: RoutineEdition, _ file: RoutineFile) throws {
        try execute(
            """
            INSERT INTO routine_editions (slug, edition, title, source, published_at)
            VALUES (\(edition.slug), \(edition.edition), \(edition.title.sv), \(file.text), \(now))
            """)
        try append(
            Event(
                .routinePublished, ["slug": edition.slug, "edition": edition.edition],
                about: [.user(actor.user)]))
    }

    /// Takes back an edition whose day has not come; its name stays used.
    /// - Throws: `notFound`; `conflict` once orders may have been made under it.
    public func withdrawEdition(_ slug: String, _ edition: String) throws {
        try actor.require(.writeRoutines)
        try serialize(on: "editions \(slug)")
        try editionHistory(slug).requireComing(edition, today: today)
        try execute(
            """
            INSERT INTO edition_withdrawals (slug, edition, withdrawn_at, withdrawn_by)
            VALUES (\(slug), \(edition), \(now), \(actor.user))
            """)
        try append(Event(.routineWithdrawn, ["slug": slug, "edition": edition], about: [.user(actor.user)]))
    }
}
