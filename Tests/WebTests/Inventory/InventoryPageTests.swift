import Domain
import HTTPTypes
import Storage
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("The inventory's own pages")
struct InventoryPageTests {
    private static let words = Words.of(.swedish)

    @Test(
        "I17 a delivery is looked at line by line, received as a whole, and keeps what was typed where a line is wrong"
    )
    func delivery() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.technician)
            var typed = try await site.here.delivery("NY-1\r\nLARM-1").values
            typed["act"] = "check"
            let checked = try await browser.post("/receiving", typed)
            #expect(checked.code == 200)
            #expect(checked.text.contains(Self.words("delivery.unsound", ["count": "1", "lines": "2"])))
            #expect(checked.text.contains("LARM-1 finns redan i inventarielistan. Läge: i lager."))
            #expect(!checked.body.contains("value=\"receive\""), "what is wrong cannot be received")
            #expect(checked.value(of: "serials") == "NY-1\nLARM-1")
            typed["act"] = "receive"
            let refused = try await browser.post("/receiving", typed)
            #expect(refused.code == 422)
            #expect(refused.listedFaults == [Self.words("delivery.refused", ["count": "1"])])
            #expect(refused.value(of: "number") == "F-1")
            #expect(try await site.count("deliveries") == 0)

            typed["serials"] = "NY-1\r\nNY-2"
            typed["act"] = "check"
            #expect(try await browser.post("/receiving", typed).body.contains("value=\"receive\""))
            typed["act"] = "receive"
            let received = try await browser.post("/receiving", typed)
            #expect(received.code == 303)
            let page = try await browser.follow(received)
            for said in ["NY-1", "NY-2", "Larmbolaget", Self.words("said.delivered")] {
                #expect(page.text.contains(said), "\(said)")
            }
            #expect(try await browser.get("/devices/NY-1").text.contains("Larmbolaget, F-1"))
            #expect(try await browser.get("/deliveries").text.contains("F-1"))
            let again = try await browser.post("/receiving", typed)
            #expect(again.code == 409)
            #expect(again.fault(at: "number")?.contains("redan mottagen") == true)
        }
    }

    @Test(
        "I17 a count that a mounting has overtaken is shown again with the answers kept, and settled by a choice"
    )
    func stocktake() async throws {
        try await Site.open { site in
            let here = site.here
            let number = try await here.bookedCase(withLock: false)
            here.time.set("2026-11-24", "09:30")
            let browser = try await site.browser(.technician)
            let begun = try await browser.post("/stocktakes", ["place": try await here.place().text])
            let address = begun.location
            #expect(try await browser.get(address).body.matches("name=\"here\" value=\"[^\"]*\"").count == 12)
            let id = try await here.count(without: [.sample(.lockUnit, 4)])
            let before = try await browser.get("\(address)/differences")
            #expect(before.body.matches("name=\"seen\" value=\"([^\"]*)\"") == ["missing LAS-4"])
            let answers = [
                "seen": "missing LAS-4", "decision.LAS-4": "lost", "note.LAS-4": "Hyllan är genomsökt.",
            ]
            here.time.set("2026-11-24", "10:00")
            try await here.installAlarm(number)
            let overtaken = try await browser.post("\(address)/differences", answers)
            #expect(overtaken.code == 409)
            #expect(overtaken.listedFaults == [Self.words("stocktake.changed")])
            #expect(overtaken.value(of: "note.LAS-4") == "Hyllan är genomsökt.")
            #expect(overtaken.chosen("decision.LAS-4") == ["lost"])
            #expect(overtaken.text.contains("efter att ni räknade den"))
            #expect(try await site.column("SELECT status FROM devices WHERE serial = 'LAS-4'") == ["inStock"])

            try await here.finish(
                id,
                [
                    "decision.LAS-4": "lost", "note.LAS-4": "Hyllan är genomsökt.",
                    "decision.LARM-1": "miscounted", "decision.KNAPP-1": "deviation",
                    "note.KNAPP-1": "Två med samma nummer?",
                ])
            let done = try await browser.get(address)
            #expect(done.text.contains(Self.words("difference.settled.deviation")))
            let stock = try await browser.get("/stock")
            #expect(stock.text.contains("Två med samma nummer?"))
        }
    }

    @Test("I17 every difference that is not settled is told at its field")
    func undecided() async throws {
        try await Site.open { site in
            let id = try await site.here.count(without: [.sample(.lockUnit, 4)])
            let browser = try await site.browser(.coordinator)
            let refused = try await browser.post(
                "/stocktakes/\(id)/differences", ["seen": "missing LAS-4", "note.LAS-4": "Vet inte."])
            #expect(refused.code == 422)
            #expect(
                refused.listedFaults == [Self.words("stocktake.undecided", ["serial": "LAS-4"])])
            #expect(refused.value(of: "note.LAS-4") == "Vet inte.")
            #expect(try await site.count("stocktakes", where: "finished_at IS NULL") == 1)
        }
    }

    @Test(
        "I17 the stock says what is short, due and late; who owns the routines sees only how many there are")
    func stock() async throws {
        try await Site.open { site in
            let here = site.here
            _ = try await here.closedCase()
            try await here.decide(.alarmBase, ["minimum": "4", "batteryMonths": "1"])
            let number = try await here.returnCase { $0["endedOn"] = "2026-11-20" }
            here.time.set("2027-01-10", "12:00")
            let page = try await site.browser(.technician).get("/stock")
            for said in [
                Self.words("stock.batteries"), Self.words("stock.unreturned"), "\(number)", "51 dagar",
                "Modell alarmBase: 3 i lager, minst 4 ska finnas",
            ] { #expect(page.text.contains(said), "\(said)") }
            #expect(page.tells(of: .greta) == [])
            let owner = try await site.browser(.routineOwner).get("/stock")
            #expect(owner.text.contains("minst 4 ska finnas"))
            #expect(!owner.body.contains("/devices") && !owner.text.contains("\(number)"))
        }
    }

    @Test(
        "I17 a device's page offers what its state allows; scrapping asks who wiped it, and tells it afterwards"
    )
    func acts() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.technician)
            let page = try await browser.get("/devices/KAMERA-1")
            #expect(page.addresses.contains("/devices/KAMERA-1/acts/scrapping"))
            #expect(!page.addresses.contains("/devices/KAMERA-1/acts/finding"))
            #expect(try await browser.get("/devices/KAMERA-1/acts/finding").code == 409)
            #expect(try await browser.get("/devices/KAMERA-1/acts/dancing").code == 404)
            let act = "/devices/KAMERA-1/acts/scrapping"
            let form = try await browser.get(act)
            #expect(form.text.contains(Self.words("follows.title")))
            #expect(
                form.text.contains("Kvar i lagret av Kamera: 0 st."), "what follows is told first")
            let refused = try await browser.post(act, ["reason": "Sprucken lins.", "day": "2026-11-20"])
            #expect(refused.code == 422)
            #expect(refused.fault(at: "wiping") != nil && refused.fault(at: "wipedBy") != nil)
            #expect(refused.value(of: "reason") == "Sprucken lins.")
            let done = try await browser.post(
                act,
                [
                    "reason": "Sprucken lins.", "day": "2026-11-20", "wiping": "destroyed",
                    "wipedBy": "Åke Tekniker",
                ])
            let told = try await browser.follow(done)
            #expect(told.text.contains(Self.words("device.wiping.destroyed")))
            #expect(told.text.contains("Åke Tekniker"))
            #expect(
                told.addresses.filter { $0.contains("/acts/") } == ["/devices/KAMERA-1/acts/unscrapping"],
                "nothing leads on but that it was wrong")
            let back = try await browser.post(
                "/devices/KAMERA-1/acts/unscrapping", ["reason": "Det var kameran bredvid."])
            let again = try await browser.follow(back)
            #expect(again.text.contains("Kasseringen togs tillbaka"))
            #expect(again.text.matches("Det var kameran bredvid").count == 1, "why, and once")
            #expect(again.addresses.contains("/devices/KAMERA-1/acts/repair"))
        }
    }

    @Test("I17 models and places are kept, and devices moved, each fault at its field")
    func keeping() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.coordinator)
            let wrong = try await browser.post("/device-models", ["name": "", "batteryMonths": "tolv"])
            #expect(wrong.code == 422)
            #expect(wrong.fault(at: "kind") != nil && wrong.fault(at: "name") != nil)
            #expect(wrong.value(of: "batteryMonths") == "tolv")
            let added = try await browser.post(
                "/device-models", ["name": "Trygg 9", "kind": "lockUnit", "batteryMonths": "12"])
            #expect(try await browser.follow(added).text.contains("Var 12:e månad"))
            let id = try await site.here.model(.alarmBase).id
            #expect(try await browser.get("/device-models/\(id)").value(of: "name") == "Modell alarmBase")
            let known = try await browser.post("/storage-places", ["name": "HYLLA 1", "kind": "store"])
            #expect(known.code == 409 && known.fault(at: "name") != nil)
            #expect(
                try await browser.post("/storage-places", ["name": "Bil 7", "kind": "vehicle"]).code == 303)
            let car = try await site.here.place("Bil 7").text
            #expect(try await browser.get("/device-moves?serial=LARM-1").value(of: "serials") == "LARM-1")
            let unknown = try await browser.post("/device-moves", ["serials": "LARM-404", "place": car])
            #expect(unknown.code == 422 && unknown.fault(at: "serials") != nil)
            #expect(try await browser.post("/device-moves", ["serials": "LARM-1", "place": car]).code == 303)
            #expect(try await browser.get("/devices?serial=LARM-1").text.contains("Bil 7"))
            let shelf = try await site.here.place().text
            #expect(try await browser.post("/storage-places/\(shelf)/closing").code == 409)
        }
    }

    @Test("I17 labels are printed of a device, a delivery and a place")
    func labels() async throws {
        try await Site.open { site in
            let typed = try await site.here.delivery("NY-1\nNY-2")
            let delivery = try await site.here.store.write(as: site.here.technician) {
                try $0.receiveDelivery(typed)
            }
            let browser = try await site.browser(.technician)
            let place = try await site.here.place()
            for address in ["/devices/LARM-1", "/deliveries/\(delivery)", "/storage-places"] {
                let links = try await browser.get(address).addresses.filter { $0.contains("/label") }
                #expect(!links.isEmpty, "\(address)")
                let printed = try await browser.get(try #require(links.first))
                #expect(printed.code == 200 && printed.bytes.starts(with: Array("%PDF".utf8)), "\(address)")
                #expect(printed.headers[.contentDisposition] == "inline; filename=\"etiketter.pdf\"")
            }
            #expect(try await browser.get("/storage-places/\(place)/labels").code == 200)
            #expect(try await browser.get("/devices/FINNS-EJ/label").code == 404)
        }
    }
}
