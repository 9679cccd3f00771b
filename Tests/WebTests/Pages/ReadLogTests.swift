import Domain
import HTTPTypes
import Storage
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("Whoever reads about a person leaves a row behind, written before the answer is")
struct ReadLogTests {
    /// A page that shows somebody, who opens it, and what the row says.
    struct Page: Sendable, CustomTestStringConvertible {
        let person: Municipality.Person
        let pattern: String
        let row: String
        /// Some pages are about a case without saying whose; they are noted all the same.
        var isAnonymous = false

        var testDescription: String { "\(person) \(pattern)" }

        init(_ person: Municipality.Person, _ pattern: String, _ row: String, isAnonymous: Bool = false) {
            self.person = person
            self.pattern = pattern
            self.row = row
            self.isAnonymous = isAnonymous
        }
    }

    static let pages: [Page] = [
        .init(.orderer, "/", "listed queue.waitingOnUs"), .init(.orderer, "/cases", "listed queue.all"),
        .init(.coordinator, "/cases", "listed queue.waitingOnUs"),
        .init(.technician, "/today?day=2026-11-26", "listed today"),
        .init(.orderer, "/cases/:number", "viewed case"),
        .init(.coordinator, "/cases/:number", "viewed case"),
        .init(.orderer, "/cases/:number/receipt", "viewed case", isAnonymous: true),
        .init(.orderer, "/cases/:number/duties/:key", "viewed case"),
        .init(.coordinator, "/cases/:number/duties/book", "viewed case"),
        .init(.coordinator, "/cases/:number/duties/:key/waiver", "viewed case", isAnonymous: true),
        .init(.coordinator, "/cases/:number/reservations", "viewed case", isAnonymous: true),
        .init(.technician, "/visits/:id", "viewed case"),
        .init(.technician, "/visits/:id/miss", "viewed case"),
        .init(.technician, "/visits/:id/restoration", "viewed case"),
        .init(.orderer, "/cases/:number/cancellation", "viewed case"),
        .init(.coordinator, "/visits/:id/rescheduling", "viewed case", isAnonymous: true),
        .init(.coordinator, "/visits/:id/cancellation", "viewed case"),
        .init(.orderer, "/people/:id", "viewed recipient"),
        .init(.technician, "/people/:id", "viewed recipient"),
        .init(.technician, "/dwellings/:id", "viewed dwelling"),
        .init(.coordinator, "/facts/:kind/:id", "viewed fact"),
        .init(.coordinator, "/services/:id", "viewed fact"),
        .init(.coordinator, "/relatives/:id", "viewed relative"),
        .init(.orderer, "/people/:id/events", "viewed recipient"),
        .init(.orderer, "/life-events/:id", "viewed lifeEvent"),
        .init(.coordinator, "/takeovers/from/:id", "listed served"),
        .init(.orderer, "/units/:id", "viewed unit"), .init(.technician, "/units/:id", "viewed unit"),
        .init(.coordinator, "/people/:id/details/:detail", "viewed detail"),
        .init(.coordinator, "/people/:id/number", "viewed number"),
        .init(.coordinator, "/people/:id/merge/:other", "viewed merge"),
        .init(.coordinator, "/devices/:serial", "viewed device"),
        .init(.auditor, "/readings/people/:id", "viewed personsLog"),
        .init(.coordinator, "/people/:id/register-extract", "viewed registerExtract"),
        .init(.coordinator, "/people/:id/hold", "viewed fileHolds"),
        .init(.orderer, "/key-receipts/:number", "viewed key-receipt"),
        .init(.orderer, "/key-receipts/:number/pdf", "downloaded key-receipt"),
        .init(.orderer, "/extracts/:id", "viewed extract"),
        .init(.orderer, "/extracts/:id/files/:format", "downloaded extract", isAnonymous: true),
        .init(.coordinator, "/extracts/:id/versions", "viewed extract", isAnonymous: true),
        .init(.orderer, "/keys", "listed keys"), .init(.orderer, "/keys/:id", "viewed key"),
        .init(.orderer, "/keys/:id/:act", "viewed key"), .init(.orderer, "/key-stocktake", "listed keys"),
        .init(.orderer, "/drafts/:id", "revealedSecret draft"),
        .init(.orderer, "/drafts/:id/check", "revealedSecret draft"),
        .init(.orderer, "/drafts/:id/removal", "viewed draft", isAnonymous: true),
    ]

    /// The table above has every page that shows a person: all that the endpoint table knows, but for these.
    static let impersonal: Set<String> = [
        "/assets/:name", "/sign-in", "/sign-in/provider", "/sign-in/provider/callback", "/sign-out",
        "/language", "/routines/:slug",
        "/routines/:slug/editions/:edition",
        "/editions", "/editions/:id",
        "/editions/:id/preview", "/editions/:id/comparison", "/editions/:id/publication",
        "/editions/:id/removal",
        "/search", "/overview", "/extracts",
        "/devices", "/devices/:serial/acts/:act", "/devices/:serial/label", "/deliveries/:id/labels",
        "/storage-places/:id/labels", "/stock", "/device-models", "/device-models/:id",
        "/storage-places", "/kits", "/kits/:id", "/kits/:id/label", "/device-moves", "/deliveries",
        "/deliveries/:id", "/receiving", "/stocktakes",
        "/stocktakes/:id", "/stocktakes/:id/differences", "/cases/:number/leaflet",
        // Shows nobody here; what it logs is asked where it does.
        "/duplicates", "/reconciliation/kinds/:class", "/reconciliation/differences/:difference",
        "/reconciliation/waiting", "/reconciliation", "/reconciliation/lists",
        "/cases/:number/notices",
        "/cases/:number/resumption", "/cases/:number/secret", "/cases/live",
        "/takeovers", "/takeovers/:id/undoing",
        "/readings", "/readings/unusual", "/readings/refused", "/readings/samples", "/readings/samples/:id",
        "/readings/people",
        // ReadingPagesTests asks what these log, of a row that there is.
        "/readings/rows/:id",
        // RetentionPageTests asks what this logs, of files that are due.
        "/retention", "/processing", "/consent-policies",
        "/protected", "/protected/cases/:number", "/protected/people/:id",
        "/sign-in/code", "/sign-in/reason", "/account", "/account/second-factor", "/accounts",
        "/accounts/:id",
    ]

