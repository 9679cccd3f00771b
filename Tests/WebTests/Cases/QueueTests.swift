import Domain
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("The queue")
struct QueueTests {
    private static func counts(_ page: Answer) -> [String: String] {
        let tabs = page.body.matches("<a href=\"/cases\\?view=[a-zA-Z]+\".*?</a>")
        return Dictionary(
            tabs.compactMap { tab in
                guard let view = tab.firstMatch("view=([a-zA-Z]+)"),
                    let count = tab.firstMatch("class=\"count[^>]*>([0-9]+)")
                else { return nil }
                return (view, count)
            }, uniquingKeysWith: { first, _ in first })
    }

    @Test("R2.6 the team sees what is new, waits on it, waits on others and is late, each with its count")
    func views() async throws {
        try await Site.open(stock: 6) { site in
            _ = try await site.here.orderedCase(for: .numbered(1))
            _ = try await site.here.bookedCase(for: .numbered(2), set: 2, at: "08:00")
            _ = try await site.here.handledCase(for: .greta)
            let browser = try await site.browser(.coordinator)
            let page = try await browser.get("/cases")
            #expect(
                Self.counts(page) == [
                    "new": "1", "waitingOnUs": "2", "waitingOnOthers": "1", "late": "0", "all": "3",
                ])
            let names = try await Self.names(browser)
            #expect(names["new"] == ["Prov B"])
            #expect(names["waitingOnUs"]?.sorted() == ["Prov B", "Prov C"])
            #expect(names["waitingOnOthers"] == ["Greta Åkerlund"])
            #expect(names["ended"] == [])

            site.here.time.set("2026-11-30", "09:00")
            let late = try await site.browser(.coordinator).get("/cases?view=late")
            #expect(Self.counts(late)["late"] == "1")
            #expect(late.text.contains("Prov B"))
            #expect(late.text.contains(Words.of(.swedish)("waiting.late")))
        }
    }

    private static func names(_ browser: Browser) async throws -> [String: [String]] {
        var names: [String: [String]] = [:]
        for view in ["new", "waitingOnUs", "waitingOnOthers", "ended"] {
            let page = try await browser.get("/cases?view=\(view)")
            names[view] = page.body.matches("<td data-label=\"Brukare\">([^<]*)<").map(\.readBack)
        }
        return names
    }

    @Test("I1 a unit sees its own orders and no others, and its own views")
    func units() async throws {
        try await Site.open { site in
            _ = try await site.here.orderedCase(for: .greta)
            _ = try await site.here.orderedCase(for: .osten, by: site.here.otherOrderer)
            for view in [
                "", "?view=all", "?view=waitingOnUs", "?view=waitingOnOthers", "?view=late", "?view=new",
            ] {
                let mine = try await site.browser(.unitManager).get("/cases" + view)
                #expect(mine.tells(of: .osten).isEmpty, "\(view)")
                let theirs = try await site.browser(.otherOrderer).get("/cases" + view)
                #expect(theirs.tells(of: .greta).isEmpty, "\(view)")
            }
            #expect(try await site.browser(.orderer).get("/cases?view=all").text.contains("Greta Åkerlund"))
            #expect(Self.counts(try await site.browser(.orderer).get("/cases"))["all"] == "1")
        }
    }

    @Test("a long queue is turned page by page, every case once")
    func pages() async throws {
        try await Site.open { site in
            for index in 0..<103 {
                _ = try await site.here.orderedCase(for: .numbered(index), withLock: false)
            }
            let browser = try await site.browser(.coordinator)
            var (address, seen, turned) = ("/cases?view=all", [String](), 0)
            while turned < 5 {
                let page = try await browser.get(address)
                seen += page.body.matches("<th scope=\"row\"><a href=\"/cases/(VT-[0-9-]+)\"")
                turned += 1
                guard let next = page.body.firstMatch("<a rel=\"next\" href=\"([^\"]*)\"")?.readBack else {
                    break
                }
                address = next
            }
            #expect(turned == 3)
            #expect(seen.count == 103)
            #expect(Set(seen).count == 103)
        }
    }
}
