/// A word or two about a state, in a row or beside a heading.
struct Badge: Component {
    var text: String
    var tone = Tone.calm

    var html: HTML { "<span class=\"badge \(tone.cssClass)\">\(text)</span>" }
}