    @Test("no page is forgotten")
    func all() {
        let known = Set(Self.pages.map { $0.pattern.prefix { $0 != "?" } }.map(String.init))
        let asked = EndpointTable.rows.filter(\.isGet).map(\.pattern)
        #expect(Set(asked).subtracting(known).subtracting(Self.impersonal) == [])
    }

    /// Installed, so that the device's own page tells of the person too.
    private static func installed(_ site: Site) async throws -> Things {
        let first = try await site.things()
        let number = try await site.here.installedCase(for: .osten, set: 2, at: "13:00")
        let page = try await site.here.page(number)
        let receipt = try await site.here.checkOutKeys(number)
        let known = try page.order.requireRecipient()
        let event = try await site.here.stay(of: known.id)
        let visit = try await site.here.bookedVisit(for: .osten, set: 3)
        return Things(
            person: .osten, draft: try await site.here.draft(.order(for: .osten)), order: visit.order,
            recipient: known.id, dwelling: known.home, visit: visit.id, receipt: receipt,
            serial: "LARM-2", held: try await site.here.heldKeys(by: receipt),
            residency: try await site.here.residency(of: known.id),
            service: try await site.here.service(of: known.id),
            relative: try await site.here.relative(of: known.id),
            event: event, unit: site.here.ekholmen, extract: try await site.here.givenExtract().0,
            other: first.recipient)
    }

    @Test(
        "R2 each page that shows somebody: who, under which assignment, what, whom and when", arguments: pages
    )
    func row(page: Page) async throws {
        try await Site.open { site in
            let things = try await Self.installed(site)
            let browser = try await site.browser(page.person)
            let before = try await site.count("readings")
            let answer = try await browser.get(things.address(of: page.pattern, for: page.person))
            #expect(answer.code == 200)
            #expect(answer.isAFile || answer.tells(of: things.person).isEmpty == page.isAnonymous)

            let actor = site.here[page.person]
            let rows = try await site.column(
                """
                SELECT r.action || ' ' || r.page FROM readings r JOIN reading_people p ON p.reading_id = r.id
                WHERE p.recipient_id = \(things.recipient) AND r.user_id = \(actor.user)
                    AND r.assignment_id = \(actor.assignment)
                    AND r.read_at >= \(site.here.time.now.startOfDay)
                """)
            #expect(rows.contains(page.row), "\(rows)")
            #expect(try await site.count("readings") > before)
        }
    }

    @Test("where the row cannot be written nothing is shown", arguments: pages)
    func nothingShown(page: Page) async throws {
        try await Site.open { site in
            let things = try await Self.installed(site)
            let browser = try await site.browser(page.person)
            site.store.breakWriting()
            let answer = try await browser.get(things.address(of: page.pattern, for: page.person))
            #expect(answer.code == 503)
            #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
            #expect(answer.tells(of: things.person).isEmpty)
            #expect(answer.tells(of: .greta).isEmpty)
        }
    }

    @Test("a form that comes back with its faults shows the person again, and is read again")
    func faults() async throws {
        try await Site.open { site in
            let things = try await site.things()
            let browser = try await site.browser(.coordinator)
            let before = try await site.count("readings")
            let answer = try await browser.post("/cases/\(things.order)/reservations", ["serial": "?"])
            #expect(answer.code == 422)
            #expect(try await site.count("readings") == before + 1)
        }
    }

    @Test("a list notes everybody on it, and a search that found nobody is a reading too")
    func lists() async throws {
        try await Site.open { site in
            for index in 0..<3 { _ = try await site.here.orderedCase(for: .numbered(index)) }
            let browser = try await site.browser(.coordinator)
            try await browser.get("/cases?view=all")
            #expect(try await site.count("reading_people") == 3)
            try await browser.get("/cases?view=ended")
            #expect(try await site.count("readings") == 2)
            #expect(try await site.count("reading_people") == 3)
        }
    }
}

extension Answer {
    fileprivate var isAFile: Bool { headers[.contentType] == "application/pdf" }
}

extension Instant {
    fileprivate var startOfDay: Instant { day.start }
}

extension Municipality {
    /// A visit that is planned for the second day from now.
    fileprivate func bookedVisit(
        for person: SamplePerson, set: Int
    ) async throws -> (order: CaseNumber, id: ID<Visit>) {
        let number = try await orderedCase(for: person)
        try await reserveDevices(number, set: set)
        try await book(number, try visit(on: "2026-11-26", at: "09:00"))
        return (number, try await plannedVisit(in: number) ?? .sample(0))
    }
}
