import Documents
import Domain
import Foundation
import Testing

@Suite("The sign about a camera")
struct NoticeDocumentTests {
    private static let createdAt = Instant(milliseconds: 1_795_003_600_000)

    private func signs(_ languages: [SignLanguage], phone: String = "013-20 60 00") throws -> Poppler {
        let document = NoticeDocument(
            languages: languages, title: "Skylt om trygghetskamera", responsible: "Vallbyköpings kommun",
            answers: "Välfärdsteknikteamet", phone: phone)
        return Poppler(try document.pdf(createdAt: Self.createdAt))
    }

    /// What the sign says in each language, as another program reads it.
    private static let sentences: [(SignLanguage, heading: String, said: String)] = [
        (.swedish, "Tillsyn med kamera", "finns en trygghetskamera"),
        (.english, "Camera supervision", "There is a safety camera in this home."),
        (.persian, "مراقبت با دوربین", "در این خانه یک دوربین ایمنی نصب شده است"),
        (.arabic, "متابعة بالكاميرا", "توجد في هذا المنزل كاميرا أمان"),
        (.somali, "Kormeer kamarad ah", "Gurigan waxaa ku taal kamarad badbaado."),
    ]

    @Test("R5.16 I16 each language has its own page, in letters that are read in their order")
    func pages() throws {
        let poppler = try signs(SignLanguage.allCases)
        let pages = try poppler.pages()
        #expect(pages.count == 5)
        for (page, expected) in zip(pages, Self.sentences) {
            let text = page.precomposedStringWithCompatibilityMapping
                .split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(text.contains(expected.heading), "\(expected.0): \(text)")
            #expect(text.contains(expected.said), "\(expected.0): \(text)")
            #expect(text.contains("Vallbyköpings kommun"), "\(expected.0)")
            #expect(text.contains("013-20 60 00"), "\(expected.0): \(text)")
        }
        #expect(try poppler.info()["Pages"] == "5")
        #expect(try poppler.info()["Page size"]?.contains("A4") == true)
    }

    @Test("R5.16 Persian and Arabic begin at the right edge, the others at the left")
    func sides() throws {
        for language in SignLanguage.allCases {
            let words = try signs([language]).places()
            let heading = words.filter { (200...300).contains($0.top) && $0.bottom - $0.top > 40 }
            #expect(!heading.isEmpty, "\(language)")
            let edges = (left: heading.map(\.left).min() ?? 0, right: heading.map(\.right).max() ?? 0)
            if [.persian, .arabic].contains(language) {
                #expect(abs(edges.right - 539.3) < 2, "\(language): \(edges)")
                #expect(edges.left > 100, "\(language): \(edges)")
            } else {
                #expect(abs(edges.left - 56) < 4, "\(language): \(edges)")
            }
        }
    }

    @Test("R5.16 no letter is missing: each font is embedded, and none stands in for another script")
    func fonts() throws {
        let fonts = try signs(SignLanguage.allCases).fonts()
        #expect(fonts.allSatisfy { $0.contains("NotoSans") && $0.contains("yes yes yes") }, "\(fonts)")
        #expect(fonts.contains { $0.contains("NotoSansArabic") })
    }

    @Test("readers are told the language of each page, and the title")
    func languages() throws {
        let poppler = try signs([.swedish, .persian, .somali])
        #expect(try poppler.info()["Tagged"] == "yes")
        #expect(try poppler.info()["Title"] == "Skylt om trygghetskamera")
        let marked = poppler.source.matches(of: #/\/S \/Sect\n   \/Lang \(([a-z]+)\)/#).map(\.output.1)
        #expect(marked.map(String.init) == ["sv", "fa", "so"])
        let order = try poppler.structure()
        let headings = ["Tillsyn med kamera", "مراقبت با دوربین", "Kormeer kamarad ah"].map {
            order.range(of: $0)?.lowerBound
        }
        #expect(!headings.contains(nil), "\(order)")
        #expect(headings.compactMap(\.self) == headings.compactMap(\.self).sorted())
    }

    @Test("no word of the sign is smaller than 18 points, and each page holds all of it")
    func largeType() throws {
        let long = String(repeating: "Kommunalförbundet ", count: 4)
        let document = NoticeDocument(
            languages: SignLanguage.allCases, title: "Skylt", responsible: long, answers: long,
            phone: "013-20 60 00")
        let poppler = Poppler(try document.pdf(createdAt: Self.createdAt))
        #expect(try poppler.sizesOfType().allSatisfy { $0 >= 18 })
        for page in try poppler.pages() { #expect(page.contains("013-20 60 00")) }
        #expect(try poppler.places().allSatisfy { $0.bottom < 841 && $0.right < 595 && $0.left > 0 })
    }

    @Test("a sign without a number to call leaves the question out")
    func withoutPhone() throws {
        #expect(try !signs([.english], phone: "").text().contains("Any questions"))
    }
}
