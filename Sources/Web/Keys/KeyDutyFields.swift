import Domain
import HTTPBase
import Storage

/// What the form of a duty about keys asks: which keys, from whom, to whom and when.
struct KeyDutyFields: Component {
    let call: Call
    let page: CasePage
    let duty: Duty
    let state: FormState

    private var words: Words { call.words }

    var html: HTML {
        guard duty.definition.kind == .keyReceipt(.giveBack) else {
            return CheckOutFields(call: call, giver: page.name, state: state).html
        }
        let held = page.heldKeys[duty.key] ?? []
        guard !held.isEmpty else { return nothingHeld }
        return """
            <p>\(words("keys.giveBack.lead"))</p>\(GivenKeys(call: call, held: held, state: state, linksToKeys: true))\
            \(PartyFields(call: call, taker: page.name, movement: .giveBack, state: state))
            """
    }

    private var nothingHeld: HTML {
        """
        <p>\(words("keys.noneHeld"))</p>\(TextArea(
            words.field("reason", "keys.noneHeld.reason", in: state), value: state["reason"], rows: 2))
        """
    }

    static func button(_ movement: KeyMovement, holdsAny: Bool, _ words: Words) -> String {
        switch movement {
        case .checkOut: words("keys.button")
        case .giveBack: words(holdsAny ? "keys.giveBack.button" : "attest.button")
        }
    }

    /// What the fields are called, for the list of faults.
    static func labels(_ words: Words, _ page: CasePage) -> [String: String] {
        var labels = CheckOutFields.labels(words)
        for held in page.heldKeys.values.joined() { labels[held.field] = words.said(held.item) }
        return labels
    }
}

/// Keys and tags of several sorts on one receipt, a row for each.
struct CheckOutFields: Component {
    let call: Call
    let giver: String
    let state: FormState

    private var words: Words { call.words }

    var html: HTML {
        let items = FieldSet(
            legend: words("keys.items"), hint: .text(words("keys.items.hint")), id: nil, content: rows)
        return """
            \(items)\(TextField(words.field("cabinet", "keys.cabinet", in: state), value: state["cabinet"], width: .short))\
            \(PartyFields(call: call, giver: giver, taker: nil, movement: .checkOut, state: state))
            """
    }

    /// Two rows at once; the others are folded until somebody needs them, or has written in them.
    private var rows: HTML {
        let more = 3...KeyReceipt.rowCount
        let isUsed = more.contains { number in
            ["kind", "label", "count"].contains { !state[KeyReceipt.field(number, $0)].isEmpty }
        }
        return """
            \(each: 1...2, row)\(Details(
                summary: words("keys.moreRows"), content: "\(each: more, row)", isOpen: isUsed))
            """
    }

    private func row(_ number: Int) -> HTML {
        let isFresh = number == 1 && state.answers.values.isEmpty
        let options = KeyReceipt.ItemKind.allCases.map {
            SelectField.Option(value: $0.rawValue, text: words("keys.kind.\($0.rawValue)"))
        }
        let (kind, label, count) = (
            field(number, "kind", "keys.row.kind"), field(number, "label", "keys.row.label"),
            field(number, "count", "keys.row.count")
        )
        return """
            <div class="row">\(SelectField(
                kind, options: options, value: isFresh ? KeyReceipt.ItemKind.homeKey.rawValue : state[kind.name],
                prompt: words("keys.row.none"), width: .medium))\
            \(TextField(label, value: state[label.name], width: .medium))\
            \(TextField(count, value: isFresh ? "1" : state[count.name], width: .tiny, inputMode: "numeric"))</div>
            """
    }

    private func field(_ number: Int, _ part: String, _ key: String) -> Field {
        let name = KeyReceipt.field(number, part)
        return Field(
            name, label: words(key, ["number": "\(number)"]), error: state.error(name, words))
    }

    static func labels(_ words: Words) -> [String: String] {
        var labels = ["cabinet": words("keys.cabinet"), "day": words("keys.day")]
        for number in 1...KeyReceipt.rowCount {
            for part in ["kind", "label", "count"] {
                labels[KeyReceipt.field(number, part)] = words(
                    "keys.row.\(part)", ["number": "\(number)"])
            }
        }
        return labels
    }
}

/// How many of each sort that is held.
struct GivenKeys: Component {
    let call: Call
    let held: [HeldKeys]
    let state: FormState
    /// Each with a link to its own page, where it can be reported lost or handed over.
    var linksToKeys = false

    private var words: Words { call.words }

    var html: HTML {
        FieldSet(
            legend: words("keys.given"), hint: .text(words("keys.given.hint")), id: nil,
            content: "\(each: held, row)"
        ).html
    }

    private func row(_ keys: HeldKeys) -> HTML {
        let place = keys.place.isEmpty ? words("keys.placeMissing") : words("keys.at", ["place": keys.place])
        let field = Field(
            keys.field, label: words.said(keys.item), hint: "\(place). \(keys.receipt)",
            error: state.error(keys.field, words))
        let value = state.answers.values.isEmpty ? "\(keys.item.count)" : state[keys.field]
        let link = Link(
            words("keys.other"), href: Route.keyHolding(keys.id.text).path, context: words.said(keys.item))
        return """
            \(TextField(field, value: value, width: .tiny, inputMode: "numeric"))\
            \(if: linksToKeys, "<p class=\"hint\">\(link)</p>")
            """
    }
}

/// Who gave, who took, and when.
struct PartyFields: Component {
    let call: Call
    /// Whom the form proposes; the one who is signed in where that is not said.
    var giver: String?
    var taker: String?
    let movement: KeyReceipt.Movement
    let state: FormState

    var html: HTML {
        let (words, today) = (call.words, call.today.description)
        let me = call.context.holder?.actor.name ?? ""
        return """
            \(TextField(words.field("handedOverBy", "keys.handedOverBy", in: state), value: or("handedOverBy", giver ?? me)))\
            \(TextField(words.field("receivedBy", "keys.receivedBy", in: state), value: or(
                "receivedBy", taker ?? (movement == .checkOut ? me : ""))))\
            \(DateField(words.field("day", "keys.day", in: state), value: or("day", today), latest: today))
            """
    }

    private func or(_ name: String, _ fallback: String) -> String {
        state.answers.values.isEmpty ? fallback : state[name]
    }
}

extension Words {
    /// `2 × Key to the home (A 1042)`.
    func said(_ item: KeyReceipt.Item) -> String {
        let label = item.label.isEmpty ? "" : " (\(item.label))"
        return "\(item.count) × \(self("keys.kind.\(item.kind.rawValue)"))\(label)"
    }
}
