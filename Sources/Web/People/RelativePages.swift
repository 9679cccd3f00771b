import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// Saying that somebody is not to be called about a person any longer.
enum RelativePages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.relative(":id").path, .holding(.plan), form),
        .post(Route.relative(":id").path, .holding(.plan), end),
    ]

    private static func id(_ call: Call) throws -> ID<RelativeLine> {
        guard let id = ID<RelativeLine>(try call.part("id")) else { throw AppError.notFound }
        return id
    }

    private static func form(_ call: Call) async throws -> Response { try await show(call, FormState()) }

    private static func end(_ call: Call) async throws -> Response {
        let (id, typed) = (try id(call), call.form.answers)
        do {
            let known = try await call.store.show(as: call.actor) { try $0.knownRelative(id) }
            try await call.store.write(as: call.actor) { try $0.endRelative(id, typed) }
            return call.redirect(to: .person(known.recipient.text), saying: "relativeEnded")
        } catch let error as AppError where error.code == .invalid {
            return try await show(call, FormState(call.form, error), status: error.code.status)
        }
    }

    private static func show(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let id = try id(call)
        let known = try await call.store.show(as: call.actor) { try $0.knownRelative(id) }
        let words = call.words
        let lines = ["relative.follows.calls", "relative.follows.cases"].map { HTML.text(words($0)) }
        let form = Form(
            action: Route.relative(id.text).path, token: call.token,
            content: """
                \(TextArea(words.field("reason", "relative.reason", in: state), value: state["reason"], rows: 2))\
                <div class="actions">\(Button(words("relative.button")))</div>
                """)
        return call.show(
            Screen(
                title: words("relative.title"), heading: words("relative.title"),
                kicker: known.recipientName,
                main: """
                    \(words.summary(of: state, labels: ["reason": words("relative.reason")]))\
                    <p><strong>\(known.name)</strong></p>\(Consequences(words: words, lines: lines))\(form)\
                    <p>\(Link(words("correction.back"), href: Route.person(known.recipient.text).path))</p>
                    """, bodyClass: "narrow", status: status))
    }
}
