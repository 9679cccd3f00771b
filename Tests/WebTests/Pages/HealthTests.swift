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
            #expect(ready.body.hasPrefix("ready, schema "))
            site.store.breakReading(Gone())
            let gone = try await visitor.get("/readyz")
            #expect(gone.code == 503)
            #expect(!gone.body.contains("Gone"))
            site.store.mend()
            #expect(try await visitor.get("/readyz").code == 200)
        }
    }
}
