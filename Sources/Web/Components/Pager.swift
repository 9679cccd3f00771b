/// Steps through a long list.
struct Pager: Component {
    var label: String
    var summary: String?
    var previous: Link?
    var next: Link?

    var html: HTML {
        """
        <nav class="pager" aria-label="\(label)">\
        \(if: previous, { "<a rel=\"prev\" href=\"\($0.href)\">\($0.text)</a>" })\
        \(if: summary, { "<span>\($0)</span>" })\
        \(if: next, { "<a rel=\"next\" href=\"\($0.href)\">\($0.text)</a>" })</nav>
        """
    }
}
