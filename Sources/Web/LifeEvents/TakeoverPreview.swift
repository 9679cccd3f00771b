import Domain
import HTTPBase
import Storage

/// All that follows when one unit takes over from another, to read before it is done.
struct TakeoverPreview: Component {
    let call: Call
    let takeover: Takeover
    let from: String
    let to: String
    let people: [ServedPerson]
    let typed: Answers

    private var words: Words { call.words }
    private var day: String { words.plainDay(takeover.day, today: call.today) }
    private var names: [String: String] { ["from": from, "to": to, "day": day] }

    var html: HTML {
        """
        <p><strong>\(words("takeover.summary", names))</strong></p><p>\(words("life.preview.lead"))</p>\
        \(DefinitionList(rows: rows))\(Actions([confirm, change]))
        """
    }

    private var rows: [DefinitionList.Row] {
        let alarms = names.merging(["count": "\(people.count(where: \.hasAlarm))"]) { $1 }
        return [
            .init(words("takeover.will.people"), text: words("takeover.people.count", count: people.count)),
            .init(words("takeover.will.alarms"), text: words("takeover.will.alarms.text", alarms)),
            touched("takeover.will.orders", \.openOrders), touched("takeover.will.keys", \.keys),
            .init(words("takeover.will.sight"), text: words("takeover.will.sight.text", names)),
        ].compactMap(\.self)
    }

    /// Of whom there is something that the old unit has to finish or hand on, and how much.
    private func touched(_ key: String, _ count: (ServedPerson) -> Int) -> DefinitionList.Row? {
        let lines = people.filter { count($0) > 0 }.map { HTML.text("\($0.name) (\(count($0)))") }
        guard !lines.isEmpty else { return nil }
        return .init(words(key), "\(PlainList(lines))<p class=\"hint\">\(words("\(key).hint", names))</p>")
    }

    private var kept: [HiddenField] {
        typed.values.filter { !["change", "confirmed"].contains($0.key) }.sorted { $0.key < $1.key }
            .map { HiddenField(name: $0.key, value: $0.value) }
    }

    private var confirm: HTML {
        button(Button(words("takeover.confirm", count: people.count)), "confirmed")
    }

    private var change: HTML { button(Button(words("life.change"), .secondary), "change") }

    private func button(_ button: Button, _ name: String) -> HTML {
        FormButton(
            action: Route.takeover(takeover.from.text).path, token: call.token, button: button,
            hidden: kept + [HiddenField(name: name, value: "yes")]
        ).html
    }
}
