import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// Counts: those that have been made, and one that is going on, ticked or scanned.
enum CountingPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.stocktakes.path, .holding(.keepInventory), list),
        .post(Route.stocktakes.path, .holding(.keepInventory), begin),
        .get(Route.deviceStocktake(":id").path, .holding(.keepInventory), page),
        .post(Route.deviceStocktake(":id").path, .holding(.keepInventory), count),
    ]

    private static func list(_ call: Call) async throws -> Response { try await list(call, FormState()) }

    private static func list(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let (places, found) = try await call.store.read(as: call.actor) {
            (try $0.storagePlaces(), try $0.stocktakes())
        }
        let words = call.words
        let form = Form(
            action: Route.stocktakes.path, token: call.token,
            content: """
                \(words.placeField("place", "stocktake.place", places, in: state))\
                <div class="actions">\(Button(words("stocktake.begin")))</div>
                """)
        return call.show(
            call.inventory(
                words("count.title"), part: .stocktakes,
                main: """
                    \(words.summary(of: state))<p>\(words("count.lead"))</p>\(form)\
                    \(PagePart(words("count.before"), table(call, found)))
                    """, status: status.code))
    }

    private static func table(_ call: Call, _ found: [StocktakeLine]) -> HTML {
        guard !found.isEmpty else { return "" }
        let words = call.words
        let rows = found.map { line in
            Table.Row([
                Link(
                    line.place.name, href: Route.deviceStocktake(line.id.text).path,
                    context: words.exact(line.begunAt)
                ).html,
                call.moment(line.begunAt).html, .text(line.begunBy),
                line.finishedAt.map { call.moment($0).html }
                    ?? Badge(text: words("count.running"), tone: .attention).html,
                .text("\(line.counted)"), .text("\(line.differences)"),
            ])
        }
        let columns = [
            Table.Column(words("stocktake.place")), Table.Column(words("count.begun")),
            Table.Column(words("count.by")), Table.Column(words("count.finished")),
            Table.Column(words("count.counted"), isNumeric: true),
            Table.Column(words("count.differences"), isNumeric: true),
        ]
        return Table(
            caption: words("count.before"), isCaptionUnseen: true, columns: columns, rows: rows
        ).html
    }

    private static func begin(_ call: Call) async throws -> Response {
        let place = ID<StoragePlace>(call.form["place"])
        do {
            let id = try await call.store.write(as: call.actor) { try $0.beginStocktake(at: place) }
            return call.redirect(to: .deviceStocktake(id.text))
        } catch let error as AppError where error.code == .invalid {
            return try await list(call, FormState(call.form, error), status: error.code.status)
        }
    }

    static func id(_ call: Call) throws(AppError) -> ID<Stocktake> {
        guard let id = ID<Stocktake>(try call.part("id")) else { throw AppError.notFound }
        return id
    }

    private static func page(_ call: Call) async throws -> Response { try await page(call, FormState()) }

    private static func page(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let id = try id(call)
        let page = try await call.store.read(as: call.actor) { try $0.stocktake(id) }
        guard page.stocktake.finishedAt == nil else { return try await finished(call, page.stocktake) }
        let words = call.words
        let serials = TextArea(
            words.field("serials", "count.serials", in: state, isRequired: false), value: state["serials"],
            rows: 6, isCode: true, scan: words.scan)
        let form = Form(
            action: Route.deviceStocktake(id.text).path, token: call.token,
            content: """
                \(expected(call, page, state))\(serials)\
                \(Actions([
                    Button(words("count.compare"), name: "act", value: "compare").html,
                    Button(words("count.save"), .secondary, name: "act", value: "save").html,
                ]))
                """)
        return call.show(
            call.inventory(
                words("count.one", ["place": page.stocktake.place.name]), part: .deviceStocktake(id.text),
                main: """
                    \(words.summary(of: state))<p class="lead">\(words("count.how"))</p>\(form)
                    """, status: status.code, kicker: words("count.title")))
    }

    /// What should lie there, and what more has been counted; each can be ticked and unticked.
    private static func expected(_ call: Call, _ page: CountPage, _ state: FormState) -> HTML {
        let words = call.words
        let ticked = state.faults.isEmpty ? Set(page.counted.keys.map(\.text)) : Set(call.form.all("here"))
        let row = { (serial: String, what: String, model: String, status: String) in
            Table.Row([
                "\(serial)\(if: page.counted.keys.contains { $0.text == serial }, HiddenField(name: "shown", value: serial).html)",
                .text(what), .text(model), .text(status),
                RowCheckbox(
                    name: "here", value: serial, label: "\(words("count.here")): \(serial)",
                    isChecked: ticked.contains(serial)
                ).html,
            ])
        }
        let rows =
            page.expected.map { device in
                row(
                    device.serial.text, words("device.kind.\(device.kind.rawValue)"), device.model,
                    words("device.status.\(device.status.rawValue)"))
            } + page.unexpected.map { row($0.text, words("count.unexpected"), "", "") }
        guard !rows.isEmpty else { return "<p>\(words("count.nothingExpected"))</p>" }
        let columns = ["device.serial", "device.kind", "device.model", "device.status", "count.here"].map {
            Table.Column(words($0))
        }
        return Table(caption: words("count.expected"), columns: columns, rows: rows).html
    }

    private static func count(_ call: Call) async throws -> Response {
        let (id, form) = (try id(call), call.form)
        let serials = { (name: String) in Set(form.all(name).compactMap { try? SerialNumber.parse($0) }) }
        let (ticked, shown, typed) = (serials("here"), serials("shown"), form.answers["serials"])
        do {
            try await call.store.write(as: call.actor) {
                try $0.count(ticked: ticked, shown: shown, typed: typed, in: id)
            }
            return form["act"] == "save"
                ? call.redirect(to: .deviceStocktake(id.text), saying: "countSaved")
                : call.redirect(to: .stocktakeDifferences(id.text))
        } catch let error as AppError where error.code == .invalid {
            return try await page(call, FormState(form, error), status: error.code.status)
        }
    }

    private static func finished(_ call: Call, _ line: StocktakeLine) async throws -> Response {
        let settled = try await call.store.read(as: call.actor) { try $0.settledDifferences(of: line.id) }
        let words = call.words
        let facts = DefinitionList(rows: [
            .init(words("count.begun"), call.moment(line.begunAt).html),
            .init(words("count.finished"), line.finishedAt.map { call.moment($0).html } ?? ""),
            .init(words("count.by"), text: line.finishedBy ?? ""),
            .init(words("count.counted"), text: "\(line.counted)"),
        ])
        let rows = settled.map { one in
            Table.Row([
                one.kind == .unknown
                    ? .text(one.serial.text)
                    : Link(one.serial.text, href: Route.device(one.serial.text).path).html,
                .text(words("difference.kind.\(one.kind.rawValue)")),
                .text(words("difference.settled.\(one.decision.rawValue)")), .text(one.note),
            ])
        }
        let columns = ["device.serial", "difference.kind", "difference.settled", "stocktake.note"].map {
            Table.Column(words($0))
        }
        let table: HTML =
            rows.isEmpty
            ? "<p>\(words("count.noDifference"))</p>"
            : Table(caption: words("count.differences"), columns: columns, rows: rows).html
        return call.show(
            call.inventory(
                words("count.one", ["place": line.place.name]), part: .deviceStocktake(line.id.text),
                main: "\(facts)\(table)", kicker: words("count.title")))
    }
}
