import Domain
import HTTPTypes
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("I1 every endpoint lets in whom the written table says, and nobody else")
struct EndpointTableTests {
    private static func name(of endpoint: Endpoint) -> String {
        "\(endpoint.method.rawValue) \(endpoint.path)"
    }

    @Test("the table and the routes name the same endpoints, each once")
    func sameEndpoints() {
        let written = EndpointTable.rows.map(\.endpoint)
        let routed = WebApplication.endpoints.map(Self.name(of:))
        #expect(Set(written).count == written.count)
        #expect(Set(routed).count == routed.count)
        #expect(Set(routed).subtracting(written).isEmpty, "routes that the table does not know")
        #expect(Set(written).subtracting(routed).isEmpty, "rows without a route")
    }

    @Test("nothing is done by a request that only asks, and no other methods are served")
    func methods() {
        #expect(Set(WebApplication.endpoints.map(\.method)) == [.get, .post])
    }

    @Test("who nobody knows is sent to sign in")
    func nobody() async throws {
        try await Site.open { site in
            let things = try await site.things()
            for row in EndpointTable.rows {
                let address = things.address(of: row.pattern, for: .orderer)
                let answer = try await site.visitor().ask(row, address)
                if row.door == .anyone {
                    #expect(answer.code != 401 && !answer.location.hasPrefix("/sign-in"), "\(row)")
                } else if row.isGet {
                    #expect(answer.code == 303, "\(row)")
                    #expect(
                        answer.location == (address == "/" ? "/sign-in" : "/sign-in?back=\(address)"),
                        "\(row)")
                } else {
                    #expect(answer.code == 401, "\(row)")
                    #expect(answer.body.contains("action=\"/sign-in\""), "\(row)")
                }
                #expect(answer.tells(of: things.person).isEmpty, "\(row)")
            }
        }
    }

    /// What is only asked for changes nothing, so that everybody may ask for all of it about the same things.
    @Test("each role is shown a page, or refused with 403 and told nothing")
    func pages() async throws {
        try await Site.open(stock: 9) { site in
            for (index, person) in Municipality.Person.allCases.enumerated() {
                let things = try await site.things(for: .numbered(index), set: index + 1)
                for row in EndpointTable.rows where row.isGet {
                    try await Self.ask(row, as: person, about: things, on: site)
                }
            }
        }
    }

    @Test(
        "each role may do it, or is refused with 403 and told nothing",
        arguments: EndpointTable.rows.filter { !$0.isGet })
    func deeds(row: EndpointRow) async throws {
        try await Site.open(stock: 9) { site in
            var untouched: Things?
            for (index, person) in Municipality.Person.allCases.enumerated() {
                // Who is refused changes nothing, so that all of them may try it on the same things.
                let isRefused = !row.door.opens(for: person)
                let things: Things
                if isRefused, let untouched {
                    things = untouched
                } else {
                    things = try await site.things(for: .numbered(index), set: index + 1)
                }
                if isRefused { untouched = things }
                try await Self.ask(row, as: person, about: things, on: site)
            }
        }
    }

    private static func ask(
        _ row: EndpointRow, as person: Municipality.Person, about things: Things, on site: Site
    ) async throws {
        let address = things.address(of: row.pattern, for: person)
        let fields = things.fields(for: row).merging(site.own(person)) { $1 }
        let answer = try await site.browser(person).ask(row, address, fields)
        let who: Comment = "\(row) \(person): \(answer.code)"
        if !row.door.opens(for: person) {
            #expect(answer.code == 403, who)
            #expect(answer.tells(of: things.person).isEmpty, who)
        } else if let code = row.told(person) {
            #expect(answer.code == code, who)
            #expect(answer.tells(of: things.person).isEmpty, who)
        } else {
            #expect([200, 204, 303, 409, 422].contains(answer.code), who)
            #expect(!answer.location.hasPrefix("/sign-in") || row.pattern == "/sign-out", who)
        }
    }

    @Test(
        "I1 another unit's things are not there: 404, and nothing told",
        arguments: [Municipality.Person.otherOrderer, .unitManager])
    func otherUnit(person: Municipality.Person) async throws {
        try await Self.keepOut(person) { $0.isAboutOneThing }
    }

    @Test(
        "I1 another team's cases, visits and receipts are not there: 404, and nothing told",
        arguments: [Municipality.Person.coordinator, .technician])
    func otherTeam(person: Municipality.Person) async throws {
        try await Self.keepOut(person) { $0.isOneTeams }
    }

    /// Asks for everything about one thing as somebody with this person's role elsewhere.
    private static func keepOut(
        _ person: Municipality.Person, where isTheirs: @escaping @Sendable (EndpointRow) -> Bool
    ) async throws {
        try await Site.open { site in
            let things = try await site.things()
            let browser = try await site.browser(elsewhere: person)
            let rewritten: Set = ["sessions", "events", "event_subjects", "refused_requests"]
            let before = try await site.everything(but: rewritten)
            var refused = 0
            for row in EndpointTable.rows where isTheirs(row) {
                let address = things.address(of: row.pattern, for: person)
                let answer = try await browser.ask(row, address, things.fields(for: row))
                #expect(answer.code == row.toldElsewhere(person), "\(row)")
                #expect(answer.tells(of: things.person).isEmpty, "\(row)")
                #expect(!answer.text.contains("4711"), "\(row)")
                #expect(try await site.everything(but: rewritten) == before, "\(row)")
                if [403, 404].contains(answer.code) { refused += 1 }
                #expect(
                    try await site.column("SELECT CAST(COUNT(*) AS TEXT) FROM refused_requests") == [
                        "\(refused)"
                    ],
                    "\(row)")
            }
        }
    }

    @Test("I1 what is not there and what may not be seen are told alike")
    func alike() async throws {
        try await Site.open { site in
            let things = try await site.things()
            let missing = Things(
                person: things.person, draft: .sample(91), order: CaseNumber(year: 2026, sequence: 999),
                recipient: .sample(92), dwelling: .sample(93), visit: .sample(94), receipt: "N-2026-0999",
                serial: "FINNS-INTE")
            let browser = try await site.browser(.otherOrderer)
            for row in EndpointTable.rows where row.isAboutOneThing && row.door.opens(for: .otherOrderer) {
                let fields = things.fields(for: row)
                let unseen = try await browser.ask(
                    row, things.address(of: row.pattern, for: .otherOrderer), fields)
                let absent = try await browser.ask(
                    row, missing.address(of: row.pattern, for: .otherOrderer), fields)
                #expect(absent.code == row.exceptions[.otherOrderer] ?? 404, "\(row)")
                #expect(unseen.withoutNumbers == absent.withoutNumbers, "\(row)")
            }
        }
    }
}

