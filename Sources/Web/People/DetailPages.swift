import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// Saying something else of who somebody is: name, telephone, protection, death, identity number.
enum DetailPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.personDetail(":id", ":detail").path, .holding(.plan), form),
        .post(Route.personDetail(":id", ":detail").path, .holding(.plan), change),
        .get(Route.personNumber(":id").path, .holding(.plan), numberForm),
        .post(Route.personNumber(":id").path, .holding(.plan), replaceNumber),
    ]

    static func person(_ call: Call) throws -> ID<CareRecipient> {
        guard let id = ID<CareRecipient>(try call.part("id")) else { throw AppError.notFound }
        return id
    }

    private static func detail(_ call: Call) throws -> (ID<CareRecipient>, PersonDetail) {
        guard let detail = PersonDetail(rawValue: try call.part("detail")), !detail.isLifeEvent else {
            throw AppError.notFound
        }
        return (try person(call), detail)
    }

    // MARK: - Name, telephone, protection, death

    private static func form(_ call: Call) async throws -> Response { try await show(call, FormState()) }

    private static func change(_ call: Call) async throws -> Response {
        let ((id, detail), typed) = (try detail(call), call.form.answers)
        do {
            try await call.store.write(as: call.actor) { try $0.change(detail, of: id, typed) }
            return call.redirect(to: .person(id.text), saying: "detailChanged")
        } catch let error as AppError where error.code == .invalid {
            return try await show(call, FormState(call.form, error), status: error.code.status)
        }
    }

    private static func show(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let (id, detail) = try detail(call)
        let known = try await call.store.show(as: call.actor) { try $0.knownDetail(detail, of: id) }
        let words = call.words
        let value = state.answers.values.isEmpty ? known.value ?? detail.unsaid : state["value"]
        let terms = ChangeTermsFields(
            call: call, state: state, isNew: known.value == nil, isDated: detail != .deceased)
        let form = Form(
            action: Route.personDetail(id.text, detail.rawValue).path, token: call.token,
            content: """
                \(control(call, detail, value, state))\(terms)\
                <div class="actions">\(Button(words("detail.button")))</div>
                """)
        return call.show(
            Screen(
                title: words("detail.title.\(detail.rawValue)"),
                heading: words("detail.title.\(detail.rawValue)"), kicker: known.recipientName,
                main: """
                    \(words.summary(of: state, labels: terms.labels.merging(["value": words("detail.\(detail.rawValue)")]) { $1 }))\
                    <p>\(words("detail.lead"))</p>\(form)\
                    <p>\(Link(words("correction.back"), href: Route.person(id.text).path))</p>
                    """, bodyClass: "narrow", status: status))
    }

    private static func control(
        _ call: Call, _ detail: PersonDetail, _ value: String, _ state: FormState
    ) -> HTML {
        let words = call.words
        let field = Field(
            "value", label: words("detail.\(detail.rawValue)"),
            hint: words.ifAny("detail.\(detail.rawValue).hint"),
            error: state.error("value", words), isRequired: detail == .name)
        switch detail {
        case .name: return TextField(field, value: value).html
        case .phone: return TextField(field, value: value, kind: .tel, width: .medium).html
        case .deceased: return DateField(field, value: value, latest: call.today.description).html
        case .protection:
            let choices = Protection.allCases.map { Choice($0.rawValue, words("protection.\($0.rawValue)")) }
            return Radios(field, choices: choices, value: value).html
        }
    }

    // MARK: - Identity number

    private static func numberForm(_ call: Call) async throws -> Response {
        try await showNumber(call, FormState())
    }

    private static func replaceNumber(_ call: Call) async throws -> Response {
        let (id, typed) = (try person(call), call.form.answers)
        do {
            try await call.store.write(as: call.actor) { try $0.replaceNumber(of: id, typed) }
            return call.redirect(to: .person(id.text), saying: "numberReplaced")
        } catch let error as AppError where error.code == .invalid {
            return try await showNumber(call, FormState(call.form, error), status: error.code.status)
        }
    }

    private static func showNumber(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let (id, words, typed) = (try person(call), call.words, state["number"])
        let known = try await call.store.show(as: call.actor) { try $0.knownNumber(of: id) }
        let isAnothers = state.faults.contains {
            ["identity.anothers", "protected.numberTaken"].contains($0.key)
        }
        let other =
            isAnothers
            ? try await call.store.show(as: call.actor) { try $0.otherHolder(of: typed, than: id) } : nil
        let terms = ChangeTermsFields(call: call, state: state, isNew: false, isDated: true)
        let number = words.field("number", "detail.number", in: state)
        let form = Form(
            action: Route.personNumber(id.text).path, token: call.token,
            content: """
                \(TextField(number, value: typed, width: .medium, inputMode: "text", maxLength: 40))\(terms)\
                <div class="actions">\(Button(words("detail.number.button")))</div>
                """)
        return call.show(
            Screen(
                title: words("detail.title.number"), heading: words("detail.title.number"),
                kicker: known.recipientName,
                main: """
                    \(words.summary(of: state, labels: terms.labels.merging(["number": words("detail.number")]) { $1 }))\
                    \(if: other, { toMerge(call, id, $0) })\
                    <p><strong>\(words("detail.number.now")) \(known.identifier.display)</strong></p>\
                    <p>\(words("detail.number.lead"))</p>\(form)\
                    <p>\(Link(words("correction.back"), href: Route.person(id.text).path))</p>
                    """, bodyClass: "narrow", status: status))
    }

    /// The number is somebody else's: they may be one and the same.
    private static func toMerge(
        _ call: Call, _ id: ID<CareRecipient>, _ other: ID<CareRecipient>
    ) -> HTML {
        let words = call.words
        let link = Link(words("detail.number.merge"), href: Route.merge(id.text, other.text).path)
        return Notice(content: "<p>\(words("detail.number.anothers")) \(link)</p>", tone: .attention).html
    }
}

/// Since when something else is said, and why.
struct ChangeTermsFields: Component {
    let call: Call
    let state: FormState
    /// Nothing was said before, so nothing can have been wrong.
    let isNew: Bool
    /// A death has its own day.
    let isDated: Bool

    private var words: Words { call.words }

    var labels: [String: String] {
        [
            "how": words("detail.how"), "from": words("detail.from"), "reason": words("detail.reason"),
        ]
    }

    var html: HTML {
        let from = DateField(
            words.field("from", "detail.from", in: state),
            value: state.answers.values.isEmpty ? call.today.description : state["from"],
            latest: call.today.description)
        let how = Radios(
            words.field("how", "detail.how", in: state),
            choices: [
                Choice("changed", words("detail.how.changed"), reveals: from.html),
                Choice("wrong", words("detail.how.wrong")),
            ], value: state["how"])
        let dated: HTML = isNew ? from.html : how.html
        return """
            \(if: isDated, dated)\
            \(TextArea(words.field("reason", "detail.reason", in: state), value: state["reason"], rows: 3))
            """
    }
}
