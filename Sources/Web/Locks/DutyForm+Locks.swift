import Domain
import HTTPBase
import Storage

/// The forms of linking somebody to a lock and of ending a link.
extension DutyForm {
    /// Whether there is anything to send: a cohabitant whose counterpart has no lock cannot be linked to it.
    var canBeSent: Bool {
        switch duty.definition.kind {
        case .linkLock: !(page.locks.linking?.locks.isEmpty ?? true)
        case .unlinkLock: !page.locks.unlinking.isEmpty
        default: true
        }
    }

    func linkLock(_ system: String) -> HTML {
        guard let linking = page.locks.linking, let cohabitant = page.cohabitant else { return typedReason }
        guard !linking.locks.isEmpty else { return noLock(linking) }
        let lead = words(
            "link.lead",
            ["cohabitant": cohabitant.person.name, "name": page.name, "system": systemName(system)])
        return """
            <p>\(lead)</p>\(chooseLock(linking.locks))\(differing(linking))\(pastDay("link.day"))
            """
    }

    func unlinkLock(_ system: String) -> HTML {
        let locks = page.locks.unlinking
        guard !locks.isEmpty else {
            return "<p>\(words("unlink.nothing", ["name": page.name]))</p>"
        }
        let lead = words("unlink.lead", ["name": page.name, "system": systemName(system)])
        return "<p>\(lead)</p>\(chooseLock(locks))\(pastDay("unlink.day"))"
    }

    private func systemName(_ system: String) -> String { page.order.routine.system(system)?.name ?? system }

    /// One lock is told, and sent along so that another that has come in its place is not taken for it.
    private func chooseLock(_ locks: [HomeLock]) -> HTML {
        if let only = locks.first, locks.count == 1 {
            let facts = DefinitionList(rows: [
                .init(words("device.kind.lockUnit"), text: only.device.serial.text),
                .init(words("install.home"), text: only.home.address.oneLine),
            ])
            return "\(HiddenField(name: "serial", value: only.device.serial.text))\(facts)\(serialFault)"
        }
        let choices = locks.map {
            Choice($0.device.serial.text, $0.device.serial.text, hint: $0.home.address.oneLine)
        }
        return Radios(
            words.field("serial", "link.serial", in: state), choices: choices, value: state["serial"]
        )
        .html
    }

    private var serialFault: HTML {
        "\(if: state.error("serial", words), { "<p class=\"error\" id=\"\(Field.id(of: "serial"))\" tabindex=\"-1\">\($0)</p>" })"
    }

    /// I11: the two are said to live in different homes, and somebody has to answer for their sharing a door.
    private func differing(_ linking: LockLinking) -> HTML {
        guard !linking.differences.isEmpty, let name = page.cohabitant?.person.name else { return "" }
        let list: HTML = """
            <ul>\(each: linking.differences, { difference in
                "<li>\(words("link.differs.\(difference.rawValue)", ["name": name, "home": home(difference, linking)]))</li>"
            })</ul>
            """
        let confirm = Checkbox(
            words.field("confirmed", "link.confirm", in: state), isChecked: state["confirmed"] == "yes")
        let reason = TextArea(
            words.field("reason", "link.reason", in: state), value: state["reason"], rows: 3,
            maxLength: Text.longLimit)
        return """
            \(Notice(heading: words("link.differs"), content: list, tone: .attention))\(confirm)\(reason)
            """
    }

    /// Somebody else was first: what was typed is shown all the same.
    private var typedReason: HTML {
        guard !state["reason"].isEmpty else { return "" }
        return TextArea(words.field("reason", "link.reason", in: state), value: state["reason"], rows: 3).html
    }

    private func home(_ difference: LockLinking.Difference, _ linking: LockLinking) -> String {
        let home = difference == .stated ? linking.stated : linking.registered
        return home?.address.oneLine ?? ""
    }

    private func noLock(_ linking: LockLinking) -> HTML {
        let none = words(
            "link.noLock.here", ["name": page.name, "home": page.home?.address.oneLine ?? ""])
        let elsewhere: HTML = """
            <ul>\(each: linking.elsewhere, { lock in
                "<li>\(words("link.noLock.elsewhere", ["serial": lock.device.serial.text, "home": lock.home.address.oneLine]))</li>"
            })</ul>
            """
        return Notice(
            heading: none,
            content: """
                \(if: !linking.elsewhere.isEmpty, elsewhere)<p>\(words("link.noLock.next"))</p>
                """, tone: .attention
        ).html
    }
}

extension DutyWork {
    func linkLock() async throws {
        let (number, key, report) = (number, key, lockReport)
        try await call.store.write(as: call.actor) { try $0.linkLock(key, in: number, report: report) }
    }

    func unlinkLock() async throws {
        let (number, key, report) = (number, key, lockReport)
        try await call.store.write(as: call.actor) { try $0.unlinkLock(key, in: number, report: report) }
    }

    private var lockReport: LockReport {
        LockReport(
            serial: call.form["serial"], day: call.form["day"], isConfirmed: call.form["confirmed"] == "yes",
            reason: call.form["reason"])
    }
}
