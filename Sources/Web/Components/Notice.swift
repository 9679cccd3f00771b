/// Something to know before going on, in the flow of the page.
struct Notice: Component {
    var heading: String?
    var content: HTML
    var tone = Tone.calm

    var html: HTML {
        """
        <div class="notice \(tone.cssClass)">\(if: heading, { "<p class=\"notice-head\">\($0)</p>" })\
        \(content)</div>
        """
    }
}
