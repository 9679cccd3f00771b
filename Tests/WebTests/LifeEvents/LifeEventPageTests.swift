import Domain
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("What has happened to somebody: asked, foreseen, done, and taken back")
struct LifeEventPageTests {
    /// Greta's alarm is mounted, and another order about her is on its way.
    private static func living(_ site: Site) async throws -> String {
        let here = site.here
        let number = try await here.closedCase(withLock: false)
        try await here.store.write(as: .system) { try $0.publish(ShippedRoutines.file("alarm-return.yaml")) }
        here.time.set("2026-11-26", "09:00")
        return try await here.page(number).order.requireRecipient().id.text
    }

    private static let typed = ["kind": "deceased", "day": "2026-11-25", "toldBy": "Dottern Lisa"]

    @Test(
        "I6 the unit says that somebody has died, sees all that follows, confirms, and lands in the order of giving back"
    )
    func died() async throws {
        try await Site.open { site in
            let person = try await Self.living(site)
            let browser = try await site.browser(.orderer)
            let route = "/people/\(person)/events"
            #expect(try await browser.get("/people/\(person)").addresses.contains(route))
            let faulty = try await browser.post(route, ["day": "2026-11-27", "note": "Nyckeln hos grannen."])
            #expect(faulty.code == 422)
            for said in ["Vad har hänt?", "Dagen har inte varit än", "Skriv vem som har sagt det."] {
                #expect(faulty.text.withoutTags.contains(said), "\(said)")
            }
            #expect(faulty.value(of: "note") == "Nyckeln hos grannen.")
            let preview = try await browser.post(route, Self.typed)
            #expect(preview.code == 200)
            for said in [
                "Ingenting är gjort än", "Ekholmsvägen 14", "Återlämna digitalt trygghetslarm",
                "beställs av Hemtjänst Ekholmen", "LARM-1",
            ] { #expect(preview.text.withoutTags.contains(said), "\(said)") }
            #expect(try await browser.get("/people/\(person)").text.contains("Avliden") == false)
            let changed = try await browser.post(route, Self.typed.merging(["change": "yes"]) { $1 })
            #expect(changed.value(of: "toldBy") == "Dottern Lisa")
            let foreseen = try #require(preview.value(of: "foreseen"))
            let done = try await browser.post(route, Self.typed.merging(["foreseen": foreseen]) { $1 })
            #expect(done.code == 303 && done.location.hasPrefix("/drafts/"))
            let draft = try await browser.get(done.location)
            #expect(draft.text.withoutTags.contains("Fyll i det som saknas här och skicka"))
            let page = try await browser.get("/people/\(person)")
            #expect(page.text.withoutTags.contains("Avliden ons 25 nov. Enligt Dottern Lisa."))
            #expect(try await browser.get("/").text.withoutTags.contains("Det här har hänt"))
            let queue = try await site.browser(.coordinator).get("/cases")
            #expect(queue.text.withoutTags.contains("Hemtjänst Ekholmen har inte skickat beställningen än."))
            #expect(try await !browser.get("/cases").text.contains("Teknik sitter kvar"))
        }
    }

    @Test(
        "I6 on what is ordered for somebody who has died, for those who may know, it stands with what to do")
    func onTheCase() async throws {
        try await Site.open { site in
            let here = site.here
            let order = try await here.orderedCase()
            let person = try await here.id(of: .greta)
            let died = Answers([
                "value": here.time.today.description, "how": "changed", "from": here.time.today.description,
                "reason": "Folkbokföringen.",
            ])
            let browser = try await site.browser(.coordinator)
            let told = ["Personen avled", "Avbryt beställningen, om det stämmer."]
            let before = try await browser.get("/cases/\(order.text)").text
            #expect(!told.contains { before.contains($0) })
            try await here.store.write(as: here.coordinator) { try $0.change(.deceased, of: person, died) }
            let after = try await browser.get("/cases/\(order.text)").text
            #expect(told.allSatisfy { after.contains($0) })
        }
    }

    @Test("I6 what follows has changed meanwhile: it is shown anew, and nothing is done")
    func changedMeanwhile() async throws {
        try await Site.open { site in
            let person = try await Self.living(site)
            let browser = try await site.browser(.coordinator)
            let route = "/people/\(person)/events"
            let answer = try await browser.post(route, Self.typed.merging(["foreseen": "gammal"]) { $1 })
            #expect(answer.code == 409)
            #expect(answer.text.withoutTags.contains("Något har ändrats sedan du såg vad som skulle hända."))
            #expect(try await !browser.get("/people/\(person)").text.contains("Avliden"))
            let foreseen = try #require(answer.value(of: "foreseen"))
            let done = try await browser.post(route, Self.typed.merging(["foreseen": foreseen]) { $1 })
            #expect(
                done.location.hasPrefix("/people/\(person)"),
                "the coordinator does not write the unit's order")
        }
    }

