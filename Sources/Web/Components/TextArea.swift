struct TextArea: Component {
    var field: Field
    var value = ""
    var rows = 4
    var maxLength: Int?
    /// Written for a machine: figures of one width, long lines kept, and no dictionary.
    var isCode: Bool
    var isReadOnly: Bool
    /// Adds a line for each code that the camera reads.
    var scan: TextField.Scan?

    init(
        _ field: Field, value: String = "", rows: Int = 4, maxLength: Int? = nil, isCode: Bool = false,
        isReadOnly: Bool = false, scan: TextField.Scan? = nil
    ) {
        self.field = field
        self.value = value
        self.rows = rows
        self.maxLength = maxLength
        self.isCode = isCode
        self.isReadOnly = isReadOnly
        self.scan = scan
    }

    /// The line feed after the tag is dropped by the parser, so that a value that begins with one keeps it.
    var html: HTML {
        FormGroup(
            field: field,
            control: """
                <textarea rows="\(rows)" \(field.attributes) autocomplete="off"\
                \(attribute: "spellcheck", isCode ? "false" : "true")\
                \(attribute: "class", isCode ? "code" : nil)\(attribute: "wrap", isCode ? "off" : nil)\
                \(flag: "readonly", isReadOnly)\(attribute: "maxlength", maxLength)>
                \(value)</textarea>\(if: scan, { $0.button(into: field) })
                """
        ).html
    }
}
