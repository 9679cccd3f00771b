import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// Reserving devices for a case, from stock or by serial number.
enum ReservationPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.reservations(":number").path, .holding(.plan), form),
        .post(Route.reservations(":number").path, .holding(.plan), reserve),
        .post(Route.release(":number").path, .holding(.plan), release),
    ]

    private static func form(_ call: Call) async throws -> Response { try await page(call, FormState()) }

    private static func page(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let number = try CasePages.number(call)
        let page = try await call.store.show(as: call.actor) { try $0.casePage(number) }
        let missing = page.order.neededDevices.filter { kind in !page.reserved.contains { $0.kind == kind } }
        let (stock, kits) = try await call.store.read(as: call.actor) {
            (try $0.stock(for: missing), try $0.kits(with: missing))
        }
        let words = call.words
        let forms: HTML = "\(each: missing, { kind in choose(call, number, kind, stock[kind] ?? []) })"
        let serial = words.field("serial", "reserve.serial", in: state)
        let typed = Form(
            action: Route.reservations(number.text).path, token: call.token,
            content: """
                \(TextField(serial, value: state["serial"], width: .medium, scan: .init(button: words("install.scan"), stop: words("install.scan.stop"))))\
                <div class="actions">\(Button(words("reserve.button")))</div>
                """)
        let done: HTML? = missing.isEmpty ? "<p>\(words("reserve.all"))</p>" : nil
        return call.show(
            Screen(
                title: words("reserve.open"), heading: words("reserve.open"), kicker: number.text,
                main: """
                    \(words.summary(of: state))\(done)\(choose(call, number, kits))\(forms)\(if: !missing.isEmpty, PagePart(words("reserve.typed"), typed.html).html)\
                    <p>\(Link(words("reserve.back"), href: Route.order(number.text).path))</p>
                    """, bodyClass: "narrow", status: status))
    }

    /// Kits that have all that is missing: one press instead of several.
    private static func choose(_ call: Call, _ number: CaseNumber, _ kits: [Kit]) -> HTML {
        let words = call.words
        let rows = kits.map { kit -> HTML in
            let button = FormButton(
                action: Route.reservations(number.text).path, token: call.token,
                button: Button(words("reserve.kit"), context: kit.number.text),
                hidden: [HiddenField(name: "serial", value: kit.number.text)])
            let contents = kit.devices.map { words("device.kind.\($0.kind.rawValue)") }.joined(
                separator: ", ")
            return "<li>\(kit.number.text), \(contents) \(button)</li>"
        }
        return kits.isEmpty ? "" : "<h2>\(words("reserve.kits"))</h2><ul class=\"plain\">\(rows)</ul>"
    }

    private static func choose(_ call: Call, _ number: CaseNumber, _ kind: DeviceKind, _ stock: [Device])
        -> HTML
    {
        let words = call.words
        let heading = words("device.kind.\(kind.rawValue)")
        guard !stock.isEmpty else {
            return "<h2>\(heading)</h2><p>\(words("reserve.outOfStock"))</p>"
        }
        let rows = stock.prefix(5).map { device -> HTML in
            let button = FormButton(
                action: Route.reservations(number.text).path, token: call.token,
                button: Button(words("reserve.button"), .secondary, context: device.serial.text),
                hidden: [HiddenField(name: "serial", value: device.serial.text)])
            return "<li>\(device.serial.text), \(device.model) \(button)</li>"
        }
        return "<h2>\(heading)</h2><ul class=\"plain\">\(rows)</ul>"
    }

    private static func reserve(_ call: Call) async throws -> Response {
        let (number, serial) = (try CasePages.number(call), call.form["serial"])
        do {
            try await call.store.write(as: call.actor) { try $0.reserve(serial, in: number) }
            return call.redirect(to: .reservations(number.text), saying: "reserved")
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            return try await page(call, FormState(call.form, error), status: error.code.status)
        }
    }

    private static func release(_ call: Call) async throws -> Response {
        let (number, serial) = (try CasePages.number(call), call.form["serial"])
        try await call.store.write(as: call.actor) { try $0.release(serial, in: number) }
        return call.redirect(to: .order(number.text), saying: "released")
    }
}
