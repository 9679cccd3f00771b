import Domain
import HTTPBase
import HTTPTypes
import Storage

/// Two side by side, what follows if they are one, and what stands in the way.
struct MergeView {
    let call: Call
    let preview: MergePreview
    let forms: MergeForms

    private var words: Words { call.words }
    private var kept: MergePerson { preview.kept }
    private var merged: MergePerson { preview.merged }

    func screen(_ status: HTTPResponse.Status) -> Screen {
        let labels = [
            "home": words("merge.home"), "unit": words("merge.unit"), "birth": words("merge.birth"),
            "reason": words("merge.reason"), "distinction": words("merge.distinction.reason"),
        ]
        return Screen(
            title: words("merge.title"), heading: words("merge.title"), kicker: words("recipient.one"),
            main: """
                \(words.summary(of: forms.merging, labels: labels))\
                \(words.summary(of: forms.distinguishing, labels: labels))\
                <p class="lead">\(words("merge.lead"))</p>\(comparison)\
                <p>\(Link(words("merge.swap"), href: Route.merge(merged.id.text, kept.id.text).path))</p>\
                \(PagePart(words("merge.moving"), moving))\(preview.hindrances.isEmpty ? mergeForm : hindrances)\
                \(distinction)<p>\(Link(words("merge.back"), href: Route.duplicates.path))</p>
                """, bodyClass: "narrow", status: status)
    }

    private var comparison: HTML {
        let rows: [(String, (MergePerson) -> String)] = [
            ("recipient.name", { $0.name }), ("recipient.number", { $0.identifier.display }),
            ("recipient.phone", { $0.phone }),
            ("detail.protection", { words("protection.\($0.protection.rawValue)") }),
            ("recipient.home", { $0.home ?? words("form.notAnswered") }),
            ("recipient.unit", { $0.unit ?? words("form.notAnswered") }),
        ]
        return Table(
            caption: words("merge.comparison"), isCaptionUnseen: true,
            columns: [.init(words("merge.what")), .init(words("merge.kept")), .init(words("merge.merged"))],
            rows: rows.map { key, value in
                Table.Row([.text(words(key)), .text(value(kept)), .text(value(merged))])
            }
        ).html
    }

    private var moving: HTML {
        let counts = MergeSource.allCases.compactMap { source in
            preview.moving[source].map { HTML.text(words("merge.source.\(source.rawValue)", count: $0)) }
        }
        let orders = preview.orders.map { order -> HTML in
            """
            \(Link(order.number.text, href: Route.order(order.number.text).path)) \
            \(order.title(words.language)), \(words("case.state.\(order.state.rawValue)"))
            """
        }
        let list: HTML = counts.isEmpty ? "<p>\(words("merge.nothing"))</p>" : PlainList(counts).html
        return "\(list)\(PlainList(orders))<p>\(words("merge.holds"))</p>"
    }

    private var hindrances: HTML {
        Notice(
            heading: words("merge.hindered"),
            content: PlainList(preview.hindrances.map { HTML.text(words($0)) }).html, tone: .attention
        ).html
    }

    private var mergeForm: HTML {
        let state = forms.merging
        let reason = TextArea(
            words.field("reason", "merge.reason", in: state), value: state["reason"], rows: 3)
        return Form(
            action: Route.merge(kept.id.text, merged.id.text).path, token: call.token,
            content: """
                \(if: preview.questions.contains(.home), side(.home, kept.home, merged.home))\
                \(if: preview.questions.contains(.unit), side(.unit, kept.unit, merged.unit))\
                \(if: preview.questions.contains(.birth), birth)\(reason)\
                <div class="actions">\(Button(words("merge.button"), .danger))</div>
                """
        ).html
    }

    private func side(_ question: MergeQuestion, _ one: String?, _ other: String?) -> HTML {
        let key = "merge.\(question.rawValue)"
        let ended = words("merge.ended")
        return Radios(
            words.field(question.rawValue, key, in: forms.merging),
            choices: [
                Choice(MergeSide.kept.rawValue, one ?? ended, hint: words("merge.kept")),
                Choice(MergeSide.merged.rawValue, other ?? ended, hint: words("merge.merged")),
            ], value: forms.merging[question.rawValue]
        ).html
    }

    private var birth: HTML {
        Checkbox(
            words.field("birth", "merge.birth", in: forms.merging), isChecked: forms.merging["birth"] == "yes"
        ).html
    }

    private var distinction: HTML {
        let state = forms.distinguishing
        let reason = TextArea(
            words.field("distinction", "merge.distinction.reason", in: state), value: state["distinction"],
            rows: 3)
        let form = Form(
            action: Route.distinction(kept.id.text, merged.id.text).path, token: call.token,
            content: """
                \(reason)<div class="actions">\(Button(words("merge.distinction.button"), .secondary))</div>
                """)
        return Details(
            summary: words("merge.distinction"), content: form.html, isOpen: !state.faults.isEmpty
        ).html
    }
}

/// Two who were merged: that it was done, by whom and why, and the way back.
struct MergedView {
    let call: Call
    let line: MergeLine
    let state: FormState

    private var words: Words { call.words }

    func screen(_ status: HTTPResponse.Status) -> Screen {
        let form = Form(
            action: Route.mergeUndoing(line.kept.text, line.merged.text).path, token: call.token,
            content: """
                \(TextArea(words.field("reason", "undoing.reason", in: state), value: state["reason"], rows: 3))\
                <div class="actions">\(Button(words("undoing.button"), .danger))</div>
                """)
        return Screen(
            title: words("undoing.title"), heading: words("undoing.title"), kicker: line.keptName,
            main: """
                \(words.summary(of: state, labels: ["reason": words("undoing.reason")]))\(told)\
                <p>\(words("undoing.lead"))</p>\(form)\
                <p>\(Link(words("correction.back"), href: Route.person(line.kept.text).path))</p>
                """, bodyClass: "narrow", status: status)
    }

    /// In the place of the merged person's page.
    var pointer: Screen {
        Screen(
            title: line.mergedName, heading: line.mergedName, kicker: words("recipient.one"),
            main: """
                \(Notice(content: "<p>\(words("merged.pointer"))</p>"))\
                <p>\(Link(line.keptName, href: Route.person(line.kept.text).path))</p>
                """, bodyClass: "narrow")
    }

    private var told: HTML {
        """
        <p>\(words("merged.told", ["name": line.mergedName, "kept": line.keptName])) \
        \(call.moment(line.at)), \(line.by). \(line.reason)</p>
        """
    }
}

/// On the page of who remains: who turned out to be the same.
struct MergeLines: Component {
    let call: Call
    let lines: [MergeLine]

    var html: HTML {
        let words = call.words
        let mayUndo = (try? call.actor)?.may(.plan) ?? false
        return PagePart(
            words("merged.title"),
            PlainList(
                lines.map { line in
                    """
                    \(line.mergedName), \(call.moment(line.at)), \(line.by). \(line.reason)\
                    \(if: mayUndo, " · \(Link(words("undoing.link"), href: Route.merge(line.kept.text, line.merged.text).path, context: line.mergedName))")
                    """
                }
            ).html
        ).html
    }
}
