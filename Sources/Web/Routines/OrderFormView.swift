import Domain
import HTTPBase
import Storage

/// An order's form, drawn from the routine's own fields.
struct OrderFormView {
    let routine: RoutineEdition
    let state: FormState
    let words: Words
    let override: PreconditionOverride
    let today: Day
    /// The units that can be on the other side of a move.
    var units: [String] = []

    private var language: Language { words.language }

    /// What must be done before ordering stands first, so that nobody fills in a form in vain; then the groups.
    var html: HTML {
        let groups = routine.orderForm?.groups ?? []
        return "\(preconditions)\(each: groups, group)"
    }

    /// What each field is called, by its name in the form.
    var labels: [String: String] {
        var labels: [String: String] = [:]
        for field in routine.orderForm?.fields ?? [] {
            labels[field.key] = field.label(language)
            switch field.kind {
            case .address:
                for part in ["street", "apartment", "postalCode", "city"] {
                    labels["\(field.key).\(part)"] = words("address.\(part)")
                }
            case .contacts(let roles):
                for role in roles {
                    let who = words("contact.role.\(role.rawValue)")
                    let prefix = "\(field.key).\(role.rawValue)"
                    labels["\(prefix).name"] = "\(who), \(words("contact.name").lowercased())"
                    labels["\(prefix).phone"] = "\(who), \(words("contact.phone").lowercased())"
                }
            default: break
            }
        }
        for precondition in routine.preconditions {
            let names = PreconditionFields(precondition.key)
            labels[names.met] = precondition.question(language)
            labels[names.day] = words("precondition.day")
            labels[names.reason] = words("precondition.override")
        }
        return labels
    }

    private func group(_ group: FieldGroup) -> HTML {
        let fields: HTML = "\(each: group.fields, conditional)"
        let preconditions: HTML =
            "\(each: routine.preconditions.filter { isAsked($0, after: group) }, conditional)"
        let lookup: HTML? = group.fields.contains { $0.fills == .recipientNumber } ? knownButton : nil
        let set = FieldSet(
            legend: group.heading(language), hint: nil, id: "group-\(group.key)",
            content: "\(fields)\(lookup)\(preconditions)"
        ).html
        // A group of which nothing is asked is no heading without a question either.
        let conditions = group.fields.compactMap(\.condition)
        guard conditions.count == group.fields.count else { return set }
        return Conditional(condition: .any(conditions), explanation: nil, content: set).html
    }

    /// What depends on an answer is asked below it, and not above, where nobody would see it appear.
    private func isAsked(_ precondition: Precondition, after group: FieldGroup) -> Bool {
        guard let fields = routine.duty(precondition.duty)?.condition?.fields else { return false }
        let keys = Set(fields.map { String($0.prefix { $0 != "." }) })
        let last = routine.orderForm?.groups.last { $0.fields.contains { keys.contains($0.key) } }
        return last?.key == group.key
    }

    /// Known facts fill in when the number is written first; a plain button, so that it works without the script.
    private var knownButton: HTML {
        """
        <p>\(Button(words("order.known"), .secondary, name: "act", value: "known"))</p>\
        <p class="hint">\(words("order.known.hint"))</p>
        """
    }

    private func conditional(_ field: Domain.Field) -> HTML {
        guard let condition = field.condition else { return control(field) }
        return Conditional(condition: condition, explanation: nil, content: control(field)).html
    }

    private func field(
        _ field: Domain.Field, part: String? = nil, label: String? = nil, required: Bool? = nil
    )
        -> Field
    {
        let name = part.map { "\(field.key).\($0)" } ?? field.key
        let isRequired = required ?? field.isRequired
        return Field(
            name, label: label ?? field.label(language),
            hint: part == nil ? field.hint.map { $0(language) } : nil,
            error: state.error(name, words), mark: isRequired ? nil : words("form.optional"),
            isRequired: isRequired)
    }

    private func control(_ field: Domain.Field) -> HTML {
        let input = self.field(field)
        let value = state[field.key]
        return switch field.kind {
        case .identityNumber:
            TextField(input, value: value, width: .medium, inputMode: "numeric").html
        case .personName: TextField(input, value: value, maxLength: Text.shortLimit).html
        case .shortText: TextField(input, value: value, maxLength: Text.shortLimit).html
        case .phone: TextField(input, value: value, kind: .tel, width: .medium).html
        case .secret: TextField(input, value: value, width: .short).html
        case .longText:
            TextArea(input, value: value, rows: 3, maxLength: Text.longLimit).html
        case .yesNo: Radios(input, choices: yesNo, value: value, isInline: true).html
        case .choice(let choices):
            Radios(input, choices: choices.map { Choice($0.value, $0.label(language)) }, value: value).html
        case .choiceMany(let choices): choiceMany(field, choices)
        case .serial: TextField(input, value: value, width: .medium, scan: words.scan).html
        case .day: DateField(input, value: value).html
        case .unit:
            SelectField(
                input, options: units.map { SelectField.Option(value: $0, text: $0) }, value: value,
                prompt: words("form.unit.choose")
            ).html
        case .address: address(field)
        case .contacts(let roles): contacts(field, roles)
        }
    }

