import Domain
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("A technician's day on a phone")
struct TodayTests {
    @Test("the day's visits stand in order, each with where, whom to call and what to bring")
    func day() async throws {
        try await Site.open { site in
            _ = try await site.here.bookedCase(for: .osten, withLock: false, set: 2, at: "13:00")
            _ = try await site.here.bookedCase(for: .greta, set: 1, at: "08:30")
            site.here.time.set("2026-11-24", "07:00")
            let page = try await site.browser(.technician).get("/today")
            #expect(page.code == 200)
            let visits = page.body.matches("<article class=\"visit[^\"]*\">.*?</article>")
            #expect(visits.count == 2)
            let (first, second) = (try #require(visits.first), try #require(visits.last))
            for said in [
                "08:30–09:30", "Ekholmsvägen 14", "Greta Åkerlund", "href=\"tel:013206001\"", "Låsenhet",
            ] {
                #expect(first.readBack.contains(said), "\(said)")
            }
            for said in ["13:00–14:00", "Lambohovsgatan 3", "Östen Ängström", "Trygghetslarm"] {
                #expect(second.readBack.contains(said), "\(said)")
            }
            #expect(!second.contains("Låsenhet"))
            #expect(first.hasPrefix("<article class=\"visit next\""))
            #expect(!page.text.contains("4711"), "the code is shown on demand only")
            #expect(!page.text.contains("2803"), "nor is the identity number needed here")
        }
    }

    @Test("each sees the visits that are their own, and another day is a link away")
    func own() async throws {
        try await Site.open { site in
            _ = try await site.here.bookedCase()
            let other = try await site.browser(.secondTechnician).get("/today?day=2026-11-24")
            #expect(other.tells(of: .greta).isEmpty)
            #expect(other.text.contains(Words.of(.swedish)("today.none")))
            let today = try await site.browser(.technician).get("/today")
            #expect(today.body.contains("href=\"/today?day=2026-11-21\""))
            #expect(today.body.contains("href=\"/today?day=2026-11-19\""))
            #expect(today.tells(of: .greta).isEmpty)
        }
    }

    @Test(
        "R2.10 a visit's page has address, contacts to call, the code behind a button, and the work"
    )
    func visit() async throws {
        try await Site.open { site in
            let things = try await site.things()
            let browser = try await site.browser(.technician)
            let page = try await browser.get("/visits/\(things.visit)")
            for said in ["Ekholmsvägen 14", "Karin Åkerlund", "href=\"tel:0701740605\"", "LARM-1", "KNAPP-1"]
            {
                #expect(page.text.contains(said), "\(said)")
            }
            #expect(!page.text.contains("4711"))
            #expect(page.value(of: "field") == "entranceCode")
            #expect(page.body.contains("action=\"/cases/\(things.order)/duties/installAlarm\""))
            #expect(page.body.contains("data-scan="), "the number can be scanned")

            let shown = try await browser.post(
                "/cases/\(things.order)/secret", ["field": "entranceCode", "visit": things.visit.text])
            #expect(shown.text.contains("4711"))
            #expect(shown.text.contains("Ekholmsvägen 14"), "on the page where it was asked for")
            #expect(
                !(try await browser.get("/visits/\(things.visit)")).text.contains("4711"), "and hidden again")
        }
    }

    @Test("a visit is not over while something is left to install")
    func unfinished() async throws {
        try await Site.open { site in
            let things = try await site.things()
            let browser = try await site.browser(.technician)
            let answer = try await browser.post("/visits/\(things.visit)/finish")
            #expect(answer.code == 422)
            #expect(answer.text.contains(Words.of(.swedish)("visit.unfinished")))
            #expect(try await site.column("SELECT status FROM visits") == ["planned"])
        }
    }

    @Test("a missed visit is noted with why, and the booking waits on the team again")
    func missed() async throws {
        try await Site.open { site in
            let things = try await site.things()
            let browser = try await site.browser(.technician)
            let miss = "/visits/\(things.visit)/miss"
            #expect(try await browser.post(miss).fault(at: "outcome") == Words.of(.swedish)("form.choose"))
            let answer = try await browser.post(miss, ["outcome": "nobodyHome", "note": "Ringde två gånger"])
            #expect(answer.code == 303)
            let page = try await browser.follow(answer)
            for said in ["said.visitMissed", "visit.status.missed", "visit.outcome.nobodyHome"] {
                #expect(page.text.contains(Words.of(.swedish)(said)), "\(said)")
            }
            #expect(page.text.contains("Ringde två gånger"))
            let order = try await site.here.page(things.order).order
            #expect(order.waiting?.duty == "book")
        }
    }
}
