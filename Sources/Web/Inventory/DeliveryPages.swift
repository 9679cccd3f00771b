import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// Deliveries as they were received, and receiving one: first looked at line by line, then all of it or nothing.
enum DeliveryPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.deliveries.path, .holding(.seeInventory), list),
        .get(Route.delivery(":id").path, .holding(.seeInventory), page),
        .get(Route.receiving.path, .holding(.keepInventory), form),
        .post(Route.receiving.path, .holding(.keepInventory), receive),
    ]

    private static func list(_ call: Call) async throws -> Response {
        let found = try await call.store.read(as: call.actor) { try $0.deliveries() }
        let words = call.words
        let rows = found.map { line in
            Table.Row([
                Link(line.number, href: Route.delivery(line.id.text).path).html, .text(line.supplier),
                call.day(line.day).html, .text("\(line.devices)"), .text(line.who),
            ])
        }
        let columns = [
            Table.Column(words("delivery.number")), Table.Column(words("delivery.supplier")),
            Table.Column(words("delivery.day")), Table.Column(words("delivery.devices"), isNumeric: true),
            Table.Column(words("delivery.by")),
        ]
        let table: HTML =
            rows.isEmpty
            ? EmptyState(heading: words("delivery.none"), text: nil).html
            : Table(
                caption: words("delivery.title"), isCaptionUnseen: true, columns: columns, rows: rows
            ).html
        return call.show(
            call.inventory(
                words("delivery.title"), part: .deliveries,
                main: """
                    \(Actions([ButtonLink(words("delivery.receive"), href: Route.receiving.path).html]))\(table)
                    """))
    }

    private static func page(_ call: Call) async throws -> Response {
        guard let id = ID<DeliveryNote>(try call.part("id")) else { throw AppError.notFound }
        let page = try await call.store.read(as: call.actor) { try $0.delivery(id) }
        let (words, line) = (call.words, page.delivery)
        let facts = DefinitionList(rows: [
            .init(words("delivery.supplier"), text: line.supplier),
            .init(words("delivery.day"), call.day(line.day).html),
            .init(words("delivery.receivedAt"), call.moment(line.receivedAt).html),
            .init(words("delivery.by"), text: line.who),
        ])
        let rows = page.devices.map { device in
            Table.Row([
                Link(device.serial.text, href: Route.device(device.serial.text).path).html,
                .text(words("device.kind.\(device.kind.rawValue)")), .text(device.model),
                .text(words("device.status.\(device.status.rawValue)")),
            ])
        }
        let columns = ["device.serial", "device.kind", "device.model", "device.status"].map {
            Table.Column(words($0))
        }
        return call.show(
            call.inventory(
                words("delivery.one", ["number": line.number]), part: .delivery(id.text),
                main: """
                    \(Actions([
                        ButtonLink(words("label.print"), href: Route.deliveryLabels(id.text).path, .secondary).html
                    ]))\(facts)\(Table(
                        caption: words("delivery.devices"), isCaptionUnseen: true, columns: columns, rows: rows))
                    """))
    }

    private static func form(_ call: Call) async throws -> Response {
        try await show(call, FormState(Answers(["day": call.today.description])))
    }

    private static func show(
        _ call: Call, _ state: FormState, plan: DeliveryPlan? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let (models, places) = try await call.store.read(as: call.actor) {
            (try $0.modelsToChoose(), try $0.storagePlaces())
        }
        let words = call.words
        let form = DeliveryForm(call: call, models: models, places: places, state: state, plan: plan)
        return call.show(
            call.inventory(
                words("delivery.receive"), part: .receiving,
                main: """
                    \(words.summary(of: state, labels: form.labels))\(form)
                    """, status: status.code))
    }

    private static func receive(_ call: Call) async throws -> Response {
        let (typed, isReceiving) = (call.form.answers, call.form["act"] == "receive")
        do {
            if isReceiving {
                let id = try await call.store.write(as: call.actor) { try $0.receiveDelivery(typed) }
                return call.redirect(to: .delivery(id.text), saying: "delivered")
            }
            let plan = try await call.store.read(as: call.actor) { try $0.planDelivery(typed) }
            return try await show(call, FormState(typed), plan: plan)
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            // Where only the lines are wrong, they are told one by one.
            let plan = try? await call.store.read(as: call.actor) { try $0.planDelivery(typed) }
            return try await show(call, FormState(call.form, error), plan: plan, status: error.code.status)
        }
    }
}

