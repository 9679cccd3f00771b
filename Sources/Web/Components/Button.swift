/// Says what happens: "Send the order", never "OK".
struct Button: Component {
    enum Style: String, Sendable { case primary, secondary, danger }

    var text: String
    var style = Style.primary
    var name: String?
    var value: String?
    /// Sends the form elsewhere than its own action.
    var formAction: String?
    /// Read out after the text and not shown, where several buttons on a page say the same.
    var context: String?

    init(
        _ text: String, _ style: Style = .primary, name: String? = nil, value: String? = nil,
        formAction: String? = nil, context: String? = nil
    ) {
        self.text = text
        self.style = style
        self.name = name
        self.value = value
        self.formAction = formAction
        self.context = context
    }

    var html: HTML {
        """
        <button class="button \(style.rawValue)" type="submit"\(attribute: "name", name)\
        \(attribute: "value", value)\(attribute: "formaction", formAction)>\(text)\
        \(if: context, { "<span class=\"unseen\"> \($0)</span>" })</button>
        """
    }
}

/// A link that is the main thing to do next.
struct ButtonLink: Component {
    var text: String
    var href: String
    var style = Button.Style.primary

    init(_ text: String, href: String, _ style: Button.Style = .primary) {
        self.text = text
        self.href = href
        self.style = style
    }

    var html: HTML { "<a class=\"button \(style.rawValue)\" href=\"\(href)\">\(text)</a>" }
}
