/// What every form field has: its name, its words and its fault.
struct Field: Sendable {
    var name: String
    var label: String
    var hint: String?
    var error: String?
    /// Beside the label, such as "(optional)".
    var mark: String?
    var isRequired = false

    init(
        _ name: String, label: String, hint: String? = nil, error: String? = nil, mark: String? = nil,
        isRequired: Bool = false
    ) {
        self.name = name
        self.label = label
        self.hint = hint
        self.error = error
        self.mark = mark
        self.isRequired = isRequired
    }

    var id: String { Self.id(of: name) }
    var hintID: String { id + "-hint" }
    var errorID: String { id + "-error" }

    /// The element that an error summary links to: the field, or the first of its choices.
    static func id(of name: String) -> String {
        "f-" + String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "-" })
    }

    /// The ids of the texts that explain the field, for `aria-describedby`.
    var describedBy: String? {
        let ids = [hint.map { _ in hintID }, error.map { _ in errorID }].compactMap { $0 }
        return ids.isEmpty ? nil : ids.joined(separator: " ")
    }

    var hintHTML: HTML { "\(if: hint, { "<p class=\"hint\" id=\"\(hintID)\">\($0)</p>" })" }
    var errorHTML: HTML { "\(if: error, { "<p class=\"error\" id=\"\(errorID)\">\($0)</p>" })" }
    var markHTML: HTML { "\(if: mark, { " <span class=\"optional\">\($0)</span>" })" }

    /// Id, name and the state that assistive technology reads, for the control itself.
    var attributes: HTML {
        """
        id="\(id)" name="\(name)"\(attribute: "aria-describedby", describedBy)\
        \(attribute: "aria-invalid", error == nil ? nil : "true")\
        \(attribute: "aria-required", isRequired ? "true" : nil)
        """
    }
}

/// A label, a hint, a fault and the one control that they belong to.
struct FormGroup: Component {
    var field: Field
    var control: HTML

    var html: HTML {
        """
        <div class="group\(if: field.error != nil, " faulty")"><label for="\(field.id)">\(field.label)\
        \(field.markHTML)</label>\(field.hintHTML)\(field.errorHTML)\(control)</div>
        """
    }
}