    @Test("I18 at the hospital and home again; what was wrong is undone with a reason")
    func hospital() async throws {
        try await Site.open { site in
            let person = try await Self.living(site)
            let browser = try await site.browser(.orderer)
            let route = "/people/\(person)/events"
            let typed = Self.typed.merging(["kind": "hospital"]) { $1 }
            let preview = try await browser.post(route, typed)
            #expect(preview.text.withoutTags.contains("Ingenting annat ändras."))
            let foreseen = try #require(preview.value(of: "foreseen"))
            _ = try await browser.post(route, typed.merging(["foreseen": foreseen]) { $1 })
            let event = try #require(
                try await browser.get("/people/\(person)").addresses.first { $0.hasPrefix("/life-events/") })
            let early = try await browser.post("\(event)/over", ["day": "2026-11-24"])
            #expect(early.code == 422 && early.value(of: "day") == "2026-11-24")
            #expect(try await browser.post("\(event)/over", ["day": "2026-11-26"]).code == 303)
            #expect(
                try await browser.get("/people/\(person)").text.withoutTags
                    .contains("På sjukhus ons 25 nov till tors 26 nov."))
            let short = try await browser.post("\(event)/undoing", ["reason": "Fel"])
            #expect(short.code == 422 && short.value(of: "reason") == "Fel")
            _ = try await browser.post("\(event)/undoing", ["reason": "Det var fel person."])
            let page = try await browser.get("/people/\(person)").text.withoutTags
            #expect(page.contains("Ångrat av Olga Beställare: Det var fel person."))
        }
    }

    @Test(
        "I10 a button is lost: asked which, foreseen, begun, told to who plans, and taken back from the device's own page"
    )
    func lost() async throws {
        try await Site.open { site in
            let person = try await Self.living(site)
            try await site.here.store.write(as: .system) {
                try $0.publish(ShippedRoutines.file("device-replacement.yaml"))
            }
            let (unit, team) = (try await site.browser(.orderer), try await site.browser(.technician))
            let route = "/people/\(person)/events"
            let typed = [
                "kind": "deviceLost", "day": "2026-11-26", "toldBy": "Dottern Lisa", "note": "Sedan i går.",
            ]
            let which = try await unit.post(route, typed)
            #expect(which.code == 422 && which.fault(at: "device.deviceLost") == "Välj ett av alternativen.")
            #expect(which.value(of: "note") == "Sedan i går.")
            let gone = try await unit.post(route, typed.merging(["device.deviceLost": "LARM-9"]) { $1 })
            #expect(gone.code == 422)
            #expect(
                gone.fault(at: "device.deviceLost")
                    == "Den sitter inte hos brukaren längre. Välj en av dem som finns.")
            let whole = typed.merging(["device.deviceLost": "KNAPP-1"]) { $1 }
            let preview = try await unit.post(route, whole)
            for said in [
                "Borta sedan", "Larmknapp KNAPP-1", "Byta ut larm eller larmknapp",
                "Brukaren kan bara larma från själva larmet", "Ingenting är gjort än",
            ] { #expect(preview.text.withoutTags.contains(said), "\(said)") }
            let foreseen = try #require(preview.value(of: "foreseen"))
            let done = try await unit.post(route, whole.merging(["foreseen": foreseen]) { $1 })
            #expect(done.location.hasPrefix("/drafts/"))
            let draft = try await unit.follow(done)
            #expect(draft.value(of: "problem") == "Sedan i går.")
            #expect(draft.text.contains("Anmälan är sparad. Fyll i det som saknas här och skicka."))
            #expect(
                try await unit.get("/people/\(person)").text.withoutTags.contains(
                    "Borta sedan tors 26 nov (Larmknapp KNAPP-1). Enligt Dottern Lisa."))
            let queue = try await site.browser(.coordinator).get("/cases").text.withoutTags
            #expect(queue.contains("Något är trasigt eller borta, och ingen har beställt någon åtgärd"))
            let device = try await team.get("/devices/KNAPP-1")
            #expect(device.text.withoutTags.contains("Anmäldes som borta, tors 26 nov"))
            #expect(!device.text.contains("Dottern Lisa"), "who has said it stays with the person")
            let ask = try #require(device.addresses.first { $0.hasPrefix(route) })
            #expect(try await team.get(ask).chosen("device.deviceBroken") == ["KNAPP-1"])
            let event = try #require(
                try await team.get("/people/\(person)").addresses.first { $0.hasPrefix("/life-events/") })
            #expect(try await team.get(event).text.withoutTags.contains("Hittad eller lagad?"))
            let undone = try await team.post("\(event)/undoing", ["reason": "Den låg under sängen."])
            #expect(undone.code == 303)
            #expect(
                try await !site.browser(.coordinator).get("/cases").text.contains(
                    "ingen har beställt någon åtgärd"))
        }
    }

    @Test("a unit takes over many: chosen, foreseen, done, undone; what was typed stays")
    func takeover() async throws {
        try await Site.open { site in
            let here = site.here
            let person = try await Self.living(site)
            _ = try await here.orderedCase(for: .osten, withLock: false)
            let browser = try await site.browser(.coordinator)
            let route = "/takeovers/from/\(here.ekholmen)"
            #expect(try await browser.get("/takeovers").addresses.contains(route))
            let form = try await browser.get(route)
            #expect(
                form.text.withoutTags.contains("Greta Åkerlund")
                    && form.text.withoutTags.contains("Östen Ängström"))
            let faulty = try await browser.post(route, ["note": "Nytt avtal."])
            #expect(faulty.code == 422 && faulty.value(of: "note") == "Nytt avtal.")
            #expect(faulty.text.withoutTags.contains("Välj minst en brukare."))
            var typed = [
                "to": here.lambohov.text, "day": "2026-11-26", "note": "Nytt avtal.",
                "person.\(person)": "yes",
            ]
            let preview = try await browser.post(route, typed)
            #expect(preview.code == 200)
            #expect(preview.text.withoutTags.contains("1 st. De räknas till Hemtjänst Lambohov"))
            #expect(!preview.text.withoutTags.contains("Östen Ängström"))
            typed["confirmed"] = "yes"
            #expect(try await browser.post(route, typed).location == "/takeovers?said=takenOver")
            #expect(try await site.browser(.otherOrderer).get("/people/\(person)").code == 200)
            let again = try await browser.post(route, typed)
            #expect(again.code == 409 && again.text.withoutTags.contains("Någon av dem hör inte längre till"))
            let undoing = try #require(
                try await browser.get("/takeovers").addresses.first { $0.hasSuffix("/undoing") })
            #expect(try await browser.get(undoing).text.withoutTags.contains("En brukare"))
            #expect(try await browser.post(undoing, ["reason": "Fel"]).code == 422)
            #expect(try await browser.post(undoing, ["reason": "Avtalet gällde inte än."]).code == 303)
            #expect(try await site.browser(.otherOrderer).get("/people/\(person)").code == 404)
            #expect(
                try await browser.get("/takeovers").text.withoutTags.contains(
                    "Ångrat: Avtalet gällde inte än."))
        }
    }
}
