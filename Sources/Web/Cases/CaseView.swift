import Domain
import HTTPBase
import Storage

/// The page of one case: whose move it is, the tasks with mine first, the whole story.
struct CaseView: Component {
    let call: Call
    let page: CasePage
    let message: FormState
    let secret: (field: String, value: RevealedSecret)?
    let actor: Actor

    var words: Words { call.words }
    var order: Case { page.order }
    var language: Language { words.language }
    var isTeam: Bool { actor.partyRole == .team }

    var html: HTML {
        """
        \(words.summary(of: message))\(whom)\(cohabitantWhom)\(StatusLine(text: Self.waiting(call, order), tone: tone))\
        \(progress)\(death)\(twoHomes)\(differences)\(move)\
        <div class="split"><div>\(tasks)\(devices)\(visits)\(installed)\(camera)\(keys)\(extracts)</div>\
        <div>\(messages)<section><h2>\(words("timeline.title"))</h2>\
        \(call.timeline(page.timeline, in: order.routine))</section></div></div>\(about)\(ending)
        """
    }

    static func waiting(_ call: Call, _ order: Case) -> HTML {
        let waiting = order.waiting(seenBy: (try? call.actor)?.partyRole)
        let definition = waiting.flatMap { order.duty($0.duty)?.definition }
        let language = call.words.language
        return call.waitingLine(
            order.state, waiting, party: definition.flatMap { order.routine.party($0.party)?.name(language) },
            duty: definition?.title(language))
    }

    /// Who and where, before all else: on a phone the rest is far down.
    private var whom: HTML {
        "<p class=\"lead\"><strong>\(page.name)</strong>\(if: page.home, { ", \($0.address.oneLine)" })</p>"
    }

    /// What the team has made in the case.
    private var extracts: HTML {
        guard !page.extracts.isEmpty else { return "" }
        return PagePart(
            words("extract.list"), "\(each: page.extracts, { ExtractFileLinks(words: words, line: $0).html })"
        ).html
    }

    private var tone: Tone {
        call.tone(
            order.state,
            dueOn: isTeam ? order.dueOn(for: .team) : order.waiting(seenBy: actor.partyRole)?.dueOn)
    }

    private var move: HTML? {
        page.move.map { MovePanel(call: call, order: order, move: $0).html }
    }

    private var progress: HTML {
        var isCurrentTaken = false
        // A step whose duties this order does not have is no step of it.
        let milestones = order.routine.milestones.filter { milestone in
            milestone.duties.isEmpty || milestone.duties.contains { order.duty($0) != nil }
        }
        let steps = milestones.map { milestone -> ProgressSteps.Step in
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

    /// What is ordered for somebody who has died is to be stopped, but for what takes it back.
    private var death: HTML {
        guard let died = page.died, order.isOpen else { return "" }
        let todo = order.endsWithService ? " \(words("case.deceased.stop"))" : ""
        return Notice(
            content: "<p>\(words("case.deceased", ["day": words.day(died, today: call.today)]))\(todo)</p>",
            tone: .attention
        ).html
    }

    private var differences: HTML {
        guard !page.differences.isEmpty else { return "" }
        let list: HTML = "<ul>\(each: page.differences, { "<li>\(words("difference.\($0)"))</li>" })</ul>"
        return Notice(heading: words("difference.heading"), content: list, tone: .attention).html
    }

    private var ending: HTML {
        guard actor.may(.order) || actor.may(.plan) else { return "" }
        if order.isCancellable {
            return "<p>\(Link(words("cancel.title"), href: Route.cancellation(order.number.text).path))</p>"
        }
        // A half of a move is ordered anew: the other unit knows that it is gone.
        guard order.cancelledAt != nil, order.routine.orderForm?.field(filling: .movesOn) == nil else {
            return ""
        }
        return "<p>\(Link(words("resume.title"), href: Route.resumption(order.number.text).path))</p>"
    }
}
