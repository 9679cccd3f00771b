import Domain
import HTTPTypes
import Storage
import Synchronization
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("A page that is shown is told that cases have changed")
struct LiveCasesTests {
    /// What came until the bulletin was closed.
    private static func heard(
        by person: Municipality.Person, while act: @escaping @Sendable (Site) async throws -> Void
    ) async throws -> [String] {
        let heard = Heard()
        try await Site.open(listening: true) { site in
            let browser = try await site.browser(person)
            async let answer = browser.get("/cases/live")
            while !site.here.store.bulletin.hasListeners { try await Task.sleep(for: .milliseconds(5)) }
            try await act(site)
            // On PostgreSQL news go by way of the server; here there is one node, and they are handed over directly.
            site.here.store.bulletin.post([.cases(of: site.here.ekholmen)])
            site.here.store.bulletin.post([.nothing])
            site.here.store.bulletin.close()
            let stream = try await answer
            #expect(stream.code == 200)
            #expect(stream.headers[.contentType] == "text/event-stream")
            heard.keep(stream.body)
        }
        return heard.bodies
    }

    @Test("the team and the unit itself are told, with nothing of what has changed")
    func told() async throws {
        for person in [Municipality.Person.coordinator, .orderer] {
            for body in try await Self.heard(by: person, while: { _ in }) {
                #expect(body.contains("event: cases\ndata:\n\n"))
                #expect(!body.contains("VT-"))
            }
        }
    }

    @Test("another unit's cases are no news; the line says only that it holds")
    func others() async throws {
        for body in try await Self.heard(by: .otherOrderer, while: { _ in }) {
            #expect(!body.contains("event:"))
            #expect(body.contains(": still here"))
        }
    }

    @Test("the queue's page knows where to listen, and the notice waits unseen")
    func notice() async throws {
        try await Site.open { site in
            let page = try await site.browser(.coordinator).get("/cases")
            #expect(page.body.contains(#/data-live="\/cases\/live\?since=[0-9]{13}" hidden/#))
        }
    }

    @Test("an hour of nothing but listening ends the session, and the page is given nothing to listen to")
    func unattended() async throws {
        try await Site.open(listening: true) { site in
            site.here.store.bulletin.close()
            let (left, used) = (try await site.browser(.coordinator), try await site.browser(.coordinator))
            #expect(try await left.get("/cases").code == 200)
            for _ in 0..<6 {
                site.here.time.advance(minutes: 9)
                #expect(try await left.get("/cases/live").code == 200)
                #expect(try await used.get("/cases").code == 200)
            }
            site.here.time.advance(minutes: 7)
            let over = try await left.get("/cases/live")
            // A browser that is led to a page of HTML stops listening, and does not try again (HTML Living Standard, 9.2.3).
            #expect(over.code == 303 && over.location == "/sign-in?back=/cases/live")
            #expect(over.headers[.contentType] != "text/event-stream")
            #expect(try await left.follow(over).headers[.contentType]?.hasPrefix("text/html") == true)
            #expect(try await left.get("/cases").code == 303)
            #expect(try await used.get("/cases").code == 200)
        }
    }

    @Test("a page that looked away is told what it missed, unless it was another's or one's own, or nothing")
    func missed() async throws {
        try await Site.open(listening: true) { site in
            let shownAt = site.here.time.now
            site.here.time.advance(minutes: 1)
            _ = try await site.here.orderedCase()
            site.here.time.advance(minutes: 1)
            let later = site.here.time.now
            site.here.store.bulletin.close()
            for (person, since, told) in [
                (Municipality.Person.coordinator, shownAt, true), (.unitManager, shownAt, true),
                (.orderer, shownAt, false),
                (.otherOrderer, shownAt, false), (.coordinator, later, false),
            ] {
                let browser = try await site.browser(person)
                let stream = try await browser.get("/cases/live?since=\(since.milliseconds)")
                #expect(stream.body.contains("event: cases") == told)
            }
        }
    }
}

private final class Heard: Sendable {
    private let kept = Mutex<[String]>([])
    var bodies: [String] { kept.withLock { $0 } }
    func keep(_ body: String) { kept.withLock { $0.append(body) } }
}
