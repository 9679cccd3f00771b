/// How wide a field looks says how much it takes.
enum FieldWidth: String, Sendable { case full, wide, medium, short, tiny }

struct TextField: Component {
    enum Kind: String, Sendable { case text, tel, email, url, password, search, number }

    /// Words for the button that reads a code with the camera; the button shows only where the browser can.
    struct Scan: Sendable {
        var button: String
        var stop: String

        func button(into field: Field) -> HTML {
            """
            <button class="button secondary scan" type="button" data-scan="\(field.id)" \
            data-stop="\(stop)" hidden>\(button)</button>
            """
        }
    }

    var field: Field
    var value = ""
    var kind = Kind.text
    var width = FieldWidth.full
    /// Which keyboard a phone shows, such as `numeric`.
    var inputMode: String?
    /// `off` unless the value belongs to the one who types it.
    var autocomplete = "off"
    var maxLength: Int?
    var isSpellchecked = false
    var hasFocus = false
    var scan: Scan?

    init(
        _ field: Field, value: String = "", kind: Kind = .text, width: FieldWidth = .full,
        inputMode: String? = nil, autocomplete: String = "off", maxLength: Int? = nil,
        isSpellchecked: Bool = false, hasFocus: Bool = false, scan: Scan? = nil
    ) {
        self.field = field
        self.value = value
        self.kind = kind
        self.width = width
        self.inputMode = inputMode
        self.autocomplete = autocomplete
        self.maxLength = maxLength
        self.isSpellchecked = isSpellchecked
        self.hasFocus = hasFocus
        self.scan = scan
    }

    var html: HTML {
        FormGroup(field: field, control: "\(input)\(if: scan, { $0.button(into: field) })").html
    }

    private var input: HTML {
        """
        <input class="w-\(width.rawValue)" type="\(kind.rawValue)" \(field.attributes) value="\(value)"\
        \(attribute: "inputmode", inputMode) autocomplete="\(autocomplete)"\
        \(attribute: "maxlength", maxLength) spellcheck="\(isSpellchecked ? "true" : "false")"\
        \(flag: "autofocus", hasFocus)>
        """
    }
}
