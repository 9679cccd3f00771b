/// Views of the same list, as links with how many each holds.
struct Tabs: Component {
    struct Tab: Sendable {
        var text: String
        var href: String
        var count: Int?
        var isCurrent = false
        var tone = Tone.calm
    }

    var label: String
    var tabs: [Tab]

    var html: HTML { "<nav class=\"links tabs\" aria-label=\"\(label)\"><ul>\(each: tabs, item)</ul></nav>" }

    private func item(_ tab: Tab) -> HTML {
        """
        <li><a href="\(tab.href)"\(attribute: "aria-current", tab.isCurrent ? "page" : nil)>\(tab.text)\
        \(if: tab.count, { " <span class=\"count \(tab.tone.cssClass)\">\($0)</span>" })</a></li>
        """
    }
}
