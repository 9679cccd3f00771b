import Domain
import HTTPBase

/// What an order says, as a list to read; secrets only as given or not.
struct AnswersView: Component {
    let routine: RoutineEdition
    let answers: Answers
    let secrets: Set<String>
    let words: Words
    let today: Day
    /// Where the answers can be changed, while they still can.
    var change: String?
    /// Below a heading of its own the groups stand one level down.
    var isAside = false
    /// Read on another day, when a day needs its year.
    var isPrinted = false
    /// Of an order of which only a part is told: what is not answered is not said.
    var isPart = false

    private var language: Language { words.language }

    var html: HTML {
        "\(unless: isPart, preconditions)\(each: routine.orderForm?.groups ?? [], group)"
    }

    /// What the order says besides the register's own facts: keys, door, remarks. For the one who is on the way.
    var remarks: HTML {
        let fields = routine.askedFields(for: answers).filter { $0.fills == nil && !answers[$0.key].isEmpty }
        return fields.isEmpty ? "" : DefinitionList(rows: fields.flatMap(rows)).html
    }

    private func group(_ group: FieldGroup) -> HTML {
        let rows = group.fields.filter(isTold).flatMap(rows)
        guard !rows.isEmpty else { return "" }
        return """
            <section>\(heading(group.heading(language), group.key))\
            \(DefinitionList(rows: rows))</section>
            """
    }

    private func isTold(_ field: Domain.Field) -> Bool {
        guard isPart else { return field.condition?.holds(for: answers) ?? true }
        return answers.values.keys.contains { $0 == field.key || $0.hasPrefix("\(field.key).") }
    }

    private func rows(_ field: Domain.Field) -> [DefinitionList.Row] {
        switch field.kind {
        case .contacts(let roles):
            roles.filter { answers["\(field.key).\($0.rawValue).use"] == "yes" }.map { contact(field, $0) }
        default: [DefinitionList.Row(field.label(language), .text(said(field)))]
        }
    }

    private func contact(_ field: Domain.Field, _ role: ContactRole) -> DefinitionList.Row {
        let prefix = "\(field.key).\(role.rawValue)"
        let parts = [answers["\(prefix).name"], answers["\(prefix).phone"]].filter { !$0.isEmpty }
        let text = parts.isEmpty ? words("contact.asAbove") : parts.joined(separator: ", ")
        return .init(words("contact.role.\(role.rawValue)"), text: text)
    }

    private func said(_ field: Domain.Field) -> String {
        let answer = answers[field.key]
        let text: String =
            switch field.kind {
            case .yesNo: answer.isEmpty ? "" : words("form.\(answer)")
            case .choice(let choices): choices.first { $0.value == answer }?.label(language) ?? ""
            case .choiceMany(let choices):
                choices.filter { answers["\(field.key).\($0.value)"] == "yes" }.map { $0.label(language) }
                    .joined(separator: ", ")
            case .secret: words(secrets.contains(field.key) ? "secret.given" : "secret.notGiven")
            case .identityNumber: number(answer)
            case .address:
                PostalAddress(
                    street: answers["\(field.key).street"], apartment: answers["\(field.key).apartment"],
                    postalCode: answers["\(field.key).postalCode"], city: answers["\(field.key).city"]
                ).oneLine
            case .day: said(day: answer)
            default: answer
            }
        return text.isEmpty ? words("form.notAnswered") : text
    }

    private func said(day text: String) -> String {
        Day(text).map { isPrinted ? words.longDay($0) : words.plainDay($0, today: today) } ?? text
    }

    private func number(_ text: String) -> String {
        (try? PersonIdentifier.parse(text, today: today))?.display ?? text
    }

    private var preconditions: HTML {
        let rows = routine.askedPreconditions(for: answers).map { precondition in
            let names = PreconditionFields(precondition.key)
            let isMet = answers[names.met] == "yes"
            let text =
                isMet
                ? "\(words("form.yes")), \(said(day: answers[names.day]))"
                : "\(words("precondition.notYet")) \(answers[names.reason])"
            return DefinitionList.Row(precondition.question(language), text: text)
        }
        guard !rows.isEmpty else { return "" }
        return """
            <section>\(heading(words("order.before"), "preconditions"))\
            \(DefinitionList(rows: rows))</section>
            """
    }

    private func heading(_ text: String, _ group: String) -> HTML {
        let link = change.map { Link(words("order.change"), href: "\($0)#group-\(group)", context: text) }
        return Heading("\(text) \(link)", level: isAside ? .three : .two).html
    }
}
