import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// What a unit holds against its cabinet, and what can be done with it.
enum KeyPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.keys(nil).path, .holding(.workOnUnitDuties), list),
        .get(Route.keyHolding(":id").path, .holding(.workOnUnitDuties), page),
        .get(Route.keyAct(":id", ":act").path, .holding(.workOnUnitDuties), form),
        .post(Route.keyAct(":id", ":act").path, .holding(.workOnUnitDuties), act),
    ]

    private static func list(_ call: Call) async throws -> Response {
        let place = Text.cleaned(String(call.query["place"].prefix(40)))
        let found = try await call.store.show(as: call.actor) { try $0.keyHoldings(at: place) }
        let words = call.words
        return call.show(
            Screen(
                title: words("holdings.title"), heading: words("holdings.title"),
                main: HoldingsView(call: call, holdings: found, place: place).html, bodyClass: "wide",
                here: .keys(nil)))
    }

    private static func id(_ call: Call) throws(AppError) -> ID<HeldKeys> {
        guard let id = ID<HeldKeys>(try call.part("id")) else { throw AppError.notFound }
        return id
    }

    private static func page(_ call: Call) async throws -> Response {
        let id = try id(call)
        let page = try await call.store.show(as: call.actor) { try $0.keyHolding(id) }
        let words = call.words
        return call.show(
            Screen(
                title: words("holdings.one"), heading: words.said(page.holding.keys.item),
                kicker: page.holding.recipientName, above: path(call, to: nil),
                main: HoldingView(call: call, page: page).html, bodyClass: "narrow", here: .keys(nil)))
    }

    /// From the list to the page.
    private static func path(_ call: Call, to holding: KeyHolding?) -> HTML {
        let list = Link(call.words("holdings.title"), href: Route.keys(nil).path)
        let one = holding.map {
            Link(call.words.said($0.keys.item), href: Route.keyHolding($0.keys.id.text).path)
        }
        return Breadcrumbs(
            label: call.words("nav.path"), links: [list] + (one.map { [$0] } ?? []), here: nil
        ).html
    }

    private static func wantedAct(_ call: Call) throws -> KeyAct {
        guard let act = KeyAct(rawValue: try call.part("act")) else { throw AppError.notFound }
        return act
    }

    private static func form(_ call: Call) async throws -> Response { try await show(call, FormState()) }

    private static func show(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let (id, act) = (try id(call), try wantedAct(call))
        let holding = try await call.store.show(as: call.actor) { try $0.keyHolding(id) }.holding
        guard act.applies(to: holding) || !state.faults.isEmpty else { throw AppError.notFound }
        let units =
            act == .transfer ? try await call.store.read(as: call.actor) { try $0.otherUnits() } : []
        let foresight =
            act == .loss ? try await call.store.show(as: call.actor) { try $0.lossForesight(of: id) } : nil
        let words = call.words
        let form = KeyActForm(
            call: call, holding: holding, act: act, units: units, foresight: foresight, state: state)
        return call.show(
            Screen(
                title: words("holdings.act.\(act.rawValue)"), heading: words("holdings.act.\(act.rawValue)"),
                kicker: holding.recipientName, above: path(call, to: holding),
                main: "\(words.summary(of: state, labels: form.labels))\(form)", bodyClass: "narrow",
                here: .keys(nil), status: status))
    }

    private static func act(_ call: Call) async throws -> Response {
        let (id, act) = (try id(call), try wantedAct(call))
        do {
            let next = try await done(act, id, call)
            return call.redirect(to: next.route, saying: next.said)
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            do {
                return try await show(call, FormState(call.form, error), status: error.code.status)
            } catch let gone as AppError where gone.code == .notFound && error.code == .conflict {
                // Somebody else was first, and the link of the chain has ended; the list says what is held now.
                return call.redirect(to: .keys(nil), saying: "keysChanged")
            }
        }
    }

    private static func done(
        _ act: KeyAct, _ id: ID<HeldKeys>, _ call: Call
    ) async throws -> (route: Route, said: String) {
        let (typed, words) = (call.form.answers, call.words)
        switch act {
        case .placement:
            try await call.store.write(as: call.actor) { try $0.placeKeys(id, typed: typed) }
            return (.keys(nil), "keysPlaced")
        case .return:
            let receipt = try await call.store.write(as: call.actor) { try $0.giveBackKeys(id, typed: typed) }
            return (.keyReceipt(receipt), "keysGivenBack")
        case .transfer:
            let receipt = try await call.store.write(as: call.actor) { try $0.transferKeys(id, typed: typed) }
            return (.keyReceipt(receipt), "keysTransferred")
        case .loss:
            let order = try await call.store.write(as: call.actor) {
                try $0.reportLost([id], typed: typed) { words.said($0) }
            }
            return (.order(order.text), "keysLost")
        case .finding:
            try await call.store.write(as: call.actor) { try $0.keysFound(id, typed: typed) }
            return (.keys(nil), "keysFound")
        case .mistake:
            try await call.store.write(as: call.actor) { try $0.undoLoss(id, typed) }
            return (.keys(nil), "lossUndone")
        }
    }
}

/// What can be done with keys that a unit holds or has lost.
enum KeyAct: String, CaseIterable {
    case placement, `return`, transfer, loss, finding, mistake

    func applies(to holding: KeyHolding) -> Bool {
        (self == .finding || self == .mistake) == (holding.holder == .lost)
    }
}

extension Words {
    /// Several sorts, a line for each.
    func said(_ portions: [KeyPortion]) -> String { portions.map { said($0.item) }.joined(separator: "\n") }
}
