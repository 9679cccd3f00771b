/// A thing of its own among its like. Use few: a heading and space often do.
struct Card: Component {
    var heading: String?
    var headingLevel = HeadingLevel.two
    var href: String?
    var content: HTML
    var footer: HTML?
    var tone = Tone.calm

    var html: HTML {
        """
        <section class="card \(tone.cssClass)">\(if: heading, title)\(content)\
        \(if: footer, { "<div class=\"card-foot\">\($0)</div>" })</section>
        """
    }

    private func title(_ text: String) -> HTML {
        Heading(href.map { Link(text, href: $0).html } ?? .text(text), level: headingLevel).html
    }
}
