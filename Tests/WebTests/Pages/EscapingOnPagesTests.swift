import Domain
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("What people type is text on every page, whatever it looks like")
struct EscapingOnPagesTests {
    /// Marked with the field's name, so that what is seen tells where it came from.
    private static func danger(_ field: String) -> String {
        "\"'></textarea><script>alert('\(field)')</script>{name}&amp;"
    }

    /// The same as HTML writes it.
    private static func written(_ field: String) -> String {
        "&quot;&#39;&gt;&lt;/textarea&gt;&lt;script&gt;alert(&#39;\(field)&#39;)&lt;/script&gt;{name}&amp;amp;"
    }

    @Test(
        "scripts and quotes in every field of the whole story come out as text, in both languages",
        arguments: Language.allCases)
    func everywhere(language: Language) async throws {
        try await Site.open { site in
            let story = try await Story.open(site, language: language, text: Self.danger)
            try await story.tell()
            for answer in story.answers {
                #expect(!answer.body.contains("<script>"), "\(answer.asked)")
                #expect(!answer.body.contains("alert('"), "\(answer.asked)")
                #expect(!answer.body.contains("\"'>"), "\(answer.asked)")
                #expect(answer.body.matches("<(?:script|/?textarea)[^>]*'").isEmpty, "\(answer.asked)")
            }
            let shown = story.answers.map(\.body).joined()
            for field in [
                "home.street", "home.city", "lockDoor", "note", "bookingContacts.related.name", "label",
                "cabinet",
                "giver", "taker", "message", "called", "call", "contacted", "visit", "moved", "remark",
                "part",
                "registerAlarm", "registerTes", "feedback", "journal",
            ] {
                #expect(shown.contains(Self.written(field)), "\(field) is shown somewhere, as it was typed")
            }
        }
    }

    @Test("what cannot be sent is text in the draft too, also in the list of drafts")
    func drafts() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.orderer)
            let draft = try await browser.post("/routines/alarm-order/drafts").location
            let fields = Answers.order().values.keys
            let typed = Dictionary(uniqueKeysWithValues: fields.map { ($0, Self.danger($0)) })
            for act in ["check", "known", "later"] {
                try await browser.post(draft, typed.merging(["act": act]) { $1 })
                for address in [draft, "/", draft + "/check"] {
                    let page = try await browser.get(address)
                    #expect(!page.body.contains("<script>"), "\(act) \(address)")
                }
            }
            let start = try await browser.get("/")
            #expect(start.text.contains(Self.danger("recipientName")))
        }
    }

    @Test("what comes with an address is text as well")
    func addresses() async throws {
        try await Site.open { site in
            let danger = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
            let things = try await site.things()
            for person in [Municipality.Person.orderer, .coordinator] {
                let browser = try await site.browser(person)
                for address in [
                    "/\(danger)", "/cases/\(danger)", "/cases?view=\(danger)&from=\(danger)&said=\(danger)",
                    "/devices?serial=\(danger)&kind=\(danger)&status=\(danger)&from=1",
                    "/today?day=\(danger)",
                    "/sign-in?back=\(danger)", "/cases/\(things.order)?said=\(danger)", "/drafts/\(danger)",
                    "/language?to=\(danger)&back=\(danger)", "/people/\(danger)", "/routines/\(danger)",
                ] {
                    let answer = try await browser.get(address)
                    #expect(!answer.body.contains("<script>"), "\(address)")
                    #expect(!answer.body.contains("\">\"><"), "\(address)")
                }
            }
        }
    }
}
