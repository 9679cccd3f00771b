import Domain
import TestSupport
import Testing

@testable import HTTPBase
@testable import Storage
@testable import Web

@Suite("What somebody who is signed in was refused")
struct RefusalTests {
    private var words: Words { Words.of(.swedish) }

    private static func rows(_ site: Site) async throws -> [String] {
        try await site.column(
            """
            SELECT u.login || ' ' || r.method || ' ' || r.route || ' ' || r.code || ' ' || r.thing
            FROM refused_requests r JOIN users u ON u.id = r.user_id ORDER BY r.position
            """)
    }

    @Test("is written down with who, what and which case, and shown to the auditor")
    func written() async throws {
        try await Site.open { site in
            let here = site.here
            let number = try await here.orderedCase()
            let login = try #require(
                try await site.column("SELECT login FROM users WHERE id = \(here.otherOrderer.user)").first)
            let stranger = try await site.browser(.otherOrderer)
            #expect(try await stranger.get("/cases/\(number)").code == 404)
            #expect(try await stranger.get("/cases/VT-2026-999999").code == 404)
            let forged = try await stranger.postBare(
                "/cases/\(number)/messages", ["text": "Hej", "csrf": "0"])
            #expect(forged.code == 403)
            #expect(try await stranger.get("/retention").code == 403)
            let rows = try await Self.rows(site)
            #expect(
                rows == [
                    "\(login) GET /cases/:number notFound \(number)",
                    "\(login) GET /cases/:number notFound VT-2026-999999",
                    "\(login) POST /cases/:number/messages forbidden \(number)",
                    "\(login) GET /retention forbidden ",
                ])

            let auditor = try await site.browser(.auditor)
            let page = try await auditor.get("/readings/refused")
            for part in [
                number.text, "/cases/:number", words("refusals.code.notFound"),
                words("refusals.code.forbidden"), words("refusals.times", count: 4), words("role.orderer"),
            ] { #expect(page.text.contains(part), "\(part)") }
        }
    }

    @Test(
        "keeps nothing that somebody wrote into an address, and nothing of visitors or of pages that there are not"
    )
    func kept() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.orderer)
            #expect(try await browser.get("/cases/\(SamplePerson.greta.number)").code == 404)
            #expect(try await browser.get("/people/Greta%20%C3%85kerlund").code == 404)
            #expect(try await browser.get("/nowhere").code == 404)
            #expect(try await browser.get("/assets/nothing.css").code == 404)
            #expect(try await site.visitor().get("/cases/VT-2026-000001").code == 303)
            let rows = try await Self.rows(site)
            #expect(
                rows.map { $0.split(separator: " ", maxSplits: 1).last } == [
                    "GET /cases/:number notFound ", "GET /people/:id notFound ",
                ])
        }
    }

    @Test("where it cannot be written down they are refused all the same, and the log says so")
    func unwritten() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.orderer)
            // The session is known to the server, so that only the refusal is left to write.
            _ = try await browser.get("/account")
            site.store.breakWriting()
            #expect(try await browser.get("/cases/VT-2026-000099").code == 404)
            site.store.mend()
            #expect(site.log.lines.contains { $0.contains("refused, and not written down") })
            #expect(try await Self.rows(site).isEmpty)
        }
    }

    @Test("stands: no row is changed or removed")
    func stands() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.orderer)
            _ = try await browser.get("/cases/VT-2026-000099")
            for statement in ["UPDATE refused_requests SET thing = ''", "DELETE FROM refused_requests"]
                as [SQL]
            {
                await #expect(throws: (any Error).self) {
                    try await site.here.store.writing { try $0.send(statement) }
                }
            }
            #expect(try await Self.rows(site).count == 1)
        }
    }
}
