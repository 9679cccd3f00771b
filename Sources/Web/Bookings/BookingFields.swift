import Domain
import HTTPBase
import Storage

/// Whom one called, what came of it, and the visit that was agreed.
struct BookingFields: Component {
    let call: Call
    let state: FormState
    let page: CasePage
    let plan: Plan
    let asksOutcome: Bool
    /// What is fetched in one home is mounted in another.
    var isPair = false

    private var words: Words { call.words }

    var html: HTML {
        """
        \(if: asksOutcome, callList)\
        \(TextField(field("contacted", "book.contacted"), value: state["contacted"]))\(outcome)\
        \(unless: asksOutcome, times)\
        \(TextArea(field("note", "book.note", isRequired: false), value: state["note"], rows: 2))
        """
    }

    private func field(_ name: String, _ key: String, isRequired: Bool = true) -> Field {
        words.field(name, key, in: state, isRequired: isRequired)
    }

    private var callList: HTML {
        let lines = page.contacts.map { contact -> HTML in
            let role = words("contact.role.\(contact.role.rawValue)")
            return "\(role): \(contact.name) \(PhoneLink(phone: contact.phone))\(page.whose(contact, words))"
        }
        return "<p>\(words("book.call"))</p>\(PlainList(lines))"
    }

    private var outcome: HTML {
        guard asksOutcome else { return "" }
        let choices = CallOutcome.allCases.map {
            Choice(
                $0.rawValue, words("call.outcome.\($0.rawValue)"), reveals: $0 == .agreed ? times : nil)
        }
        return Radios(field("callOutcome", "book.outcome"), choices: choices, value: state["callOutcome"])
            .html
    }

    /// One visit, or the two of a move.
    private var times: HTML {
        guard isPair else { return visitFields }
        return PairFields(
            call: call, state: state, page: page, plan: plan, fetches: page.order.hasOpenUninstallation
        ).html
    }

    static func technician(_ plan: Plan, _ words: Words, _ state: FormState) -> HTML {
        SelectField(
            words.field("technician", "book.technician", in: state),
            options: plan.technicians.map { SelectField.Option(value: $0.id.text, text: $0.name) },
            value: state["technician"], prompt: words("book.technician.choose")
        ).html
    }

    private var visitFields: HTML {
        let technician = Self.technician(plan, words, state)
        let minutes = TextField(
            field("minutes", "book.minutes"), value: state["minutes"].isEmpty ? "60" : state["minutes"],
            width: .tiny, inputMode: "numeric")
        return """
            \(Self.taken(plan, call))\(DateField(field("day", "book.day"), value: state["day"], earliest: call.today.description))\
            \(TimeField(field("time", "book.time"), value: state["time"]))\(minutes)\(technician)
            """
    }

    /// What is booked already, so that the one on the telephone can offer a time that is free.
    static func taken(_ plan: Plan, _ call: Call) -> HTML {
        let words = call.words
        let lines = plan.visits.map { visit -> HTML in
            let end = visit.startsAt.adding(minutes: Int64(visit.minutes))
            return "\(call.moment(visit.startsAt))–\(end.clock.description) \(visit.technicianName)"
        }
        let content: HTML = lines.isEmpty ? "<p>\(words("book.taken.none"))</p>" : PlainList(lines).html
        return Details(summary: words("book.taken"), content: content, isOpen: false, id: nil).html
    }
}

/// Who can be booked, and what is booked in the coming two weeks.
struct Plan: Sendable {
    var technicians: [NamedPlace<User>] = []
    var visits: [TakenTime] = []
}

extension Call {
    func plan() async throws -> Plan {
        let day = today
        return try await store.read(as: actor) { reader in
            Plan(technicians: try reader.visitors(), visits: try reader.planned(from: day, days: 14))
        }
    }
}
