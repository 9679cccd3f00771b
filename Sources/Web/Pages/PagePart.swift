import Domain

/// A part of a page with its heading; nothing where there is nothing to show.
struct PagePart: Component {
    let heading: String
    let content: HTML

    init(_ heading: String, _ content: HTML) {
        self.heading = heading
        self.content = content
    }

    var html: HTML { content.isEmpty ? "" : "<section><h2>\(heading)</h2>\(content)</section>" }
}

/// A list of ready lines; nothing where there are none.
struct PlainList: Component {
    let lines: [HTML]

    init(_ lines: [HTML]) { self.lines = lines }

    var html: HTML { lines.isEmpty ? "" : "<ul class=\"plain\">\(each: lines, { "<li>\($0)</li>" })</ul>" }
}

/// A number to tap and call. `text` stands in its place, and `name` is said to those who do not see.
struct PhoneLink: Component {
    let phone: String
    var text: String?
    var name: String?

    /// Nobody can be called at no number.
    var html: HTML {
        phone.isEmpty ? "–" : link
    }

    private var link: HTML {
        """
        <a class="call" href="tel:\(Text.dialled(phone))">\(text ?? phone)\
        \(if: name, { "<span class=\"unseen\"> \($0)</span>" })</a>
        """
    }
}

/// One or more forms' buttons and links in a row.
struct Actions: Component {
    let items: [HTML]

    init(_ items: [HTML?]) { self.items = items.compactMap { $0 } }

    var html: HTML { items.isEmpty ? "" : "<div class=\"actions\">\(items)</div>" }
}
