import Domain
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("A unit as the register knows it")
struct UnitPageTests {
    @Test("its own people find their unit in the menu, the team from a person's page, and both what it has")
    func page() async throws {
        try await Site.open { site in
            let things = try await site.things()
            let address = "/units/\(things.unit)"
            let start = try await site.browser(.orderer).get("/")
            #expect(start.addresses.contains(address))
            let person = try await site.browser(.coordinator).get("/people/\(things.recipient)")
            #expect(person.addresses.contains(address))
            for (who, leads) in [(Municipality.Person.orderer, false), (.coordinator, true)] {
                let page = try await site.browser(who).get(address)
                #expect(page.code == 200)
                for said in ["Hemtjänst Ekholmen", "Greta Åkerlund", "VT-2026-000001", "Nyckel"] {
                    #expect(page.text.contains(said), "\(who): \(said)")
                }
                #expect(page.body.contains("aria-labelledby=\"counts-title counts-text\""))
                #expect(page.body.contains("class=\"count-line\""))
                let isLed = page.addresses.contains { $0.hasPrefix("/devices") }
                #expect(isLed == leads, "a unit is not led to where it may not go")
            }
        }
    }

    @Test("on a day, and as one knew it then; a wrong day is told at its field")
    func hindsight() async throws {
        try await Site.open { site in
            let things = try await site.things()
            site.here.time.set("2026-12-10", "09:00")
            let browser = try await site.browser(.coordinator)
            let then = try await browser.get("/units/\(things.unit)?day=2026-11-19")
            #expect(then.code == 200 && then.text.contains("Så var det"))
            #expect(!then.text.contains("Greta Åkerlund") && !then.body.contains("count-line"))
            let known = try await browser.get("/units/\(things.unit)?day=2026-11-24&known=2026-11-24")
            #expect(known.text.contains("Greta Åkerlund"))
            let day = site.here.time.today.adding(days: -20)
            let keys = try await browser.get("/units/\(things.unit)?day=\(day)&known=\(day)")
            #expect(keys.text.contains("Nyckel till bostaden: 1"), "the keys too, as they were known")
            let before = try await browser.get("/units/\(things.unit)?day=2026-11-24&known=2026-11-19")
            #expect(!before.text.contains("Nyckel till bostaden: 1"))
            let wrong = try await browser.get("/units/\(things.unit)?day=2026-02-30")
            #expect(wrong.code == 422 && wrong.fault(at: "day") != nil)
        }
    }
}
