import Domain
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("Two who may be one, side by side")
struct MergePageTests {
    private static let one = SamplePerson.numbered(5)
    private static let again = one.renumbered(onDay: 60, street: "Nygatan 5")

    /// The person, registered twice; the second order has been called off, so that nothing stands in the way.
    private static func twice(
        _ site: Site
    ) async throws -> (kept: ID<CareRecipient>, merged: ID<CareRecipient>) {
        let here = site.here
        let first = try await here.orderedCase(for: one)
        let second = try await here.orderedCase(for: again)
        let kept = try await here.page(first).order.requireRecipient().id
        let merged = try await here.page(second).order.requireRecipient().id
        try await here.store.write(as: here.coordinator) {
            try $0.cancel(second, reason: "Beställd två gånger.")
        }
        here.time.set("2026-12-04", "09:00")
        return (kept, merged)
    }

    @Test("from the list to the comparison, the merge, the pointer, and back to two")
    func story() async throws {
        try await Site.open { site in
            let (kept, merged) = try await Self.twice(site)
            let browser = try await site.browser(.coordinator)
            let list = try await browser.get("/duplicates")
            #expect(list.text.contains("Samma nummer i en annan form."))
            #expect(!list.text.contains(Self.one.number.suffix(4)), "a list masks the numbers")
            let address = "/people/\(kept)/merge/\(merged)"
            #expect(list.addresses.contains(address))
            let preview = try await browser.get(address)
            for said in [Self.one.street, "Nygatan 5", "1 ärende", "1 bostad", "VT-2026-000002"] {
                #expect(preview.text.contains(said), "\(said)")
            }
            #expect(preview.addresses.contains("/people/\(merged)/merge/\(kept)"), "the other way round")

            let refused = try await browser.post(address, ["reason": "Ja"])
            #expect(refused.code == 422)
            #expect(refused.fault(at: "home") != nil && refused.fault(at: "reason") != nil)
            let done = try await browser.post(
                address, ["home": "kept", "reason": "Hennes dotter har visat passet."])
            #expect(done.code == 303)
            let page = try await browser.follow(done)
            #expect(page.text.contains("De är hopslagna till en."))
            #expect(page.text.contains("Har slagits ihop med") && page.addresses.contains(address))

            let pointer = try await browser.get("/people/\(merged)")
            #expect(pointer.code == 200 && pointer.addresses.contains("/people/\(kept)"))
            #expect(pointer.text.contains("samma person som en annan"))
            let way = try await browser.get(address)
            #expect(way.text.contains("Hennes dotter har visat passet."))
            let short = try await browser.post(address + "/undoing", ["reason": "Nej"])
            #expect(short.code == 422 && short.fault(at: "reason") != nil)
            let undone = try await browser.post(address + "/undoing", ["reason": "Det var två systrar."])
            let second = try await browser.follow(undone)
            #expect(second.text.contains("De är två igen.") && second.text.contains("Nygatan 5"))
        }
    }

    @Test("two are told apart, and the list does not ask again")
    func distinction() async throws {
        try await Site.open { site in
            let (kept, merged) = try await Self.twice(site)
            let browser = try await site.browser(.coordinator)
            let address = "/people/\(kept)/merge/\(merged)/distinction"
            let short = try await browser.post(address, ["distinction": "Nej"])
            #expect(short.code == 422 && short.fault(at: "distinction") != nil)
            #expect(short.fault(at: "reason") == nil && short.value(of: "distinction") == "Nej")
            let done = try await browser.post(address, ["distinction": "De är tvillingar."])
            let list = try await browser.follow(done)
            #expect(list.text.contains("Inga möjliga dubbletter just nu."))
            #expect(list.text.contains("Ni får inte frågan om de två igen."))
        }
    }

