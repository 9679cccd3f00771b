/// The big, calm yes of a receipt page: what happened, and the number to remember.
struct Panel: Component {
    var heading: String
    var label: String?
    var number: String?
    var text: HTML?

    var html: HTML {
        """
        <div class="panel"><h1>\(heading)</h1>\
        \(if: number, numberLine)\(if: text, { "<p>\($0)</p>" })</div>
        """
    }

    private func numberLine(_ number: String) -> HTML {
        "<p class=\"panel-number\">\(if: label, { "\($0) " })<strong>\(number)</strong></p>"
    }
}
