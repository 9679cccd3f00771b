import Domain
import HTTPBase
import HTTPTypes
import Storage

/// The door to one case or person: who is let in, and the way in.
struct ProtectedDoorView {
    let call: Call
    let door: ProtectedDoor
    let route: Route
    let state: FormState

    private var words: Words { call.words }
    private var answersForProtected: Bool { call.context.holder?.actor.may(.answerForProtected) == true }

    func screen(_ status: HTTPResponse.Status) -> Screen {
        let title =
            door.order.map { words("protected.door.case", ["number": $0.number.text]) }
            ?? words("protected.door.person")
        return Screen(
            title: title, heading: title, kicker: words("protected.title"),
            main: """
                \(words.summary(of: state))\(facts)\(readers)\(if: answersForProtected, letIn)\
                \(if: !answersForProtected, wayIn)<p>\(Link(words("protected.back"), href: Route.protected.path))</p>
                """, bodyClass: "narrow", here: .protected, status: status)
    }

    private var facts: HTML {
        guard let order = door.order else { return "<p class=\"lead\">\(words("protected.door.about"))</p>" }
        return DefinitionList(
            rows: [
                .init(words("protected.column.routine"), text: order.title(words.language)),
                .init(words("protected.column.unit"), text: order.unit),
                .init(
                    words("protected.column.waits"),
                    text: order.waitsOn.map { words("protected.waitsOn.\($0.rawValue)") } ?? "–"),
                .init(words("protected.column.due"), order.due.map { call.day($0).html } ?? "–"),
            ]
        ).html
    }

    private var readers: HTML {
        let heading = Heading(.text(words("protected.letIn")), level: .two)
        guard !door.readers.isEmpty else { return "\(heading)<p>\(words("protected.nobody"))</p>" }
        let rows = door.readers.map { reader in
            Table.Row([
                .text(reader.name),
                .text(
                    [words("protected.ground.\(reader.ground.rawValue)"), reader.reason]
                        .filter { !$0.isEmpty }.joined(separator: ": ")),
                .text(words(reader.isWhole ? "protected.whole" : "protected.caseOnly")),
                reader.until.map { call.moment($0).html } ?? .text(words("protected.untilFurther")),
                answersForProtected ? shutOut(reader) : "",
            ])
        }
        let columns = ["name", "ground", "what", "until"].map {
            Table.Column(words("protected.reader.\($0)"))
        }
        return """
            \(heading)\(Table(
                caption: words("protected.letIn"), isCaptionUnseen: true,
                columns: columns + [Table.Column(words("protected.shutOut"), isUnseen: true)], rows: rows))
            """
    }

    private func shutOut(_ reader: ProtectedReader) -> HTML {
        FormButton(
            action: Route.shutOut(reader.access.text).path, token: call.token,
            button: Button(words("protected.shutOut"), .secondary, context: reader.name)
        ).html
    }

    private var letIn: HTML {
        let user = SelectField(
            words.field("user", "protected.reader.name", in: state),
            options: door.candidates.map { .init(value: $0.id.text, text: $0.name) }, value: state["user"],
            prompt: words("protected.choose"), width: .medium)
        return """
            \(Heading(.text(words("protected.letIn.one")), level: .two))\
            \(Form(
                action: route.path, token: call.token,
                content: "\(user)\(reason("protected.reason"))\(Actions([Button(words("protected.letIn.button")).html]))"))
            """
    }

    private var wayIn: HTML {
        guard !door.isOpen else { return "<p>\(Link(words("protected.goIn"), href: inside.path))</p>" }
        let warning = Notice(
            heading: words("protected.break"), content: "<p>\(words("protected.break.about"))</p>",
            tone: .attention)
        return """
            \(Heading(.text(words("protected.break.heading")), level: .two))\(warning)\
            \(Form(
                action: route.path, token: call.token,
                content: "\(reason("protected.break.reason"))\(Actions([Button(words("protected.break.button"), .danger).html]))"))
            """
    }

    private var inside: Route {
        switch door.thing {
        case .order: .order(door.order?.number.text ?? "")
        case .person(let id): .person(id.text)
        }
    }

    private func reason(_ key: String) -> HTML {
        TextArea(words.field("reason", key, in: state), value: state["reason"]).html
    }
}
