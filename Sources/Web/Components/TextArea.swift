struct TextArea: Component {
    var field: Field
    var value = ""
    var rows = 4
    var maxLength: Int?

    init(_ field: Field, value: String = "", rows: Int = 4, maxLength: Int? = nil) {
        self.field = field
        self.value = value
        self.rows = rows
        self.maxLength = maxLength
    }

    /// The line feed after the tag is dropped by the parser, so that a value that begins with one keeps it.
    var html: HTML {
        FormGroup(
            field: field,
            control: """
                <textarea rows="\(rows)" \(field.attributes) autocomplete="off" spellcheck="true"\
                \(attribute: "maxlength", maxLength)>
                \(value)</textarea>
                """
        ).html
    }
}
