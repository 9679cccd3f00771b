import Domain
import Foundation
import Testing

@testable import Documents

@Suite("Setting text on pages")
struct PrintDocumentTests {
    private func letters(_ text: String) -> String { text.filter { !$0.isWhitespace } }

    @Test(
        "an endless word is broken over lines within the margins, and keeps every letter",
        arguments: [300, 900])
    func longWord(length: Int) throws {
        let word = (0..<length).map { String("abcdefghijklmnopqrstuvwxyzåäö".dropFirst($0 % 29).prefix(1)) }
            .joined()
        let blocks: [Block] = [
            .paragraph(word),
            .table(
                Table(
                    columns: [.init(heading: "A", share: 1), .init(heading: "B", share: 1)],
                    rows: [[word, ""]])),
        ]
        let poppler = try PrintDocument.sample(blocks).read()
        #expect(letters(try poppler.text()).ranges(of: word).count == 2)
        let places = try poppler.places()
        #expect(places.count > 5)
        #expect(places.allSatisfy { $0.left >= 55 && $0.right <= 540 })
    }

    @Test("a text taller than a page goes on to the next, in a paragraph, a table cell and a definition")
    func tallerThanAPage() throws {
        let numbers = (1...6000).map { "n\($0)." }
        let long = numbers.joined(separator: " ")
        let kinds: [Block] = [
            .paragraph(long), .definitions([Definition("Term", long)], columns: 1),
            .table(Table(columns: [.init(heading: "A", share: 1)], rows: [[long]])),
            .signatures([Signature(role: "Roll", name: long, signatureLabel: "S", dateLabel: "D")]),
            .box(heading: "Låda", [Definition("Term", long)]), .heading(long),
        ]
        for block in kinds {
            let pages = try PrintDocument.sample([.paragraph("Först."), block, .paragraph("Sist.")]).read()
                .pages()
            #expect(pages.count > 3)
            for (index, page) in pages.enumerated() { #expect(page.contains("\(index + 1)/\(pages.count)")) }
            let words = Set(pages.joined().split(whereSeparator: \.isWhitespace).map(String.init))
            #expect(numbers.allSatisfy(words.contains))
            #expect(words.contains("Sist."))
        }
    }

    @Test("nothing is drawn below the foot of the page or above its head")
    func withinThePage() throws {
        let rows = (1...300).map { ["Rad \($0)", String(repeating: "text ", count: $0 * 13 % 97)] }
        let table = Table(
            columns: [.init(heading: "A", share: 1), .init(heading: "B", share: 2)], rows: rows)
        let places = try PrintDocument.sample([.table(table)]).read().places()
        #expect(places.count > 5000)
        #expect(places.allSatisfy { $0.top >= 40 && $0.bottom <= 842 - 36 })
        let feet = places.filter { $0.bottom > 842 - 60 }.map(\.text)
        #expect(
            Set(feet).isSubset(
                of: Set(["Prov"] + (1...99).flatMap { page in (1...99).map { "\(page)/\($0)" } })))
    }

    @Test(
        "whatever is typed gives a document that other programs read",
        arguments: [
            "", " ", "\n\n", "\u{0}", "\u{1}\u{7}\u{1B}[31m", "👩🏽‍🔧🇸🇪", "a\u{0301}\u{0301}\u{0301}",
            "\u{202E}gnirts",
            "\u{2066}", String(decoding: [0xFFFF, 0xFFFE, 0xFDD0] as [UInt16], as: UTF16.self),
            "\u{E000}\u{10FFFD}", "\u{2028}\u{2029}\u{85}", "(((\\)))<<>>%",
            "<b>&amp;</b>", "日本語 हिन्दी עברית", "\u{AD}\u{200B}\u{200D}",
            String(repeating: "Z̷̢̛", count: 200),
            String(repeating: "\n", count: 500), String(repeating: "å", count: 5_000),
            "o" + String(repeating: "\u{0301}", count: 20_000),
        ])
    func anyText(_ text: String) throws {
        let blocks: [Block] = [
            .masthead(Masthead(title: text, number: text, aside: text)), .title(text), .lead(text),
            .heading(text),
            .paragraph(text), .definitions([Definition(text, text)], columns: 2), .rule,
            .table(Table(columns: [.init(heading: text, share: 1)], rows: [[text], []])),
            .signatures([Signature(role: text, name: text, signatureLabel: text, dateLabel: text)]),
            .box(heading: text, [Definition(text, text)]), .together([.paragraph(text)]),
            .paragraph("Kvar: åäö."),
        ]
        var document = PrintDocument.sample(language: PrintLanguage(tag: text), blocks)
        (document.title, document.author) = (text, text)
        document.parts[0].header = .init(start: text, end: text)
        document.parts[0].footer = .init(start: text, end: text)
        let poppler = try document.read()
        #expect(try poppler.text().contains("Kvar: åäö."))
        #expect(try poppler.info()["Tagged"] == "yes")
        #expect(try poppler.structure().contains("Kvar: åäö."))
        #expect(try document.read().pdf == poppler.pdf)
    }

    @Test("marks that turn text around do not reach the paper, nor the title")
    func noTurningMarks() throws {
        var document = PrintDocument.sample([.paragraph("N-\u{202E}2140")])
        document.title = "N-\u{202E}2140\u{7}\n"
        let poppler = try document.read()
        #expect(try poppler.text().contains("N-2140"))
        #expect(try poppler.info()["Title"] == "N-2140")
    }

    @Test("a name in Arabic script in a Swedish document keeps its place at the left and its own order")
    func foreignName() throws {
        let blocks: [Block] = [.definitions([Definition("Brukare", "زهرا احمدی (1)")], columns: 1)]
        let poppler = try PrintDocument.sample(blocks).read()
        #expect(try poppler.text().contains("زهرا احمدی"))
        let name = try poppler.places().filter {
            $0.top < 200 && $0.text.contains { "زهرااحمدی1".contains($0) }
        }
        let (first, last) = (try #require(name.map(\.left).min()), try #require(name.map(\.right).max()))
        #expect(abs(first - 56) < 4)
        #expect(last < 200)
        let number = try #require(name.first { $0.text.contains("1") })
        #expect(number.left < 70, "the number follows the name, to the left of it")
    }

    @Test("an empty document is one page", arguments: [[], [Block.paragraph("")]])
    func empty(blocks: [Block]) throws {
        #expect(try PrintDocument.sample(blocks).read().info()["Pages"] == "1")
    }

    @Test("any moment makes a document", arguments: [Int64.min, -1, 0, 253_402_300_800_000, Int64.max])
    func anyMoment(_ moment: Int64) throws {
        #expect(try PrintDocument.sample([.paragraph("Text")]).read(at: moment).text().contains("Text"))
    }
}
