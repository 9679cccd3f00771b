import Domain
import HTTPBase
import Storage

extension CaseView {
    /// What is held for the case and what it still needs; for the one who plans.
    var devices: HTML {
        guard order.state == .submitted, actor.may(.plan) else { return "" }
        let kinds = order.neededDevices.filter { kind in !page.reserved.contains { $0.kind == kind } }
        guard !kinds.isEmpty || !page.reserved.isEmpty else { return "" }
        let names = kinds.map { words("device.kind.\($0.rawValue)") }.joined(separator: ", ")
        let open = ButtonLink(
            words("reserve.open"), href: Route.reservations(order.number.text).path, .secondary)
        let missing: HTML = "<p>\(words("reserve.missing", ["kinds": names]))</p>\(open)"
        return PagePart(
            words("reserve.title"),
            "\(PlainList(page.reserved.map(reservedLine)))\(if: !kinds.isEmpty, missing)"
        ).html
    }

    private func reservedLine(_ device: Device) -> HTML {
        let release = FormButton(
            action: Route.release(order.number.text).path, token: call.token,
            button: Button(words("reserve.release"), .secondary, context: device.serial.text),
            hidden: [HiddenField(name: "serial", value: device.serial.text)])
        return "\(words("device.kind.\(device.kind.rawValue)")) \(link(device)) \(release)"
    }

    private func link(_ device: Device) -> HTML {
        guard isTeam else { return .text(device.serial.text) }
        return Link(device.serial.text, href: Route.device(device.serial.text).path).html
    }

    var installed: HTML {
        guard !page.installed.isEmpty else { return "" }
        let rows = page.installed.map { line -> DefinitionList.Row in
            let part =
                line.originalPart.isEmpty
                ? "" : words("install.originalPart.kept", ["place": line.originalPart])
            return .init(
                words("device.kind.\(line.device.kind.rawValue)"),
                "\(link(line.device)) · \(words("install.testedAt")) \(call.moment(line.testedAt)) \(part)")
        }
        return PagePart(words("install.title"), DefinitionList(rows: rows).html).html
    }

    var keys: HTML {
        let receipts = page.keyReceipts.map { Link($0, href: Route.keyReceipt($0).path).html }
        return PagePart(words("keys.title"), PlainList(receipts).html).html
    }
}
