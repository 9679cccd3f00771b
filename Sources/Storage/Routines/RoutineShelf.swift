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

    /// What sound files say, by their whole text: one that is published and then ordered under is parsed once, and so
    /// is one that several databases in the same process have.
    private static let sound = Mutex<[String: RoutineEdition]>([:])
    private static let mostSound = 100

    /// - Throws: `RoutineFaults`.
    static func edition(of file: RoutineFile) throws -> RoutineEdition {
        let key = file.name + "\n" + file.text
        if let known = sound.withLock({ $0[key] }) { return known }
        let edition = try file.edition()
        sound.withLock {
            if $0.count >= mostSound { $0 = [:] }
            $0[key] = edition
        }
        return edition
    }
}

extension Reading {
    /// A published edition; what has been published never changes, so the shelf is always right.
    public func routine(_ slug: String, edition: String) throws -> RoutineEdition {
        if let known = shelf.edition(slug, edition) { return known }
        let source = try one(
            "SELECT source FROM routine_editions WHERE slug = \(slug) AND edition = \(edition)"
        ) { $0.text() }
        let read = try RoutineShelf.edition(of: RoutineFile(name: "\(slug).yaml", text: source))
        shelf.keep(read)
        return read
    }
}
