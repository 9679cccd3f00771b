import Domain
import Storage
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("What a unit holds, on the page")
struct KeyPagesTests {
    private static func held(_ site: Site) async throws -> [KeyHolding] {
        try await site.here.checkOut(KeyReceipt.Item.samples)
        return try await site.here.holdings()
    }

    @Test("R1.13 R5.13 six rows are sent without any script, and what was typed stays where one is wrong")
    func checkOut() async throws {
        try await Site.open { site in
            let number = try await site.here.orderedCase()
            let browser = try await site.browser(.orderer)
            let task = "/cases/\(number)/duties/keyReceipt"
            let page = try await browser.get(task)
            for row in 1...6 { #expect(page.body.contains("name=\"item\(row).kind\"")) }
            var typed = [
                "item1.kind": "homeKey", "item1.label": "A 1", "item1.count": "1", "item2.kind": "homeKey",
                "item2.label": "A 2", "item2.count": "1", "item5.kind": "entranceTag", "item5.count": "en",
                "cabinet": "B 7", "handedOverBy": "Greta", "receivedBy": "Olga", "day": "2026-11-20",
            ]
            let refused = try await browser.post(task, typed)
            #expect(refused.code == 422)
            #expect(refused.fault(at: "item5.count") != nil)
            #expect(refused.body.contains("<details open>"), "the row with the fault is not folded away")
            for (name, value) in typed {
                #expect(refused.value(of: name) == value || refused.chosen(name) == [value], "\(name)")
            }
            typed["item5.count"] = "1"
            let receipt = try await browser.follow(try await browser.post(task, typed))
            for said in ["A 1", "A 2", "Tagg till ytterporten", "B 7"] {
                #expect(receipt.text.contains(said))
            }
            #expect(try await site.count("key_items") == 3)
        }
    }

    @Test("R1.4 R1.6 what is left is asked for again, each key with its place, until nothing is")
    func giveBack() async throws {
        try await Site.open { site in
            _ = try await Self.held(site)
            let number = try await site.here.returnCase()
            let held = try #require(
                try await site.here.page(number, as: site.here.orderer).heldKeys["giveBackKeys"])
            let browser = try await site.browser(.orderer)
            let task = "/cases/\(number)/duties/giveBackKeys"
            let page = try await browser.get(task)
            #expect(page.value(of: held[0].field) == "2")
            #expect(page.value(of: "receivedBy") == "Greta Åkerlund")
            #expect(page.text.contains("Plats 17"))
            var typed = [
                held[0].field: "3", held[1].field: "0", "handedOverBy": "Olga", "receivedBy": "Greta",
                "day": "2026-11-20",
            ]
            let refused = try await browser.post(task, typed)
            #expect(refused.code == 422)
            #expect(refused.fault(at: held[0].field) == "Så många har ni inte. Ni har 2.")
            #expect(refused.value(of: held[0].field) == "3")
            typed[held[0].field] = "1"
            let partly = try await browser.post(task, typed)
            #expect(partly.location == "/key-receipts/N-2026-0002?said=keysPartlyGivenBack")
            let again = try await browser.post(task, typed)
            #expect(again.code == 409, "that link of the chain has ended")
            let left = try #require(
                try await site.here.page(number, as: site.here.orderer).heldKeys["giveBackKeys"])
            #expect(left.map(\.item.count) == [1, 1])
            for keys in left { typed[keys.field] = "1" }
            typed[held[0].field] = nil
            #expect(try await browser.post(task, typed).location.hasSuffix("?said=keysGivenBack"))
            #expect(try await browser.get("/cases/\(number)").body.contains("N-2026-0003"))
        }
    }

    @Test("R1.4 a unit without any key is told so and says why, on the same page")
    func nothingHeld() async throws {
        try await Site.open { site in
            let number = try await site.here.returnCase()
            let browser = try await site.browser(.orderer)
            let task = "/cases/\(number)/duties/giveBackKeys"
            let page = try await browser.get(task)
            #expect(page.body.contains("name=\"reason\""))
            #expect(!page.body.contains("name=\"receivedBy\""))
            let refused = try await browser.post(task, ["reason": ""])
            #expect(refused.code == 422)
            #expect(refused.fault(at: "reason") != nil)
            let done = try await browser.post(task, ["reason": "Vi har aldrig kvitterat ut någon nyckel."])
            #expect(done.location == "/cases/\(number)?said=dutyDone")
            let story = try await browser.follow(done)
            #expect(story.text.contains("Vi har aldrig kvitterat ut någon nyckel."))
        }
    }

    @Test("I12 the unit's list: by place, with whose, since when, by which receipt, and what is to be done")
    func list() async throws {
        try await Site.open { site in
            _ = try await Self.held(site)
            try await site.here.checkOut(
                [.init(kind: .homeKey, label: "Ö 3", count: 1)], for: .osten, cabinet: "4")
            _ = try await site.here.returnCase()
            let browser = try await site.browser(.orderer)
            let page = try await browser.get("/keys")
            for said in [
                "Greta Åkerlund", "Östen Ängström", "A 1042", "Ö 3", "N-2026-0001", "Ska lämnas tillbaka",
            ] { #expect(page.text.contains(said), "\(said)") }
            let (four, seventeen) = (page.text.firstRange(of: "Ö 3"), page.text.firstRange(of: "A 1042"))
            #expect(try #require(four).lowerBound < #require(seventeen).lowerBound)
            let found = try await browser.get("/keys?place=4")
            #expect(found.text.contains("Ö 3") && !found.text.contains("A 1042"))
            #expect(try await browser.get("/keys?place=99").text.contains("Där finns inga nycklar"))
            let other = try await site.browser(.otherOrderer).get("/keys")
            #expect(other.tells(of: .greta).isEmpty && other.tells(of: .osten).isEmpty)
            #expect(try await site.browser(.orderer).get("/").body.contains("href=\"/keys\""))
        }
    }

    @Test("I12 a key is moved, handed over, lost and found, each by its own form")
    func acts() async throws {
        try await Site.open { site in
            try await site.here.publishKeyLoss()
            let keys = try #require(try await Self.held(site).first?.keys)
            let browser = try await site.browser(.orderer)
            for act in ["placement", "return", "transfer", "loss"] {
                let page = try await browser.get("/keys/\(keys.id)/\(act)")
                #expect(page.code == 200, "\(act)")
                #expect(page.value(of: keys.field) == "2")
            }
            for act in ["finding", "theft"] {
                #expect(try await browser.get("/keys/\(keys.id)/\(act)").code == 404)
            }
            let refused = try await browser.post("/keys/\(keys.id)/loss", [keys.field: "2", "account": ""])
            #expect(refused.code == 422)
            #expect(refused.fault(at: "account") != nil && refused.fault(at: "noticedOn") != nil)
            let lost = try await browser.post("/keys/\(keys.id)/loss", site.here.lossForm(keys).values)
            #expect(lost.location == "/cases/VT-2026-000002?said=keysLost")
            #expect(try await browser.follow(lost).text.contains("2 × Nyckel till bostaden (A 1042)"))
            let late = try await browser.post("/keys/\(keys.id)/return", site.here.handoverForm(keys).values)
            #expect(late.location == "/keys?said=keysChanged", "somebody was first, and is told so")
            let gone = try #require(try await site.here.holdings().first { $0.holder == .lost }?.keys)
            let page = try await browser.get("/keys/\(gone.id)")
            #expect(page.text.contains("Borttappad") && page.text.contains("VT-2026-000002"))
            let found = try await browser.post(
                "/keys/\(gone.id)/finding", [gone.field: "2", "cabinet": "9"])
            #expect(found.location == "/keys?said=keysFound")
        }
    }

    @Test("I12 R1.6 keys handed to another unit: its list asks where they are, and both print the receipt")
    func handedOver() async throws {
        try await Site.open { site in
            let keys = try #require(try await Self.held(site).first?.keys)
            let browser = try await site.browser(.orderer)
            let page = try await browser.get("/keys/\(keys.id)/transfer")
            #expect(
                page.text.contains("Hemtjänst Lambohov")
                    && !page.body.contains("value=\"\(site.here.ekholmen)\""))
            let form = site.here.handoverForm(keys, to: site.here.lambohov).values
            let done = try await browser.post("/keys/\(keys.id)/transfer", form)
            #expect(done.location == "/key-receipts/N-2026-0002?said=keysTransferred")
            let other = try await site.browser(.otherOrderer)
            #expect(try await other.get("/keys").text.contains("Mottaget av Karin Åkerlund, bekräfta plats"))
            for reader in [browser, other] {
                #expect(try await reader.get("/key-receipts/N-2026-0002").code == 200)
                let printed = try await reader.get("/key-receipts/N-2026-0002/pdf")
                #expect(printed.bytes.starts(with: Array("%PDF-".utf8)))
            }
            #expect(try await other.get("/key-receipts/N-2026-0001").code == 404)
        }
    }

    @Test("I12 a check of the cabinet: nothing ticked is refused, what is ticked stays and is reported")
    func stocktake() async throws {
        try await Site.open { site in
            try await site.here.publishKeyLoss()
            let keys = try #require(try await Self.held(site).first?.keys)
            let browser = try await site.browser(.orderer)
            #expect(try await browser.get("/key-stocktake").body.contains("value=\"\(keys.id)\""))
            #expect(try await browser.post("/key-stocktake", ["account": "Borta"]).code == 422)
            let refused = try await browser.post("/key-stocktake", ["missing": keys.id.text])
            #expect(refused.code == 422)
            #expect(refused.chosen("missing") == [keys.id.text])
            #expect(refused.fault(at: "account") != nil)
            let done = try await browser.post(
                "/key-stocktake",
                [
                    "missing": keys.id.text, "noticedOn": "2026-11-20", "account": "Borta",
                    "reportedBy": "Olga",
                ])
            #expect(done.location == "/keys?said=keysMissing")
            #expect(try await site.count("cases", where: "slug = 'key-loss'") == 1)
        }
    }

    @Test("what is typed about keys is text on every page")
    func escaped() async throws {
        try await Site.open { site in
            let danger = "\"'></textarea><script>alert('x')</script>{name}&amp;"
            try await site.here.checkOut(
                [.init(kind: .homeKey, label: danger, count: 1)], cabinet: danger)
            let keys = try #require(try await site.here.holdings().first?.keys)
            let browser = try await site.browser(.orderer)
            for address in [
                "/keys", "/keys/\(keys.id)", "/keys/\(keys.id)/return", "/key-stocktake",
                "/keys?place=%22%3E%3Cscript%3E",
            ] {
                let page = try await browser.get(address)
                #expect(page.code == 200)
                #expect(!page.body.contains("<script>"), "\(address)")
            }
            let refused = try await browser.post(
                "/keys/\(keys.id)/loss", ["account": danger, "reportedBy": danger, keys.field: danger])
            #expect(refused.code == 422 && !refused.body.contains("<script>"))
        }
    }
}
