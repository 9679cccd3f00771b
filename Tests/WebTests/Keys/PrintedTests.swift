import Domain
import HTTPTypes
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("What is printed")
struct PrintedTests {
    @Test(
        "R2.4 the key receipt is a PDF, named by its number alone, kept by no cache",
        arguments: Language.allCases)
    func keyReceipt(language: Language) async throws {
        try await Site.open { site in
            let things = try await site.things()
            let browser = try await site.browser(.orderer)
            browser.cookies[Cookies.language] = language.rawValue
            let answer = try await browser.get("/key-receipts/\(things.receipt)/pdf")
            #expect(answer.code == 200)
            Self.isPrinted(answer, name: "\(things.receipt).pdf")
            #expect(answer.tells(of: things.person).isEmpty, "nor do its headers tell of anybody")
        }
    }

    @Test(
        "R2.13 the leaflet is a PDF in the language asked for, and tells of nobody",
        arguments: Language.allCases)
    func leaflet(language: Language) async throws {
        try await Site.open { site in
            let things = try await site.things()
            let browser = try await site.browser(.technician)
            let answer = try await browser.get("/cases/\(things.order)/leaflet?language=\(language.rawValue)")
            #expect(answer.code == 200)
            Self.isPrinted(answer, name: "\(Words.of(language)("leaflet.fileName")).pdf")
        }
    }

    private static func isPrinted(_ answer: Answer, name: String) {
        #expect(answer.headers[.contentType] == "application/pdf")
        #expect(answer.headers[.contentDisposition] == "inline; filename=\"\(name)\"")
        #expect(name.utf8.allSatisfy { (0x21...0x7e).contains($0) })
        #expect(answer.headers[.cacheControl] == "no-store")
        #expect(answer.bytes.starts(with: Array("%PDF-".utf8)))
        #expect(String(decoding: answer.bytes.suffix(8), as: UTF8.self).contains("%%EOF"))
    }

    @Test("the same receipt printed again is the same, byte for byte")
    func same() async throws {
        try await Site.open { site in
            let things = try await site.things()
            let browser = try await site.browser(.orderer)
            let first = try await browser.get("/key-receipts/\(things.receipt)/pdf")
            site.here.time.advance(minutes: 30)
            let second = try await browser.get("/key-receipts/\(things.receipt)/pdf")
            #expect(first.bytes == second.bytes)
            #expect(try await site.count("readings", where: "action = 'downloaded'") == 2)
        }
    }

    @Test("R2.4 the receipt's page has both names, the cabinet, what was taken and who has had it")
    func page() async throws {
        try await Site.open { site in
            let things = try await site.things()
            let page = try await site.browser(.orderer).get("/key-receipts/\(things.receipt)")
            for said in [
                "N-2026-0001", "Greta Åkerlund", "Olga Beställare", "17", "A 1042", "Hemtjänst Ekholmen",
            ] {
                #expect(page.text.contains(said), "\(said)")
            }
            #expect(page.body.contains("href=\"/key-receipts/\(things.receipt)/pdf\""))
        }
    }
}
