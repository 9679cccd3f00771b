import Domain
import HTTPTypes
import Storage
import Synchronization
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("How often somebody may ask")
struct RequestBucketsTests {
    private static let start = Instant(milliseconds: 1_800_000_000_000)

    private static func admitted(_ buckets: inout RequestBuckets, _ count: Int, at now: Instant) -> Int {
        (0..<count).count { _ in buckets.take("somebody", at: now) == .admitted }
    }

    @Test(
        "a minute's requests may come at once, then they come evenly, and never more than a minute's are saved"
    )
    func evenly() {
        var buckets = RequestBuckets(perMinute: 60)
        #expect(Self.admitted(&buckets, 100, at: Self.start) == 60)
        #expect(Self.admitted(&buckets, 100, at: Self.start.adding(seconds: 7)) == 7)
        #expect(Self.admitted(&buckets, 100, at: Self.start.adding(seconds: 7)) == 0)
        #expect(Self.admitted(&buckets, 100, at: Self.start.adding(seconds: 86_400)) == 60)
    }

    @Test(
        "who is refused is told when there is room, and then there is", arguments: [1, 7, 60, 600, 100_000])
    func retryAfter(perMinute: Int) throws {
        var buckets = RequestBuckets(perMinute: perMinute)
        #expect(Self.admitted(&buckets, perMinute, at: Self.start) == perMinute)
        guard case .refused(let seconds, let isNews) = buckets.take("somebody", at: Self.start) else {
            Issue.record("it was admitted")
            return
        }
        #expect(isNews && seconds >= 1 && seconds <= 60)
        #expect(buckets.take("somebody", at: Self.start.adding(seconds: seconds)) == .admitted)
    }

    @Test("one who is refused takes nothing from another")
    func apart() {
        var buckets = RequestBuckets(perMinute: 1)
        #expect(Self.admitted(&buckets, 5, at: Self.start) == 1)
        #expect(buckets.take("another", at: Self.start) == .admitted)
    }

    @Test("it is told once a minute, however many are refused")
    func told() {
        var buckets = RequestBuckets(perMinute: 1)
        var told = 0
        for second in 0..<180 {
            for _ in 0..<10 {
                let verdict = buckets.take("somebody", at: Self.start.adding(seconds: Int64(second)))
                if case .refused(_, isNews: true) = verdict { told += 1 }
            }
        }
        #expect(told == 3)
    }

    @Test("a clock that is set back gives nothing, and takes nothing")
    func setBack() {
        var buckets = RequestBuckets(perMinute: 2)
        #expect(Self.admitted(&buckets, 1, at: Self.start) == 1)
        #expect(Self.admitted(&buckets, 9, at: Self.start.adding(seconds: -3600)) == 1)
        #expect(Self.admitted(&buckets, 9, at: Self.start.adding(seconds: -3570)) == 1)
    }

    @Test("no number of addresses fills the memory, and whoever asks steadily is remembered")
    func bounded() {
        var buckets = RequestBuckets(perMinute: 2, kept: 100)
        var admitted = 0
        for index in 0..<5000 {
            _ = buckets.take("stranger \(index)", at: Self.start)
            if index.isMultiple(of: 50), buckets.take("steady", at: Self.start) == .admitted { admitted += 1 }
            #expect(buckets.count <= 201)
        }
        #expect(admitted == 2)
    }

    @Test(
        "an address of IPv6 stands for its network, and one of IPv4 for itself",
        arguments: [
            ("192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3:4:5:6", "20:1:d:b8:0:1:0:2"),
            ("2001:db8:1:2::9", "20:1:d:b8:0:1:0:2"), ("::ffff:192.0.2.7", "192.0.2.7"),
            ("unknown", "unknown"), ("not:an:address", "not:an:address"),
        ])
    func asker(address: String, asker: String) {
        #expect(Asker.of(address) == asker)
        #expect(Asker.of(String(repeating: "x", count: 100_000)).count == 64)
    }
}

@Suite("Too many requests")
struct RateLimitTests {
    private static let options = WebOptions(
        secureCookies: false, trustedProxies: ["unknown"], limits: RequestLimits(perAccount: 6, perAddress: 4)
    )