    @Test("what stands in the way is said instead of the form")
    func hindered() async throws {
        try await Site.open { site in
            let here = site.here
            let first = try await here.orderedCase(for: Self.one)
            let second = try await here.orderedCase(for: Self.again)
            let kept = try await here.page(first).order.requireRecipient().id
            let merged = try await here.page(second).order.requireRecipient().id
            let page = try await site.browser(.coordinator).get("/people/\(kept)/merge/\(merged)")
            #expect(page.text.contains("De kan inte slås ihop än"))
            #expect(page.text.contains("VT-2026-000001, VT-2026-000002"))
            #expect(!page.text.contains("Slå ihop dem"))
        }
    }
}

@Suite("Who somebody is, changed by hand")
struct DetailPageTests {
    @Test("a name is changed from a day; faults stand at their fields, and what stood before can be read")
    func name() async throws {
        try await Site.open { site in
            let number = try await site.here.orderedCase()
            let greta = try await site.here.page(number).order.requireRecipient().id
            site.here.time.set("2026-12-04", "09:00")
            let browser = try await site.browser(.coordinator)
            let person = try await browser.get("/people/\(greta)")
            for detail in PersonDetail.allCases {
                let address = "/people/\(greta)/details/\(detail.rawValue)"
                #expect(person.addresses.contains(address) != detail.isLifeEvent, "\(detail)")
                #expect(try await browser.get(address).code == (detail.isLifeEvent ? 404 : 200))
            }
            let address = "/people/\(greta)/details/name"
            #expect(try await browser.get(address).value(of: "value") == "Greta Åkerlund")
            let refused = try await browser.post(address, ["value": "", "from": "2026-12-01"])
            #expect(refused.code == 422)
            for field in ["value", "how", "reason"] { #expect(refused.fault(at: field) != nil, "\(field)") }
            let done = try await browser.post(
                address,
                [
                    "value": "Greta Berg", "how": "changed", "from": "2026-12-01",
                    "reason": "Enligt Skatteverket.",
                ])
            let after = try await browser.follow(done)
            #expect(after.text.contains("Ändringen är sparad.") && after.text.contains("Greta Berg"))
            #expect(after.text.contains("Ändrat, namn: Greta Åkerlund blev Greta Berg"))
            let then = try await browser.get("/people/\(greta)?day=2026-11-25")
            #expect(then.text.contains("Greta Åkerlund"))
            #expect(try await !site.browser(.orderer).get("/people/\(greta)").text.contains("Åkerlund"))
        }
    }

    @Test("a mark is shown to whoever may open the page, and nobody else is told that there is one")
    func protection() async throws {
        try await Site.open { site in
            let number = try await site.here.orderedCase()
            let greta = try await site.here.page(number).order.requireRecipient().id
            let done = try await site.browser(.coordinator).post(
                "/people/\(greta)/details/protection",
                [
                    "value": "confidentialityMark", "from": "2026-11-20", "reason": "Enligt Skatteverket.",
                ])
            #expect(done.code == 303)
            let page = try await site.browser(.coordinator).get("/people/\(greta)")
            #expect(page.text.contains("Lämna inte ut något om personen"))
            for person in [Municipality.Person.orderer, .technician] {
                #expect(try await site.browser(person).get("/people/\(greta)").code == 404, "\(person)")
            }
        }
    }

    @Test("a number that is another's leads to the comparison of the two")
    func number() async throws {
        try await Site.open { site in
            let number = try await site.here.orderedCase()
            let greta = try await site.here.page(number).order.requireRecipient().id
            let other = try await site.here.orderedCase(for: .osten)
            let osten = try await site.here.page(other).order.requireRecipient().id
            site.here.time.set("2026-12-04", "09:00")
            let browser = try await site.browser(.coordinator)
            let refused = try await browser.post(
                "/people/\(greta)/number",
                [
                    "number": SamplePerson.osten.number, "how": "changed", "from": "2026-12-01",
                    "reason": "Enligt Skatteverket.",
                ])
            #expect(refused.code == 422 && refused.fault(at: "number") != nil)
            #expect(refused.addresses.contains("/people/\(greta)/merge/\(osten)"))
            #expect(refused.value(of: "number") == SamplePerson.osten.number)
        }
    }
}