extension Browser {
    /// Asks as the row's method does; a form is sent from a page of ours.
    fileprivate func ask(
        _ row: EndpointRow, _ address: String, _ fields: [String: String] = [:]
    ) async throws -> Answer {
        if row.isGet { return try await get(address) }
        if cookies.isEmpty { try await get("/sign-in") }
        return try await post(address, fields)
    }
}

extension Things {
    /// What a form needs, so that what is refused is refused for the asker and not for what was typed.
    fileprivate func fields(for row: EndpointRow) -> [String: String] {
        switch row.pattern.split(separator: "/").last {
        case "cancellation": ["reason": "Brukaren har avlidit."]
        case "waiver": ["reason": "Gäller inte i det här ärendet."]
        case "secret": ["field": "entranceCode"]
        case "release": ["serial": serial]
        case "messages": ["text": "Hej"]
        case "withdrawal": ["edition": "2024-04-01"]
        case "miss": ["outcome": "nobodyHome"]
        default: [:]
        }
    }
}

extension Site {
    /// Signed in as somebody with this person's role at the other unit, or in another team.
    fileprivate func browser(elsewhere person: Municipality.Person) async throws -> Browser {
        if person == .otherOrderer { return try await browser(person) }
        let (token, lambohov) = (RandomToken.make(), here.lambohov)
        let (role, isTeams) = (here[person].role, [.coordinator, .technician].contains(person))
        try await here.store.write(as: .system) { tx in
            let place: Actor.Place =
                isTeams ? .team(try tx.ensureTeam("Teamet i grannkommunen")) : .unit(lambohov)
            let user = try tx.addUser(
                login: "elsewhere", name: "Elsa Annorstädes", phone: "", passwordHash: nil)
            let assignment = try tx.assign(user, role: role, in: place)
            try tx.beginSession(of: user, under: assignment, digest: RandomToken.digest(token))
        }
        return Browser(client, session: token)
    }

    fileprivate func own(_ person: Municipality.Person) -> [String: String] {
        ["assignment": here[person].assignment.text, "login": person.login]
    }
}

extension Answer {
    /// The body without what differs from one request or address to the next.
    fileprivate var withoutNumbers: String {
        body.replacing(#/[0-9a-f]{10}/#, with: "#").replacing(#/back=[^"]*/#, with: "back=#")
    }
}
