enum HeadingLevel: Int, Sendable { case two = 2, three = 3 }

/// A heading below the page's own.
struct Heading: Component {
    var content: HTML
    var level: HeadingLevel
    var id: String?

    init(_ content: HTML, level: HeadingLevel = .two, id: String? = nil) {
        self.content = content
        self.level = level
        self.id = id
    }

    var html: HTML { "<h\(level.rawValue)\(attribute: "id", id)>\(content)</h\(level.rawValue)>" }
}
