import Domain
import HTTPBase
import Storage

extension CaseView {
    var tasks: HTML {
        let mine = order.duties.filter { order.ownRole(of: $0) == actor.partyRole }
        let others = order.duties.filter { order.ownRole(of: $0) != actor.partyRole }
        return """
            \(PagePart(words("tasks.mine"), "\(list(mine, words("tasks.mine")))\(if: isTeam, inventoryNote)"))\
            \(PagePart(words("tasks.others"), list(others, words("tasks.others"))))\(waivers)
            """
    }

    private func list(_ duties: [Duty], _ label: String) -> HTML {
        TaskList(items: duties.map(item), label: label).html
    }

    /// R2.12: nobody's task, but shown with what it led to.
    private var inventoryNote: HTML {
        let key = page.installed.isEmpty ? "tasks.inventory.later" : "tasks.inventory.done"
        return "<p class=\"hint\">\(words(key))</p>"
    }

    private func item(_ duty: Duty) -> TaskList.Item {
        let isMine = order.ownRole(of: duty) == actor.partyRole
        let isReady = duty.isOpen && order.blockers(of: duty).isEmpty && order.cancelledAt == nil
        return .init(
            title: duty.definition.title(language),
            href: isMine && isReady ? Route.duty(order.number.text, duty.key).path : nil,
            detail: detail(duty, isReady: isReady), status: badge(duty, isReady: isReady))
    }

    private func badge(_ duty: Duty, isReady: Bool) -> Badge {
        switch duty.state {
        case .done: Badge(text: words("duty.done"), tone: .done)
        case .waived: Badge(text: words("duty.waived"), tone: .done)
        case .open where order.cancelledAt != nil: Badge(text: words("duty.dropped"), tone: .calm)
        case .open:
            if let due = duty.dueOn, due < call.today {
                Badge(text: words("duty.late"), tone: .danger)
            } else {
                Badge(text: words(isReady ? "duty.open" : "duty.notYet"), tone: isReady ? .attention : .calm)
            }
        }
    }

    private func detail(_ duty: Duty, isReady: Bool) -> HTML? {
        if let end = page.ended[duty.key], !duty.isOpen {
            return "\(end.who), \(call.moment(end.at)) \(evidence(end.evidence))"
        }
        if !isReady, order.cancelledAt == nil {
            let names = order.blockers(of: duty).map { $0.definition.title(language) }.joined(separator: ", ")
            return .text(words("duty.after", ["duties": names]))
        }
        guard order.cancelledAt == nil else { return nil }
        return duty.dueOn.map { "\(words("waiting.until")) \(call.day($0))" }
    }

    private func evidence(_ evidence: [String: String]) -> HTML {
        if let receipt = evidence["receipt"] {
            return "· \(Link(receipt, href: Route.keyReceipt(receipt).path))"
        }
        let day = evidence["day"].flatMap { Day($0) }.map { words.plainDay($0, today: call.today) }
        let signs = evidence["languages"].map { codes in
            SignLanguage.list(codes).map { words("sign.\($0.rawValue)") }.joined(separator: ", ")
        }
        let phoned = evidence["phonedTo"].flatMap { name in
            name.isEmpty ? nil : words("feedback.phoned", ["name": name])
        }
        let parts = ([day, signs, phoned] + ["serials", "reason", "note"].map { evidence[$0] }).compactMap {
            $0
        }
        .filter { !$0.isEmpty }
        return parts.isEmpty ? "" : .text("· " + parts.joined(separator: " · "))
    }

    /// Duties that need not be done are rare, so the way there is folded.
    private var waivers: HTML {
        let open = order.duties.filter(\.isOpen)
        guard actor.may(.waiveDuties), order.isOpen, !open.isEmpty else { return "" }
        let links = open.map { duty in
            Link(duty.definition.title(language), href: Route.waiver(order.number.text, duty.key).path).html
        }
        return Details(summary: words("duty.waive"), content: PlainList(links).html, isOpen: false, id: nil)
            .html
    }
}
