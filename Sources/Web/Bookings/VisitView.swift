import Domain
import HTTPBase
import Storage

/// One visit on a phone: where and whom first, then the work in steps, each with its form in place.
struct VisitView: Component {
    let call: Call
    let page: CasePage
    let visit: VisitLine
    let secret: (field: String, value: RevealedSecret)?
    var state = FormState()
    /// The duty whose form was sent and is shown again.
    var duty: String?

    private var words: Words { call.words }
    private var order: Case { page.order }

    var html: HTML {
        """
        \(words.summary(of: state, labels: DutyForm.labels(words, page)))<p class="lead">\(call.moment(visit.startsAt)), \(words("visit.minutes", count: visit.minutes))</p>\
        \(place)\(secrets)\(contacts)\(remarks)\(bring)\(steps)\(finish)\
        <p>\(Link(words("visit.case"), href: Route.order(order.number.text).path))</p>
        """
    }

    private var place: HTML {
        let home = (visit.home ?? page.home)?.address
        return """
            <p><strong>\(page.name)</strong>\(if: page.cohabitant, { ", <strong>\($0.person.name)</strong>" })\(if: home, { "<br>\($0.oneLine)" })</p>\
            \(if: visit.note.isEmpty ? nil : visit.note, { "<p>\($0)</p>" })
            """
    }

    private var remarks: HTML {
        let answers = AnswersView(
            routine: order.routine, answers: page.answers, secrets: page.secrets, words: words,
            today: call.today)
        return PagePart(words("visit.fromOrder"), answers.remarks).html
    }

    private var contacts: HTML {
        """
        <ul class="plain">\(each: page.contacts, { contact in
            "<li>\(words("contact.role.\(contact.role.rawValue)")): \(contact.name) <a class=\"call\" href=\"tel:\(Text.dialled(contact.phone))\">\(words("today.call"))<span class=\"unseen\"> \(contact.name)</span></a>\(page.whose(contact, words))</li>"
        })</ul>
        """
    }

    private var secrets: HTML {
        let fields = order.routine.secretFields.filter { page.secrets.contains($0.key) }
        return
            "\(each: fields, { SecretView(call: call, order: order, field: $0, secret: secret, visit: visit.id).html })"
    }

    private var bring: HTML {
        guard !page.reserved.isEmpty, visit.pair == nil || visit.purpose != .uninstall else { return "" }
        return """
            <h2>\(words("today.bring"))</h2><ul class="chips">\(each: page.reserved, {
                "<li>\(words("device.kind.\($0.kind.rawValue)")) \($0.serial.text)</li>"
            })</ul>
            """
    }

    private var duties: [Duty] {
        order.duties.filter { visit.purpose.covers($0.definition.kind, isPaired: visit.pair != nil) }
    }

    private var steps: HTML {
        var isCurrentTaken = false
        let steps = duties.map { duty -> VisitSteps.Step in
            let isReady = duty.isOpen && order.blockers(of: duty).isEmpty && order.isOpen
            let isCurrent = isReady && !isCurrentTaken
            if isCurrent { isCurrentTaken = true }
            let form = DutyForm(
                call: call, page: page, duty: duty, state: duty.key == self.duty ? state : FormState(),
                visit: visit.id)
            return .init(
                title: duty.definition.title(words.language),
                state: !duty.isOpen ? .done : isCurrent ? .current : .upcoming,
                stateText: words(
                    !duty.isOpen ? "progress.done" : isCurrent ? "progress.current" : "progress.upcoming"),
                summary: page.ended[duty.key].map { "\($0.who), \(call.moment($0.at))" },
                content: isReady || duty.key == self.duty ? form.html : nil, id: "duty-\(duty.key)")
        }
        return VisitSteps(steps: steps).html
    }

    /// Nothing of what the visit was for is left.
    private var isDone: Bool { !duties.contains(where: \.isOpen) }

    private var finish: HTML {
        guard visit.status == .planned else {
            return "<p>\(words("visit.status.\(visit.status.rawValue)"))</p>"
        }
        return """
            <div class="actions">\(FormButton(
                action: Route.visitFinish(visit.id.text).path, token: call.token, button: Button(words("visit.finish"), isDone ? .primary : .secondary)))\
            \(ButtonLink(words("visit.miss"), href: Route.miss(visit.id.text).path, .secondary))</div>
            """
    }
}
