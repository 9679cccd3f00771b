import Domain
import HTTPBase
import Storage

/// When the two visits of a move are made: what is fetched first is mounted next.
struct PairFields: Component {
    let call: Call
    let state: FormState
    let page: CasePage
    let plan: Plan
    /// What is fetched already needs the second visit only.
    let fetches: Bool

    private var words: Words { call.words }

    var html: HTML {
        let isCamera = page.order.movesCamera
        let key =
            fetches
            ? isCamera ? "pair.withoutCamera" : "pair.without"
            : isCamera ? "pair.withoutCameraNow" : "pair.withoutNow"
        let without: HTML = "<p><strong>\(words(key))</strong></p>"
        return """
            \(without)\(BookingFields.taken(plan, call))\
            \(if: fetches, visit(.uninstall, at: page.move?.oldHome))\(visit(.install, at: page.move?.newHome))\
            \(BookingFields.technician(plan, words, state))\
            \(TextArea(words.field("fallback", "pair.fallback", in: state, isRequired: false), value: state["fallback"], rows: 2))
            """
    }

    private func visit(_ purpose: VisitPurpose, at home: Dwelling?) -> HTML {
        let code = purpose.rawValue
        let minutes = state["\(code).minutes"]
        let day = state.answers.values.isEmpty ? movingDay : state["\(code).day"]
        return FieldSet(
            legend: words("pair.\(code)"), hint: home.map { .text($0.address.oneLine) }, id: nil,
            content: """
                \(DateField(field("\(code).day", "book.day"), value: day, earliest: call.today.description))\
                \(TimeField(field("\(code).time", "book.time"), value: state["\(code).time"]))\
                \(TextField(field("\(code).minutes", "book.minutes"), value: minutes.isEmpty ? "60" : minutes, width: .tiny, inputMode: "numeric"))
                """
        ).html
    }

    /// Both visits are proposed for the day of the move, unless it has passed.
    private var movingDay: String {
        page.move.map(\.movesOn).flatMap { $0 < call.today ? nil : $0.description } ?? ""
    }

    private func field(_ name: String, _ key: String) -> Field { words.field(name, key, in: state) }
}

extension VisitForm {
    /// The pair as it was typed.
    /// - Throws: `invalid` with every fault of both visits, each at its own field.
    static func pair(_ form: FormBody, fetches: Bool, now: Instant) throws(AppError) -> VisitPair {
        var faults: [Fault] = []
        var visits: [VisitPurpose: Visit] = [:]
        for purpose in fetches ? [VisitPurpose.uninstall, .install] : [.install] {
            do { visits[purpose] = try visit(form, purpose, now: now) } catch {
                faults += error.faults.map { $0.at(field($0.field, purpose)) }
            }
        }
        guard faults.isEmpty, let install = visits[.install] else {
            var seen: Set<String> = []
            throw AppError(.invalid, faults.filter { seen.insert("\($0.key) \($0.field ?? "")").inserted })
        }
        return try VisitPair(
            uninstall: visits[.uninstall], install: install, fallback: Text.cleaned(form["fallback"]))
    }

    private static func visit(_ form: FormBody, _ purpose: VisitPurpose, now: Instant) throws(AppError)
        -> Visit
    {
        let code = purpose.rawValue
        return try Visit(
            day: form["\(code).day"], time: form["\(code).time"], minutes: form["\(code).minutes"],
            technician: ID<User>(form["technician"]), contacted: Text.cleaned(form["contacted"]),
            note: Text.cleaned(form["note"]), now: now)
    }

    /// Whom one called and who comes are asked once for both.
    private static func field(_ name: String?, _ purpose: VisitPurpose) -> String {
        let name = name ?? ""
        return ["day", "time", "minutes"].contains(name) ? "\(purpose.rawValue).\(name)" : name
    }
}
