import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// The models that devices are of, and what is decided about each.
enum ModelPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.deviceModels.path, .holding(.seeInventory), list),
        .post(Route.deviceModels.path, .holding(.plan), add),
        .get(Route.deviceModel(":id").path, .holding(.plan), form),
        .post(Route.deviceModel(":id").path, .holding(.plan), change),
    ]

    private static func list(_ call: Call) async throws -> Response { try await list(call, FormState()) }

    private static func list(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let models = try await call.store.read(as: call.actor) { try $0.modelsToChoose() }
        let (words, mayPlan) = (call.words, try call.actor.may(.plan))
        let kinds = DeviceKind.allCases.map {
            SelectField.Option(value: $0.rawValue, text: words("device.kind.\($0.rawValue)"))
        }
        let kind = SelectField(
            words.field("kind", "device.kind", in: state), options: kinds, value: state["kind"],
            prompt: words("model.kind.choose"), width: .medium)
        let form = Form(
            action: Route.deviceModels.path, token: call.token,
            content: """
                \(kind)\(fields(call, state))<div class="actions">\(Button(words("model.add")))</div>
                """)
        return call.show(
            call.inventory(
                words("model.title"), part: .deviceModels,
                main: """
                    \(words.summary(of: state, labels: labels(words)))\(table(call, models, mayPlan))\
                    \(if: mayPlan, PagePart(words("model.new"), form.html).html)
                    """, status: status.code))
    }

    private static func table(_ call: Call, _ models: [DeviceModel], _ mayPlan: Bool) -> HTML {
        let words = call.words
        guard !models.isEmpty else {
            return EmptyState(heading: words("model.none"), text: .text(words("model.none.hint"))).html
        }
        let months = { (count: Int?) -> HTML in
            .text(count.map { words("model.everyMonths", count: $0) } ?? words("model.never"))
        }
        let rows = models.map { model -> Table.Row in
            let name: HTML =
                mayPlan
                ? Link(model.terms.name, href: Route.deviceModel(model.id.text).path).html
                : .text(model.terms.name)
            return Table.Row([
                name, .text(words("device.kind.\(model.kind.rawValue)")), months(model.terms.batteryMonths),
                months(model.terms.testMonths), .text("\(model.terms.minimum)"),
            ])
        }
        let columns =
            ["device.model", "device.kind", "model.battery", "model.test"].map { Table.Column(words($0)) }
            + [Table.Column(words("stock.minimum"), isNumeric: true)]
        return Table(
            caption: words("model.title"), isCaptionUnseen: true, columns: columns, rows: rows
        ).html
    }

    private static func labels(_ words: Words) -> [String: String] {
        ["name": words("model.name"), "kind": words("device.kind")]
    }

    private static func fields(_ call: Call, _ state: FormState) -> HTML {
        let words = call.words
        let number = { (name: String) -> HTML in
            TextField(
                words.field(name, "model.\(name)", in: state, isRequired: false), value: state[name],
                width: .tiny, inputMode: "numeric"
            ).html
        }
        return """
            \(TextField(words.field("name", "model.name", in: state), value: state["name"], width: .medium))\
            \(number("batteryMonths"))\(number("testMonths"))\(number("minimum"))
            """
    }

    private static func add(_ call: Call) async throws -> Response {
        let typed = call.form.answers
        do {
            try await call.store.write(as: call.actor) { _ = try $0.addModel(typed) }
            return call.redirect(to: .deviceModels, saying: "modelSaved")
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            return try await list(call, FormState(call.form, error), status: error.code.status)
        }
    }

    private static func id(_ call: Call) throws(AppError) -> ID<DeviceModel> {
        guard let id = ID<DeviceModel>(try call.part("id")) else { throw AppError.notFound }
        return id
    }

    private static func form(_ call: Call) async throws -> Response {
        let id = try id(call)
        let terms = try await call.store.read(as: call.actor) { try $0.deviceModel(id) }.terms
        let now = Answers([
            "name": terms.name, "batteryMonths": terms.batteryMonths.map { "\($0)" } ?? "",
            "testMonths": terms.testMonths.map { "\($0)" } ?? "", "minimum": "\(terms.minimum)",
        ])
        return try await form(call, FormState(now))
    }

    private static func form(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let id = try id(call)
        let model = try await call.store.read(as: call.actor) { try $0.deviceModel(id) }
        let words = call.words
        let form = Form(
            action: Route.deviceModel(id.text).path, token: call.token,
            content: """
                \(fields(call, state))<div class="actions">\(Button(words("model.save")))</div>
                """)
        return call.show(
            call.inventory(
                model.terms.name, part: .deviceModel(id.text),
                main: """
                    \(words.summary(of: state, labels: labels(words)))\(form)\
                    <p>\(Link(words("model.back"), href: Route.deviceModels.path))</p>
                    """, status: status.code, isWide: false,
                kicker: words("device.kind.\(model.kind.rawValue)")))
    }

    private static func change(_ call: Call) async throws -> Response {
        let (id, typed) = (try id(call), call.form.answers)
        do {
            try await call.store.write(as: call.actor) { try $0.changeModel(id, typed) }
            return call.redirect(to: .deviceModels, saying: "modelSaved")
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            return try await form(call, FormState(call.form, error), status: error.code.status)
        }
    }
}
