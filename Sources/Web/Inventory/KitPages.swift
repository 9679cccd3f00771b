import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// Devices that are packed together: packed by reading them, labelled, moved and reserved by one number, unpacked.
enum KitPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.kits.path, .holding(.seeInventory), list),
        .post(Route.kits.path, .holding(.keepInventory), pack),
        .get(Route.kit(":id").path, .holding(.seeInventory), page),
        .post(Route.kitUnpacking(":id").path, .holding(.keepInventory), unpack),
    ]

    private static func list(_ call: Call) async throws -> Response { try await list(call, FormState()) }

    private static func list(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let kits = try await call.store.read(as: call.actor) { try $0.kits() }
        let words = call.words
        let form = Form(
            action: Route.kits.path, token: call.token,
            content: """
                <p>\(words("kit.lead"))</p>\
                \(TextArea(
                    words.field("serials", "serials.label", in: state), value: state["serials"], rows: 4, isCode: true,
                    scan: words.scan))\
                <div class="actions">\(Button(words("kit.pack")))</div>
                """)
        return call.show(
            call.inventory(
                words("kit.title"), part: .kits,
                main: """
                    \(words.summary(of: state, labels: ["serials": words("serials.label")]))\(table(call, kits))\
                    \(PagePart(words("kit.new"), form.html))
                    """, status: status.code))
    }

    private static func table(_ call: Call, _ kits: [Kit]) -> HTML {
        let words = call.words
        guard !kits.isEmpty else {
            return EmptyState(heading: words("kit.none"), text: .text(words("kit.none.hint"))).html
        }
        let rows = kits.map { kit in
            Table.Row([
                Link(kit.number.text, href: Route.kit(kit.id.text).path).html,
                .text(kit.kinds.map { words("device.kind.\($0.rawValue)") }.joined(separator: ", ")),
                .text(kit.place), state(of: kit, words),
            ])
        }
        let columns = ["kit.number", "kit.contents", "kit.place", "kit.state"].map {
            Table.Column(words($0))
        }
        return Table(caption: words("kit.title"), isCaptionUnseen: true, columns: columns, rows: rows).html
    }

    private static func state(of kit: Kit, _ words: Words) -> HTML {
        kit.isFree
            ? Badge(text: words("kit.free"), tone: .done).html
            : Badge(text: words("kit.held"), tone: .calm).html
    }

    private static func id(_ call: Call) throws -> ID<Kit> {
        guard let id = ID<Kit>(try call.part("id")) else { throw AppError.notFound }
        return id
    }

    private static func page(_ call: Call) async throws -> Response {
        let id = try id(call)
        let kit = try await call.store.read(as: call.actor) { try $0.kit(id) }
        let words = call.words
        let rows = kit.devices.map { device in
            Table.Row([
                Link(device.serial.text, href: Route.device(device.serial.text).path).html,
                .text(words("device.kind.\(device.kind.rawValue)")), .text(device.model),
                .text(words("device.status.\(device.status.rawValue)")),
            ])
        }
        let columns = ["device.serial", "device.kind", "device.model", "device.status"].map {
            Table.Column(words($0))
        }
        let label = ButtonLink(words("label.print.one"), href: Route.kitLabel(id.text).path, .secondary)
        let unpack = FormButton(
            action: Route.kitUnpacking(id.text).path, token: call.token,
            button: Button(words("kit.unpack"), .secondary))
        let move = ButtonLink(
            words("placing.open.one"), href: "\(Route.deviceMoves.path)?serial=\(kit.number.queried)",
            .secondary)
        let keeps = try call.actor.may(.keepInventory)
        return call.show(
            call.inventory(
                kit.number.text, part: .kits,
                main: """
                    <p>\(state(of: kit, words)) \(kit.place)</p>\
                    \(Table(caption: words("kit.contents"), columns: columns, rows: rows))\
                    \(Actions([label.html, keeps ? move.html : nil, keeps ? unpack.html : nil]))\
                    <p class="hint">\(words("kit.leaves"))</p>
                    """, kicker: words("kit.one")))
    }

    private static func pack(_ call: Call) async throws -> Response {
        let typed = call.form.answers
        do {
            let id = try await call.store.write(as: call.actor) { try $0.packKit(typed) }
            return call.redirect(to: .kit(id.text), saying: "kitPacked")
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            return try await list(call, FormState(call.form, error), status: error.code.status)
        }
    }

    private static func unpack(_ call: Call) async throws -> Response {
        let id = try id(call)
        try await call.store.write(as: call.actor) { try $0.unpackKit(id) }
        return call.redirect(to: .kits, saying: "kitUnpacked")
    }
}
