import Domain
import HTTPBase
import Storage

/// Everything that follows from a life event, as one list to read before it is done.
struct ForesightView: Component {
    let call: Call
    let kind: LifeEvent.Kind
    let foresight: Foresight

    private var words: Words { call.words }

    var html: HTML {
        let rows = [
            failed, ending, visits, consents, supervisions, reserved, home, services, returns, goingOn,
            mounted, keys,
            told,
        ]
        .compactMap(\.self)
        guard !rows.isEmpty else { return "<p>\(words("life.nothing"))</p>" }
        return DefinitionList(rows: rows).html
    }

    private func row(_ key: String, _ lines: [HTML], hint: String? = nil) -> DefinitionList.Row? {
        guard !lines.isEmpty else { return nil }
        let explained: HTML? = hint.map { "<p class=\"hint\">\(words($0))</p>" }
        return .init(words(key), "\(PlainList(lines))\(explained)")
    }

    private func lines(_ orders: [Foresight.Order]) -> [HTML] {
        orders.map { order in
            let link = Link(order.number.text, href: Route.order(order.number.text).path)
            return "\(link) \(order.title(words.language)), \(order.unit)"
        }
    }

    /// What the person is without until it is replaced; the register changes only then.
    private var failed: DefinitionList.Row? {
        guard let device = foresight.failed else { return nil }
        let sharers: HTML? =
            foresight.sharers == 0
            ? nil : "<p>\(words("life.foresee.sharers", count: foresight.sharers))</p>"
        let counts = [.alarmBase, .alarmButton].contains(device.kind)
        return .init(
            words("life.foresee.failed"),
            """
            \(PlainList([self.device(device)]))\
            <p>\(words("life.foresee.failed.\(device.kind.rawValue)"))</p>\(sharers)\
            \(if: counts, "<p class=\"hint\">\(words("life.foresee.failed.hint"))</p>")
            """)
    }

    private var ending: DefinitionList.Row? { row("life.foresee.ending", lines(foresight.ending)) }

    private var goingOn: DefinitionList.Row? {
        row(
            "life.foresee.goingOn", lines(foresight.goingOn),
            hint: foresight.failed == nil ? "life.foresee.goingOn.hint" : "life.foresee.goingOn.failed")
    }

    private var visits: DefinitionList.Row? {
        row(
            "life.foresee.visits",
            foresight.visits.map { "\(call.moment($0.startsAt)), \($0.number.text)" },
            hint: "life.foresee.visits.hint")
    }

    private var consents: DefinitionList.Row? {
        row("life.foresee.consents", foresight.consents.map { .text($0) })
    }

    private var supervisions: DefinitionList.Row? {
        row(
            foresight.failed == nil ? "life.foresee.supervisions" : "life.foresee.supervisions.without",
            foresight.supervisions.map { "\($0.serial.text), \($0.centre)" },
            hint: foresight.failed == nil
                ? "life.foresee.supervisions.hint" : "life.foresee.supervisions.failed")
    }

    private var reserved: DefinitionList.Row? { row("life.foresee.reserved", foresight.reserved.map(device)) }

    private var home: DefinitionList.Row? {
        row("life.foresee.home", foresight.leaves.map { [.text($0.address.oneLine)] } ?? [])
    }

    private var services: DefinitionList.Row? {
        guard !foresight.services.isEmpty else { return nil }
        return .init(words("life.foresee.services"), text: words("life.foresee.services.text"))
    }

    private var returns: DefinitionList.Row? {
        let unit = foresight.unit.map { words("life.foresee.returns.unit", ["unit": $0]) }
        return row(
            "life.foresee.returns",
            foresight.returns.map { "\($0(words.language))\(if: unit, { ", \($0)" })" } + without)
    }

    /// Why no order begins, where none is shown that takes up what is lost or broken.
    private var without: [HTML] {
        guard let remedy = foresight.remedy, remedy != .shown else { return [] }
        return [.text(words("life.foresee.remedy.\(remedy.rawValue)"))]
    }

    /// What hangs there is taken down in an order of its own, not by a click here.
    private var mounted: DefinitionList.Row? {
        row(
            "life.foresee.mounted", foresight.mounted.map(device),
            hint: foresight.returns.isEmpty && foresight.goingOn.isEmpty
                ? "life.foresee.mounted.nobody" : "life.foresee.mounted.hint")
    }

    private var keys: DefinitionList.Row? {
        guard foresight.heldKeys > 0 else { return nil }
        return .init(
            words("life.foresee.keys"), text: words("life.foresee.keys.count", count: foresight.heldKeys))
    }

    private var told: DefinitionList.Row? {
        row("life.foresee.told", foresight.told.map { .text($0) })
    }

    private func device(_ device: Device) -> HTML {
        "\(words("device.kind.\(device.kind.rawValue)")) \(device.serial.text)"
    }
}
