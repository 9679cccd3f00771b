import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// Putting right when a service was decided, effectuated and ended.
enum ServicePages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.service(":id").path, .holding(.plan), form),
        .post(Route.service(":id").path, .holding(.plan), correct),
    ]

    private static func id(_ call: Call) throws -> ID<GrantedService> {
        guard let id = ID<GrantedService>(try call.part("id")) else { throw AppError.notFound }
        return id
    }

    private static func form(_ call: Call) async throws -> Response { try await show(call, FormState()) }

    private static func correct(_ call: Call) async throws -> Response {
        let (id, typed) = (try id(call), call.form.answers)
        do {
            let known = try await call.store.show(as: call.actor) { try $0.knownService(id) }
            try await call.store.write(as: call.actor) { try $0.correctService(id, typed) }
            return call.redirect(to: .person(known.recipient.text), saying: "corrected")
        } catch let error as AppError where error.code == .invalid {
            return try await show(call, FormState(call.form, error), status: error.code.status)
        }
    }

    private static func show(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let id = try id(call)
        let known = try await call.store.show(as: call.actor) { try $0.knownService(id) }
        let words = call.words
        let isNew = state.answers.values.isEmpty
        let day = { (name: String, was: Day?, isRequired: Bool) in
            DateField(
                words.field(name, "service.day.\(name)", in: state, isRequired: isRequired),
                value: isNew ? was?.description ?? "" : state[name], latest: call.today.description
            ).html
        }
        let labels =
            ["decided", "effectuated", "ended"].map { ($0, words("service.day.\($0)")) }
            + [("reason", words("correction.reason"))]
        let form = Form(
            action: Route.service(id.text).path, token: call.token,
            content: """
                \(day("decided", known.days.decided, false))\(day("effectuated", known.days.effectuated, true))\
                \(if: known.days.ended, { day("ended", $0, true) })\
                \(TextArea(words.field("reason", "correction.reason", in: state), value: state["reason"], rows: 3))\
                <div class="actions">\(Button(words("correction.button")))</div>
                """)
        return call.show(
            Screen(
                title: words("service.correct"), heading: words("service.correct"),
                kicker: known.recipientName,
                main: """
                    \(words.summary(of: state, labels: Dictionary(uniqueKeysWithValues: labels)))\
                    <p>\(words("correction.lead"))</p>\(form)\
                    <p>\(Link(words("correction.back"), href: Route.person(known.recipient.text).path))</p>
                    """, bodyClass: "narrow", status: status))
    }
}
