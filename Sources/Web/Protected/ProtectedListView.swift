import Domain
import HTTPBase
import HTTPTypes
import Storage

/// The protected cases within reach, and the log of broken glass.
struct ProtectedListView {
    let call: Call
    let page: ProtectedList
    let state: FormState

    private var words: Words { call.words }

    func screen(_ status: HTTPResponse.Status) -> Screen {
        Screen(
            title: words("protected.title"), heading: words("protected.title"),
            main: """
                \(words.summary(of: state))<p class="lead">\(words("protected.lead"))</p>\
                \(cases)\(drafts)\(search)\(broken)
                """, here: .protected, status: status)
    }

    private var cases: HTML {
        guard !page.cases.isEmpty else {
            return EmptyState(heading: words("protected.none"), text: nil).html
        }
        let rows = page.cases.map { line in
            let isUnseen = line.teamReaders == 0 || line.unitReaders == 0
            let readers = words(
                "protected.readers", ["team": "\(line.teamReaders)", "unit": "\(line.unitReaders)"])
            return Table.Row(
                [
                    Link(line.number.text, href: Route.protectedCase(line.number.text).path).html,
                    .text(line.title(words.language)), .text(line.unit),
                    .text(line.waitsOn.map { words("protected.waitsOn.\($0.rawValue)") } ?? "–"),
                    line.due.map { call.day($0).html } ?? "–", .text(readers),
                    line.isOpen ? .text(words("protected.open")) : .text(words("protected.closed")),
                ], tone: isUnseen ? .attention : .calm)
        }
        let columns = ["case", "routine", "unit", "waits", "due", "who", "own"].map {
            Table.Column(words("protected.column.\($0)"))
        }
        return Table(
            caption: words("protected.title"), isCaptionUnseen: true, columns: columns, rows: rows
        ).html
    }

    private var drafts: HTML {
        guard !page.drafts.isEmpty else { return "" }
        let rows = page.drafts.map { draft in
            Table.Row(
                [
                    Link(
                        draft.title(words.language), href: Route.protectedPerson(draft.person.text).path
                    ).html, .text(draft.unit), call.moment(draft.begunAt).html,
                ], tone: .attention)
        }
        let columns = ["protected.column.routine", "protected.column.unit", "protected.column.begun"].map {
            Table.Column(words($0))
        }
        return """
            \(Heading(.text(words("protected.drafts")), level: .two))<p>\(words("protected.drafts.about"))</p>\
            \(Table(caption: words("protected.drafts"), isCaptionUnseen: true, columns: columns, rows: rows))
            """
    }

    private var search: HTML {
        let number = TextField(
            words.field("number", "protected.number", in: state),
            value: state["number"], autocomplete: "off")
        let form = Form(
            action: Route.protectedSearch.path, token: call.token,
            content: "\(number)\(Actions([Button(words("protected.search"), .secondary).html]))")
        return "\(Heading(.text(words("protected.person")), level: .two))\(form)"
    }

    private var broken: HTML {
        let heading = Heading(.text(words("protected.broken")), level: .two)
        guard !page.broken.isEmpty else {
            return "\(heading)<p>\(words("protected.broken.none"))</p>"
        }
        return "\(heading)\(each: page.broken, glass)"
    }

    private func glass(_ glass: BrokenGlass) -> HTML {
        let place = glass.order?.text ?? words("protected.whole")
        let facts = DefinitionList(
            rows: [
                .init(words("protected.glass.when"), call.moment(glass.at).html),
                .init(words("protected.glass.until"), call.moment(glass.endsAt).html),
                .init(words("protected.glass.to"), text: place),
                .init(words("protected.reason"), text: glass.reason),
            ] + reviewed(glass))
        let isOpen = glass.review == nil && call.context.holder?.actor.may(.answerForProtected) == true
        return Card(
            heading: glass.who, headingLevel: .three, href: nil,
            content: "\(facts)\(if: isOpen, reviewForm(glass))"
        ).html
    }

    private func reviewed(_ glass: BrokenGlass) -> [DefinitionList.Row] {
        guard let review = glass.review else {
            return [
                .init(
                    words("protected.review"),
                    Badge(text: words("protected.unreviewed"), tone: .attention).html)
            ]
        }
        let said = [words("protected.review.\(review.rawValue)"), glass.note].filter { !$0.isEmpty }
        return [
            .init(words("protected.review"), text: said.joined(separator: ": ")),
            .init(words("protected.reviewedBy"), text: glass.reviewedBy ?? "–"),
        ]
    }

    private func reviewForm(_ glass: BrokenGlass) -> HTML {
        let (outcomeName, noteName) = ("outcome-\(glass.id.text)", "note-\(glass.id.text)")
        let outcome = Radios(
            words.field(outcomeName, "protected.review", in: state),
            choices: GlassReview.allCases.map {
                Choice($0.rawValue, words("protected.review.\($0.rawValue)"))
            },
            value: state[outcomeName])
        let note = TextArea(
            words.field(noteName, "protected.note", in: state, isRequired: false), value: state[noteName])
        return Form(
            action: Route.brokenGlass(glass.id.text).path, token: call.token,
            content: "\(outcome)\(note)\(Actions([Button(words("protected.review.save"), .secondary).html]))"
        ).html
    }
}
