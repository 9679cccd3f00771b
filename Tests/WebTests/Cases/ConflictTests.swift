import Domain
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("Two at once: one wins, the other is told and loses nothing typed")
struct ConflictTests {
    private var words: Words { Words.of(.swedish) }

    @Test("a duty that somebody else has just done comes back as 409 with what was typed")
    func second() async throws {
        try await Site.open { site in
            let number = try await site.here.installedCase()
            let duty = "/cases/\(number)/duties/registerAlarm"
            let (first, second) = (
                try await site.browser(.technician), try await site.browser(.secondTechnician)
            )
            for browser in [first, second] { #expect(try await browser.get(duty).code == 200) }
            #expect(try await first.post(duty, ["day": "2026-11-24", "note": "först"]).code == 303)

            let answer = try await second.post(
                duty, ["day": "2026-11-23", "note": "Min \"egen\" <anteckning>"])
            #expect(answer.code == 409)
            #expect(answer.listedFaults == [self.words("duty.alreadyEnded")])
            #expect(answer.value(of: "note") == "Min \"egen\" <anteckning>")
            #expect(answer.value(of: "day") == "2026-11-23")
            #expect(answer.text.contains("Tove Tekniker"), "who was first is told")
            #expect(try await site.event(.attested) == 1)
        }
    }

    @Test("ten hands on one duty at once: it is done once")
    func atOnce() async throws {
        try await Site.open { site in
            let number = try await site.here.installedCase()
            let duty = "/cases/\(number)/duties/registerAlarm"
            let browser = try await site.browser(.technician)
            try await browser.get(duty)
            let codes = try await withThrowingTaskGroup(of: Int.self) { group in
                for hand in 0..<10 {
                    group.addTask {
                        try await browser.post(duty, ["day": "2026-11-24", "note": "hand \(hand)"]).code
                    }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(codes.sorted() == [303] + Array(repeating: 409, count: 9))
            #expect(try await site.event(.attested) == 1)
        }
    }

    @Test("a visit that clashes with another, or is over, comes back with what was typed")
    func visits() async throws {
        try await Site.open { site in
            let things = try await site.things(set: 1)
            let other = try await site.here.orderedCase(for: .osten)
            let browser = try await site.browser(.coordinator)
            let book = "/cases/\(other)/duties/book"
            let visit = [
                "day": "2026-11-24", "time": "08:30", "minutes": "45", "contacted": "Elsa",
                "callOutcome": "agreed",
                "technician": site.here.technician.user.text, "note": "Ring på",
            ]
            let clash = try await browser.post(book, visit)
            #expect(clash.code == 409)
            let said = self.words("visit.clash", ["time": "08:00"])
            #expect(clash.listedFaults.allSatisfy { $0.hasSuffix(said) } && clash.listedFaults.count == 1)
            for (name, value) in visit where !["technician", "callOutcome"].contains(name) {
                #expect(clash.value(of: name) == value)
            }
            #expect(clash.chosen("callOutcome") == ["agreed"])
            #expect(clash.body.contains("value=\"\(site.here.technician.user)\" selected"))

            try await browser.get("/visits/\(things.visit)/cancellation")
            let cancel = ["reason": "Brukaren är bortrest"]
            #expect(try await browser.post("/visits/\(things.visit)/cancellation", cancel).code == 303)
            for (page, field) in [("cancellation", "reason"), ("miss", "note")] {
                let typed = ["outcome": "nobodyHome", field: "Ingen öppnade"]
                let late = try await browser.post("/visits/\(things.visit)/\(page)", typed)
                #expect(late.code == 409)
                #expect(late.listedFaults == [self.words("visit.ended")])
                #expect(late.value(of: field) == "Ingen öppnade")
            }
        }
    }

    @Test("a device that somebody else took in the meantime is told with the number that was typed")
    func devices() async throws {
        try await Site.open { site in
            let first = try await site.here.orderedCase()
            let second = try await site.here.orderedCase(for: .osten)
            let browser = try await site.browser(.coordinator)
            try await browser.get("/cases/\(second)/reservations")
            #expect(try await browser.post("/cases/\(first)/reservations", ["serial": "LARM-1"]).code == 303)
            let answer = try await browser.post("/cases/\(second)/reservations", ["serial": "larm-1"])
            #expect([409, 422].contains(answer.code))
            #expect(answer.fault(at: "serial") != nil)
            #expect(answer.body.contains("value=\"larm-1\""))
            #expect(!answer.text.contains("Greta"), "whose it is, is not told")
        }
    }

    @Test("an order that was cancelled in the meantime refuses what comes after, and keeps what was typed")
    func cancelled() async throws {
        try await Site.open { site in
            let things = try await site.things()
            let (unit, team) = (try await site.browser(.orderer), try await site.browser(.coordinator))
            let order = "/cases/\(things.order)"
            let reason = ["reason": "Brukaren har flyttat till särskilt boende"]
            #expect(try await unit.post(order + "/cancellation", reason).code == 303)
            let again = try await team.post(order + "/cancellation", ["reason": "Dubbelbeställd"])
            #expect(again.code == 409)
            #expect(again.value(of: "reason") == "Dubbelbeställd")
            let waived = try await team.post(
                order + "/duties/journal/waiver", ["reason": "Behövs inte längre"])
            #expect(waived.code == 409)
            #expect(waived.value(of: "reason") == "Behövs inte längre")
            #expect(try await site.event(.caseCancelled) == 1)
        }
    }
}
