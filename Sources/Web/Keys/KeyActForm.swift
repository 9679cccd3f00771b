import Domain
import HTTPBase
import Storage

/// The form of one thing to do with keys that are held.
struct KeyActForm: Component {
    let call: Call
    let holding: KeyHolding
    let act: KeyAct
    let units: [NamedPlace<ProviderUnit>]
    /// What follows from a loss.
    let foresight: LossForesight?
    let state: FormState

    private var words: Words { call.words }

    var html: HTML {
        Form(
            action: Route.keyAct(holding.keys.id.text, act.rawValue).path, token: call.token,
            content: """
                <p class="lead">\(words("holdings.lead.\(act.rawValue)"))</p>\
                \(if: foresight, following)\
                \(if: act != .mistake, GivenKeys(call: call, held: [holding.keys], state: state).html)\(fields)\
                <div class="actions">\(Button(words("holdings.button.\(act.rawValue)"), act == .loss ? .danger : .primary))\
                \(ButtonLink(words("holdings.back"), href: Route.keyHolding(holding.keys.id.text).path, .secondary))</div>
                """
        ).html
    }

    /// What the fields are called, for the list of faults.
    var labels: [String: String] {
        [
            holding.keys.field: words.said(holding.keys.item), "day": words("keys.day"),
            "toUnit": words("keys.toUnit"), "noticedOn": words("keys.loss.noticedOn"),
            "account": words("keys.loss.account"), "reason": words("holdings.mistake.reason"),
        ]
    }

    private func following(_ foresight: LossForesight) -> HTML {
        let language = words.language
        guard let routine = foresight.routine else { return "<p>\(words("keys.loss.noRoutine"))</p>" }
        let duties = foresight.duties.map { $0(language) }.joined(separator: " · ")
        let begins: HTML = """
            \(words("follows.loss.case", ["routine": routine(language)]))<br>\(duties)
            """
        let ended = foresight.givingBack.map { number -> HTML in
            "\(words("follows.loss.givingBack")) \(Link(number.text, href: Route.order(number.text).path))."
        }
        return Consequences(words: words, lines: [begins, .text(words("follows.loss.chain"))] + ended).html
    }

    private var fields: HTML {
        switch act {
        case .placement, .finding: place
        case .return:
            PartyFields(call: call, taker: holding.recipientName, movement: .giveBack, state: state).html
        case .transfer: "\(unit)\(PartyFields(call: call, taker: nil, movement: .transfer, state: state))"
        case .loss: LossFields(call: call, state: state).html
        case .mistake:
            TextArea(
                words.field("reason", "holdings.mistake.reason", in: state), value: state["reason"], rows: 2
            ).html
        }
    }

    private var place: HTML {
        TextField(
            words.field("cabinet", "keys.cabinet", in: state), value: state["cabinet"], width: .short
        ).html
    }

    private var unit: HTML {
        SelectField(
            words.field("toUnit", "keys.toUnit", in: state),
            options: units.map { .init(value: $0.id.text, text: $0.name) }, value: state["toUnit"],
            prompt: words("keys.toUnit.prompt")
        ).html
    }
}

/// When a loss was noticed, what happened, and who says so.
struct LossFields: Component {
    let call: Call
    let state: FormState

    var html: HTML {
        let (words, today) = (call.words, call.today.description)
        let isFresh = state.answers.values.isEmpty
        let me = call.context.holder?.actor.name ?? ""
        return """
            \(DateField(words.field("noticedOn", "keys.loss.noticedOn", in: state), value: isFresh ? today : state["noticedOn"], latest: today))\
            \(TextArea(words.field("account", "keys.loss.account", in: state), value: state["account"], rows: 4, maxLength: Text.longLimit))\
            \(TextField(words.field("reportedBy", "keys.loss.reportedBy", in: state), value: isFresh ? me : state["reportedBy"]))
            """
    }
}
