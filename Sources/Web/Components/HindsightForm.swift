import Domain
import HTTPBase
import HTTPTypes
import Storage

/// The way from a page of the register to how it was on a day, and back. Days are no personal data and may stand in the
/// address.
struct HindsightForm: Component {
    let call: Call
    let route: Route
    let asked: HindsightQuestion

    private var words: Words { call.words }

    static func labels(_ words: Words) -> [String: String] {
        ["day": words("hindsight.day"), "known": words("hindsight.known")]
    }

    var html: HTML {
        let known = Field(
            "known", label: words("hindsight.known"), hint: words("hindsight.known.hint"),
            error: asked.state.error("known", words), mark: words("form.optional"))
        let form: HTML = """
            <form method="get" action="\(route.path)" class="filter" novalidate>\
            \(DateField(words.field("day", "hindsight.day", in: asked.state), value: asked.state["day"], latest: call.today.description))\
            \(DateField(known, value: asked.state["known"], latest: call.today.description))\
            \(Button(words("hindsight.button"), .secondary))</form>
            """
        let isOpen = asked.hindsight != nil || !asked.state.faults.isEmpty
        return "\(told)\(Details(summary: words("hindsight.open"), content: form, isOpen: isOpen))"
    }

    /// What one looks at, where it is not all that is known.
    private var told: HTML? {
        guard let hindsight = asked.hindsight else { return nil }
        let day = words.plainDay(hindsight.day, today: call.today)
        let sentence =
            hindsight.knownOn.map {
                words("hindsight.wasKnown", ["day": day, "known": words.plainDay($0, today: call.today)])
            } ?? words("hindsight.was", ["day": day])
        return Notice(
            content: "<p>\(sentence) \(Link(words("hindsight.back"), href: route.path))</p>", tone: .attention
        ).html
    }
}

/// The day that a page's address asks for, and what is wrong with it.
struct HindsightQuestion: Sendable {
    let hindsight: Hindsight?
    let state: FormState

    /// - Parameter call: its address has `day` and perhaps `known`, both `YYYY-MM-DD`.
    init(_ call: Call) {
        let typed = Answers(["day": call.query["day"], "known": call.query["known"]])
        var faults: [Fault] = []
        let read = { (name: String) -> Day? in
            guard !typed[name].isEmpty else { return nil }
            guard let day = Day(typed[name]) else {
                faults.append(Fault("form.day.wrong", field: name))
                return nil
            }
            if day > call.today { faults.append(Fault("form.day.future", field: name)) }
            return day
        }
        let (day, known) = (read("day"), read("known"))
        if day == nil, known != nil { faults.append(Fault("form.required", field: "day")) }
        state = FormState(typed, faults: faults)
        hindsight = faults.isEmpty ? day.map { Hindsight(day: $0, knownOn: known) } : nil
    }

    var status: HTTPResponse.Status { state.faults.isEmpty ? .ok : .unprocessableContent }
}
