import Domain
import HTTPTypes
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("What every answer carries for the browser's own defences")
struct SecurityHeaderTests {
    /// Answers of every sort: pages, files, redirects, refusals, faults.
    private static func answers(_ site: Site) async throws -> [Answer] {
        let things = try await site.things()
        let (visitor, orderer) = (site.visitor(), try await site.browser(.orderer))
        var answers = [
            try await visitor.get("/sign-in"), try await visitor.get("/cases"),
            try await visitor.get("/nowhere"),
            try await visitor.get("/assets/hemtrygg.css"), try await visitor.get("/assets/no.css"),
            try await visitor.get("/healthz"), try await visitor.get("/readyz"),
            try await visitor.get("/language?to=en&back=/"), try await visitor.postBare("/sign-in", [:]),
            try await visitor.post("/drafts/\(things.draft)"), try await visitor.ask(.put, "/cases", [:], ""),
            try await orderer.post("/drafts/\(things.draft)", ["act": "check"]),
            try await orderer.post("/drafts/\(things.draft)", [:], .autosave),
            try await orderer.get("/devices"), try await orderer.get("/key-receipts/\(things.receipt)/pdf"),
        ]
        for address in ["/", "/cases", "/cases/\(things.order)", "/people/\(things.recipient)"] {
            answers.append(try await orderer.get(address))
        }
        site.store.breakReading(Broken())
        answers += [try await visitor.get("/readyz"), try await orderer.get("/cases")]
        return answers
    }

    private struct Broken: Error {}

    @Test("stands on pages, files, redirects, refusals and faults alike")
    func everywhere() async throws {
        try await Site.open { site in
            for answer in try await Self.answers(site) {
                let header = { (name: String) in HTTPField.Name(name).flatMap { answer.headers[$0] } ?? "" }
                #expect(header("X-Content-Type-Options") == "nosniff", "\(answer.asked)")
                #expect(header("X-Frame-Options") == "DENY", "\(answer.asked)")
                #expect(header("Referrer-Policy") == "same-origin", "\(answer.asked)")
                #expect(header("Cross-Origin-Opener-Policy") == "same-origin", "\(answer.asked)")
                #expect(header("Cross-Origin-Resource-Policy") == "same-origin", "\(answer.asked)")
                #expect(header("Permissions-Policy").contains("geolocation=()"), "\(answer.asked)")
                Self.holds(policy: header("Content-Security-Policy"), answer.asked)
            }
        }
    }

    private static func holds(policy: String, _ asked: String) {
        let rules = policy.split(separator: ";").map { $0.split(separator: " ").map(String.init) }
        let allowed = Dictionary(rules.map { ($0[0], Array($0.dropFirst())) }, uniquingKeysWith: { $0 + $1 })
        #expect(allowed["default-src"] == ["'none'"], "\(asked)")
        for name in ["base-uri", "frame-ancestors"] { #expect(allowed[name] == ["'none'"], "\(asked)") }
        #expect(allowed["form-action"] == ["'self'"], "\(asked)")
        for (name, places) in allowed { #expect(Set(places).isSubset(of: ["'self'", "'none'"]), "\(name)") }
    }

    @Test("nothing is kept by a cache but the assets, which hold for good and set no cookie")
    func caching() async throws {
        try await Site.open { site in
            for answer in try await Self.answers(site) {
                let isAsset = answer.asked.hasPrefix("GET /assets/hem")
                #expect(
                    answer.headers[.cacheControl]
                        == (isAsset ? "public, max-age=31536000, immutable" : "no-store"), "\(answer.asked)")
                #expect(!isAsset || answer.cookies.isEmpty)
            }
            let stranger = try await site.visitor().get("/assets/hemtrygg.css")
            #expect(stranger.cookies.isEmpty)
        }
    }

    @Test("no page holds what the policy forbids: styles, scripts or handlers in the page, or others' files")
    func pages() async throws {
        try await Site.open { site in
            let things = try await site.things()
            let browser = try await site.browser(.coordinator)
            for address in [
                "/cases", "/cases/\(things.order)", "/visits/\(things.visit)", "/devices", "/nowhere",
            ] {
                let page = try await browser.get(address)
                #expect(page.body.matches("<[^>]* (?:style|on[a-z]+)=").isEmpty, "\(address)")
                #expect(page.body.matches("<script(?![^>]* src=\"/assets/)").isEmpty, "\(address)")
                #expect(page.body.matches("<style").isEmpty, "\(address)")
                #expect(page.body.matches("(?:src|action)=\"(?!/)[^\"]*").isEmpty, "\(address)")
            }
        }
    }
}