/// The form of a delivery; under it, once it has been looked at, what would be received.
struct DeliveryForm: Component {
    let call: Call
    let models: [DeviceModel]
    let places: [PlaceLine]
    let state: FormState
    let plan: DeliveryPlan?

    private var words: Words { call.words }

    var labels: [String: String] {
        Dictionary(
            uniqueKeysWithValues: ["number", "supplier", "day", "manner", "model", "place", "file"].map {
                ($0, words("delivery.\($0)"))
            })
    }

    var html: HTML {
        let isSound = plan?.refused.isEmpty ?? false
        let receive = Button(words("delivery.button"), name: "act", value: "receive")
        let check = Button(
            words("delivery.check"), isSound ? .secondary : .primary, name: "act", value: "check")
        return Form(
            action: Route.receiving.path, token: call.token,
            content: """
                \(note)\(manner)\(words.placeField("place", "delivery.place", places, in: state))\
                \(if: plan, preview)\(Actions([check.html, isSound ? receive.html : nil]))
                """
        ).html
    }

    private var note: HTML {
        """
        \(TextField(words.field("supplier", "delivery.supplier", in: state), value: state["supplier"], width: .medium))\
        \(TextField(words.field("number", "delivery.number", in: state), value: state["number"], width: .medium))\
        \(DateField(words.field("day", "delivery.day", in: state), value: state["day"], latest: call.today.description))
        """
    }

    private var manner: HTML {
        let options = models.map {
            SelectField.Option(
                value: $0.id.text, text: "\($0.terms.name), \(words("device.kind.\($0.kind.rawValue)"))")
        }
        let serials = TextArea(
            words.field("serials", "serials.label", in: state), value: state["serials"], rows: 8,
            isCode: true, scan: words.scan)
        let file = TextArea(
            words.field("file", "delivery.file", in: state), value: state["file"], rows: 8, isCode: true)
        let scan: HTML = """
            \(SelectField(
                words.field("model", "delivery.model", in: state), options: options, value: state["model"],
                prompt: words("delivery.model.choose"), width: .medium))\(serials)
            """
        let upload = FileToRead(
            label: words("delivery.upload"), hint: words("delivery.upload.hint"), into: Field.id(of: "file"),
            accept: ".csv,.txt")
        return Radios(
            words.field("manner", "delivery.manner", in: state),
            choices: [
                Choice("scan", words("delivery.manner.scan"), reveals: scan),
                Choice("file", words("delivery.manner.file"), reveals: "\(upload)\(file)"),
            ], value: state["manner"]
        ).html
    }

    private func preview(_ plan: DeliveryPlan) -> HTML {
        let refused = plan.refused
        let said =
            refused.isEmpty
            ? words("delivery.sound", count: plan.lines.count)
            : words("delivery.unsound", ["count": "\(refused.count)", "lines": "\(plan.lines.count)"])
        let rows = plan.lines.map { line in
            Table.Row(
                [
                    .text("\(line.number)"), .text(line.serial), .text(line.model?.terms.name ?? ""),
                    .text(line.place?.name ?? ""),
                    line.faults.isEmpty
                        ? Badge(text: words("delivery.line.sound"), tone: .done).html
                        : "\(each: line.faults, { "<p class=\"error\">\(words($0))</p>" })",
                ], tone: line.faults.isEmpty ? .calm : .attention)
        }
        let columns = [
            Table.Column(words("delivery.line"), isNumeric: true), Table.Column(words("device.serial")),
            Table.Column(words("device.model")), Table.Column(words("device.place")),
            Table.Column(words("delivery.line.state")),
        ]
        return """
            \(Notice(content: "<p>\(said)</p>", tone: refused.isEmpty ? .done : .attention))\
            \(Table(caption: words("delivery.preview"), columns: columns, rows: rows, headerColumn: 1))
            """
    }
}
