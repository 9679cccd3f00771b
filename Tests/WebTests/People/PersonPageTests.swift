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
                    #expect(action.contains(things.order.text), "\(action)")
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
