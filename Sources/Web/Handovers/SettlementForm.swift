import Domain
import HTTPBase
import Storage

/// What holds where two halves of a move differ: a day, and of each address the one that is right.
struct SettlementForm: Component {
    let call: Call
    let move: MoveView
    let state: FormState

    private var words: Words { call.words }

    var html: HTML {
        let terms = move.halves.compactMap { half in half.terms.map { (half.unit, $0) } }
        let said = terms.map { unit, terms -> HTML in "\(unit): \(call.day(terms.movesOn))" }
        return """
            <p>\(words("settle.lead"))</p>\(PlainList(said))\
            \(DateField(field("movesOn", "settle.movesOn"), value: or("movesOn", move.movesOn.description)))\
            \(homes("oldHome", terms.map { ($0.0, $0.1.oldHome) }, now: move.oldHome))\
            \(homes("newHome", terms.map { ($0.0, $0.1.newHome) }, now: move.newHome))\
            \(unit)\
            \(TextArea(field("note", "settle.note"), value: state["note"], rows: 2))
            """
    }

    /// Which unit it is, where another has ordered than the one that was named.
    private var unit: HTML? {
        guard let side = move.disputed, let ordered = move.half(side)?.unit, let named = move.awaitedUnit
        else { return nil }
        let units = ["ordered": ordered, "named": named]
        return Radios(
            field("unit", "settle.unit.\(side.rawValue)"),
            choices: DisputedUnit.allCases.map {
                Choice($0.rawValue, words("settle.unit.\($0.rawValue)", units))
            },
            value: state["unit"]
        ).html
    }

    private func field(_ name: String, _ key: String) -> Field { words.field(name, key, in: state) }

    private func or(_ name: String, _ fallback: String) -> String {
        state.answers.values.isEmpty ? fallback : state[name]
    }

    private func homes(_ name: String, _ said: [(unit: String, home: Dwelling)], now: Dwelling) -> HTML {
        var choices: [Choice] = []
        for (unit, home) in said where !choices.contains(where: { $0.value == home.id.text }) {
            let others = said.filter { $0.home == home }.map(\.unit)
            let who = others.count > 1 ? words("settle.both") : unit
            choices.append(Choice(home.id.text, "\(home.address.oneLine) (\(who))"))
        }
        return Radios(
            field(name, "settle.\(name)"), choices: choices,
            value: or(name, choices.count == 1 ? now.id.text : "")
        ).html
    }

    static func settlement(_ form: FormBody) throws(AppError) -> Settlement {
        guard let day = Day(form["movesOn"]) else {
            throw .invalid(form["movesOn"].isEmpty ? "form.required" : "form.day.wrong", field: "movesOn")
        }
        return Settlement(
            movesOn: day, oldHome: ID<Dwelling>(form["oldHome"]) ?? ID(stored: ""),
            newHome: ID<Dwelling>(form["newHome"]) ?? ID(stored: ""),
            unit: DisputedUnit(rawValue: form["unit"]), note: Text.cleaned(form["note"]))
    }
}
