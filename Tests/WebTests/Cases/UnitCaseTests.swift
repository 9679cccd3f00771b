import Domain
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("An order about the unit itself, on the pages")
struct UnitCaseTests {
    private static func publish(_ site: Site) async throws {
        let files = try ["emergency-alarm.yaml", "alarm-extract.yaml"].map(ShippedRoutines.file)
        try await site.here.store.write(as: .system) { tx in for file in files { try tx.publish(file) } }
    }

    private static let answers = [
        "what": "new", "reason": "Ny lokal på Storgatan.", "place.street": "Storgatan 8",
        "place.postalCode": "582 23", "place.city": "Linköping", "spot": "Personalrummet",
        "bookingContacts.unit.use": "yes", "bookingContacts.unit.name": "Ulf Chef",
        "bookingContacts.unit.phone": "013-20 50 00",
    ]

    @Test("I14 from the start page to the visit, with the unit's name wherever a person's would stand")
    func wholeWay() async throws {
        try await Site.open { site in
            try await Self.publish(site)
            let browser = try await site.browser(.orderer)
            let draft = try await browser.post("/routines/emergency-alarm/drafts").location
            let form = try await browser.get(draft)
            #expect(!form.body.contains("recipientNumber"))
            _ = try await browser.post(draft, ["what": "new"])
            #expect(try await browser.get("/").text.contains("Verksamheten själv"))

            let checked = try await browser.post(draft, Self.answers.merging(["act": "check"]) { $1 })
            #expect(try await browser.follow(checked).text.contains("Storgatan 8"))
            let receipt = try await browser.follow(try await browser.post(draft + "/submission"))
            #expect(receipt.text.contains("Boka tid hos verksamheten"))

            let case_ = "/cases/VT-2026-000001"
            for person in [Municipality.Person.orderer, .coordinator] {
                let page = try await site.browser(person).get(case_)
                #expect(page.body.contains("<strong>Hemtjänst Ekholmen</strong>, Storgatan 8"))
                #expect(!page.body.contains("/people/") && !page.body.contains("/dwellings/"))
                let queue = try await site.browser(person).get("/cases?view=all")
                #expect(queue.text.contains("Hemtjänst Ekholmen"))
                #expect(queue.text.contains("Beställa, byta eller lämna tillbaka akutlarm"))
            }
            #expect(try await site.browser(.otherOrderer).get(case_).code == 404)

            let number = try #require(CaseNumber("VT-2026-000001"))
            try await site.here.book(number, try site.here.visit(on: "2026-11-20", at: "13:00"))
            let technician = try await site.browser(.technician)
            let today = try await technician.get("/today")
            #expect(today.text.contains("Hemtjänst Ekholmen") && today.text.contains("Storgatan 8"))
            let id = try await site.column("SELECT id FROM visits")[0]
            let visit = try await technician.get("/visits/\(id)")
            #expect(visit.text.contains("Hemtjänst Ekholmen") && visit.text.contains("Ulf Chef"))
            #expect(visit.body.contains("providerEmergencyAlarm.serial"))
            #expect(try await site.count("reading_people") == 0, "nobody was read about")
        }
    }

    @Test(
        "R4.8 an extract is ordered with two clicks and no person, and a wrong day is told beside its field")
    func extract() async throws {
        try await Site.open { site in
            try await Self.publish(site)
            let browser = try await site.browser(.orderer)
            let draft = try await browser.post("/routines/alarm-extract/drafts").location
            let refused = try await browser.post(draft, ["act": "check", "asOf": "2026-02-30"])
            #expect(refused.code == 422)
            #expect(refused.fault(at: "asOf") != nil)
            #expect(refused.value(of: "asOf") == "2026-02-30", "what was typed is there still")
            _ = try await browser.post(draft, ["act": "check", "asOf": ""])
            let receipt = try await browser.follow(try await browser.post(draft + "/submission"))
            #expect(receipt.text.contains("Ta fram loggutdraget"))
            let page = try await browser.get("/cases/VT-2026-000001")
            #expect(page.code == 200)
            #expect(page.text.contains("Hemtjänst Ekholmen"))
        }
    }
}
