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
}
