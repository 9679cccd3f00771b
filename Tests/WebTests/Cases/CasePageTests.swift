import Domain
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("The page of one case")
struct CasePageTests {
    private static func section(_ page: Answer, _ heading: String) -> String {
        let literal = Words.of(.swedish)(heading)
        return page.body.firstMatch("<h2[^>]*>\(literal)</h2>(.*?)</section>")?.readBack ?? ""
    }

    @Test("each side's own tasks stand first with a way to do them, the other's without")
    func tasks() async throws {
        try await Site.open { site in
            let number = try await site.here.orderedCase()
            for (person, mine, other) in [
                (Municipality.Person.orderer, "keyReceipt", "book"), (.coordinator, "book", "keyReceipt"),
            ] {
                let page = try await site.browser(person).get("/cases/\(number)")
                #expect(Self.section(page, "tasks.mine").contains("/cases/\(number)/duties/\(mine)\""))
                #expect(!page.body.contains("href=\"/cases/\(number)/duties/\(other)\""))
                #expect(!page.body.contains("/duties/installAlarm\""), "what must wait has no way yet")
            }
        }
    }

    @Test("R2.5 R2.11–14 the whole story stands on the page: who, when, what", arguments: Language.allCases)
    func story(language: Language) async throws {
        try await Site.open { site in
            let number = try await site.here.closedCase()
            let browser = try await site.browser(.orderer)
            browser.cookies[Cookies.language] = language.rawValue
            let page = try await browser.get("/cases/\(number)")
            let words = Words.of(language)
            let list =
                page.body.firstMatch("aria-label=\"\(words("timeline.label"))\">(.*?)</ol>")?.readBack ?? ""
            let fixed = ["event.feedbackGiven", "event.visitDone", "event.caseClosed", "event.secretPurged"]
            for key in fixed { #expect(list.contains(words(key)), "\(key)") }
            for said in [
                "Olga Beställare", "Cecilia Samordnare", "Tove Tekniker", "LARM-1", "KNAPP-1", "LAS-1", "TES",
            ] {
                #expect(list.contains(said), "\(said)")
            }
            #expect(list.matches("<time datetime=\"2026-11-2[04]T").count >= 15)
            #expect(page.text.contains(words("case.state.closed")))
            #expect(page.text.contains("Larmet är på plats."), "the feedback reaches the unit in the case")
        }
    }

    @Test("R2.14 R2.5 the unit writes its journal note and the case closes by itself")
    func closing() async throws {
        try await Site.open { site in
            let number = try await site.here.handledCase()
            try await site.here.checkOutKeys(number)
            let browser = try await site.browser(.orderer)
            let before = try await browser.get("/cases/\(number)")
            #expect(before.text.contains(Words.of(.swedish)("message.feedback")))
            let answer = try await browser.post("/cases/\(number)/duties/journal", ["day": "2026-11-24"])
            let after = try await browser.follow(answer)
            #expect(after.text.contains(Words.of(.swedish)("case.state.closed")))
            #expect(after.text.contains(Words.of(.swedish)("event.caseClosed")))
            let ended = try await browser.get("/cases?view=ended")
            #expect(ended.text.contains("Greta Åkerlund"))
        }
    }

    @Test("R2.12 the inventory needs nobody: the case says that it has followed, and with what")
    func inventory() async throws {
        try await Site.open { site in
            let number = try await site.here.installedCase()
            let page = try await site.browser(.coordinator).get("/cases/\(number)")
            #expect(page.text.contains(Words.of(.swedish)("tasks.inventory.done")))
            let installed = Self.section(page, "install.title")
            for serial in ["LARM-1", "KNAPP-1", "LAS-1"] { #expect(installed.contains(serial), "\(serial)") }
            #expect(installed.contains("Skåp 3, påse 12"), "where the lock's own part is kept")
        }
    }

    @Test("messages pass between the unit and the team, and an empty one is told of")
    func messages() async throws {
        try await Site.open { site in
            let number = try await site.here.orderedCase()
            let (unit, team) = (try await site.browser(.orderer), try await site.browser(.technician))
            let empty = try await unit.post("/cases/\(number)/messages", ["text": " \n "])
            #expect(empty.code == 422)
            #expect(empty.fault(at: "text") == Words.of(.swedish)("form.required"))
            #expect(
                try await unit.post("/cases/\(number)/messages", ["text": "Kom gärna före tio."]).code == 303)
            #expect(try await team.get("/cases/\(number)").text.contains("Kom gärna före tio."))
            let long = String(repeating: "å", count: 4001)
            let tooLong = try await unit.post("/cases/\(number)/messages", ["text": long])
            #expect(tooLong.code == 422)
            #expect(tooLong.value(of: "text") == long)
            #expect(try await site.count("messages") == 1)
        }
    }

    @Test(
        "the team is told where the order and the register disagree; the unit is not, for it wrote the order")
    func differences() async throws {
        try await Site.open { site in
            _ = try await site.here.orderedCase()
            let draft = try await site.here.draft(.order { $0["recipientName"] = "Greta Alm" })
            let number = try await site.here.submit(draft)
            let team = try await site.browser(.coordinator).get("/cases/\(number)")
            #expect(team.text.contains(Words.of(.swedish)("difference.heading")))
            #expect(team.text.contains(Words.of(.swedish)("difference.name")))
            let unit = try await site.browser(.orderer).get("/cases/\(number)")
            #expect(!unit.text.contains(Words.of(.swedish)("difference.heading")))
        }
    }
}
