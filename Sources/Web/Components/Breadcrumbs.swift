/// Where this page stands, such as the municipality's own menu path; the last step is the page itself.
struct Breadcrumbs: Component {
    var label: String
    var links: [Link]
    var here: String?

    var html: HTML {
        """
        <nav class="crumbs" aria-label="\(label)"><ol>\(each: links, { "<li>\($0)</li>" })\
        \(if: here, { "<li aria-current=\"page\">\($0)</li>" })</ol></nav>
        """
    }
}
