/// Views of the same list, as links with how many each holds.
struct Tabs: Component {
    struct Tab: Sendable {
        var text: String
        var href: String
        /// How many the view holds; from a thousand on nobody is told exactly.
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
        \(if: tab.count.map { $0 > 999 ? "999+" : String($0) }, { " <span class=\"count \(tab.tone.cssClass)\">\($0)</span>" })</a></li>
        """
    }
}
