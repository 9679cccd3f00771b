import Domain
import HTTPBase
import Hummingbird
import Storage

/// Those who may stand in the register twice.
enum DuplicatePages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.duplicates.path, .holding(.plan), list)
    ]

    private static func list(_ call: Call) async throws -> Response {
        let pairs = try await call.store.show(as: call.actor) { try $0.duplicates() }
        let words = call.words
        let none = EmptyState(heading: words("duplicates.none"), text: .text(words("duplicates.none.text")))
        return call.show(
            Screen(
                title: words("duplicates.title"), heading: words("duplicates.title"),
                main: """
                    <p class="lead">\(words("duplicates.lead"))</p>\
                    \(if: pairs.isEmpty, none.html)\(if: !pairs.isEmpty, table(call, pairs))
                    """, here: .duplicates))
    }

    private static func table(_ call: Call, _ pairs: [DuplicatePair]) -> HTML {
        let words = call.words
        let rows = pairs.map { pair in
            Table.Row([
                person(call, pair.kept), person(call, pair.merged),
                .text(pair.signs.map { words("duplicates.sign.\($0.rawValue)") }.joined(separator: " ")),
                Link(
                    words("duplicates.compare"),
                    href: Route.merge(pair.kept.id.text, pair.merged.id.text).path,
                    context: "\(pair.kept.name), \(pair.merged.name)"
                ).html,
            ])
        }
        return Table(
            caption: words("duplicates.title"), isCaptionUnseen: true,
            columns: [
                .init(words("duplicates.one")), .init(words("duplicates.other")),
                .init(words("duplicates.why")),
                .init(words("duplicates.compare"), isUnseen: true),
            ], rows: rows
        ).html
    }

    private static func person(_ call: Call, _ person: DuplicatePerson) -> HTML {
        "\(Link(person.name, href: Route.person(person.id.text).path))<br>\(person.identifier.masked)"
    }
}
