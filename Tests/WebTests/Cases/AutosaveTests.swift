import Domain
import HTTPTypes
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("A draft is kept while it is written")
struct AutosaveTests {
    @Test("the page's script keeps what was typed, right or wrong, and is answered with 204 and nothing more")
    func autosave() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.orderer)
            let draft = try await browser.post("/routines/alarm-order/drafts").location
            let typed = [
                "recipientNumber": "1961", "recipientName": "Greta 4", "entranceCode": "kod 4711", "act": "",
            ]
            let answer = try await browser.post(draft, typed, .autosave)
            #expect(answer.code == 204)
            #expect(answer.bytes.isEmpty)

            let page = try await browser.get(draft)
            for (name, value) in typed where name != "act" { #expect(page.value(of: name) == value) }
            #expect(page.listedFaults.isEmpty, "nobody is told of faults before asking")
        }
    }

    @Test("the form says where its script is to keep it")
    func place() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.orderer)
            let draft = try await browser.post("/routines/alarm-order/drafts").location
            let page = try await browser.get(draft)
            #expect(page.body.contains("data-autosave=\"\(draft)\""))
            #expect(page.body.contains("action=\"\(draft)\""))
        }
    }

    @Test("who goes on later without having filled in anything is not told that it is kept")
    func nothingToKeep() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.orderer)
            let draft = try await browser.post("/routines/alarm-order/drafts").location
            let start = try await browser.follow(
                try await browser.post(draft, ["recipientName": "", "note": " ", "act": "later"]))
            #expect(start.text.contains("ingen beställning att spara"))
            #expect(!start.text.contains("Beställningen är sparad"))
        }
    }

    @Test("to go on later is to come to the start page, where the draft stands")
    func later() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.orderer)
            let draft = try await browser.post("/routines/alarm-order/drafts").location
            let answer = try await browser.post(draft, ["recipientName": "Greta Åkerlund", "act": "later"])
            #expect(answer.code == 303)
            let start = try await browser.follow(answer)
            #expect(start.text.contains(Words.of(.swedish)("said.draftKept")))
            #expect(start.body.contains("href=\"\(draft)\""))
            #expect(start.text.contains("Greta Åkerlund"))
        }
    }

    @Test("colleagues of the unit see the draft, other units do not")
    func colleagues() async throws {
        try await Site.open { site in
            let draft = try await site.here.draft()
            #expect(try await site.browser(.unitManager).get("/drafts/\(draft)").code == 200)
            #expect(try await site.browser(.otherOrderer).get("/drafts/\(draft)").code == 404)
            let start = try await site.browser(.otherOrderer).get("/")
            #expect(!start.text.contains("Greta"))
        }
    }

    @Test("a removed draft is gone with its secret")
    func removed() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.orderer)
            let draft = try await site.here.draft()
            #expect(try await browser.post("/drafts/\(draft)/removal").code == 303)
            #expect(try await browser.get("/drafts/\(draft)").code == 404)
            #expect(try await site.count("drafts") == 0)
            #expect(try await site.count("secrets") == 0)
        }
    }

    @Test(
        "what is more than a form can hold is refused with its words, and what was kept before is kept still")
    func tooLarge() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.orderer)
            let draft = "/drafts/\(try await site.here.draft())"
            let long = String(repeating: "ö", count: 150_000)
            let answer = try await browser.post(draft, ["recipientName": "Greta", "note": long])
            #expect(answer.code == 422)
            #expect(answer.listedFaults == [Words.of(.swedish)("draft.tooLarge")])
            #expect(answer.value(of: "note") == long, "what was typed stands in the form")
            #expect(try await browser.post(draft, ["note": long], .autosave).code == 422)

            let flood = try await browser.post(draft, ["note": String(repeating: "ö", count: 1_000_000)])
            #expect([413, 422].contains(flood.code))
            #expect(flood.text.contains(Words.of(.swedish)("error.tooLarge")))

            let kept = try await browser.get(draft)
            #expect(kept.value(of: "recipientName") == "Greta Åkerlund")
            #expect(kept.value(of: "note") == "Parkering på gården.")
        }
    }

    @Test(
        "the register fills in only where nothing is typed, and only for a unit that serves the person"
    )
    func known() async throws {
        try await Site.open { site in
            _ = try await site.here.orderedCase()
            let browser = try await site.browser(.orderer)
            let draft = try await browser.post("/routines/alarm-order/drafts").location
            let typed = [
                "recipientNumber": SamplePerson.greta.number, "recipientPhone": "070-1", "act": "known",
            ]
            let answer = try await browser.post(draft, typed)
            #expect(answer.code == 303)
            let page = try await browser.follow(answer)
            #expect(page.text.contains(Words.of(.swedish)("said.known")))
            #expect(page.value(of: "recipientName") == "Greta Åkerlund")
            #expect(page.value(of: "recipientPhone") == "070-1")
            #expect(page.value(of: "home.street") == "Ekholmsvägen 14")
            #expect(page.value(of: "home.postalCode")?.filter(\.isNumber) == "58925")

            let other = try await site.browser(.otherOrderer)
            let theirs = try await other.post("/routines/alarm-order/drafts").location
            let nothing = try await other.follow(try await other.post(theirs, typed))
            #expect(nothing.text.contains(Words.of(.swedish)("said.notKnown")))
            #expect(nothing.value(of: "recipientName")?.isEmpty == true)
            #expect(!nothing.text.contains("Greta"))
        }
    }

    @Test("asking for known facts with a wrong number tells what is wrong with it")
    func knownFault() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.orderer)
            let draft = try await browser.post("/routines/alarm-order/drafts").location
            let answer = try await browser.post(draft, ["recipientNumber": "196101182804", "act": "known"])
            #expect(answer.code == 422)
            #expect(answer.fault(at: "recipientNumber") == Words.of(.swedish)("identity.checksum"))
            #expect(answer.value(of: "recipientNumber") == "196101182804")
        }
    }
}
