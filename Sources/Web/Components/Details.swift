/// More, for those who ask for it.
struct Details: Component {
    var summary: String
    var content: HTML
    var isOpen = false
    var id: String?

    var html: HTML {
        """
        <details\(attribute: "id", id)\(flag: "open", isOpen)><summary>\(summary)</summary>\
        <div class="details-body">\(content)</div></details>
        """
    }
}
