import Domain
import HTTPBase
import Storage

/// The page of one case: whose move it is, the tasks with mine first, the whole story.
struct CaseView: Component {
    let call: Call
    let page: CasePage
    let message: FormState
    let secret: (field: String, value: String)?
    let actor: Actor

    private var words: Words { call.words }
    private var order: Case { page.order }
    private var language: Language { words.language }
    private var isTeam: Bool { actor.partyRole == .team }

    var html: HTML {
        """
        \(words.summary(of: message))\(StatusLine(text: Self.waiting(call, order), tone: tone))\(progress)\(differences)\
        <div class="split"><div>\(tasks)\(if: isTeam ? devices : nil, { $0 })\(visits)\(installed)\(keys)</div>\
        <div>\(messages)<section><h2>\(words("timeline.title"))</h2>\
        \(call.timeline(page.timeline, in: order.routine))</section></div></div>\(about)\(ending)
        """
    }

    static func waiting(_ call: Call, _ order: Case) -> HTML {
        let waiting = order.waiting
        let definition = waiting.flatMap { order.duty($0.duty)?.definition }
        let language = call.words.language
        return call.waitingLine(
            order.state, waiting, party: definition.flatMap { order.routine.party($0.party)?.name(language) },
            duty: definition?.title(language))
    }

    private var tone: Tone { call.tone(order.state, dueOn: order.waiting?.dueOn) }

    private var progress: HTML {
        var isCurrentTaken = false
        let steps = order.routine.milestones.map { milestone -> ProgressSteps.Step in
            let duties = milestone.duties.compactMap(order.duty)
            let isDone = duties.allSatisfy { !$0.isOpen }
            let isCurrent = !isDone && !isCurrentTaken && order.isOpen
            if isCurrent { isCurrentTaken = true }
            let at = duties.compactMap(\.endedAt).max() ?? (duties.isEmpty ? order.submittedAt : nil)
            return .init(
                text: milestone.title(language), state: isDone ? .done : isCurrent ? .current : .upcoming,
                detail: isDone ? at.map { words.moment($0, today: call.today) } : nil)
        }
        return ProgressSteps(
            label: words("progress.label"), steps: steps,
            words: .init(
                done: words("progress.done"), current: words("progress.current"),
                upcoming: words("progress.upcoming"))
        ).html
    }

    private var differences: HTML {
        guard !page.differences.isEmpty else { return "" }
        let list: HTML = "<ul>\(each: page.differences, { "<li>\(words("difference.\($0)"))</li>" })</ul>"
        return Notice(heading: words("difference.heading"), content: list, tone: .attention).html
    }

    private var tasks: HTML {
        let mine = order.duties.filter { order.partyRole(of: $0) == actor.partyRole }
        let others = order.duties.filter { order.partyRole(of: $0) != actor.partyRole }
        return """
            <section><h2>\(words("tasks.mine"))</h2>\(TaskList(items: mine.map(item), label: words("tasks.mine")))\
            \(if: isTeam, inventoryNote)</section>\
            <section><h2>\(words("tasks.others"))</h2>\(TaskList(items: others.map(item), label: words("tasks.others")))</section>
            """
    }

    /// R2.12: nobody's task, but shown with what it led to.
    private var inventoryNote: HTML {
        "<p class=\"hint\">\(words(page.installed.isEmpty ? "tasks.inventory.later" : "tasks.inventory.done"))</p>"
    }

    private func item(_ duty: Duty) -> TaskList.Item {
        let isMine = order.partyRole(of: duty) == actor.partyRole
        let isReady = duty.isOpen && order.blockers(of: duty).isEmpty && order.cancelledAt == nil
        return .init(
            title: duty.definition.title(language),
            href: isMine && isReady ? Route.duty(order.number.text, duty.key).path : nil,
            detail: detail(duty, isReady: isReady), status: badge(duty, isReady: isReady),
            action: waiver(duty))
    }

