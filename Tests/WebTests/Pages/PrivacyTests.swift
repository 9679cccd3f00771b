import Domain
import Foundation
import HTTPTypes
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("Personal data stand on the pages that need them and nowhere else")
struct PrivacyTests {
    private static let person = SamplePerson(
        name: "Gunvor Zetterqvist", number: "196101182803", phone: "013-987 65 43", street: "Ekholmsvägen 14")

    /// Everything by which the person, those around and the home could be known, in its various spellings.
    private static func traces(code: String) -> [String] {
        let (number, phone) = (person.number, person.phone.filter(\.isNumber))
        let plain = [
            number, String(number.suffix(10)), "\(number.prefix(8))-\(number.suffix(4))",
            "\(number.dropFirst(2).prefix(6))-\(number.suffix(4))", "Gunvor", "Zetterqvist", person.phone,
            phone,
            "0701740605", "070-174 06 05", "Karin", "Åkerlund", "Storgatan", code,
            "Beslut om larm", "Nyckeln ligger",
        ]
        let inAddresses = plain.compactMap { $0.addingPercentEncoding(withAllowedCharacters: .alphanumerics) }
        let inForms = plain.map(\.encoded)
        return Array(Set(plain + inAddresses + inForms))
    }

    private static func text(_ field: String) -> String {
        switch field {
        case "home.street": "Storgatan 7"
        case "home.city", "apartment": "Linköping"
        case "note", "message", "call", "visit", "remark": "Nyckeln ligger under krukan"
        case "feedback", "journal", "moved", "registerAlarm", "registerTes": "Beslut om larm finns"
        default: "Karin Åkerlund"
        }
    }

    /// The whole of R2, and what goes wrong on the way.
    private static func told(_ site: Site) async throws -> Story {
        let story = try await Story.open(site, for: person, text: text)
        try await story.tell()
        let spoiled = Answers.order(for: person) { $0["recipientNumber"] = "196101182804" }
        let draft = try await story.orderer.post("/routines/alarm-order/drafts").location
        try await story.orderer.post(draft, spoiled.values.merging(["act": "check"]) { $1 })
        try await story.orderer.post(draft, spoiled.values.merging(["act": "known"]) { $1 })
        try await story.orderer.post(draft, Answers.order(for: person).values, .autosave)
        try await story.orderer.post(draft + "/submission")
        try await site.visitor().post("/sign-in", ["login": person.name, "password": person.number])
        let refused = try await site.browser(.otherOrderer)
        try await refused.get(story.order)
        site.store.breakWriting()
        try await story.orderer.get(story.order)
        try await story.orderer.post(
            draft, Answers.order(for: person).values.merging(["act": "check"]) { $1 })
        return story
    }

