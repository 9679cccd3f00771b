/// One of the answers of a radio group or a list of checkboxes.
struct Choice: Sendable {
    var value: String
    var text: String
    var hint: String?
    /// Asked only of those who choose this; opens in place.
    var reveals: HTML?

    init(_ value: String, _ text: String, hint: String? = nil, reveals: HTML? = nil) {
        self.value = value
        self.text = text
        self.hint = hint
        self.reveals = reveals
    }
}

/// Choose one.
struct Radios: Component {
    var field: Field
    var choices: [Choice]
    var value = ""
    /// Side by side where there is room, for short answers such as yes and no.
    var isInline = false

    init(_ field: Field, choices: [Choice], value: String = "", isInline: Bool = false) {
        self.field = field
        self.choices = choices
        self.value = value
        self.isInline = isInline
    }

    var html: HTML {
        ChoiceGroup(field: field, kind: "radio", choices: choices, chosen: [value], isInline: isInline).html
    }
}

/// Choose any number.
struct Checkboxes: Component {
    var field: Field
    var choices: [Choice]
    var values: Set<String> = []

    init(_ field: Field, choices: [Choice], values: Set<String> = []) {
        self.field = field
        self.choices = choices
        self.values = values
    }

    var html: HTML {
        ChoiceGroup(field: field, kind: "checkbox", choices: choices, chosen: values, isInline: false).html
    }
}

/// One box that is ticked or not, whose label is the whole question.
struct Checkbox: Component {
    var field: Field
    var value = "yes"
    var isChecked = false
    var reveals: HTML?

    init(_ field: Field, value: String = "yes", isChecked: Bool = false, reveals: HTML? = nil) {
        self.field = field
        self.value = value
        self.isChecked = isChecked
        self.reveals = reveals
    }

    var html: HTML {
        """
        <div class="group\(if: field.error != nil, " faulty")">\(field.errorHTML)<div class="choice">\
        <input type="checkbox" \(field.attributes) value="\(value)"\(flag: "checked", isChecked)>\
        <label for="\(field.id)">\(field.label)\(field.markHTML)</label>\(field.hintHTML)\
        \(if: reveals, { "<div class=\"reveals\">\($0)</div>" })</div></div>
        """
    }
}

struct ChoiceGroup: Component {
    var field: Field
    var kind: String
    var choices: [Choice]
    var chosen: Set<String>
    var isInline: Bool

    var html: HTML {
        """
        <fieldset class="group choices\(if: isInline, " side-by-side")\(if: field.error != nil, " faulty")" \
        id="\(field.id)-set"\(attribute: "aria-describedby", field.describedBy)>\
        <legend>\(field.label)\(field.markHTML)</legend>\(field.hintHTML)\(field.errorHTML)\
        \(each: choices.enumerated(), { choice($0.element, at: $0.offset) })</fieldset>
        """
    }

    private func choice(_ choice: Choice, at index: Int) -> HTML {
        let id = index == 0 ? field.id : "\(field.id)-\(index + 1)"
        return """
            <div class="choice"><input type="\(kind)" id="\(id)" name="\(field.name)" value="\(choice.value)"\
            \(attribute: "aria-describedby", choice.hint == nil ? nil : "\(id)-about")\
            \(attribute: "aria-invalid", field.error == nil ? nil : "true")\
            \(flag: "checked", chosen.contains(choice.value))><label for="\(id)">\(choice.text)</label>\
            \(if: choice.hint, { "<p class=\"hint\" id=\"\(id)-about\">\($0)</p>" })\
            \(if: choice.reveals, { "<div class=\"reveals\">\($0)</div>" })</div>
            """
    }
}
