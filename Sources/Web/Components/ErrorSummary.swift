/// Every fault at once, each a link to its field.
struct ErrorSummary: Component {
    struct Item: Sendable {
        var text: String
        /// The field's name; a fault of the whole form has none.
        var field: String?
    }

    var heading: String
    var items: [Item]

    var html: HTML {
        """
        <div class="error-summary" role="alert" tabindex="-1" data-error-summary><h2>\(heading)</h2>\
        <ul>\(each: items, item)</ul></div>
        """
    }

    private func item(_ item: Item) -> HTML {
        guard let field = item.field else { return "<li>\(item.text)</li>" }
        return "<li><a href=\"#\(Field.id(of: field))\">\(item.text)</a></li>"
    }
}
