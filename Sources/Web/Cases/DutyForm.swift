import Domain
import HTTPBase
import Storage

/// The form of one duty, by its kind.
struct DutyForm: Component {
    let call: Call
    let page: CasePage
    let duty: Duty
    let state: FormState
    var visitors: [NamedPlace<User>] = []
    var visit: ID<Visit>?

    private var words: Words { call.words }
    private var today: String { call.today.description }

    var html: HTML {
        Form(
            action: Route.duty(page.order.number.text, duty.key).path, token: call.token,
            content: """
                \(if: visit, { HiddenField(name: "visit", value: $0.text).html })\(fields)\
                <div class="actions">\(Button(button))</div>
                """
        ).html
    }

    private var button: String {
        switch duty.definition.kind {
        case .attest: words("attest.button")
        case .keyReceipt: words("keys.button")
        case .book: words("book.button")
        case .install: words("install.button")
        case .handOverLeaflet: words("leaflet.button")
        case .giveFeedback: words("feedback.button")
        }
    }

    private var fields: HTML {
        switch duty.definition.kind {
        case .attest(let system): attest(system)
        case .keyReceipt: keys
        case .book:
            BookingFields(words: words, state: state, page: page, visitors: visitors, asksOutcome: true).html
        case .install(let installation): install(installation)
        case .handOverLeaflet: leaflet
        case .giveFeedback(let feedback): giveFeedback(feedback)
        }
    }

    private func or(_ name: String, _ fallback: String) -> String {
        state.answers.values.isEmpty ? fallback : state[name]
    }

    private func attest(_ system: String) -> HTML {
        let name = page.order.routine.system(system)?.name ?? system
        return """
            <p>\(words("attest.lead", ["system": name]))</p>\
            \(DateField(words.field("day", "attest.day", in: state), value: or("day", today), latest: today))\
            \(TextArea(words.field("note", "attest.note", in: state, isRequired: false), value: state["note"], rows: 2))
            """
    }

    private var keys: HTML {
        let kinds: HTML = "\(each: KeyReceipt.ItemKind.allCases, keyRow)"
        let recipient = page.recipient.name
        return """
            \(FieldSet(legend: words("keys.items"), hint: .text(words("keys.items.hint")), id: nil, content: kinds))\
            \(TextField(words.field("cabinet", "keys.cabinet", in: state), value: state["cabinet"], width: .short))\
            \(TextField(words.field("handedOverBy", "keys.handedOverBy", in: state), value: or("handedOverBy", recipient)))\
            \(TextField(words.field("receivedBy", "keys.receivedBy", in: state), value: or("receivedBy", call.context.holder?.actor.name ?? "")))\
            \(DateField(words.field("day", "keys.day", in: state), value: or("day", today), latest: today))
            """
    }

    private func keyRow(_ kind: KeyReceipt.ItemKind) -> HTML {
        let code = kind.rawValue
        let count = Field(
            "\(code).count", label: words("keys.kind.\(code)"), hint: words("keys.count.hint"),
            error: state.error("\(code).count", words))
        let label = Field(
            "\(code).label", label: words("keys.label", ["kind": words("keys.kind.\(code)").lowercased()]),
            error: state.error("\(code).label", words), mark: words("form.optional"))
        return """
            \(TextField(count, value: or(count.name, kind == .homeKey ? "1" : "0"), width: .tiny, inputMode: "numeric"))\
            \(TextField(label, value: state[label.name], width: .medium))
            """
    }

    private func install(_ installation: DutyKind.Installation) -> HTML {
        let part = words.field("originalPart", "install.originalPart", in: state)
        return """
            \(each: installation.devices, device)\
            \(if: installation.keepsOriginalPart, TextField(part, value: state["originalPart"]).html)
            """
    }