    private static func from(_ address: String) throws -> HTTPFields {
        [try #require(HTTPField.Name("X-Forwarded-For")): address]
    }

    @Test("from one address without an account: refused in words with when to come again, and others are not")
    func perAddress() async throws {
        try await Site.open(stock: 0, options: Self.options) { site in
            let (visitor, here) = (site.visitor(), try Self.from("192.0.2.7"))
            for _ in 0..<4 { #expect(try await visitor.get("/sign-in", here).code == 200) }
            let refused = try await visitor.get("/sign-in", here)
            #expect(refused.code == 429)
            #expect(refused.headers[.retryAfter] == "15")
            #expect(refused.text.contains("För många förfrågningar"))
            #expect(refused.headers[.cacheControl] == "no-store")
            // Another browser at the same address, and with a cookie that is no session's.
            #expect(try await site.visitor().get("/nowhere", here).code == 429)
            let false_ = site.visitor()
            false_.cookies["session"] = String(repeating: "a", count: 64)
            #expect(try await false_.get("/cases", here).code == 429)
            #expect(try await site.visitor().get("/sign-in", Self.from("192.0.2.8")).code == 200)
        }
    }

    @Test("the words are in the language that was chosen")
    func language() async throws {
        try await Site.open(stock: 0, options: Self.options) { site in
            let visitor = site.visitor()
            visitor.cookies["language"] = "en"
            for _ in 0..<4 { _ = try await visitor.get("/sign-in") }
            #expect(try await visitor.get("/sign-in").text.contains("Too many requests"))
        }
    }

    @Test("health, stylesheet and script are answered still, and do not count")
    func exempt() async throws {
        try await Site.open(stock: 0, options: Self.options) { site in
            let visitor = site.visitor()
            for path in ["/healthz", "/readyz", "/assets/hemtrygg.css", "/assets/hemtrygg.js"] {
                for _ in 0..<5 { #expect(try await visitor.get(path).code == 200) }
            }
            for _ in 0..<5 { _ = try await visitor.get("/sign-in") }
            for path in ["/healthz", "/readyz", "/assets/hemtrygg.css"] {
                #expect(try await visitor.get(path).code == 200)
            }
        }
    }

    @Test("an account counts for itself, wherever it comes from, and not for its address")
    func perAccount() async throws {
        try await Site.open(options: Self.options) { site in
            let (orderer, other) = (try await site.browser(.orderer), try await site.browser(.coordinator))
            for index in 0..<6 {
                #expect(try await orderer.get("/cases", Self.from("192.0.2.\(index)")).code == 200)
            }
            #expect(try await orderer.get("/cases", Self.from("192.0.2.99")).code == 429)
            // The same account in another browser is the same account; a colleague at the same desk is not.
            #expect(try await site.browser(.orderer).get("/cases", Self.from("192.0.2.98")).code == 429)
            #expect(try await other.get("/cases", Self.from("192.0.2.99")).code == 200)
        }
    }

    @Test("what a refused form would have done is not done; nor what is kept while one types")
    func forms() async throws {
        try await Site.open(options: Self.options) { site in
            let things = try await site.things()
            let orderer = try await site.browser(.orderer)
            let before = try await orderer.get("/drafts/\(things.draft)")
            for _ in 0..<5 { _ = try await orderer.get("/cases") }
            let typed = ["recipientName": "Ny Påhittad", "revision": before.value(of: "revision") ?? ""]
            let saved = try await orderer.post("/drafts/\(things.draft)", typed, .autosave)
            // The page's script tries again after whatever is no success, but for 409.
            #expect(saved.code == 429)
            let sent = try await orderer.post(
                "/drafts/\(things.draft)", typed.merging(["act": "check"]) { $1 })
            #expect(sent.code == 429)
            let draft = try await site.store.show(as: site.here[.orderer]) { try $0.draft(things.draft) }
            #expect(!"\(draft)".contains("Ny Påhittad") && "\(draft)".contains("recipientName"))
        }
    }

    @Test("the log says once that there were too many, and whose is not in it")
    func logged() async throws {
        try await Site.open(options: Self.options) { site in
            let orderer = try await site.browser(.orderer)
            for _ in 0..<12 { _ = try await orderer.get("/cases", Self.from("192.0.2.77")) }
            let lines = site.log.lines.filter { $0.contains("too many requests") }
            #expect(lines.count == 1)
            #expect(lines.allSatisfy { $0.contains("counted=account") })
            let actor = site.here[.orderer]
            #expect(!site.log.lines.contains { $0.contains("192.0.2.77") || $0.contains("\(actor.user)") })
        }
    }

    @Test("without limits nobody is refused")
    func none() async throws {
        try await Site.open(stock: 0) { site in
            let visitor = site.visitor()
            var codes: Set<Int> = []
            for _ in 0..<400 { codes.insert(try await visitor.get("/nowhere").code) }
            #expect(codes == [404])
        }
    }
}
