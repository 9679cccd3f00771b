/// A part of a form with a heading of its own, such as who, home, keys, contact.
struct FieldSet: Component {
    var legend: String
    var hint: HTML?
    var id: String?
    var content: HTML

    var html: HTML {
        """
        <fieldset class="part"\(attribute: "id", id)><legend>\(legend)</legend>\
        \(if: hint, { "<div class=\"part-hint\">\($0)</div>" })\(content)</fieldset>
        """
    }
}
