import Domain
import Storage
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("A duty's form with faults: told beside their fields, and nothing lost or half done")
struct DutyFaultTests {
    /// What is typed into which duty's form, and the word that stands at which field.
    struct Slip: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let duty: String
        let typed: [String: String]
        let faults: [String: String]
        var arguments: [String: String] = [:]

        init(
            _ description: String, _ duty: String, _ typed: [String: String], _ faults: [String: String],
            _ arguments: [String: String] = [:]
        ) {
            testDescription = description
            self.duty = duty
            self.typed = typed
            self.faults = faults
            self.arguments = arguments
        }

        static func alarm(
            _ description: String, _ typed: [String: String], _ faults: [String: String],
            _ arguments: [String: String] = [:]
        ) -> Slip {
            let right = [
                "alarmBase.serial": "LARM-1", "alarmBase.test": "passed", "alarmButton.serial": "KNAPP-1",
                "alarmButton.test": "passed",
            ]
            return Slip(description, "installAlarm", right.merging(typed) { $1 }, faults, arguments)
        }

        static func keys(_ description: String, _ typed: [String: String], _ faults: [String: String]) -> Slip
        {
            let right = [
                "item1.kind": "homeKey", "item1.count": "1", "item1.label": "A 1042", "item2.count": "0",
                "cabinet": "17",
                "handedOverBy": "Greta", "receivedBy": "Olga", "day": "2026-11-20",
            ]
            return Slip(description, "keyReceipt", right.merging(typed) { $1 }, faults)
        }
    }

    static let slips: [Slip] = [
        .alarm(
            "nothing filled in",
            ["alarmBase.serial": "", "alarmBase.test": "", "alarmButton.serial": "", "alarmButton.test": ""],
            [
                "alarmBase.serial": "device.serial.empty", "alarmBase.test": "install.test.missing",
                "alarmButton.serial": "device.serial.empty", "alarmButton.test": "install.test.missing",
            ]),
        .alarm(
            "a serial that nobody knows", ["alarmBase.serial": "LARM-404"],
            ["alarmBase.serial": "device.serial.unknown"], ["serial": "LARM-404"]),
        .alarm(
            "a serial of the wrong kind", ["alarmBase.serial": "KNAPP-2"],
            ["alarmBase.serial": "device.wrongKind"], ["kind": "alarmButton", "wanted": "alarmBase"]),
        .alarm(
            "a serial that sits in another home", ["alarmBase.serial": "LARM-3"],
            ["alarmBase.serial": "device.installedElsewhere"]),
        .alarm(
            "a serial with an emoji", ["alarmBase.serial": "LARM👵"],
            ["alarmBase.serial": "device.serial.characters"]),
        .alarm(
            "a serial of 100,000 characters", ["alarmBase.serial": String(repeating: "A", count: 100_000)],
            ["alarmBase.serial": "device.serial.length"]),
        .alarm(
            "no answer whether it works", ["alarmBase.test": ""], ["alarmBase.test": "install.test.missing"]),
        .keys(
            "no key at all", ["item1.count": "0"], ["item1.count": "keys.items.none"]),
        .keys("a dozen in words", ["item1.count": "tolv"], ["item1.count": "keys.items.count"]),
        .keys("21 keys", ["item1.count": "21"], ["item1.count": "keys.items.count"]),
        .keys(
            "a folded row half filled in", ["item5.kind": "entranceTag"],
            ["item5.count": "keys.items.count"]),
        .keys("nobody says of which sort", ["item6.count": "2"], ["item6.kind": "form.choose"]),
        .keys("no place in the cabinet", ["cabinet": " "], ["cabinet": "keys.cabinet.missing"]),
        .keys(
            "nobody named", ["handedOverBy": "", "receivedBy": ""],
            ["handedOverBy": "keys.handedOverBy.missing", "receivedBy": "keys.receivedBy.missing"]),
        .keys("a day to come", ["day": "2026-11-21"], ["day": "form.day.future"]),
        .keys("a day that is none", ["day": "i går"], ["day": "form.day.wrong"]),
        Slip(
            "a lock without its part", "installLock",
            ["lockUnit.serial": "LAS-1", "lockUnit.test": "passed"],
            ["originalPart": "install.originalPart.missing"]),
        Slip("no language", "leaflet", ["day": "2026-11-20"], ["language": "form.choose"]),
        Slip("no text", "feedback", ["text": " "], ["text": "form.required"]),
        Slip(
            "a book for an answer", "feedback", ["text": String(repeating: "å", count: 4001)],
            ["text": "form.tooLong"], ["limit": "4000"]),
        Slip("no day", "registerAlarm", ["day": "", "note": "n"], ["day": "form.required"]),
    ]

    /// A case in which the duty's time has come, and another home where LARM-3 sits.
    private static func prepared(for duty: String, _ site: Site) async throws -> CaseNumber {
        _ = try await site.here.installedCase(for: .osten, withLock: false, set: 3, at: "08:00")
        site.here.time.set("2026-11-20", "12:00")
        guard ["leaflet", "registerAlarm", "feedback"].contains(duty) else {
            return try await site.here.bookedCase()
        }
        let number = try await site.here.installedCase()
        if duty == "feedback" {
            for key in ["registerAlarm", "registerTes"] {
                try await site.here.attest(key, in: number, by: site.here.technician)
            }
            try await site.here.store.write(as: site.here.technician) {
                try $0.handOverLeaflet("leaflet", in: number, on: "2026-11-24", language: .swedish)
            }
        }
        return number
    }

    @Test("R2.4 R2.11–14 each slip of a duty's form", arguments: slips)
    func slip(slip: Slip) async throws {
        try await Site.open { site in
            let number = try await Self.prepared(for: slip.duty, site)
            let person: Municipality.Person = slip.duty == "keyReceipt" ? .orderer : .coordinator
            let left: Set = ["readings", "reading_people", "sessions", "events", "event_subjects"]
            let before = try await site.everything(but: left)
            for language in Language.allCases {
                let (browser, words) = (try await site.browser(person), Words.of(language))
                browser.cookies[Cookies.language] = language.rawValue
                let answer = try await browser.post("/cases/\(number)/duties/\(slip.duty)", slip.typed)
                #expect([409, 422].contains(answer.code))
                #expect(answer.listedFaults.count == slip.faults.count, "\(answer.listedFaults)")
                for (field, key) in slip.faults {
                    let said = words(Fault(key, field: field, slip.arguments))
                    #expect(answer.fault(at: field) == said)
                    #expect(answer.body.contains("href=\"#f-\(field.replacing(".", with: "-"))\""))
                }
                for (field, value) in slip.typed where !Text.cleaned(value).isEmpty {
                    let isKept =
                        answer.value(of: field) == Text.cleaned(value) || answer.chosen(field) == [value]
                    #expect(isKept, "\(field)")
                }
            }
            #expect(try await site.everything(but: left) == before)
        }
    }

    @Test("R2 a duty whose time has not come says so, and for what it waits")
    func blocked() async throws {
        try await Site.open { site in
            let number = try await site.here.orderedCase()
            let browser = try await site.browser(.technician)
            let duty = "/cases/\(number)/duties/registerAlarm"
            let page = try await browser.get(duty)
            #expect(page.code == 200)
            #expect(!page.body.contains("action=\"\(duty)\""), "there is nothing to send yet")
            #expect(page.text.contains("Installera och prova larmet"))
            let answer = try await browser.post(duty, ["day": "2026-11-20"])
            #expect(answer.code == 422)
            #expect(answer.listedFaults == [Words.of(.swedish)("duty.blocked")])
        }
    }

    @Test("what was typed is kept also where the visit was called off in the meantime")
    func blockedMeanwhile() async throws {
        try await Site.open { site in
            let things = try await site.things()
            let browser = try await site.browser(.technician)
            let duty = "/cases/\(things.order)/duties/installAlarm"
            try await browser.get(duty)
            try await site.here.store.write(as: site.here.coordinator) {
                try $0.cancelVisit(things.visit, reason: "Brukaren är bortrest")
            }
            for visit in ["", things.visit.text] {
                let answer = try await browser.post(
                    duty,
                    [
                        "alarmBase.serial": "LARM-1", "alarmBase.test": "passed", "visit": visit,
                        "alarmButton.serial": "KNAPP-1", "alarmButton.test": "passed",
                    ])
                #expect([409, 422].contains(answer.code))
                #expect(answer.listedFaults == [Words.of(.swedish)("duty.blocked")])
                #expect(answer.value(of: "alarmBase.serial") == "LARM-1")
                #expect(answer.value(of: "alarmButton.serial") == "KNAPP-1")
            }
        }
    }

    @Test("a booking with everything wrong names all of it at once")
    func booking() async throws {
        try await Site.open { site in
            let number = try await site.here.orderedCase()
            let browser = try await site.browser(.coordinator)
            let book = "/cases/\(number)/duties/book"
            let typed = [
                "day": "2026-11-31", "time": "25:00", "minutes": "5", "contacted": "", "technician": "",
                "callOutcome": "agreed", "note": "behåll mig",
            ]
            let answer = try await browser.post(book, typed)
            #expect(answer.code == 422)
            let words = Words.of(.swedish)
            for (field, key) in [
                ("day", "form.day.wrong"), ("time", "form.time.wrong"), ("minutes", "visit.minutes"),
                ("contacted", "visit.contacted.missing"), ("technician", "visit.technician.missing"),
            ] { #expect(answer.fault(at: field) == words(key)) }
            #expect(answer.listedFaults.count == 5)
            #expect(answer.value(of: "note") == "behåll mig")

            let gone = typed.merging([
                "day": "2026-11-19", "time": "10:00", "minutes": "60", "contacted": "Karin",
                "technician": site.here.technician.user.text,
            ]) { $1 }
            #expect(try await browser.post(book, gone).fault(at: "day") == words("visit.gone"))
            let far = gone.merging(["day": "2027-12-24"]) { $1 }
            #expect(try await browser.post(book, far).fault(at: "day") == words("visit.tooFar"))
            let someone = gone.merging(["day": "2026-11-24", "technician": site.here.orderer.user.text]) {
                $1
            }
            #expect(
                try await browser.post(book, someone).fault(at: "technician")
                    == words("visit.technician.missing"))
            #expect(try await site.count("visits") == 0)
        }
    }

    @Test("R2.13 an alarm that fails its test is not installed, and the way on is told")
    func failedTest() async throws {
        try await Site.open { site in
            let number = try await site.here.bookedCase()
            let browser = try await site.browser(.technician)
            let visit = try #require(try await site.here.plannedVisit(in: number))
            let answer = try await browser.post(
                "/cases/\(number)/duties/installAlarm",
                [
                    "alarmBase.serial": "LARM-1", "alarmBase.test": "failed", "alarmBase.remark": "Tyst",
                    "alarmButton.serial": "KNAPP-1", "alarmButton.test": "passed", "visit": visit.text,
                ])
            #expect(answer.code == 200)
            let said = Words.of(.swedish)("install.failed", ["serial": "LARM-1"])
            #expect(answer.fault(at: "alarmBase.serial") == said)
            #expect(answer.value(of: "alarmBase.serial")?.isEmpty == true, "another one is asked for")
            #expect(answer.value(of: "alarmButton.serial") == "KNAPP-1", "what was right is kept")
            #expect(answer.body.contains("action=\"/visits/\(visit)/finish\""), "on the visit's own page")
            #expect(try await site.count("installations") == 0)
            #expect(
                try await site.column("SELECT status FROM devices WHERE serial = 'LARM-1'") == ["inRepair"])
        }
    }

    @Test("I1 a unit's form that names a visit does not open the team's page")
    func visitOfTheTeam() async throws {
        try await Site.open { site in
            let things = try await site.things()
            let browser = try await site.browser(.orderer)
            for (duty, fields) in [("keyReceipt", ["day": ""]), ("journal", ["day": ""])] {
                let answer = try await browser.post(
                    "/cases/\(things.order)/duties/\(duty)",
                    fields.merging(["visit": things.visit.text]) { $1 })
                #expect([403, 404, 409, 422].contains(answer.code))
                #expect(!answer.body.contains("/visits/\(things.visit)"))
            }
        }
    }
}
