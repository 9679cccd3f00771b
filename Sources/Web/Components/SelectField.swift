struct SelectField: Component {
    struct Option: Sendable {
        var value: String
        var text: String
    }

    /// Options under a heading of their own.
    struct Group: Sendable {
        var label: String
        var options: [Option]
    }

    var field: Field
    var options: [Option] = []
    var groups: [Group] = []
    var value = ""
    /// The first, empty choice, such as "Choose a technician".
    var prompt: String?
    var width = FieldWidth.full

    init(
        _ field: Field, options: [Option] = [], groups: [Group] = [], value: String = "",
        prompt: String? = nil, width: FieldWidth = .full
    ) {
        self.field = field
        self.options = options
        self.groups = groups
        self.value = value
        self.prompt = prompt
        self.width = width
    }

    var html: HTML { FormGroup(field: field, control: control).html }

    private var control: HTML {
        """
        <select class="w-\(width.rawValue)" \(field.attributes)>\
        \(if: prompt, { "<option value=\"\">\($0)</option>" })\(each: options, option)\
        \(each: groups, { "<optgroup label=\"\($0.label)\">\(each: $0.options, option)</optgroup>" })</select>
        """
    }

    private func option(_ option: Option) -> HTML {
        "<option value=\"\(option.value)\"\(flag: "selected", option.value == value)>\(option.text)</option>"
    }
}
