import Domain
import Storage
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("Writing, looking at and publishing an edition, on the pages")
struct EditionPageTests {
    private static func source(_ page: Answer) throws -> String { try #require(page.value(of: "source")) }

    /// The bad inputs that the issue names, each spoiling the shipped routine in its own way.
    private static let slips: [(old: String, new: String, line: String, sv: String, en: String)] = [
        (
            "    due: {workingDays: 5, from: submission}", "    after: [feedback] # a circle", "# a circle",
            "väntar på varandra", "wait for each other"
        ),
        (
            "    kind: handOverLeaflet", "    kind: handOverLeflet", "handOverLeflet",
            "finns inte att välja på", "is not one of"
        ),
        (
            "    title: {sv: Registrera larmet, en: Register the alarm}",
            "    title: {sv: Registrera larmet}",
            "{sv: Registrera larmet}", "saknas på språket ”en”", "missing in the language 'en'"
        ),
        (
            "    after: [installAlarm]\n    source: R2.11",
            "    after: [installAlarm]\n    when: {answered: larmtyp}\n    source: R2.11", "larmtyp",
            "Inget fält heter ”larmtyp”", "No field is called 'larmtyp'"
        ),
        (
            "    after: [installAlarm]\n    source: R2.13",
            "    after: [installAlarm]\n    when: {all: [{equals: {lockNeeded: \"yes\"}}, {equals: {lockNeeded: \"no\"}}]}\n    source: R2.13",
            "lockNeeded: \"no\"}}]}", "Inga svar leder till uppgiften ”leaflet”",
            "No answers lead to the duty 'leaflet'"
        ),
    ]

    @Test(
        "a cycle, an unknown kind, a missing translation, an absent field and an unreachable duty are told with their lines"
    )
    func faults() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.routineOwner)
            let draft = try await browser.post("/routines/alarm-order/editions").location
            let whole = try Self.source(try await browser.get(draft))
            for slip in Self.slips {
                #expect(whole.contains(slip.old), "\(slip.old)")
                let revision = try #require(try await browser.get(draft).value(of: "revision"))
                let spoilt = whole.replacing(slip.old, with: slip.new, maxReplacements: 1)
                let line = spoilt.split(separator: "\n", omittingEmptySubsequences: false)
                    .firstIndex { $0.contains(slip.line) }.map { $0 + 1 }
                let saved = try await browser.post(
                    draft, ["source": spoilt, "revision": revision, "act": "save"])
                #expect(saved.code == 303)
                for (language, said, word) in [("sv", slip.sv, "Rad"), ("en", slip.en, "Line")] {
                    browser.cookies[Cookies.language] = language
                    let page = try await browser.get(draft)
                    #expect(page.text.contains(said), "\(slip.new)")
                    #expect(page.text.contains("\(word) \(try #require(line))<"), "\(slip.new)")
                    #expect(try Self.source(page) == spoilt, "saved as it stands")
                    for tab in ["/preview", "/comparison", "/publication"] {
                        #expect(try await browser.get(draft + tab).code == 200, "\(slip.new) \(tab)")
                    }
                }
                let refused = try await browser.post(
                    draft + "/publication",
                    [
                        "from": "2026-12-01", "newsSv": "Ny.", "newsEn": "New.", "act": "publish",
                        "revision": try #require(
                            try await browser.get(draft).value(of: "revision")),
                    ])
                #expect(refused.code == 422, "the faults hinder it")
            }
            #expect(try await site.count("routine_editions") == 1)
        }
    }

    @Test(
        "from the edition in force to a new one from a day to come, which the order form follows on that day")
    func way() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.routineOwner)
            let draft = try await browser.post("/routines/alarm-order/editions").location
            let page = try await browser.get(draft)
            #expect(page.text.contains("utan fel"))
            let text = try Self.source(page).replacing(
                "{sv: Boka tid för installation,", with: "{sv: Ring och boka,")
            // As a browser sends it.
            let sent = text.replacing("\n", with: "\r\n")
            #expect(
                try await browser.post(draft, ["source": sent, "revision": "1", "act": "save"]).code == 303)
            #expect(try Self.source(try await browser.get(draft)) == text)

            let preview = try await browser.get(draft + "/preview")
            #expect(preview.text.contains("<svg") && preview.text.contains("Ring och boka"))
            let comparison = try await browser.get(draft + "/comparison")
            #expect(comparison.text.contains("<del>Boka tid för installation</del>"))
            #expect(comparison.text.contains("<ins>Ring och boka</ins>"))

            let form = try await browser.get(draft + "/publication")
            #expect(form.value(of: "from") == "2026-11-21", "the day after the edition in force came")
            let faulty = try await browser.post(
                draft + "/publication", ["from": "2026-11-20", "newsSv": "Kortare.", "revision": "2"])
            #expect(faulty.code == 422 && faulty.fault(at: "newsEn") != nil)
            #expect(faulty.value(of: "newsSv") == "Kortare." && faulty.value(of: "from") == "2026-11-20")
            let early = try await browser.post(
                draft + "/publication",
                ["from": "2026-11-20", "newsSv": "Kortare.", "newsEn": "Shorter.", "revision": "2"])
            #expect(early.code == 422 && early.fault(at: "from")?.contains("2024-04-01") == true)

            let fields = ["from": "2026-12-01", "newsSv": "Kortare.", "newsEn": "Shorter.", "revision": "2"]
            let asked = try await browser.post(draft + "/publication", fields)
            #expect(asked.code == 200 && asked.text.contains("Ska utgåvan publiceras?"))
            #expect(try await site.count("routine_editions") == 1, "asked first")
            let changed = try await browser.post(
                draft + "/publication", fields.merging(["act": "change"]) { $1 })
            #expect(changed.code == 200 && changed.value(of: "newsEn") == "Shorter.", "nothing typed is lost")
            let done = try await browser.post(
                draft + "/publication", fields.merging(["act": "publish"]) { $1 })
            #expect(done.code == 303 && done.location.hasPrefix("/routines/alarm-order"))
            #expect(try await browser.get(draft).code == 404)

            let orderer = try await site.browser(.orderer)
            #expect(try await !orderer.get("/routines/alarm-order").text.contains("Ring och boka"))
            #expect(
                try await orderer.get("/routines/alarm-order").text.contains("2026-11-20"), "in the history")
            let coming = try await orderer.get("/routines/alarm-order/editions/2026-11-20")
            #expect(coming.text.contains("Ring och boka") && coming.text.contains("Rut Rutin"))
            #expect(coming.text.contains("2026-12-01: Kortare."))
            let today = try await orderer.get(try await orderer.post("/routines/alarm-order/drafts").location)
            #expect(today.text.contains("Boka tid för installation") && !today.text.contains("Ring och boka"))
            site.here.time.set("2026-12-01", "08:00")
            let later = try await site.browser(.orderer)
            #expect(try await later.get("/routines/alarm-order").text.contains("Ring och boka"))
            let new = try await later.get(try await later.post("/routines/alarm-order/drafts").location)
            #expect(new.text.contains("Ring och boka"))
        }
    }

    @Test(
        "a draft is seen as the municipal document: what the template asks, what has changed, where it leads")
    func document() async throws {
        try await Site.open { site in
            let file = try ShippedRoutines.file("alarm-move.yaml")
            try await site.here.store.write(as: .system) { try $0.publish(file) }
            let browser = try await site.browser(.routineOwner)
            let draft = try await browser.post("/routines/alarm-move/editions").location
            let preview = try await browser.get(draft + "/preview")
            for said in [
                "Digitalt trygghetslarm", "Objektledare VSOA", "Välfärdsteknikteamet", "2015-11-22",
                "Utförare hemtjänst", "Ej aktuellt", "vof.valfardsteknik@linkoping.se", "Lindesk",
                "Puffen som länken leder till har fått sitt nya namn.",
            ] {
                #expect(preview.text.contains(said), "\(said)")
            }
            #expect(preview.text.contains("href=\"https://lindesk.linkoping.se/\""))
            #expect(preview.text.contains("<svg"))
        }
    }

    @Test("what an author writes keeps itself, tells how far it has come, and writes over nobody")
    func keepsItself() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.routineOwner)
            let draft = try await browser.post("/routines/alarm-order/editions").location
            #expect(try await browser.get(draft).body.contains("data-autosave=\"\(draft)\""))
            let first = try await browser.post(draft, ["source": "a: 1", "revision": "1"], .autosave)
            #expect(first.code == 204)
            #expect(first.headers[.revision] == "2")
            let second = try await browser.post(draft, ["source": "a: 2", "revision": "2"], .autosave)
            #expect(second.headers[.revision] == "3")
            let other = try await browser.post(draft, ["source": "b: 1", "revision": "2"], .autosave)
            #expect(other.code == 409)
            #expect(try Self.source(try await browser.get(draft)) == "a: 2")
        }
    }

    @Test("two who write at once see both texts, and neither is lost")
    func conflict() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.routineOwner)
            let draft = try await browser.post("/routines/alarm-order/editions").location
            let text = try Self.source(try await browser.get(draft))
            let theirs = text + "# deras rad\n"
            let mine = text + "# min rad\n"
            _ = try await browser.post(draft, ["source": theirs, "revision": "1", "act": "save"])
            let told = try await browser.post(draft, ["source": mine, "revision": "1", "act": "save"])
            #expect(told.code == 409)
            #expect(told.value(of: "source") == mine && told.value(of: "theirs") == theirs)
            #expect(told.value(of: "revision") == "2" && told.text.contains("Rut Rutin"))
            let copy = try await browser.post(draft, ["source": mine, "revision": "2", "act": "copy"])
                .location
            #expect(try Self.source(try await browser.get(copy)) == mine)
            #expect(try Self.source(try await browser.get(draft)) == theirs)
            #expect(
                try await browser.post(draft, ["source": mine, "revision": "2", "act": "save"]).code == 303)
            #expect(try Self.source(try await browser.get(draft)) == mine)
        }
    }

    @Test("a pasted file becomes a draft; nothing pasted is told")
    func pasted() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.routineOwner)
            let empty = try await browser.post("/editions", ["source": ""])
            #expect(empty.code == 422 && empty.fault(at: "source") != nil)
            let text = try ShippedRoutines.file("alarm-return.yaml").text
            let draft = try await browser.post("/editions", ["source": text]).location
            #expect(try await browser.get(draft).text.contains("utan fel"))
            #expect(try await browser.get(draft + "/comparison").text.contains("ingen gällande utgåva"))
            let start = try await browser.get("/")
            #expect(
                start.text.contains("Rut Rutin")
                    && start.addresses.contains(draft.components(separatedBy: "?")[0]))
            #expect(try await browser.post(draft.components(separatedBy: "?")[0] + "/removal").code == 303)
            #expect(try await site.count("edition_drafts") == 0)
        }
    }

    @Test(
        "what an author writes never becomes markup, in the document, the drawing, the comparison or the faults"
    )
    func escaped() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.routineOwner)
            let draft = try await browser.post("/routines/alarm-order/editions").location
            let evil = "</textarea></title><script>alert(1)</script>"
            let text = try Self.source(try await browser.get(draft))
                .replacing("{sv: Boka tid för installation,", with: "{sv: \"\(evil)\",")
                .replacing("after: [book]", with: "after: [book, \"\(evil)\"]")
            #expect(
                try await browser.post(draft, ["source": text, "revision": "1", "act": "save"]).code == 303)
            for tab in ["", "/preview", "/comparison", "/publication", "/removal"] {
                let page = try await browser.get(draft + tab)
                #expect(page.code == 200 && !page.body.contains("<script>alert"), "\(tab)")
            }
            #expect(try await browser.get(draft + "/preview").text.contains(evil))
        }
    }

    @Test("an edition to come is taken back where it is listed, by its owner only")
    func withdrawing() async throws {
        try await Site.open { site in
            let text = try ShippedRoutines.file("alarm-order.yaml").text
                .replacing("edition: \"2024-04-01\"", with: "edition: \"2027:1/ä\"")
            try await site.here.store.write(as: site.here[.routineOwner]) {
                try $0.publish(
                    RoutineFile(name: "alarm-order.yaml", text: text), from: Day("2026-12-01"))
            }
            let (owner, orderer) = (try await site.browser(.routineOwner), try await site.browser(.orderer))
            let page = try await orderer.get("/routines/alarm-order")
            #expect(!page.body.contains("/withdrawal") && page.text.contains("2027:1/ä"))
            let link = try #require(page.addresses.first { $0.contains("/editions/2027") })
            #expect(try await orderer.get(link).code == 200)
            #expect(try await owner.get("/routines/alarm-order").body.contains("/withdrawal"))
            let field = ["edition": "2027:1/ä"]
            #expect(try await orderer.post("/routines/alarm-order/withdrawal", field).code == 403)
            #expect(try await owner.post("/routines/alarm-order/withdrawal", field).code == 303)
            #expect(try await orderer.get("/routines/alarm-order").text.contains("Tillbakadragen"))
            #expect(try await orderer.get("/routines/alarm-order/editions/1999").code == 404)
        }
    }
}
