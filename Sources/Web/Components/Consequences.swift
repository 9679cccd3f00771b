import HTTPBase

/// What will follow from a deed, to read before it is done.
struct Consequences: Component {
    let words: Words
    let lines: [HTML]

    var html: HTML {
        PagePart(
            words("follows.title"),
            lines.isEmpty ? "<p>\(words("follows.nothing"))</p>" : PlainList(lines).html
        ).html
    }
}
