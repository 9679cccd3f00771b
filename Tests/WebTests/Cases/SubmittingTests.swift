import Domain
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("Sending an order")
struct SubmittingTests {
    @Test("R2.2 from the menu through the form and its check to a receipt that says what happens next")
    func wholeWay() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.orderer)
            let start = try await browser.get("/")
            #expect(start.text.contains("Beställa digitalt trygghetslarm"))
            #expect(start.text.contains("Vård, Stöd och Omsorg › Välfärdsteknik"))
            #expect(start.body.contains("action=\"/routines/alarm-order/drafts\""))

            let draft = try await browser.post("/routines/alarm-order/drafts").location
            let form = try await browser.get(draft)
            #expect(form.body.contains("id=\"beside\""), "the routine stands beside the form")
            #expect(form.text.contains("2024-04-01"))

            let checked = try await browser.post(
                draft, Answers.order().values.merging(["act": "check"]) { $1 })
            let check = try await browser.follow(checked)
            #expect(check.code == 200)
            #expect(check.text.contains("19610118-2803"))
            #expect(!check.text.contains("4711"), "the code is given, not shown")

            let receipt = try await browser.follow(try await browser.post(draft + "/submission"))
            #expect(receipt.asked == "GET /cases/VT-2026-000001/receipt")
            #expect(receipt.text.contains("VT-2026-000001"))
            #expect(receipt.text.contains("Väntar på er"))
            for said in [
                "Välfärdsteknikteamet:", "Boka tid för installation", "fre 27 nov", "Kvittera ut nyckeln",
            ] {
                #expect(receipt.text.contains(said), "\(said)")
            }
        }
    }

    @Test("the same form sent twice is one case")
    func twice() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.orderer)
            let draft = "/drafts/\(try await site.here.draft())"
            let first = try await browser.post(draft + "/submission")
            let second = try await browser.post(draft + "/submission")
            #expect(first.code == 303 && second.code == 303)
            #expect(first.location == second.location)
            #expect(try await site.count("cases") == 1)
            #expect(try await site.count("submissions") == 1)
            #expect(try await site.event(.caseSubmitted) == 1)
        }
    }

    @Test("the same form sent by ten hands at once is one case, and all come to it")
    func atOnce() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.orderer)
            try await browser.get("/")
            let draft = "/drafts/\(try await site.here.draft())"
            let places = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<10 { group.addTask { try await browser.post(draft + "/submission").location } }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(places == ["/cases/VT-2026-000001/receipt"])
            #expect(try await site.count("cases") == 1)
        }
    }

    @Test("a sent order is no draft any more: the way back leads to its receipt and changes nothing")
    func sent() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.orderer)
            let draft = "/drafts/\(try await site.here.draft())"
            try await browser.post(draft + "/submission")
            let left: Set = [
                "readings", "reading_people", "sessions", "events", "event_subjects", "refused_requests",
            ]
            let before = try await site.everything(but: left)
            let changed = ["recipientName": "Någon Annan", "act": "check"]
            for answer in [
                try await browser.get(draft), try await browser.get(draft + "/check"),
                try await browser.get(draft + "/removal"), try await browser.post(draft, changed),
            ] {
                #expect(answer.code == 303, "\(answer.asked)")
                #expect(answer.location == "/cases/VT-2026-000001/receipt", "\(answer.asked)")
            }
            #expect(try await browser.post(draft + "/removal").code == 404)
            #expect(try await site.browser(.otherOrderer).get(draft).code == 404)
            #expect(try await site.everything(but: left) == before)
        }
    }
}
