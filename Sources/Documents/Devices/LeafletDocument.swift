import Domain

/// The written information about the alarm that the person gets (R2.13), in type for old eyes.
/// All text is ready to print.
public struct LeafletDocument: Sendable {
    public struct Section: Hashable, Sendable {
        public var heading: String
        public var paragraphs: [String]

        public init(heading: String, paragraphs: [String]) {
            self.heading = heading
            self.paragraphs = paragraphs
        }
    }

    /// Whom to call about what, in a box on the first page.
    public struct Contacts: Hashable, Sendable {
        public struct Line: Hashable, Sendable {
            public var about: String
            public var answer: String

            public init(about: String, answer: String) {
                self.about = about
                self.answer = answer
            }
        }

        public var heading: String
        public var lines: [Line]

        public init(heading: String, lines: [Line]) {
            self.heading = heading
            self.lines = lines
        }
    }

    public var language: PrintLanguage
    public var municipality: String
    public var title: String
    /// The one thing to remember, in large type below the title.
    public var lead: String
    public var contacts: Contacts
    public var sections: [Section]
    /// What stands at the foot of each page, such as when the leaflet was printed.
    public var footer: String
    /// How pages are counted, with `{page}` and `{pages}`.
    public var page: String

    public init(
        language: PrintLanguage, municipality: String, title: String, lead: String, contacts: Contacts,
        sections: [Section], footer: String, page: String
    ) {
        self.language = language
        self.municipality = municipality
        self.title = title
        self.lead = lead
        self.contacts = contacts
        self.sections = sections
        self.footer = footer
        self.page = page
    }

    /// The leaflet as PDF. The same leaflet at the same moment gives the same bytes.
    /// Throws `document.failed` where the pages could not be drawn.
    public func pdf(createdAt: Instant) throws(AppError) -> [UInt8] {
        let part = PrintDocument.Part(
            header: .init(start: municipality), footer: .init(start: footer), pageCount: page, blocks: blocks)
        let document = PrintDocument(
            title: title, author: municipality, language: language, scale: .large, parts: [part])
        return try document.pdf(createdAt: createdAt)
    }

    /// The sections that a word catalogue has, as `leaflet.section.1.heading`, `leaflet.section.1.p1` and so
    /// on until a number is missing.
    public static func sections(word: (String) -> String?) -> [Section] {
        numbered { section in
            word("leaflet.section.\(section).heading").map { heading in
                Section(heading: heading, paragraphs: numbered { word("leaflet.section.\(section).p\($0)") })
            }
        }
    }

    private static func numbered<Value>(_ value: (Int) -> Value?) -> [Value] {
        var values: [Value] = []
        while let next = value(values.count + 1) { values.append(next) }
        return values
    }

    private var blocks: [Block] {
        let answers = contacts.lines.map { Definition($0.about, $0.answer) }
        let box = answers.isEmpty ? [] : [Block.box(heading: contacts.heading, answers)]
        let text = sections.map { section in
            Block.together([.heading(section.heading)] + section.paragraphs.map { .paragraph($0) })
        }
        return [.title(title), .lead(lead)] + box + text
    }
}
