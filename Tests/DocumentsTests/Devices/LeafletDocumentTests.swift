import Documents
import Domain
import Testing

@Suite("The leaflet about the alarm")
struct LeafletDocumentTests {
    private static let createdAt = Instant(milliseconds: 1_795_003_600_000)

    private func leaflet(_ change: (inout LeafletDocument) -> Void = { _ in }) throws -> Poppler {
        var leaflet = LeafletDocument(
            language: PrintLanguage(.swedish), municipality: "Vallbyköpings kommun",
            title: "Ditt trygghetslarm",
            lead: "Tryck på knappen när du behöver hjälp.",
            contacts: .init(
                heading: "Spara de här numren", lines: [.init(about: "Hemtjänsten", answer: "013-20 60 00")]),
            sections: [
                .init(
                    heading: "Ha alltid knappen på dig",
                    paragraphs: ["Knappen tål vatten.", "Även på natten."])
            ], footer: "Utskrivet 2026-11-18", page: "Sida {page} av {pages}")
        change(&leaflet)
        return Poppler(try leaflet.pdf(createdAt: Self.createdAt))
    }

    @Test("R2.13 the leaflet carries every text it is given, in order")
    func everyText() throws {
        let text = try leaflet().text()
        let parts = [
            "Vallbyköpings kommun", "Ditt trygghetslarm", "Tryck på knappen när du behöver hjälp.",
            "Spara de här numren", "Hemtjänsten", "013-20 60 00", "Ha alltid knappen på dig",
            "Knappen tål vatten.",
            "Även på natten.", "Utskrivet 2026-11-18", "Sida 1 av 1",
        ]
        var rest = text[...]
        for part in parts {
            let found = try #require(rest.range(of: part), "\(part) is missing or out of order")
            rest = rest[found.upperBound...]
        }
    }

    @Test("R2.13 no text of the leaflet is smaller than 14 points")
    func largeType() throws {
        let sizes = try leaflet().sizesOfType()
        #expect(sizes.count > 3)
        #expect(sizes.allSatisfy { $0 >= 14 })
    }

    @Test("a heading never stands at the foot of a page without its text")
    func headingsStayWithText() throws {
        let sections = (1...40).map { number in
            let length = 3 + number * 7 % 23
            return LeafletDocument.Section(
                heading: "Rubrik \(number)",
                paragraphs: [String(repeating: "ord ", count: length * 9) + "slut \(number)."])
        }
        let pages = try leaflet { $0.sections = sections }.pages()
        #expect(pages.count > 5)
        for page in pages {
            let lines = page.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            let last = lines.last { !$0.isEmpty && !$0.contains("Sida") }
            #expect(last?.hasPrefix("Rubrik") == false)
        }
        let text = pages.joined().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for number in 1...40 { #expect(text.ranges(of: "slut \(number).").count == 1) }
    }

    @Test("sections are read from the catalogue until a number is missing")
    func sectionsOfCatalogue() {
        let words = [
            "leaflet.section.1.heading": "A", "leaflet.section.1.p1": "a1", "leaflet.section.1.p2": "a2",
            "leaflet.section.2.heading": "B", "leaflet.section.4.heading": "D",
        ]
        let sections = LeafletDocument.sections { words[$0] }
        #expect(
            sections == [.init(heading: "A", paragraphs: ["a1", "a2"]), .init(heading: "B", paragraphs: [])])
    }

    @Test("a leaflet in Persian stands to the right and is read in its own order")
    func rightToLeft() throws {
        let poppler = try leaflet {
            $0.language = PrintLanguage(tag: "fa")
            $0.title = "زنگ ایمنی شما"
            $0.sections = [
                .init(heading: "آزمایش", paragraphs: ["هر ماه زنگ را آزمایش کنید \u{2066}7F3-22\u{2069}"])
            ]
        }
        let text = try poppler.text()
        #expect(text.contains("زنگ ایمنی شما"))
        #expect(text.contains("7F3-22"))
        #expect(poppler.source.contains("/Lang (fa)"))
        #expect(try poppler.info()["Title"] == "زنگ ایمنی شما")
        #expect(try poppler.fonts().contains { $0.contains("NotoSansArabic") && $0.contains("yes yes yes") })

        let title = try poppler.places().filter { (90...110).contains($0.top) }
        #expect(title.count > 1)
        #expect(title.map(\.right).max().map { abs($0 - 539.3) < 1 } == true)
        #expect(title.map(\.left).min().map { $0 > 250 } == true)
    }
}
