/// Whose move it is, in one line: the same line on every list, page and mail.
struct StatusLine: Component {
    var text: HTML
    var tone = Tone.calm

    var html: HTML {
        """
        <p class="status \(tone.cssClass)"><span class="mark" aria-hidden="true"></span>\
        <span>\(text)</span></p>
        """
    }
}