    private var yesNo: [Choice] { [Choice("yes", words("form.yes")), Choice("no", words("form.no"))] }

    private func address(_ field: Domain.Field) -> HTML {
        let parts: [(String, FieldWidth, Bool)] = [
            ("street", .full, true), ("apartment", .tiny, false), ("postalCode", .tiny, true),
            ("city", .medium, true),
        ]
        let inputs = parts.map { addressPart(field, $0.0, width: $0.1, required: $0.2) }
        return """
            \(if: field.hint.map { $0(language) }, { "<p class=\"hint\">\($0)</p>" })\(inputs)
            """
    }

    private func addressPart(_ field: Domain.Field, _ part: String, width: FieldWidth, required: Bool) -> HTML
    {
        let input = self.field(
            field, part: part, label: words("address.\(part)"), required: required && field.isRequired)
        return TextField(
            input, value: state["\(field.key).\(part)"], width: width,
            inputMode: part == "postalCode" ? "numeric" : nil
        ).html
    }

    private func choiceMany(_ field: Domain.Field, _ choices: [Domain.Choice]) -> HTML {
        let boxes = choices.map { choice in
            let name = "\(field.key).\(choice.value)"
            return Checkbox(
                Field(name, label: choice.label(language)), isChecked: state[name] == "yes"
            ).html
        }
        let fault: HTML? = state.error(field.key, words).map {
            "<p class=\"error\" id=\"\(Field.id(of: field.key))\" tabindex=\"-1\">\($0)</p>"
        }
        let mark: HTML? =
            field.isRequired ? nil : " <span class=\"optional\">\(words("form.optional"))</span>"
        return """
            <fieldset class="group choices"><legend>\(field.label(language))\(mark)</legend>\
            \(if: field.hint.map { $0(language) }, { "<p class=\"hint\">\($0)</p>" })\(fault)\(boxes)</fieldset>
            """
    }

    private func contacts(_ field: Domain.Field, _ roles: [ContactRole]) -> HTML {
        let error = state.error(field.key, words)
        let boxes: HTML = "\(each: roles, { contact(field, $0) })"
        let fault: HTML? = error.map {
            "<p class=\"error\" id=\"\(Field.id(of: field.key))\" tabindex=\"-1\">\($0)</p>"
        }
        return """
            <fieldset class="group choices"><legend>\(field.label(language))</legend>\
            \(if: field.hint.map { $0(language) }, { "<p class=\"hint\">\($0)</p>" })\(fault)\(boxes)</fieldset>
            """
    }

    private func contact(_ field: Domain.Field, _ role: ContactRole) -> HTML {
        let prefix = "\(field.key).\(role.rawValue)"
        let isUsed = state["\(prefix).use"] == "yes"
        let isOptional = role == .recipient
        let name = Field(
            "\(prefix).name", label: words("contact.name"),
            hint: isOptional ? words("contact.recipient.hint") : nil,
            error: state.error("\(prefix).name", words),
            mark: isOptional ? words("form.optional") : nil)
        let phone = Field(
            "\(prefix).phone", label: words("contact.phone"), error: state.error("\(prefix).phone", words),
            mark: isOptional ? words("form.optional") : nil)
        return Checkbox(
            Field("\(prefix).use", label: words("contact.role.\(role.rawValue)")), isChecked: isUsed,
            reveals: """
                \(TextField(name, value: state[name.name]))\
                \(TextField(phone, value: state[phone.name], kind: .tel, width: .medium))
                """
        ).html
    }

    private var preconditions: HTML {
        let always = routine.preconditions.filter { routine.duty($0.duty)?.condition == nil }
        guard !always.isEmpty else { return "" }
        return FieldSet(
            legend: words("order.before"), hint: nil, id: "group-preconditions",
            content: "\(each: always, precondition)"
        ).html
    }

    /// Asked where its duty applies.
    private func conditional(_ precondition: Precondition) -> HTML {
        guard let condition = routine.duty(precondition.duty)?.condition else { return "" }
        return Conditional(
            condition: condition, explanation: nil, content: self.precondition(precondition)
        ).html
    }

    private func precondition(_ precondition: Precondition) -> HTML {
        let names = PreconditionFields(precondition.key)
        let day = words.field(names.day, "precondition.day", in: state)
        let reason = words.field(names.reason, "precondition.override", in: state)
        let stop: HTML =
            override == .refused
            ? Notice(
                content: "<p>\(precondition.reason(language))</p><p>\(words("precondition.stop"))</p>",
                tone: .attention
            ).html
            : "\(TextArea(reason, value: state[names.reason], rows: 3))"
        let question = Field(
            names.met, label: precondition.question(language), hint: precondition.reason(language),
            error: state.error(names.met, words))
        return Radios(
            question,
            choices: [
                Choice(
                    "yes", words("form.yes"),
                    reveals: DateField(day, value: state[names.day], latest: today.description).html),
                Choice("no", words("precondition.notYet"), reveals: stop),
            ], value: state[names.met]
        ).html
    }
}
