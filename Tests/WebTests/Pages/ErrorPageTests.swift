import Domain
import HTTPTypes
import Storage
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("What goes wrong is told on a page of ours, and only what the visitor has use for")
struct ErrorPageTests {
    /// What a fault of the database would say of itself.
    private struct Broken: DiscreetError {
        let description = "SQLite error 1: no such table: care_recipients - while executing `SELECT name`"
    }

    /// As one that quotes what it could not read.
    private struct Talkative: Error, CustomStringConvertible {
        let description = "cannot read 'Greta Åkerlund'"
    }

    private static let innards = [
        "SQLite", "SELECT", "care_recipients", "Broken", "Error", ".swift", "Sources/", "Fatal", "GRDB",
        "error 1",
    ]

    @Test("what is not there, and what cannot be done there, is a page with a way on")
    func notFound() async throws {
        try await Site.open { site in
            let (visitor, orderer) = (site.visitor(), try await site.browser(.orderer))
            let answers = [
                try await visitor.get("/nowhere"), try await orderer.get("/nowhere"),
                try await orderer.get("/cases/VT-2026-000404"), try await orderer.get("/cases/%3Cscript%3E"),
                try await orderer.get("/cases/%ff"), try await orderer.get("/drafts/not-an-id"),
                try await orderer.get("/routines/none"), try await orderer.get("/key-receipts/x"),
                try await visitor.ask(.put, "/cases", [:], ""), try await visitor.ask(.delete, "/", [:], nil),
                try await orderer.ask(.patch, "/cases/VT-2026-000001", [:], ""),
                try await orderer.get("/assignment"), try await orderer.post("/cases"),
            ]
            for answer in answers {
                #expect([404, 405].contains(answer.code), "\(answer.asked): \(answer.code)")
                Self.isShaped(answer)
                #expect(answer.text.contains(Words.of(.swedish)("error.notFound")), "\(answer.asked)")
                #expect(answer.body.contains("href=\"/\""), "\(answer.asked)")
            }
        }
    }

    private static func isShaped(_ answer: Answer) {
        #expect(answer.headers[.contentType] == "text/html; charset=utf-8", "\(answer.asked)")
        #expect(answer.body.hasPrefix("<!doctype html>\n<html lang=\""), "\(answer.asked)")
        #expect(answer.body.matches("<h1>([^<]+)</h1>").count == 1, "\(answer.asked)")
        #expect(answer.body.contains("<main id=\"main\""), "\(answer.asked)")
        for word in innards { #expect(!answer.text.contains(word), "\(answer.asked): \(word)") }
    }

    @Test("the page is in the visitor's language", arguments: Language.allCases)
    func language(language: Language) async throws {
        try await Site.open(stock: 0) { site in
            let browser = site.visitor()
            browser.cookies[Cookies.language] = language.rawValue
            let answer = try await browser.get("/nowhere")
            #expect(answer.body.contains("<html lang=\"\(language.rawValue)\">"))
            #expect(answer.text.contains(Words.of(language)("error.notFound")))
        }
    }

    @Test("the unforeseen is a 500 with the request's number, which leads to the detail in the log")
    func unforeseen() async throws {
        try await Site.open { site in
            let orderer = try await site.browser(.orderer)
            let things = try await site.things()
            site.store.breakWriting(Broken())
            for answer in [
                try await orderer.get("/cases"), try await orderer.get("/cases/\(things.order)"),
                try await orderer.post("/cases/\(things.order)/messages", ["text": "Hej Greta Åkerlund"]),
            ] {
                #expect(answer.code == 500, "\(answer.asked)")
                Self.isShaped(answer)
                #expect(answer.tells(of: things.person).isEmpty, "\(answer.asked)")
                let number = try #require(answer.body.firstMatch("\\b([0-9a-f]{10})\\b"), "\(answer.asked)")
                let lines = site.log.lines.filter { $0.contains("request=\(number)") }
                #expect(lines.contains { $0.hasPrefix("error unforeseen") && $0.contains("no such table") })
                #expect(lines.contains { $0.hasPrefix("info request") && $0.contains("status=500") })
            }
        }
    }

    @Test("of an error that may quote what is stored the log says only what kind it is")
    func discreet() async throws {
        try await Site.open { site in
            let orderer = try await site.browser(.orderer)
            site.store.breakWriting(Talkative())
            let answer = try await orderer.get("/cases")
            #expect(answer.code == 500 && !answer.body.contains("Greta"))
            #expect(site.log.lines.contains { $0.hasPrefix("error unforeseen") && $0.contains("Talkative") })
            #expect(!site.log.lines.contains { $0.contains("Greta") })
        }
    }

    @Test("a database that is gone is told on a page too, to whoever is signed in and to whoever is not")
    func databaseGone() async throws {
        try await Site.open { site in
            let (visitor, orderer) = (site.visitor(), try await site.browser(.orderer))
            try await visitor.get("/sign-in")
            site.store.breakReading(Broken())
            for answer in [
                try await orderer.get("/cases"), try await orderer.get("/"),
                try await visitor.post("/sign-in", ["login": "x", "password": "y"]),
            ] {
                #expect([500, 503].contains(answer.code), "\(answer.asked): \(answer.code)")
                Self.isShaped(answer)
                #expect(answer.headers[.cacheControl] == "no-store", "\(answer.asked)")
            }
            let logged = site.log.lines.filter { $0.hasPrefix("info request") }
            #expect(logged.count == 4, "every request has its line")
            site.store.mend()
            #expect(try await orderer.get("/cases").code == 200, "the session has outlived it")
        }
    }

    @Test("a full disk says that it is for now, and nothing of what was read is shown")
    func fullDisk() async throws {
        try await Site.open { site in
            let orderer = try await site.browser(.orderer)
            site.store.breakWriting()
            let answer = try await orderer.post("/routines/alarm-order/drafts")
            #expect(answer.code == 503)
            Self.isShaped(answer)
            #expect(answer.text.contains(Words.of(.swedish)("error.storage")))
        }
    }

    @Test(
        "whatever stands in an address or a query, no answer is a fault of ours",
        arguments: [
            "/cases?view=%00&from=999999999999999999999", "/cases?from=-1", "/cases?view=late&from=1e9",
            "/cases?view=%27%3B--&view=new", "/today?day=2026-02-30", "/today?day=%F0%9F%91%B5",
            "/today?day=9999-12-31", "/today?day=0001-01-01", "/devices?serial=%27%25_%3B--&kind=x&status=y",
            "/devices?serial=%ff%fe&from=abc", "/devices/%2F%2F%2F", "/devices/%00", "/devices/A%2FB",
            "/cases/VT-2026-000001/duties/%00", "/cases/VT-99999999999999999999-1", "/cases/VT-0-0/duties/x",
            "/visits/00000000-0000-0000-0000-000000000000", "/people/%2e%2e%2f", "/dwellings/%25",
            "/cases/VT-2026-000001/leaflet?language=%00", "/key-receipts/%2F/pdf", "/cases?said=%3Cscript%3E",
            "/?" + String(repeating: "a=1&", count: 3000),
        ])
    func oddAddresses(address: String) async throws {
        try await Site.open { site in
            _ = try await site.things()
            for person in [Municipality.Person.coordinator, .orderer, .technician] {
                let answer = try await site.browser(person).get(address)
                #expect([200, 303, 403, 404, 422].contains(answer.code), "\(person): \(answer.code)")
                #expect(!answer.body.contains("<script>"))
            }
            #expect(!site.log.lines.contains { $0.hasPrefix("error") })
        }
    }
}
