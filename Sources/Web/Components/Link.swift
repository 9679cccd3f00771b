/// A link in running text, in menus and at the end of rows. `context` is read out after the text and not
/// shown, so that "Change" alone says what is changed.
struct Link: Component {
    var text: String
    var href: String
    var context: String?

    init(_ text: String, href: String, context: String? = nil) {
        self.text = text
        self.href = href
        self.context = context
    }

    var html: HTML {
        """
        <a href="\(href)">\(text)\(if: context, { "<span class=\"unseen\"> \($0)</span>" })</a>
        """
    }
}
