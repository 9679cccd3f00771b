import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// What all pages about one draft of an edition share: the draft as it was read, its faults, and the way between them.
struct EditionFrame: Sendable {
    enum Place: String, CaseIterable, Sendable { case text, preview, comparison, publication }

    let call: Call
    let draft: EditionDraft
    let history: EditionHistory
    let read: RoutineDraft

    init(_ call: Call, _ id: ID<EditionDraft>) async throws {
        let (draft, history) = try await call.store.read(as: call.actor) { reader in
            let draft = try reader.editionDraft(id)
            return (draft, try reader.editionHistory(draft.slug))
        }
        self.init(call, draft, history)
    }

    init(_ call: Call, _ draft: EditionDraft, _ history: EditionHistory) {
        self.call = call
        self.draft = draft
        self.history = history
        read = draft.file.draft(taken: Set(history.terms.map(\.edition)))
    }

    var words: Words { call.words }

    var title: String {
        let title = read.edition?.title(words.language) ?? ""
        return title.isEmpty ? words("edition.draft") : title
    }

    static func id(_ call: Call) throws -> ID<EditionDraft> {
        guard let id = ID<EditionDraft>(try call.part("id")) else { throw AppError.notFound }
        return id
    }

    func show(
        _ main: HTML, at place: Place, status: HTTPResponse.Status = .ok
    ) -> Response {
        let name = draft.edition.isEmpty ? words("edition.nameless") : draft.edition
        let tabs = Place.allCases.map { other in
            Tabs.Tab(
                text: words("edition.tab.\(other.rawValue)"), href: route(other).path,
                isCurrent: other == place)
        }
        return call.show(
            Screen(
                title: title, heading: title, kicker: words("edition.draft.kicker", ["edition": name]),
                main: "\(Tabs(label: words("edition.draft"), tabs: tabs))\(main)", status: status))
    }

    private func route(_ place: Place) -> Route {
        let id = draft.id.text
        return switch place {
        case .text: .editionDraft(id)
        case .preview: .editionPreview(id)
        case .comparison: .editionComparison(id)
        case .publication: .editionPublication(id)
        }
    }

    /// How many faults hinder it, with the way to them; nothing where it is sound.
    var warning: HTML? {
        guard !read.isSound else { return nil }
        return Notice(
            content: """
                <p>\(words("edition.hasFaults", count: read.problems.count)) \
                \(Link(words("edition.toFaults"), href: Route.editionDraft(draft.id.text).path))</p>
                """, tone: .attention
        ).html
    }
}

/// Every fault of a routine's text, with its line and place, the first above.
struct EditionFaults: Component {
    let problems: [RoutineProblem]
    let words: Words

    var html: HTML {
        guard !problems.isEmpty else { return "" }
        return """
            <div class="error-summary" role="alert" tabindex="-1" data-error-summary>\
            <h2>\(words("edition.faults", count: problems.count))</h2><ul>\(each: problems, item)</ul></div>
            """
    }

    private func item(_ problem: RoutineProblem) -> HTML {
        """
        <li><a href="#\(Field.id(of: "source"))" data-line="\(problem.line)">\
        \(words("edition.line", ["line": "\(problem.line)"]))</a>\
        \(if: problem.place.isEmpty ? nil : problem.place, { " <code>\($0)</code>" }): \
        \(words(problem.key, problem.arguments))</li>
        """
    }
}
