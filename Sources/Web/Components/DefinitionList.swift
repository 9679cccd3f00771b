/// Facts with their names, such as a summary to check before sending.
struct DefinitionList: Component {
    struct Row: Sendable {
        var term: String
        var value: HTML
        var change: Link?

        init(_ term: String, _ value: HTML, change: Link? = nil) {
            self.term = term
            self.value = value
            self.change = change
        }

        init(_ term: String, text: String, change: Link? = nil) {
            self.init(term, .text(text), change: change)
        }
    }

    var rows: [Row]

    var html: HTML { "<dl class=\"facts\">\(each: rows, row)</dl>" }

    private func row(_ row: Row) -> HTML {
        """
        <div><dt>\(row.term)</dt><dd>\(row.value)</dd>\
        \(if: row.change, { "<dd class=\"change\">\($0)</dd>" })</div>
        """
    }
}
