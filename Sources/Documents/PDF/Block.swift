/// A piece of a document, in reading order. Blocks say what a text is; the composer decides how it looks.
enum Block: Sendable {
    case masthead(Masthead)
    case title(String)
    case lead(String)
    case heading(String)
    case paragraph(String)
    case definitions([Definition], columns: Int)
    case table(Table)
    case signatures([Signature])
    /// A tinted box that catches the eye, such as whom to call.
    case box(heading: String, [Definition])
    /// Kept on one page where that does not leave half a page empty.
    case together([Block])
    case rule
}

/// The opening of a numbered paper: what it is, its number in large type, and whose copy it is.
struct Masthead: Sendable {
    var title: String
    var number: String
    var aside: String
}

/// A term and what it stands for; left out where there is nothing to say.
struct Definition: Sendable {
    var term: String
    var value: String

    init(_ term: String, _ value: String) {
        self.term = term
        self.value = value
    }
}

/// A table with a heading row, which stands again at the top of every page that the table goes on to.
struct Table: Sendable {
    struct Column: Sendable {
        var heading: String
        /// The column's share of the width, against the other columns'.
        var share: Double
        var alignment = TextStyle.Alignment.start
    }

    var columns: [Column]
    var rows: [[String]]
}

/// A party that signs: its part, its name in print, and lines for the hand.
struct Signature: Sendable {
    var role: String
    var name: String
    var signatureLabel: String
    var dateLabel: String
}
