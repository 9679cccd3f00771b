/// Nothing here, and what to do about it.
struct EmptyState: Component {
    var heading: String
    var text: HTML?
    var action: Link?

    var html: HTML {
        """
        <div class="empty"><p class="empty-head">\(heading)</p>\(if: text, { "<p>\($0)</p>" })\
        \(if: action, { "<p>\($0)</p>" })</div>
        """
    }
}
