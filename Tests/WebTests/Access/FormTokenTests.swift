import HTTPTypes
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("A form counts only if it came from a page that its own visitor was shown")
struct FormTokenTests {
    private static let posts = EndpointTable.rows.filter { !$0.isGet && !$0.isForPrograms }

    @Test("but for what programs send, which prove themselves by what it is")
    func programs() {
        let open = WebApplication.endpoints.filter { !$0.isFromOwnPage }.map(\.path)
        #expect(open == EndpointTable.rows.filter(\.isForPrograms).map(\.pattern))
        #expect(open == ["/sign-in/provider/logout"])
    }

    @Test("the page's own token is accepted, for its session's life")
    func accepted() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.orderer)
            let token = try #require(try await browser.get("/").token)
            #expect(token == browser.formToken)
            for _ in 0..<2 {
                let answer = try await browser.postBare("/routines/alarm-order/drafts", ["csrf": token])
                #expect(answer.code == 303 && answer.location.hasPrefix("/drafts/"))
            }
            #expect(try await site.count("drafts") == 2)
        }
    }

    /// What is wrong with the form that is sent.
    enum Forgery: CaseIterable {
        case noToken, emptyToken, wrongToken, othersToken, visitorsToken, fromElsewhere
    }

    @Test("a form without proof is refused everywhere and changes nothing", arguments: Forgery.allCases)
    func refused(forgery: Forgery) async throws {
        try await Site.open { site in
            let things = try await site.things()
            var browsers: [Municipality.Person: Browser] = [:]
            for person in Municipality.Person.allCases { browsers[person] = try await site.browser(person) }
            let other = try await site.browser(.unitManager)
            let before = try await site.everything(but: ["refused_requests"])
            for row in Self.posts {
                let person = try #require(Municipality.Person.allCases.first { row.door.opens(for: $0) })
                let browser = try #require(browsers[person])
                let address = things.address(of: row.pattern, for: person)
                let answer = try await Self.send(forgery, from: browser, other: other, to: address)
                #expect(answer.code == 403, "\(row.endpoint)")
                #expect(answer.tells(of: things.person).isEmpty, "\(row.endpoint)")
                #expect(answer.text.contains(Words.of(.swedish)("error.formToken")), "\(row.endpoint)")
            }
            #expect(try await site.everything(but: ["refused_requests"]) == before)
            let signedIn = Self.posts.filter { $0.door != .anyone }.count
            #expect(
                try await site.column("SELECT CAST(COUNT(*) AS TEXT) FROM refused_requests") == [
                    "\(signedIn)"
                ])
        }
    }

    private static func send(
        _ forgery: Forgery, from browser: Browser, other: Browser, to address: String
    ) async throws -> Answer {
        let fields = ["reason": "Påhittat skäl", "text": "Hej", "act": "later"]
        let token: String? =
            switch forgery {
            case .noToken: nil
            case .emptyToken: ""
            case .wrongToken: String(repeating: "0", count: 64)
            case .othersToken: other.formToken
            case .visitorsToken: RandomToken.formToken(seed: "")
            case .fromElsewhere: browser.formToken
            }
        return try await browser.postBare(
            address, fields.merging(token.map { ["csrf": $0] } ?? [:]) { $1 },
            forgery == .fromElsewhere ? .crossSite : [:])
    }

    @Test("nobody can be signed in by a form that another page sent")
    func signIn() async throws {
        try await Site.open { site in
            let stranger = site.visitor()
            try await stranger.get("/sign-in")
            let victim = site.visitor()
            try await victim.get("/sign-in")
            let fields = ["login": "orderer", "password": "x", "csrf": stranger.formToken]
            #expect(try await victim.postBare("/sign-in", fields).code == 403)
            #expect(try await site.visitor().postBare("/sign-in", fields).code == 403)
            #expect(try await site.count("sign_in_failures") == 0)
        }
    }

    @Test("what only asks changes nothing but the log of what was read", arguments: [nil, "sv", "en"])
    func asking(language: String?) async throws {
        try await Site.open { site in
            let things = try await site.things()
            var browsers: [(Municipality.Person, Browser)] = []
            for person in Municipality.Person.allCases {
                browsers.append((person, try await site.browser(person)))
            }
            let before = try await site.everything(but: ["readings", "reading_people", "refused_requests"])
            for (person, browser) in browsers {
                if let language { browser.cookies[Cookies.language] = language }
                for row in EndpointTable.rows {
                    try await browser.get(things.address(of: row.pattern, for: person))
                }
            }
            #expect(
                try await site.everything(but: ["readings", "reading_people", "refused_requests"]) == before)
        }
    }
}