    private func badge(_ duty: Duty, isReady: Bool) -> Badge {
        switch duty.state {
        case .done: Badge(text: words("duty.done"), tone: .done)
        case .waived: Badge(text: words("duty.waived"), tone: .done)
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
        return duty.dueOn.map { "\(words("waiting.until")) \(call.day($0))" }
    }

    private func evidence(_ evidence: [String: String]) -> HTML {
        if let receipt = evidence["receipt"] {
            return "· \(Link(receipt, href: Route.keyReceipt(receipt).path))"
        }
        let parts = ["day", "serials", "reason", "note"].compactMap { evidence[$0] }.filter { !$0.isEmpty }
        return parts.isEmpty ? "" : .text("· " + parts.joined(separator: " · "))
    }

    private func waiver(_ duty: Duty) -> HTML? {
        guard duty.isOpen, actor.may(.waiveDuties), order.cancelledAt == nil else { return nil }
        return
            "<p>\(Link(words("duty.waive"), href: Route.waiver(order.number.text, duty.key).path, context: duty.definition.title(language)))</p>"
    }

    private var devices: HTML {
        guard order.state == .submitted, actor.may(.plan),
            !order.neededDevices.isEmpty || !page.reserved.isEmpty
        else { return "" }
        let missing = order.neededDevices.filter { kind in !page.reserved.contains { $0.kind == kind } }
        return """
            <section><h2>\(words("reserve.title"))</h2><ul class="plain">\(each: page.reserved, reservedRow)</ul>\
            \(if: missing.isEmpty ? nil : missing, { kinds in
                "<p>\(words("reserve.missing", ["kinds": kinds.map { words("device.kind.\($0.rawValue)") }.joined(separator: ", ")]))</p>\(ButtonLink(words("reserve.open"), href: Route.reservations(order.number.text).path, .secondary))"
            })</section>
            """
    }

    private func reservedRow(_ device: Device) -> HTML {
        """
        <li>\(words("device.kind.\(device.kind.rawValue)")) \
        \(Link(device.serial.text, href: Route.device(device.serial.text).path)) \
        \(FormButton(
            action: Route.release(order.number.text).path, token: call.token,
            button: Button(words("reserve.release"), .secondary, context: device.serial.text),
            hidden: [HiddenField(name: "serial", value: device.serial.text)]))</li>
        """
    }

    private var visits: HTML {
        guard !page.visits.isEmpty else { return "" }
        return "<section><h2>\(words("visit.title"))</h2>\(each: page.visits, visit)</section>"
    }

    private func visit(_ visit: VisitLine) -> HTML {
        let tone: Tone = visit.status == .missed ? .attention : visit.status == .done ? .done : .calm
        let reason = [visit.outcome.map { words("visit.outcome.\($0.rawValue)") } ?? "", visit.reason]
            .filter { !$0.isEmpty }.joined(separator: ". ")
        let content: HTML = """
            <p>\(call.moment(visit.startsAt)), \(words("visit.minutes", count: visit.minutes)) · \
            \(visit.technicianName) \(Badge(text: words("visit.status.\(visit.status.rawValue)"), tone: tone))</p>\
            <p class="hint">\(words("visit.contacted", ["name": visit.contacted]))</p>\
            \(if: reason.isEmpty ? nil : reason, { "<p>\($0)</p>" })\
            \(if: visit.note.isEmpty ? nil : visit.note, { "<p>\($0)</p>" })\
            \(if: visit.status == .planned && isTeam, visitActions(visit))
            """
        return Card(heading: nil, headingLevel: .three, href: nil, content: content).html
    }

    private func visitActions(_ visit: VisitLine) -> HTML {
        let id = visit.id.text
        return """
            <div class="actions">\(ButtonLink(words("visit.open"), href: Route.visit(id).path, .secondary))\
            \(if: actor.may(.plan), "\(ButtonLink(words("visit.reschedule"), href: Route.rescheduling(id).path, .secondary))\(ButtonLink(words("visit.cancel"), href: Route.visitCancellation(id).path, .secondary))")\
            \(ButtonLink(words("visit.miss"), href: Route.miss(id).path, .secondary))</div>
            """
    }

    private var installed: HTML {
        guard !page.installed.isEmpty else { return "" }
        let rows = page.installed.map { line -> DefinitionList.Row in
            let kind = words("device.kind.\(line.device.kind.rawValue)")
            let serial: HTML =
                isTeam
                ? Link(line.device.serial.text, href: Route.device(line.device.serial.text).path).html
                : .text(line.device.serial.text)
            let part =
                line.originalPart.isEmpty
                ? "" : words("install.originalPart.kept", ["place": line.originalPart])
            return .init(
                kind, "\(serial) · \(words("install.testedAt")) \(call.moment(line.testedAt)) \(part)")
        }
        return "<section><h2>\(words("install.title"))</h2>\(DefinitionList(rows: rows))</section>"
    }

    private var keys: HTML {
        guard !page.keyReceipts.isEmpty else { return "" }
        return """
            <section><h2>\(words("keys.title"))</h2><ul>\(each: page.keyReceipts, {
                "<li>\(Link($0, href: Route.keyReceipt($0).path))</li>"
            })</ul></section>
            """
    }

    private var messages: HTML {
        """
        <section><h2>\(words("message.title"))</h2>\(each: page.messages, message(_:))\
        \(if: page.messages.isEmpty, "<p class=\"hint\">\(words("message.none"))</p>")\
        \(Details(summary: words("message.write"), content: messageForm, isOpen: !message.faults.isEmpty, id: nil))</section>
        """
    }

    private func message(_ message: Message) -> HTML {
        let heading = message.isFeedback ? words("message.feedback") : nil
        let content: HTML = """
            <p class="prewrap">\(message.text)</p><p class="hint">\(message.who), \(call.moment(message.at))</p>
            """
        return Card(
            heading: heading, headingLevel: .three, href: nil, content: content,
            footer: nil, tone: message.isFeedback ? .done : .calm
        ).html
    }

    private var messageForm: HTML {
        Form(
            action: Route.messages(order.number.text).path, token: call.token,
            content: """
                \(TextArea(words.field("text", "message.text", in: message), value: message["text"], rows: 4, maxLength: Text.longLimit))\
                <div class="actions">\(Button(words("message.send")))</div>
                """
        ).html
    }

    private var about: HTML {
        let contacts = page.contacts.map { contact in
            DefinitionList.Row(
                words("contact.role.\(contact.role.rawValue)"),
                "\(contact.name) <a class=\"call\" href=\"tel:\(Text.dialled(contact.phone))\">\(contact.phone)</a>"
            )
        }
        return """
            <section><h2>\(words("case.recipient"))</h2>\(DefinitionList(rows: recipientRows + contacts))\(secrets)</section>\
            \(Details(summary: words("case.order"), content: answers, isOpen: false, id: "order"))\
            \(Details(summary: words("routine.beside"), content: RoutineView(routine: order.routine, words: words, isAside: true).html, isOpen: false, id: "routine"))
            """
    }

    private var recipientRows: [DefinitionList.Row] {
        let recipient = page.recipient
        return [
            .init(
                words("recipient.name"), Link(recipient.name, href: Route.person(recipient.id.text).path).html
            ),
            .init(words("recipient.number"), text: recipient.identifier.display),
            .init(
                words("recipient.phone"),
                "<a class=\"call\" href=\"tel:\(Text.dialled(recipient.phone))\">\(recipient.phone)</a>"),
            .init(
                words("recipient.home"),
                isTeam
                    ? Link(page.home.address.oneLine, href: Route.dwelling(page.home.id.text).path).html
                    : .text(page.home.address.oneLine)),
            .init(words("case.unit"), text: page.unit), .init(words("case.orderedBy"), text: page.orderedBy),
        ]
    }

    private var answers: HTML {
        AnswersView(
            routine: order.routine, answers: page.answers, secrets: page.secrets, words: words,
            today: call.today
        ).html
    }

    private var secrets: HTML {
        let fields = order.routine.secretFields.filter { page.secrets.contains($0.key) }
        return
            "\(each: fields, { SecretView(call: call, order: order, field: $0, secret: secret, visit: nil).html })"
    }

    private var ending: HTML {
        guard order.state == .submitted, actor.may(.order) || actor.may(.plan) else { return "" }
        return "<p>\(Link(words("cancel.title"), href: Route.cancellation(order.number.text).path))</p>"
    }
}

/// A secret answer behind a button.
struct SecretView: Component {
    let call: Call
    let order: Case
    let field: Domain.Field
    let secret: (field: String, value: String)?
    let visit: ID<Visit>?

    var html: HTML {
        let label = field.label(call.words.language)
        var hidden = [HiddenField(name: "field", value: field.key)]
        if let visit { hidden.append(HiddenField(name: "visit", value: visit.text)) }
        return Secret(
            label: label, value: secret?.field == field.key ? secret?.value : nil,
            reveal: FormButton(
                action: Route.secret(order.number.text).path, token: call.token,
                button: Button(call.words("secret.show"), .secondary, context: label), hidden: hidden)
        ).html
    }
}
