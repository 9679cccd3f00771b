import Domain
import Synchronization

/// The published editions that have been read, so that a file is parsed once and not for every case.
public final class RoutineShelf: Sendable {
    private struct Key: Hashable { let slug: String, edition: String }
    private let editions = Mutex<[Key: RoutineEdition]>([:])

    public init() {}

    func edition(_ slug: String, _ edition: String) -> RoutineEdition? {
        editions.withLock { $0[Key(slug: slug, edition: edition)] }
    }

    func keep(_ edition: RoutineEdition) {
        editions.withLock { $0[Key(slug: edition.slug, edition: edition.edition)] = edition }
    }
}

extension Reading {
    /// A published edition; what has been published never changes, so the shelf is always right.
    public func routine(_ slug: String, edition: String) throws -> RoutineEdition {
        if let known = shelf.edition(slug, edition) { return known }
        let source = try one(
            "SELECT source FROM routine_editions WHERE slug = \(slug) AND edition = \(edition)"
        ) { $0.text() }
        let read = try RoutineFile(name: "\(slug).yaml", text: source).edition()
        shelf.keep(read)
        return read
    }

    /// The edition in force of every routine, by title.
    public func routinesInForce() throws -> [RoutineEdition] {
        let keys = try all("SELECT slug, edition FROM routine_editions ORDER BY slug, published_at, edition")
        {
            ($0.text(), $0.text())
        }
        return try Dictionary(keys, uniquingKeysWith: { $1 }).sorted { $0.key < $1.key }
            .map { try routine($0.key, edition: $0.value) }
    }

    public func routineInForce(_ slug: String) throws -> RoutineEdition {
        let edition = try one(
            """
            SELECT edition FROM routine_editions WHERE slug = \(slug) ORDER BY published_at DESC, edition DESC LIMIT 1
            """
        ) { $0.text() }
        return try routine(slug, edition: edition)
    }
}

extension Tx {
    /// Publishes an edition. The same file again changes nothing; another text under the same name is refused,
    /// for cases lean on what was published.
    public func publish(_ file: RoutineFile) throws {
        let edition = try file.edition()
        let known = try first(
            "SELECT source FROM routine_editions WHERE slug = \(edition.slug) AND edition = \(edition.edition)"
        ) { $0.text() }
        if let known {
            guard known == file.text else {
                throw StorageFault.changedEdition(slug: edition.slug, edition: edition.edition)
            }
            return
        }
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
}
