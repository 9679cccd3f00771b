import Domain
import Storage
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("What a page costs does not grow with how much there is")
struct CostTests {
    private struct Cost: Equatable {
        let reads: Int
        let writes: Int
        let bytes: Int
    }

    private static func cost(_ site: Site, _ browser: Browser, _ address: String) async throws -> Cost {
        _ = site.store.takeCounts()
        let answer = try await browser.get(address)
        #expect(answer.code == 200, "\(address)")
        let (reads, writes) = site.store.takeCounts()
        return Cost(reads: reads, writes: writes, bytes: answer.bytes.count)
    }

    private static func order(_ count: ClosedRange<Int>, in site: Site) async throws {
        for index in count {
            _ = try await site.here.orderedCase(for: .numbered(index), withLock: index.isMultiple(of: 2))
        }
    }

    @Test("the queue: as many statements for 200 cases as for 10, and a page of 50 rows within 40 kB")
    func queue() async throws {
        try await Site.open { site in
            try await Self.order(0...9, in: site)
            let browser = try await site.browser(.coordinator)
            let few = try await Self.cost(site, browser, "/cases?view=all")
            let fewFirst = try await Self.cost(site, browser, "/cases")
            try await Self.order(10...199, in: site)
            for address in [
                "/cases?view=all", "/cases?view=all&from=50", "/cases?view=new", "/cases?view=late", "/cases",
            ] {
                let many = try await Self.cost(site, browser, address)
                let before = address == "/cases" ? fewFirst : few
                #expect(many.reads == before.reads, "\(address)")
                #expect(many.writes <= before.writes, "\(address)")
                #expect(many.bytes < 40_000, "\(address): \(many.bytes) bytes")
            }
            #expect(few.reads <= 3, "session, lines, counts")
            #expect(few.writes <= 2, "the reading and whom it was about")
            #expect(fewFirst.reads <= few.reads + 2, "where coordinators land: what is left mounted too")
            let full = try await browser.get("/cases?view=all")
            #expect(full.body.matches("href=\"/cases/VT-").count == 50)
        }
    }

    @Test("a case: as many statements among 200 cases as among 10, and with a long history as with a short")
    func casePage() async throws {
        try await Site.open { site in
            let number = try await site.here.bookedCase()
            try await Self.order(0...9, in: site)
            let browser = try await site.browser(.coordinator)
            let few = try await Self.cost(site, browser, "/cases/\(number)")
            try await Self.order(10...199, in: site)
            for index in 0..<40 {
                try await site.here.store.write(as: site.here.coordinator) {
                    try $0.sendMessage("Meddelande \(index)", in: number)
                }
            }
            let many = try await Self.cost(site, browser, "/cases/\(number)")
            #expect(many.reads == few.reads)
            #expect(many.writes == few.writes)
            #expect(few.reads <= 14, "with the session")
            #expect(few.bytes < 30_000, "\(few.bytes) bytes")
        }
    }

    @Test("the other pages with lists: as many statements for many rows as for few")
    func lists() async throws {
        try await Site.open(stock: 60) { site in
            try await Self.order(0...1, in: site)
            _ = try await site.here.draft()
            let (unit, team) = (try await site.browser(.orderer), try await site.browser(.technician))
            var few: [String: Cost] = [:]
            let pages: [(Browser, String)] = [
                (unit, "/"), (unit, "/cases"), (team, "/today?day=2026-11-24"), (team, "/devices"),
            ]
            for (browser, address) in pages { few[address] = try await Self.cost(site, browser, address) }
            for set in 1...6 {
                let person = SamplePerson.numbered(300 + set)
                _ = try await site.here.bookedCase(for: person, set: set, at: "1\(set):00")
            }
            for index in 0..<20 { _ = try await site.here.draft(.order(for: .numbered(400 + index))) }
            for (browser, address) in pages {
                let many = try await Self.cost(site, browser, address)
                #expect(many.reads == few[address]?.reads, "\(address)")
                #expect(many.bytes < 40_000, "\(address): \(many.bytes) bytes")
            }
        }
    }
}
