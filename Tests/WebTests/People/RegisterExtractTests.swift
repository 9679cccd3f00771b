import Domain
import Storage
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("A register extract, for the person")
struct RegisterExtractTests {
    private var words: Words { Words.of(.swedish) }
    private static let asked = "Greta själv, visade legitimation"

    /// Ordered and mounted for Greta, with a relative, a message and a lock.
    private static func opened(_ visit: @escaping @Sendable (Site, Browser, String) async throws -> Void)
        async throws
    {
        try await Site.open(stock: 9) { site in
            let things = try await site.things()
            try await site.browser(.orderer).post(
                "/cases/\(things.order)/messages", ["text": "Grannen Stina har nyckel"])
            let browser = try await site.browser(.coordinator)
            try await visit(site, browser, "/people/\(things.recipient.text)/register-extract")
        }
    }

    @Test("holds who somebody is, what was ordered, and who has read about them")
    func whole() async throws {
        try await Self.opened { site, browser, address in
            let page = try await browser.post(address, ["askedBy": Self.asked])
            #expect(page.code == 200)
            for part in [
                SamplePerson.greta.name, SamplePerson.greta.phone, SamplePerson.greta.street,
                "Hemtjänst Ekholmen", "VT-2026-", words("registerExtract.readings"), "Olga Beställare",
                words("registerExtract.without.others"), words("registerExtract.without.messages"),
            ] { #expect(page.text.contains(part), "\(part)") }
            #expect(!page.text.contains("4711"), "the entrance code is shown on demand only")
            #expect(page.text.contains(words("secret.given")), "and that there is one is said")
        }
    }

    @Test("names others, and what was written, only where that was ticked")
    func others() async throws {
        try await Self.opened { site, browser, address in
            let relative = try await site.column("SELECT name FROM related_persons")[0]
            let bare = try await browser.post(address, ["askedBy": Self.asked])
            #expect(!bare.text.contains(relative) && !bare.text.contains("Grannen Stina"))
            let full = try await browser.post(
                address, ["askedBy": Self.asked, "others": "yes", "messages": "yes"])
            #expect(full.text.contains(relative) && full.text.contains("Grannen Stina"))
            #expect(!full.text.contains(words("registerExtract.without.others")))
        }
    }

    @Test("is logged as fetched, and told in the person's history with who asked")
    func logged() async throws {
        try await Self.opened { site, browser, address in
            let refused = try await browser.post(address, ["others": "yes"])
            #expect(refused.code == 422)
            #expect(refused.fault(at: "askedBy") == words("form.required"))
            #expect(refused.chosen("others") == ["yes"])
            #expect(try await site.event(.registerExtractGiven) == 0)
            try await browser.post(address, ["askedBy": Self.asked])
            #expect(try await site.event(.registerExtractGiven) == 1)
            let rows = try await site.column(
                "SELECT action FROM readings WHERE page = 'registerExtract' ORDER BY position")
            #expect(rows.last == "downloaded")
            let person = try await browser.get(String(address.dropLast("/register-extract".count)))
            #expect(person.text.contains(words("event.registerExtractGiven")))
            #expect(person.text.contains(Self.asked))
        }
    }

    @Test("is not made where it cannot be logged")
    func closed() async throws {
        try await Self.opened { site, browser, address in
            site.store.breakWriting()
            let answer = try await browser.post(address, ["askedBy": Self.asked])
            #expect(answer.code == 503)
            #expect(answer.tells(of: .greta).isEmpty)
        }
    }
}
