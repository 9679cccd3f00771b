import Domain
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("Health for whoever watches over the server")
struct HealthTests {
    private struct Gone: Error {}

    @Test("a process that answers is healthy, also without its database")
    func healthy() async throws {
        try await Site.open(stock: 0) { site in
            let visitor = site.visitor()
            #expect(try await visitor.get("/healthz").code == 200)
            site.store.breakReading(Gone())
            let answer = try await visitor.get("/healthz")
            #expect(answer.code == 200)
            #expect(answer.body == "ok\n")
            #expect(answer.cookies.isEmpty)
        }
    }

    @Test("it is ready while the database answers with its schema, and 503 while it does not")
    func ready() async throws {
        try await Site.open(stock: 0) { site in
            let visitor = site.visitor()
            let ready = try await visitor.get("/readyz")
            #expect(ready.code == 200)
            #expect(ready.body == "ready\n")
            site.here.time.advance(minutes: 1)
            site.store.breakReading(Gone())
            let gone = try await visitor.get("/readyz")
            #expect(gone.code == 503)
            #expect(!gone.body.contains("Gone"))
            site.store.mend()
            site.here.time.advance(minutes: 1)
            #expect(try await visitor.get("/readyz").code == 200)
        }
    }

    @Test("it is not ready where nothing can be written, nor where the schema is newer than it knows")
    func unusable() async throws {
        try await Site.open(stock: 0) { site in
            let visitor = site.visitor()
            site.store.breakWriting()
            #expect(try await visitor.get("/readyz").code == 503)
            site.store.mend()
            site.here.time.advance(minutes: 1)
            #expect(try await visitor.get("/readyz").code == 200)
            try await site.here.store.writing {
                try $0.send("INSERT INTO schema_migrations (number, applied_at) VALUES (999, 0)")
            }
            site.here.time.advance(minutes: 1)
            #expect(try await visitor.get("/readyz").code == 503)
        }
    }

    @Test("the database is written once a second, however often it is asked whether it is ready")
    func seldom() async throws {
        try await Site.open(stock: 0) { site in
            let visitor = site.visitor()
            _ = try await visitor.get("/readyz")
            _ = site.store.takeCounts()
            for _ in 0..<20 { #expect(try await visitor.get("/readyz").code == 200) }
            #expect(site.store.takeCounts().writes <= 1)
        }
    }
}