    private func device(_ kind: DeviceKind) -> HTML {
        let code = kind.rawValue
        let reserved = page.reserved.first { $0.kind == kind }?.serial.text
        let serial = Field(
            "\(code).serial", label: words("install.serial"),
            hint: reserved.map { words("install.reserved", ["serial": $0]) },
            error: state.error("\(code).serial", words))
        let test = Field(
            "\(code).test", label: words("install.test.\(code)"), error: state.error("\(code).test", words))
        let remark = Field("\(code).remark", label: words("install.remark"), mark: words("form.optional"))
        let choices = [
            Choice("passed", words("install.test.passed")),
            Choice(
                "failed", words("install.test.failed"), hint: words("install.test.failed.hint"),
                reveals: TextField(remark, value: state[remark.name]).html),
        ]
        return FieldSet(
            legend: words("device.kind.\(code)"), hint: nil, id: nil,
            content: """
                \(TextField(serial, value: state[serial.name], width: .medium, scan: .init(button: words("install.scan"), stop: words("install.scan.stop"))))\
                \(Radios(test, choices: choices, value: state[test.name]))
                """
        ).html
    }

    private var leaflet: HTML {
        let choices = Language.allCases.map { Choice($0.rawValue, words("language.\($0.rawValue)")) }
        return """
            <p>\(Link(words("leaflet.print"), href: Route.leaflet(page.order.number.text).path + "?language=sv"))</p>\
            \(Radios(words.field("language", "leaflet.language", in: state), choices: choices, value: or("language", "sv"), isInline: true))\
            \(DateField(words.field("day", "leaflet.day", in: state), value: or("day", today), latest: today))
            """
    }

    private func giveFeedback(_ feedback: DutyKind.Feedback) -> HTML {
        let text = words.field("text", "feedback.text", in: state)
        let asksPhone = feedback.channels.contains(.phone)
        return """
            \(TextArea(text, value: or("text", feedback.message(.swedish)), rows: 7, maxLength: Text.longLimit))\
            \(if: asksPhone, TextField(words.field("phonedTo", "feedback.phonedTo", in: state), value: state["phonedTo"]).html)
            """
    }
}

/// Whom one called, what came of it, and the visit that was agreed.
struct BookingFields: Component {
    let words: Words
    let state: FormState
    let page: CasePage
    let visitors: [NamedPlace<User>]
    let asksOutcome: Bool

    var html: HTML {
        """
        \(if: asksOutcome, callList)\
        \(TextField(words.field("contacted", "book.contacted", in: state), value: state["contacted"]))\(outcome)\
        \(unless: asksOutcome, visitFields)\
        \(TextArea(words.field("note", "book.note", in: state, isRequired: false), value: state["note"], rows: 2))
        """
    }

    private var callList: HTML {
        """
        <p>\(words("book.call"))</p><ul class="plain">\(each: page.contacts, { contact in
            "<li>\(words("contact.role.\(contact.role.rawValue)")): \(contact.name) <a class=\"call\" href=\"tel:\(Text.dialled(contact.phone))\">\(contact.phone)</a></li>"
        })</ul>
        """
    }

    private var outcome: HTML {
        guard asksOutcome else { return "" }
        let choices = CallOutcome.allCases.map {
            Choice(
                $0.rawValue, words("call.outcome.\($0.rawValue)"), reveals: $0 == .agreed ? visitFields : nil)
        }
        return Radios(
            words.field("callOutcome", "book.outcome", in: state), choices: choices,
            value: state["callOutcome"]
        ).html
    }

    private var visitFields: HTML {
        let technicians = visitors.map { SelectField.Option(value: $0.id.text, text: $0.name) }
        let minutes = state["minutes"].isEmpty ? "60" : state["minutes"]
        return """
            \(DateField(words.field("day", "book.day", in: state), value: state["day"]))\
            \(TimeField(words.field("time", "book.time", in: state), value: state["time"]))\
            \(TextField(words.field("minutes", "book.minutes", in: state), value: minutes, width: .tiny, inputMode: "numeric"))\
            \(SelectField(words.field("technician", "book.technician", in: state), options: technicians, value: state["technician"], prompt: words("book.technician.choose")))
            """
    }
}
