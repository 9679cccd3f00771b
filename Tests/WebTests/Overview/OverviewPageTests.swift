import Domain
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("The overview")
struct OverviewPageTests {
    /// A tested alarm, a case that waits, and a move this week that lacks a half.
    private static func busy(_ site: Site) async throws {
        let here = site.here
        _ = try await here.closedCase(withLock: false)
        _ = try await here.orderedCase(for: .osten)
        here.time.set("2026-11-30", "08:00")
        _ = try await here.half(.handingOver, .moving(.handingOver))
    }

    @Test("every picture has a title, a text and its numbers in a table", arguments: Language.allCases)
    func pictures(language: Language) async throws {
        try await Site.open { site in
            try await Self.busy(site)
            let browser = try await site.browser(.coordinator)
            try await browser.get("/language?to=\(language.rawValue)&back=/")
            let page = try await browser.get("/overview")
            #expect(page.code == 200)
            for id in ["lead-times", "waiting", "moves", "stock"] {
                #expect(page.body.contains("aria-labelledby=\"\(id)-title \(id)-text\""), "\(id)")
                #expect(page.body.matches("<title id=\"\(id)-title\">([^<]+)</title>").count == 1)
                #expect(page.body.matches("<desc id=\"\(id)-text\">([^<]+)</desc>").count == 1)
            }
            #expect(page.body.matches("<table").count >= 4)
            #expect(page.text.matches("\\[[a-z][A-Za-z0-9]*(?:\\.[A-Za-z0-9_-]+)+\\]") == [])
            #expect(page.bytes.count < 60_000, "\(page.bytes.count)")
        }
    }

    @Test("the team sees whose moves lack a half; the routine owner the numbers, and nobody's name or number")
    func people() async throws {
        try await Site.open { site in
            try await Self.busy(site)
            let team = try await site.browser(.technician).get("/overview")
            #expect(team.text.contains("Greta Åkerlund") && team.text.contains("Hemtjänst Lambohov"))
            let owner = try await site.browser(.routineOwner).get("/overview")
            #expect(owner.code == 200)
            #expect(owner.text.contains("Flyttar och utförarbyten i veckan: 1. Av dem saknar 1 en halva."))
            #expect(owner.tells(of: .greta).isEmpty && owner.tells(of: .osten).isEmpty)
            #expect(!owner.text.contains("VT-2026") && !owner.text.contains("LARM-1"))
            for place in ["/cases", "/people", "/devices", "/dwellings"] {
                #expect(!owner.addresses.contains { $0.hasPrefix(place) }, "\(place)")
            }
            let start = try await site.browser(.routineOwner).get("/")
            #expect(start.addresses.contains("/overview") && start.addresses.contains("/"))
        }
    }

    @Test("nothing at all is told as nothing, and not drawn")
    func empty() async throws {
        try await Site.open(stock: 0) { site in
            let page = try await site.browser(.routineOwner).get("/overview")
            #expect(page.code == 200)
            for said in [
                "Inget larm har provats det senaste året.", "Inga ärenden pågår just nu.",
                "Inga flyttar eller utförarbyten den här veckan.", "Inget väntar på att komma tillbaka.",
            ] { #expect(page.text.contains(said), "\(said)") }
            #expect(!page.body.contains("id=\"lead-times-title\""))
        }
    }

    @Test("a page of it is a handful of statements, and whom it names is noted before it is shown")
    func cost() async throws {
        try await Site.open { site in
            try await Self.busy(site)
            let browser = try await site.browser(.coordinator)
            _ = site.store.takeCounts()
            try await browser.get("/overview")
            let (reads, writes) = site.store.takeCounts()
            #expect(reads <= 8, "session, settings, five lists")
            #expect(writes <= 2)
            #expect(
                try await site.column(
                    """
                    SELECT p.recipient_id FROM readings r JOIN reading_people p ON p.reading_id = r.id
                    WHERE r.page = 'overview' AND r.action = 'listed'
                    """
                ).count == 1)
            site.store.breakWriting()
            let broken = try await browser.get("/overview")
            #expect(broken.code == 503 && broken.tells(of: .greta).isEmpty)
        }
    }
}
