import Domain
import TestSupport
import Testing

@testable import Storage
@testable import Web

@Suite("Two who share a lock, on the pages")
struct CohabitantPageTests {
    private static func check(
        _ site: Site, _ browser: Browser, _ answers: Answers
    ) async throws -> (draft: String, answer: Answer) {
        let routine = try ShippedRoutines.file("lock-cohabitants.yaml")
        try await site.here.store.write(as: .system) { try $0.publish(routine) }
        let draft = try await browser.post("/routines/lock-cohabitants/drafts").location
        return (draft, try await browser.post(draft, answers.values.merging(["act": "check"]) { $1 }))
    }

    @Test("I11 the check page warns where the two addresses differ, and says nothing where they agree")
    func checkPage() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.orderer)
            for (apartment, warns) in [("1102", false), ("1103", true)] {
                let answers = Answers.cohabitants(.later) { $0["cohabitantHome.apartment"] = apartment }
                let (draft, checked) = try await Self.check(site, browser, answers)
                #expect(checked.location == draft + "/check")
                let page = try await browser.get(checked.location)
                #expect(page.text.contains("adresserna är olika") == warns)
                #expect(!page.text.contains("Är den enas insats"), "R3.6 asked only where both are new")
            }
        }
    }

    @Test(
        "I11 the check page tells where the register has the cohabitant, to the unit that serves them and no other"
    )
    func registered() async throws {
        try await Site.open { site in
            let here = site.here
            _ = try await here.orderedCase(for: .osten, withLock: false)
            for (person, isTold) in [(Municipality.Person.orderer, true), (.otherOrderer, false)] {
                let browser = try await site.browser(person)
                let (_, checked) = try await Self.check(site, browser, .cohabitants(.later))
                let page = try await browser.get(checked.location)
                #expect(page.code == 200)
                #expect(page.text.contains(SamplePerson.osten.street) == isTold, "\(person)")
            }
        }
    }

    @Test("the same person as both halves is told at the second number, and what was typed stays")
    func same() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.orderer)
            let answers = Answers.cohabitants(.both) { $0["cohabitantNumber"] = SamplePerson.greta.number }
            let (_, refused) = try await Self.check(site, browser, answers)
            #expect(refused.code == 422)
            #expect(refused.fault(at: "cohabitantNumber") != nil)
            #expect(refused.text.contains("Östen Ängström"))
        }
    }

    @Test("I11 R3.11 the form names the lock and what differs, and nothing typed is lost when it is refused")
    func linking() async throws {
        try await Site.open { site in
            let here = site.here
            _ = try await here.closedCase()
            let number = try await here.cohabitantCase(.later) { $0["cohabitantHome.apartment"] = "1103" }
            try await here.attest("seeCohabitantInTes", in: number, by: here.coordinator)
            let browser = try await site.browser(.coordinator)
            let task = "/cases/\(number)/duties/linkLock"
            let form = try await browser.get(task)
            for text in ["LAS-1", "Greta Åkerlund", "Östen Ängström", "1103", "TES"] {
                #expect(form.text.contains(text), "\(text)")
            }
            let typed = ["serial": "LAS-1", "day": "2026-11-24", "reason": "Vi har frågat båda två om det."]
            let refused = try await browser.post(task, typed)
            #expect(refused.code == 422)
            #expect(refused.fault(at: "confirmed") != nil)
            #expect(refused.text.contains("Vi har frågat båda två om det."))
            let other = try await browser.post(
                task, typed.merging(["serial": "LAS-2", "confirmed": "yes"]) { $1 })
            #expect(other.fault(at: "serial") != nil)
            let done = try await browser.post(task, typed.merging(["confirmed": "yes"]) { $1 })
            #expect(done.code == 303)
            let page = try await browser.get("/cases/\(number)")
            #expect(page.text.contains("kopplades till den sammanboende"))
            #expect(page.text.contains("adresserna är olika"))
            let late = try await browser.post(task, typed.merging(["confirmed": "yes"]) { $1 })
            #expect(late.code == 409)
        }
    }

    @Test("where the first has no lock at the stated address the form says who and where, and cannot be sent")
    func noLock() async throws {
        try await Site.open { site in
            let here = site.here
            _ = try await here.closedCase()
            let number = try await here.cohabitantCase(.later) { answers in
                for key in ["home", "cohabitantHome"] { answers["\(key).apartment"] = "1203" }
            }
            try await here.attest("seeCohabitantInTes", in: number, by: here.coordinator)
            let browser = try await site.browser(.coordinator)
            let task = "/cases/\(number)/duties/linkLock"
            let form = try await browser.get(task)
            #expect(
                form.text.contains("Greta Åkerlund har ingen låsenhet här: Ekholmsvägen 14, lgh 1203"))
            #expect(form.text.contains("LAS-1"), "the team is told where it is")
            #expect(!form.text.contains("Spara kopplingen"))
            let refused = try await browser.post(task, ["serial": "LAS-1", "day": "2026-11-24"])
            #expect(refused.code == 422)
            #expect(refused.text.contains("Ingenting är kopplat."))
            let unit = try await site.browser(.orderer).get(task)
            #expect(!unit.text.contains("LAS-1"))
        }
    }

    @Test("both people stand on the case page, in the queue, and on the pages of the lock and of each other")
    func bothShown() async throws {
        try await Site.open { site in
            try await site.here.sharedLock()
            let number = CaseNumber(year: 2026, sequence: 2)
            let order = try await site.here.page(number).order
            let browser = try await site.browser(.coordinator)
            for address in ["/cases/\(number)", "/cases?view=all", "/devices/LAS-1"] {
                let page = try await browser.get(address)
                #expect(page.text.contains("Greta Åkerlund"), "\(address)")
                #expect(page.text.contains("Östen Ängström"), "\(address)")
            }
            let cohabitant = try #require(order.cohabitant).id
            for (person, other) in [
                (try order.requireRecipient().id, "Östen Ängström"), (cohabitant, "Greta Åkerlund"),
            ] {
                let page = try await browser.get("/people/\(person)")
                #expect(page.text.contains("delas med <a") && page.text.contains(">\(other)</a>"))
            }
        }
    }

    @Test("I7 the end of the last link opens the removal on the case page, and the visit takes it down")
    func unlinking() async throws {
        try await Site.open { site in
            let here = site.here
            _ = try await here.closedCase()
            let number = try await here.unlinkCase(for: .greta)
            let browser = try await site.browser(.coordinator)
            let task = "/cases/\(number)/duties/unlinkLock"
            #expect(try await browser.get(task).text.contains("LAS-1"))
            let wrong = try await browser.post(task, ["serial": "LAS-3", "day": "2026-11-24"])
            #expect(wrong.code == 422 && wrong.fault(at: "serial") != nil)
            let done = try await browser.post(task, ["serial": "LAS-1", "day": "2026-11-24"])
            #expect(done.code == 303)
            let page = try await browser.get("/cases/\(number)")
            #expect(page.text.contains("Boka tid för nedmontering"))
            try await here.book(number, try here.visit(on: "2026-11-26"))
            let removal = try await site.browser(.technician).get("/cases/\(number)/duties/uninstall")
            #expect(removal.text.contains("LAS-1"))
            #expect(removal.text.contains("Skåp 3, påse 12"))
        }
    }
}