    @Test("R2 no address, redirect, header, cookie, file name or line of the log tells of anybody")
    func nowhereElse() async throws {
        try await Site.open { site in
            let story = try await Self.told(site)
            let traces = Self.traces(code: story.code)
            for answer in story.answers {
                let headers = answer.headers.map { "\($0.name.rawName): \($0.value)" }.joined(separator: "\n")
                for trace in traces {
                    #expect(!answer.asked.contains(trace), "\(answer.asked): \(trace)")
                    #expect(!headers.contains(trace), "\(answer.asked): \(trace) in \(headers)")
                }
                for address in answer.addresses where !address.hasPrefix("tel:") {
                    for trace in traces { #expect(!address.contains(trace), "\(answer.asked): \(address)") }
                }
            }
            #expect(site.log.lines.count >= story.answers.count)
            for line in site.log.lines {
                for trace in traces { #expect(!line.contains(trace), "\(line): \(trace)") }
            }
        }
    }

    @Test("a line of the log tells what was asked for by its pattern, how it went and how long it took")
    func log() async throws {
        try await Site.open { site in
            let number = try await site.here.orderedCase()
            try await site.browser(.coordinator).get("/cases/\(number)?said=x")
            try await site.visitor().get("/nowhere/VT-2026-000001?q=1")
            let lines = site.log.lines.filter { $0.contains("route=") }
            #expect(lines.count == 2, "\(lines)")
            for part in ["method=GET", "route=/cases/{number}", "status=200", "milliseconds="] {
                #expect(lines.first?.contains(part) == true, "\(part)")
            }
            #expect(lines.last?.contains("status=404") == true, "\(lines)")
            #expect(
                !lines.contains { $0.contains("VT-2026") || $0.contains("nowhere") || $0.contains("q=1") })
        }
    }

    @Test(
        "the entrance code stands in the form where it is written and in the one answer that was asked for it"
    )
    func code() async throws {
        try await Site.open { site in
            let story = try await Story.open(site)
            try await story.tell()
            let shown = story.answers.filter { $0.text.contains(story.code) }.map(\.asked)
            let isForm = { (asked: String) in asked.contains(" /drafts/") && !asked.hasSuffix("/check") }
            #expect(shown.filter { !isForm($0) } == ["POST /cases/VT-2026-000001/secret"])
            #expect(shown.contains(where: isForm))
            #expect(try await site.event(.secretShown) == 1)
            #expect(try await site.count("readings", where: "page = 'case.secret'") == 1)
            #expect(try await site.count("secrets") == 0, "gone with the case")
            for table in ["events", "submissions", "readings", "drafts"] {
                let rows = try await site.everything(but: []).filter { $0.hasPrefix("\(table) ") }
                #expect(!rows.contains { $0.contains(story.code) }, "\(table)")
            }
        }
    }

    @Test(
        "a code that cannot be opened is said to be so on the page, which is whole, and in the log without the code"
    )
    func spoiledCode() async throws {
        try await Site.open { site in
            let things = try await site.things()
            let sealed = try await site.here.store.reading { connection in
                var value = ""
                try connection.query("SELECT value FROM secrets") { value = $0.text() }
                return value
            }
            try await site.here.store.writing { try $0.send("UPDATE secrets SET key_id = 'borta'") }
            for person in [Municipality.Person.technician, .orderer] {
                let answer = try await site.browser(person).post(
                    "/cases/\(things.order)/secret", ["field": "entranceCode"])
                #expect(answer.code == 200)
                #expect(answer.text.contains("Koden går inte att läsa. Fråga verksamheten"))
                #expect(answer.tells(of: things.person).contains(things.person.name))
                #expect(!answer.body.contains(sealed))
            }
            let lines = site.log.lines.filter { $0.contains("a secret cannot be opened") }
            #expect(lines.count == 2 && lines.allSatisfy { $0.contains("borta") && !$0.contains(sealed) })
            #expect(try await site.event(.secretShown) == 0)
            #expect(try await site.count("readings", where: "page = 'case.secret'") == 2)
        }
    }

    @Test("a draft whose code cannot be opened asks for it anew, and is not sent without it")
    func spoiledDraft() async throws {
        try await Site.open { site in
            let orderer = try await site.browser(.orderer)
            let draft = try await orderer.post("/routines/alarm-order/drafts").location
            try await orderer.post(draft, Answers.order(for: Self.person).values, .autosave)
            try await site.here.store.writing { try $0.send("UPDATE secrets SET value = 'x'") }
            for page in [try await orderer.get(draft), try await orderer.get(draft + "/check")] {
                #expect(page.text.contains("går inte att läsa längre. Skriv det igen"))
                #expect(page.text.contains("Zetterqvist"))
            }
            #expect(try await orderer.post(draft + "/submission").code == 422)
            #expect(try await site.count("cases") == 0)
            try await orderer.post(draft, Answers.order(for: Self.person).values, .autosave)
            #expect(try await orderer.post(draft + "/submission").code == 303)
        }
    }

    @Test("the entrance code is for those who see the case, and of that case only")
    func codeOfAnotherCase() async throws {
        try await Site.open { site in
            let first = try await site.things(set: 1)
            let second = try await site.things(for: .osten, set: 2)
            let fields = ["field": "entranceCode", "visit": second.visit.text]
            let answer = try await site.browser(.technician).post("/cases/\(first.order)/secret", fields)
            #expect(!(answer.tells(of: .osten).contains("Östen Ängström") && answer.text.contains("4711")))
            #expect(
                try await site.browser(.otherOrderer).post("/cases/\(first.order)/secret", fields).code == 404
            )
            #expect(
                try await site.browser(.administrator).post("/cases/\(first.order)/secret", fields).code
                    == 403)
        }
    }

    @Test(
        "only what the routine keeps secret can be asked for, and no invented word enters the history"
    )
    func inventedField() async throws {
        try await Site.open { site in
            let things = try await site.things()
            let browser = try await site.browser(.technician)
            let answer = try await browser.post("/cases/\(things.order)/secret", ["field": "Greta är sjuk"])
            #expect([404, 422].contains(answer.code))
            #expect(try await site.event(.secretShown) == 0)
        }
    }

    @Test("lists show the number masked; pages that need it show it whole")
    func masked() async throws {
        try await Site.open { site in
            let things = try await site.things()
            let browser = try await site.browser(.coordinator)
            let masked = PersonIdentifier(stored: things.person.number, kind: .personnummer).masked
            let queue = try await browser.get("/cases")
            #expect(queue.text.contains(masked))
            #expect(!queue.text.contains("2803"))
            #expect(try await browser.get("/cases/\(things.order)").text.contains("19610118-2803"))
        }
    }

    @Test("the municipality's own functions see no case, no person and no device")
    func functions() async throws {
        try await Site.open { site in
            let things = try await site.things()
            for person in [Municipality.Person.routineOwner, .auditor, .administrator] {
                let browser = try await site.browser(person)
                let start = try await browser.get("/")
                #expect(start.code == 200)
                #expect(start.tells(of: things.person).isEmpty)
                #expect(start.body.contains("href=\"/routines/alarm-order\""))
            }
        }
    }
}
