import Domain

/// An extract of active alarm customers on paper (R4.4, R4.5): what it counts and by which moment, the totals, each
/// customer, the staff's own alarms apart, and how a later version differs. All text is ready to print.
public struct ExtractDocument: Sendable {
    /// A table of the extract, under its heading.
    public struct Section: Sendable {
        public var heading: String
        public var lead: String
        public var columns: [String]
        /// How the width is shared, one for each column.
        public var shares: [Double]
        public var rows: [[String]]

        public init(heading: String, lead: String, columns: [String], shares: [Double], rows: [[String]]) {
            self.heading = heading
            self.lead = lead
            self.columns = columns
            self.shares = shares
            self.rows = rows
        }
    }

    public var language: Language
    public var municipality: String
    public var title: String
    /// With its version.
    public var number: String
    /// What law keeps it secret.
    public var secrecy: String
    /// How a page is counted, with `{page}` and `{pages}`.
    public var pageCount: String
    /// What it is of, each with what it says.
    public var facts: [(term: String, value: String)]
    public var totals: [(term: String, value: String)]
    public var totalsHeading: String
    public var sections: [Section]
    /// By what the content can be recognised.
    public var seal: String

    public init(
        language: Language, municipality: String, title: String, number: String, secrecy: String,
        pageCount: String, facts: [(term: String, value: String)], totalsHeading: String,
        totals: [(term: String, value: String)], sections: [Section], seal: String
    ) {
        self.language = language
        self.municipality = municipality
        self.title = title
        self.number = number
        self.secrecy = secrecy
        self.pageCount = pageCount
        self.facts = facts
        self.totalsHeading = totalsHeading
        self.totals = totals
        self.sections = sections
        self.seal = seal
    }

    /// The same extract at the same moment gives the same bytes. Throws `document.failed` where the pages could not be
    /// drawn.
    public func pdf(createdAt: Instant) throws(AppError) -> [UInt8] {
        let part = PrintDocument.Part(
            header: .init(start: municipality, end: secrecy),
            footer: .init(start: title + " " + number), pageCount: pageCount, blocks: blocks)
        let document = PrintDocument(
            title: title + " " + number, author: municipality, language: PrintLanguage(language),
            parts: [part])
        return try document.pdf(createdAt: createdAt)
    }

    private var blocks: [Block] {
        let masthead = Masthead(title: title, number: number, aside: "")
        var blocks: [Block] = [
            .masthead(masthead), .rule,
            .definitions(facts.map { Definition($0.term, $0.value) }, columns: 2),
            .box(heading: totalsHeading, totals.map { Definition($0.term, $0.value) }),
        ]
        for section in sections {
            blocks.append(.heading(section.heading))
            if !section.lead.isEmpty { blocks.append(.paragraph(section.lead)) }
            guard !section.rows.isEmpty else { continue }
            blocks.append(
                .table(
                    Table(
                        columns: zip(section.columns, section.shares).map {
                            .init(heading: $0, share: $1)
                        }, rows: section.rows)))
        }
        return blocks + [.rule, .paragraph(seal)]
    }
}
