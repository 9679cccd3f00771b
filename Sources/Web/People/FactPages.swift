import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// Putting right when something held.
enum FactPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.fact(":kind", ":id").path, .holding(.plan), form),
        .post(Route.fact(":kind", ":id").path, .holding(.plan), correct),
    ]

    private static func fact(_ call: Call) throws -> (FactKind, ID<DatedFact>) {
        guard let kind = FactKind(rawValue: try call.part("kind")),
            let id = ID<DatedFact>(try call.part("id"))
        else { throw AppError.notFound }
        return (kind, id)
    }

    private static func form(_ call: Call) async throws -> Response { try await show(call, FormState()) }

    private static func correct(_ call: Call) async throws -> Response {
        let (kind, id) = try fact(call)
        let typed = call.form.answers
        do {
            let fact = try await call.store.show(as: call.actor) { try $0.datedFact(kind, id) }
            try await call.store.write(as: call.actor) { try $0.correct(kind, id, typed) }
            return call.redirect(to: .person(fact.recipient.text), saying: "corrected")
        } catch let error as AppError where error.code == .invalid {
            return try await show(call, FormState(call.form, error), status: error.code.status)
        }
    }

    private static func show(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let (kind, id) = try fact(call)
        let fact = try await call.store.show(as: call.actor) { try $0.datedFact(kind, id) }
        let words = call.words
        let labels = Dictionary(
            uniqueKeysWithValues: ["from.day", "from.time", "to.day", "to.time", "reason"].map {
                ($0, words("correction.\($0)"))
            })
        let form = Form(
            action: Route.fact(kind.rawValue, id.text).path, token: call.token,
            content: """
                \(moment("from", fact.from, call, state))\(if: fact.to, { moment("to", $0, call, state) })\
                \(TextArea(words.field("reason", "correction.reason", in: state), value: state["reason"], rows: 3))\
                <div class="actions">\(Button(words("correction.button")))</div>
                """)
        let still: HTML? = fact.to == nil ? "<p>\(words("correction.holds"))</p>" : nil
        return call.show(
            Screen(
                title: words("correction.title"), heading: words("correction.title"),
                kicker: fact.recipientName,
                main: """
                    \(words.summary(of: state, labels: labels))\
                    <p><strong>\(words.heading(words("fact.kind.\(kind.rawValue)"))): \(fact.name)</strong></p>\
                    <p>\(words("correction.lead"))</p>\(still)\(form)\
                    <p>\(Link(words("correction.back"), href: Route.person(fact.recipient.text).path))</p>
                    """, bodyClass: "narrow", status: status))
    }

    private static func moment(_ name: String, _ was: Instant, _ call: Call, _ state: FormState) -> HTML {
        let words = call.words
        let isNew = state.answers.values.isEmpty
        let day = Field(
            "\(name).day", label: words("correction.\(name).day"), error: state.error("\(name).day", words))
        let time = Field(
            "\(name).time", label: words("correction.\(name).time"),
            error: state.error("\(name).time", words))
        return FieldSet(
            legend: words("correction.\(name)"), hint: nil, id: nil,
            content: """
                \(DateField(day, value: isNew ? was.day.description : state["\(name).day"], latest: call.today.description))\
                \(TimeField(time, value: isNew ? was.clock.description : state["\(name).time"]))
                """
        ).html
    }
}
