import Domain
import HTTPBase

/// The editions that a routine has had and is to have, with their days.
struct EditionHistoryView: Component {
    let history: EditionHistory
    let call: Call
    /// Whether those to come can be taken back here.
    let mayWithdraw: Bool

    private var words: Words { call.words }

    var html: HTML {
        let inForce = history.inForce(on: call.today)
        let rows = history.terms.map { term in
            Table.Row([
                Link(term.edition, href: Route.edition(history.slug, term.edition).path).html,
                call.day(term.from).html, status(term, inForce), withdrawal(term),
            ])
        }
        let columns: [Table.Column] = [
            .init(words("routine.edition")), .init(words("edition.from"), isTight: true),
            .init(words("edition.status")), .init(words("edition.withdraw"), isUnseen: true),
        ]
        return Table(
            caption: words("edition.history"), isCaptionUnseen: true,
            columns: mayWithdraw ? columns : columns.dropLast(), rows: rows
        ).html
    }

    private func status(_ term: EditionTerm, _ inForce: EditionTerm?) -> HTML {
        if term.withdrawnAt != nil { return Badge(text: words("edition.status.withdrawn")).html }
        if term == inForce { return Badge(text: words("edition.status.inForce"), tone: .done).html }
        return term.from > call.today
            ? Badge(text: words("edition.status.coming"), tone: .attention).html
            : .text(words("edition.status.past"))
    }

    private func withdrawal(_ term: EditionTerm) -> HTML {
        guard mayWithdraw, term.withdrawnAt == nil, term.from > call.today else { return "" }
        return FormButton(
            action: Route.editionWithdrawal(history.slug).path, token: call.token,
            button: Button(words("edition.withdraw"), .danger, context: term.edition),
            hidden: [HiddenField(name: "edition", value: term.edition)]
        ).html
    }
}
