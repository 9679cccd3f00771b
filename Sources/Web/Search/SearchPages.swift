import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// One box for everything. What is searched for is posted and shown, and kept nowhere.
enum SearchPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.search.path, .holding(.seeCases), form),
        .post(Route.search.path, .holding(.seeCases), search),
    ]

    private static func form(_ call: Call) async throws -> Response {
        call.show(screen(call, "", main: "<p class=\"lead\">\(call.words("search.lead"))</p>"))
    }

    private static func search(_ call: Call) async throws -> Response {
        let (words, typed) = (call.words, call.form["q"])
        do {
            let term = try SearchTerm(typed, today: call.today)
            let results = try await call.store.show(as: call.actor) { try $0.search(term) }
            return call.show(screen(call, typed, main: SearchView(call: call, results: results).html))
        } catch let error as AppError where error.code == .invalid {
            let main: HTML = """
                \(words.summary(of: FormState(call.form, error)))<p class="lead">\(words("search.lead"))</p>
                """
            return call.show(screen(call, typed, main: main, status: error.code.status))
        }
    }

    private static func screen(
        _ call: Call, _ typed: String, main: HTML, status: HTTPResponse.Status = .ok
    ) -> Screen {
        Screen(
            title: call.words("search.title"), heading: call.words("search.title"), main: main,
            bodyClass: "wide",
            search: call.searchBox(typed, isFaulty: status != .ok), here: .search, status: status)
    }
}

extension Call {
    /// The box at the top of each page, for those who can find anything.
    func searchBox(_ typed: String = "", isFaulty: Bool = false) -> SearchBox? {
        guard let actor = context.holder?.actor, actor.may(.seeCases) else { return nil }
        return SearchBox(
            action: Route.search.path, label: words("search.label"), button: words("search.button"),
            value: typed, token: token, id: Field.id(of: "q"), isFaulty: isFaulty)
    }
}
