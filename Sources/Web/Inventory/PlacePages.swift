import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// The shelves and vehicles where devices lie, and moving devices between them.
enum PlacePages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.storagePlaces.path, .holding(.seeInventory), list),
        .post(Route.storagePlaces.path, .holding(.keepInventory), add),
        .post(Route.placeClosing(":id").path, .holding(.keepInventory), close),
        .get(Route.deviceMoves.path, .holding(.keepInventory), moving),
        .post(Route.deviceMoves.path, .holding(.keepInventory), move),
    ]

    private static func list(_ call: Call) async throws -> Response { try await list(call, FormState()) }

    private static func list(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let places = try await call.store.read(as: call.actor) { try $0.storagePlaces() }
        let words = call.words
        let kinds = StoragePlace.Kind.allCases.map { Choice($0.rawValue, words("place.kind.\($0.rawValue)")) }
        let form = Form(
            action: Route.storagePlaces.path, token: call.token,
            content: """
                \(TextField(words.field("name", "place.name", in: state), value: state["name"], width: .medium))\
                \(Radios(words.field("kind", "place.kind", in: state), choices: kinds, value: state["kind"], isInline: true))\
                <div class="actions">\(Button(words("place.add")))</div>
                """)
        return call.show(
            call.inventory(
                words("place.title"), part: .storagePlaces,
                main: """
                    \(words.summary(of: state))\
                    \(Actions([ButtonLink(words("placing.open"), href: Route.deviceMoves.path, .secondary).html]))\
                    \(table(call, places))\(PagePart(words("place.new"), form.html))
                    """, status: status.code))
    }

    private static func table(_ call: Call, _ places: [PlaceLine]) -> HTML {
        let words = call.words
        guard !places.isEmpty else {
            return EmptyState(heading: words("place.none"), text: .text(words("place.none.hint"))).html
        }
        let rows = places.map { line in
            Table.Row([
                .text(line.place.name), .text(words("place.kind.\(line.place.kind.rawValue)")),
                .text("\(line.devices)"),
                line.lastCountedAt.map { call.moment($0).html } ?? .text(words("place.neverCounted")),
                acts(call, line),
            ])
        }
        let columns = [
            Table.Column(words("place.name")), Table.Column(words("place.kind")),
            Table.Column(words("place.devices"), isNumeric: true), Table.Column(words("place.counted")),
            Table.Column(words("place.acts"), isUnseen: true),
        ]
        return Table(
            caption: words("place.title"), isCaptionUnseen: true, columns: columns, rows: rows
        ).html
    }

    private static func acts(_ call: Call, _ line: PlaceLine) -> HTML {
        let (words, place) = (call.words, line.place)
        let count = FormButton(
            action: Route.stocktakes.path, token: call.token,
            button: Button(
                words(line.running == nil ? "stocktake.begin" : "stocktake.goOn"), .secondary,
                context: place.name), hidden: [HiddenField(name: "place", value: place.id.text)])
        let close = FormButton(
            action: Route.placeClosing(place.id.text).path, token: call.token,
            button: Button(words("place.close"), .secondary, context: place.name))
        let labels = Link(
            words("label.print"), href: Route.placeLabels(place.id.text).path, context: place.name)
        return Actions([
            count.html, line.devices > 0 ? labels.html : nil,
            line.devices == 0 && line.running == nil ? close.html : nil,
        ]).html
    }

    private static func add(_ call: Call) async throws -> Response {
        let typed = call.form.answers
        do {
            try await call.store.write(as: call.actor) { _ = try $0.addPlace(typed) }
            return call.redirect(to: .storagePlaces, saying: "placeAdded")
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            return try await list(call, FormState(call.form, error), status: error.code.status)
        }
    }

    private static func close(_ call: Call) async throws -> Response {
        guard let id = ID<StoragePlace>(try call.part("id")) else { throw AppError.notFound }
        do {
            try await call.store.write(as: call.actor) { try $0.closePlace(id) }
            return call.redirect(to: .storagePlaces, saying: "placeClosed")
        } catch let error as AppError where error.code == .conflict {
            return try await list(call, FormState(call.form, error), status: error.code.status)
        }
    }

    private static func moving(_ call: Call) async throws -> Response {
        let serial = (try? SerialNumber.parse(String(call.query["serial"].prefix(40))))?.text ?? ""
        return try await moving(call, FormState(Answers(["serials": serial])))
    }

    private static func moving(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let places = try await call.store.read(as: call.actor) { try $0.storagePlaces() }
        let words = call.words
        let form = Form(
            action: Route.deviceMoves.path, token: call.token,
            content: """
                \(TextArea(
                    words.field("serials", "serials.label", in: state), value: state["serials"], rows: 6, isCode: true,
                    scan: words.scan))\
                \(words.placeField("place", "placing.to", places, in: state))\
                <div class="actions">\(Button(words("placing.button")))</div>
                """)
        return call.show(
            call.inventory(
                words("placing.title"), part: .deviceMoves,
                main: """
                    \(words.summary(of: state, labels: ["place": words("placing.to")]))<p>\(words("placing.lead"))</p>\(form)
                    """, status: status.code, isWide: false))
    }

    private static func move(_ call: Call) async throws -> Response {
        let typed = call.form.answers
        do {
            let count = try await call.store.write(as: call.actor) { try $0.moveDevices(typed) }
            return call.redirect(to: .storagePlaces, saying: count == 0 ? "noneMoved" : "moved")
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            return try await moving(call, FormState(call.form, error), status: error.code.status)
        }
    }
}
