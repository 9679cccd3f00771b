import Domain
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("A person and a home as the register knows them")
struct PersonPageTests {
    @Test("R2.12 the person's page follows: home, service, devices, locks and orders")
    func person() async throws {
        try await Site.open { site in
            let number = try await site.here.installedCase()
            let known = try await site.here.page(number).order.requireRecipient()
            for person in [Municipality.Person.orderer, .coordinator] {
                let page = try await site.browser(person).get("/people/\(known.id)")
                for said in [
                    "Greta Åkerlund", "19610118-2803", "Ekholmsvägen 14", "Hemtjänst Ekholmen", "LARM-1",
                    "KNAPP-1",
                    "LAS-1", "VT-2026-000001",
                ] { #expect(page.text.contains(said), "\(person): \(said)") }
                #expect(!page.text.contains("4711"))
                let leads = page.addresses.contains {
                    $0.hasPrefix("/devices/") || $0.hasPrefix("/dwellings/")
                }
                #expect(leads == (person == .coordinator), "a unit is not led to where it may not go")
            }
        }
    }

    @Test("I1 a unit sees whom it serves and nobody else")
    func otherUnit() async throws {
        try await Site.open { site in
            let number = try await site.here.orderedCase()
            let known = try await site.here.page(number).order.requireRecipient()
            let answer = try await site.browser(.otherOrderer).get("/people/\(known.id)")
            #expect(answer.code == 404)
            #expect(answer.tells(of: .greta).isEmpty)
        }
    }

    @Test("R2.12 the home's page has who lives there and everything mounted")
    func dwelling() async throws {
        try await Site.open { site in
            let number = try await site.here.installedCase()
            let known = try await site.here.page(number).order.requireRecipient()
            let page = try await site.browser(.technician).get("/dwellings/\(known.home)")
            for said in ["Ekholmsvägen 14", "Greta Åkerlund", "LARM-1", "KNAPP-1", "LAS-1"] {
                #expect(page.text.contains(said), "\(said)")
            }
        }
    }

    @Test(
        "a person on a day, and as it stood then; a day that is none, or has not come, is told at its field",
        arguments: [
            ("day=2026-11-19", ["Så var det", "Inget är registrerat."], ["Ekholmsvägen 14", "LARM-1"]),
            ("day=2026-11-23", ["Ekholmsvägen 14", "Så var det"], ["LARM-1", "VT-2026-000001"]),
            ("day=2026-11-24", ["LARM-1", "Hemtjänst Ekholmen"], []),
            ("day=2026-11-24&known=2026-11-23", ["Ekholmsvägen 14", "enligt det som stod här"], ["LARM-1"]),
        ])
    func hindsight(asked: (query: String, told: [String], untold: [String])) async throws {
        try await Site.open { site in
            let number = try await site.here.installedCase()
            let known = try await site.here.page(number).order.requireRecipient()
            site.here.time.set("2026-11-26", "09:00")
            let page = try await site.browser(.coordinator).get("/people/\(known.id)?\(asked.query)")
            #expect(page.code == 200)
            for said in asked.told { #expect(page.text.contains(said), "\(said)") }
            for said in asked.untold { #expect(!page.text.contains(said), "\(said)") }
            #expect(page.addresses.contains("/people/\(known.id)"), "the way back")
        }
    }

    @Test(
        "a day that cannot be looked at is refused at its field, and the page is shown all the same",
        arguments: [
            ("day=2026-02-30", "day"), ("day=2027-01-01", "day"), ("day=2026-11-24&known=x", "known"),
            ("known=2026-11-24", "day"),
        ])
    func wrongDay(asked: (query: String, field: String)) async throws {
        try await Site.open { site in
            let number = try await site.here.installedCase()
            let known = try await site.here.page(number).order.requireRecipient()
            for path in ["/people/\(known.id)", "/dwellings/\(known.home)", "/devices/LARM-1"] {
                let page = try await site.browser(.coordinator).get("\(path)?\(asked.query)")
                #expect(page.code == 422)
                #expect(page.fault(at: asked.field) != nil, "\(path)")
                #expect(page.text.contains("LARM-1"))
            }
        }
    }

    @Test("the life line says in words all that it draws, and what is over is drawn as over")
    func lifeLine() async throws {
        try await Site.open { site in
            let here = site.here
            _ = try await here.closedCase()
            here.time.set("2026-12-01", "10:00")
            let number = try await here.returnCase()
            try await here.uninstall(number, .allWorking())
            let known = try await here.page(number).order.requireRecipient()
            for path in ["/people/\(known.id)", "/dwellings/\(known.home)", "/devices/LARM-1"] {
                let page = try await site.browser(.technician).get(path)
                let drawn = page.body.matches("<g><title>([^<]*)</title>").map(\.readBack)
                #expect(!drawn.isEmpty, "\(path)")
                for said in drawn { #expect(page.text.contains("<li>\(said)</li>"), "\(path): \(said)") }
                #expect(page.body.contains("class=\"period over\""), "\(path)")
                #expect(page.body.contains("<desc id=\"lifeline-text\">"))
            }
        }
    }

    @Test(
        "a coordinator puts a day right from the person's page; faults stand at their fields, nothing typed is lost"
    )
    func correcting() async throws {
        try await Site.open { site in
            let here = site.here
            let number = try await here.installedCase()
            let known = try await here.page(number).order.requireRecipient()
            here.time.set("2026-11-26", "09:00")
            let browser = try await site.browser(.coordinator)
            let person = try await browser.get("/people/\(known.id)")
            let leads = person.addresses.filter { $0.hasPrefix("/facts/") }
            #expect(leads.count == 4, "a home, a unit, an alarm and a button; not the lock")
            let address = try #require(leads.first { $0.hasPrefix("/facts/residency/") })
            let form = try await browser.get(address)
            #expect(form.text.contains("Greta Åkerlund") && form.text.contains("Ekholmsvägen 14"))
            #expect(form.value(of: "from.day") == "2026-11-20")
            #expect(form.value(of: "to.day") == nil, "what holds still is not ended here")
            let refused = try await browser.post(
                address, ["from.day": "2026-02-30", "from.time": "09:00", "reason": "Fel"])
            #expect(refused.code == 422)
            #expect(refused.fault(at: "from.day") != nil && refused.fault(at: "reason") != nil)
            #expect(refused.value(of: "from.day") == "2026-02-30")
            let done = try await browser.post(
                address,
                ["from.day": "2026-11-18", "from.time": "09:00", "reason": "Hon flyttade in två dagar förr."])
            #expect(done.code == 303)
            let after = try await browser.follow(done)
            #expect(after.text.contains("Rättelsen är sparad."))
            #expect(after.text.contains("Hon flyttade in två dagar förr."))
            #expect(after.text.contains("18 nov"))
            #expect(after.text.contains("Rättat, bostad Ekholmsvägen 14, Linköping"))
            #expect(try await !site.browser(.technician).get("/people/\(known.id)").text.contains("/facts/"))
        }
    }

    @Test("no page leads where its reader is refused", arguments: Municipality.Person.allCases)
    func links(person: Municipality.Person) async throws {
        try await Site.open { site in
            let things = try await site.things()
            let browser = try await site.browser(person)
            var (waiting, asked) = (["/"], Set<String>())
            while let address = waiting.popLast() {
                let page = address.prefix { $0 != "#" }.description
                guard page.hasPrefix("/"), asked.insert(page).inserted, asked.count < 120 else { continue }
                let answer = try await browser.get(page)
                #expect(answer.code < 400, "\(page): \(answer.code)")
                waiting += answer.addresses(of: "href") + [answer.location]
                // Addresses of forms are only looked at, for sending them would change something.
                for action in answer.addresses(of: "action") where action.hasPrefix("/cases/") {
                    let orders = [things.order, things.extractOrder].compactMap { $0?.text }
                    #expect(orders.contains { action.contains($0) }, "\(action)")
                }
            }
            #expect(asked.count >= 4)
        }
    }
}

extension Answer {
    fileprivate func addresses(of attribute: String) -> [String] {
        body.matches("\(attribute)=\"([^\"]*)\"").map(\.readBack).filter { !$0.hasPrefix("/language") }
    }
}
