/// The story of a case: when, who, what.
struct Timeline: Component {
    struct Entry: Sendable {
        var when: TimeText
        var who: String
        var what: HTML
        var detail: HTML?
        var tone = Tone.calm
    }

    var entries: [Entry]
    var label: String?

    var html: HTML {
        "<ol class=\"timeline\"\(attribute: "aria-label", label)>\(each: entries, item)</ol>"
    }

    private func item(_ entry: Entry) -> HTML {
        """
        <li class="\(entry.tone.cssClass)"><p class="entry-meta">\(entry.when) \
        <span class="entry-who">\(entry.who)</span></p><p class="entry-what">\(entry.what)</p>\
        \(if: entry.detail, { "<div class=\"entry-detail\">\($0)</div>" })</li>
        """
    }
}
