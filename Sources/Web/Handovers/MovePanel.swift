import Domain
import HTTPBase
import Storage

/// The move that a case is one half of: from where, to where, when, and whether the other half has come.
struct MovePanel: Component {
    let call: Call
    let order: Case
    let move: MoveView

    private var words: Words { call.words }
    private var language: Language { words.language }
    private var isTeam: Bool { (try? call.actor)?.partyRole == .team }

    var html: HTML {
        PagePart(
            words("move.title"), "\(DefinitionList(rows: facts + halves))\(missing)\(differing)\(pairing)"
        )
        .html
    }

    private var facts: [DefinitionList.Row] {
        let day = DefinitionList.Row(
            words(move.changesHome ? "move.on" : "move.changesOn"), call.day(move.movesOn).html)
        guard move.changesHome else { return [day] }
        return [
            day, .init(words("move.from"), home(move.oldHome)), .init(words("move.to"), home(move.newHome)),
        ]
    }

    private func home(_ home: Dwelling) -> HTML {
        guard isTeam else { return .text(home.address.oneLine) }
        return Link(home.address.oneLine, href: Route.dwelling(home.id.text).path).html
    }

    private var halves: [DefinitionList.Row] {
        Side.allCases.compactMap { side in
            guard let party = order.routine.party(on: side) else { return nil }
            let name = words.heading(party.name(language))
            guard let half = move.half(side) else {
                return isAwaited(party) ? .init(name, text: words("move.half.missing")) : nil
            }
            let number = half.order.map { " · \(Link($0.text, href: Route.order($0.text).path))" as HTML }
            return .init(
                name,
                "\(half.unit), \(words("move.half.came").lowercased()) \(call.moment(half.submittedAt))\(number)"
            )
        }
    }

    private func isAwaited(_ party: Party) -> Bool {
        order.duties.contains {
            $0.isOpen && $0.definition.kind == .order && $0.definition.party == party.key
        }
    }

    /// The half that is not there, and what can be done about it.
    private var missing: HTML {
        guard order.isOpen,
            let duty = order.duties.first(where: { $0.isOpen && $0.definition.kind == .order })
        else { return "" }
        let unit = move.awaitedUnit ?? words("move.half.unknownUnit")
        let until: HTML? = duty.dueOn.map { "<p>\(words("move.half.due")) \(call.day($0)).</p>" }
        let reminded: HTML? = move.remindedAt.map {
            "<p>\(words("move.half.reminded")) \(call.moment($0)).</p>"
        }
        let goOn = ButtonLink(
            words("move.goOn"), href: Route.waiver(order.number.text, duty.key).path, .secondary)
        let mayGoOn = (try? call.actor)?.may(.waiveDuties) ?? false
        return Notice(
            heading: words("move.half.awaited", ["unit": unit]),
            content: """
                <p>\(words(isTeam ? "move.half.team" : "move.half.unit"))</p>\(until)\(reminded)\
                \(if: mayGoOn, "<div class=\"actions\">\(goOn)</div>")
                """,
            tone: duty.dueOn.map { $0 < call.today } ?? false ? .danger : .attention
        ).html
    }

    /// What the halves say differently, for the team that has to find out which holds.
    private var differing: HTML {
        let terms = move.halves.compactMap { half in half.terms.map { (half.unit, $0) } }
        guard order.duties.contains(where: { $0.isOpen && $0.definition.kind == .settleDifferences }),
            terms.count > 1
        else { return "" }
        let lines = terms.map { unit, terms -> HTML in
            "\(unit): \(call.day(terms.movesOn)), \(terms.oldHome.address.oneLine) → \(terms.newHome.address.oneLine)"
        }
        let isSame = Set(terms.map(\.1)).count == 1
        let why: HTML? = isSame ? "<p>\(words("move.otherUnit"))</p>" : nil
        return Notice(
            heading: words("move.differs"), content: "\(PlainList(lines))\(why)", tone: .attention
        ).html
    }

    private var pairing: HTML {
        guard !move.candidates.isEmpty else { return "" }
        let buttons = move.candidates.map { number in
            FormButton(
                action: Route.pairing(order.number.text).path, token: call.token,
                button: Button(words("move.pair", ["number": number.text]), .secondary),
                hidden: [HiddenField(name: "other", value: number.text)]
            ).html
        }
        return "<p>\(words("move.pair.lead"))</p>\(Actions(buttons))"
    }
}
