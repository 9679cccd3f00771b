import Domain
import HTTPTypes
import Storage
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("The auditor looks through the read log")
struct ReadingPagesTests {
    private static let words = Words.of(.swedish)

    @Test("the log, one of its rows, and what is read there is logged")
    func log() async throws {
        try await Site.open { site in
            let number = try await site.here.orderedCase()
            _ = try await site.browser(.orderer).get("/cases/\(number)")
            let auditor = try await site.browser(.auditor)
            let list = try await auditor.get("/readings")
            #expect(list.text.contains("Olga Beställare") && list.text.contains(number.text))
            #expect(list.tells(of: .greta).isEmpty, "the list tells of nobody in care")
            let id = try #require(try await site.column("SELECT id FROM readings WHERE page = 'case'").first)
            let row = try await auditor.get("/readings/rows/\(id)")
            #expect(row.text.contains("Greta Åkerlund"))
            let told = try await site.column(
                """
                SELECT r.page FROM readings r JOIN reading_people p ON p.reading_id = r.id
                WHERE r.user_id = \(site.here[.auditor].user)
                """)
            #expect(told == ["readLog"])
            let filtered = try await auditor.get("/readings?day=2020-01-01&action=searched&user=x")
            #expect(filtered.text.contains(Self.words("readings.none")))
        }
    }

    @Test("a person's own log is found by a number that is in no address, and is made to be printed")
    func personsLog() async throws {
        try await Site.open { site in
            let number = try await site.here.orderedCase()
            _ = try await site.browser(.orderer).get("/cases/\(number)")
            let auditor = try await site.browser(.auditor)
            let found = try await auditor.post("/readings/people", ["number": SamplePerson.greta.number])
            let address = try #require(found.headers[.location])
            #expect(!address.contains(SamplePerson.greta.number))
            let log = try await auditor.get(address)
            #expect(log.text.contains("Greta Åkerlund") && log.text.contains("Olga Beställare"))
            #expect(log.text.contains("26 kap. 1 §"))
            let none = try await auditor.post(
                "/readings/people", ["number": SamplePerson.numbered(400).number])
            #expect(none.code == 422 && none.fault(at: "number") == Self.words("readings.person.none"))
        }
    }

    @Test("a sample is drawn and reviewed; what is left out is asked for, and what was typed stays")
    func sample() async throws {
        try await Site.open { site in
            let number = try await site.here.orderedCase()
            _ = try await site.browser(.orderer).get("/cases/\(number)")
            let auditor = try await site.browser(.auditor)
            let today = "\(site.here.time.today)"
            let wrong = try await auditor.post(
                "/readings/samples", ["from": today, "to": today, "size": "många"])
            #expect(wrong.code == 422)
            #expect(wrong.fault(at: "size") == Self.words("readings.size.wrong", ["limit": "50"]))
            #expect(wrong.body.contains("value=\"många\""))
            let drawn = try await auditor.post(
                "/readings/samples", ["from": today, "to": today, "size": "2"])
            let address = try #require(drawn.headers[.location])
            #expect(try await auditor.get(address).code == 200)
            let bare = try await auditor.post(address, ["outcome": "toFollowUp", "note": ""])
            #expect(bare.fault(at: "note") == Self.words("form.required"))
            let reviewed = try await auditor.post(address, ["outcome": "inOrder", "note": "Tittade på två."])
            #expect(reviewed.headers[.location]?.hasPrefix("/readings/samples") == true)
            #expect(
                try await auditor.get("/readings/samples").text.contains(
                    Self.words("readings.outcome.inOrder")))
        }
    }

    @Test("what stands out, by days that are chosen")
    func unusual() async throws {
        try await Site.open { site in
            let number = try await site.here.orderedCase()
            site.here.time.set("2026-11-24", "03:00")
            _ = try await site.browser(.orderer).get("/cases/\(number)")
            let auditor = try await site.browser(.auditor)
            let page = try await auditor.get("/readings/unusual")
            #expect(
                page.text.contains(Self.words("readings.sign.outOfHours")) && page.tells(of: .greta).isEmpty)
            let other = try await auditor.get("/readings/unusual?from=2026-11-01&to=2026-11-02")
            #expect(other.text.contains(Self.words("readings.unusual.none")))
            for (query, fault) in [
                ("from=2026-11-02&to=2026-11-01", "readings.period.order"),
                ("from=x&to=2026-11-01", "form.day.wrong"),
            ] {
                let wrong = try await auditor.get("/readings/unusual?\(query)")
                #expect(wrong.code == 422 && wrong.text.contains(Self.words(fault)))
            }
        }
    }
}
