/// A civil date, `2026-11-24`.
struct DateField: Component {
    var field: Field
    var value = ""
    var earliest: String?
    var latest: String?

    init(_ field: Field, value: String = "", earliest: String? = nil, latest: String? = nil) {
        self.field = field
        self.value = value
        self.earliest = earliest
        self.latest = latest
    }

    var html: HTML {
        FormGroup(
            field: field,
            control: """
                <input class="w-short" type="date" \(field.attributes) value="\(value)" autocomplete="off"\
                \(attribute: "min", earliest)\(attribute: "max", latest)>
                """
        ).html
    }
}

/// A time of day, `08:15`.
struct TimeField: Component {
    var field: Field
    var value = ""

    init(_ field: Field, value: String = "") {
        self.field = field
        self.value = value
    }

    var html: HTML {
        FormGroup(
            field: field,
            control: """
                <input class="w-tiny" type="time" \(field.attributes) value="\(value)" autocomplete="off">
                """
        ).html
    }
}
