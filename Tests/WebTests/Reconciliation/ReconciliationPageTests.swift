import Domain
import Storage
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("The pages on which other systems' lists are compared with the register")
struct ReconciliationPageTests {
    private static let words = Words.of(.swedish)
    private static let header = Municipality.listHeaders[.treserva] ?? ""
    private static let osten = "18900101-9802;Östen Ängström;Nyby;2026-08-01;2026-11-02;"

    private static func typed(
        _ rows: [String], header: String = header, act: String = "check", _ more: [String: String] = [:]
    ) -> [String: String] {
        [
            "source": "treserva", "asOf": "2026-11-20", "act": act,
            "file": ([header] + rows).joined(separator: "\r\n"),
        ].merging(more) { $1 }
    }

    @Test("a list is looked at first, with what would follow, and then taken whole")
    func taken() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.coordinator)
            #expect(try await browser.get("/reconciliation").text.contains(Self.words("reconcile.never")))
            let looked = try await browser.post("/reconciliation/lists", Self.typed([Self.osten]))
            #expect(looked.code == 200)
            #expect(looked.text.contains(Self.words("reconcile.sound", ["rows": "1"])))
            #expect(looked.text.contains("Insatsen verkställd men inget larm installerat"))
            #expect(looked.text.contains("Nyby (antal rader: 1)"))
            #expect(looked.body.contains("value=\"take\""))
            #expect(looked.value(of: "file")?.contains(Self.osten) == true)
            #expect(looked.chosen("column.effectuated") == ["Verkställd"])
            for table in ["received_lists", "list_rows", "list_differences"] {
                #expect(try await site.count(table) == 0, "\(table)")
            }
            let taken = try await browser.post(
                "/reconciliation/lists", Self.typed([Self.osten], act: "take"))
            #expect(taken.code == 303)
            let page = try await browser.follow(taken)
            #expect(page.text.contains(Self.words("said.listTaken")))
            #expect(page.body.contains("href=\"/reconciliation/kinds/effectuatedNotInstalled\""))
            let order = [
                "effectuatedNotInstalled", "installedNotEffectuated", "deceasedOrMoved", "serialMismatch",
            ].map { Self.words("reconcile.kind.\($0)") }
            let places = order.compactMap { page.text.firstRange(of: $0)?.lowerBound }
            #expect(places.count == order.count && places == places.sorted(), "the costly ones first")
            let again = try await browser.post(
                "/reconciliation/lists", Self.typed([Self.osten], act: "take"))
            #expect(again.code == 409)
            #expect(again.fault(at: "file")?.hasPrefix("Samma fil lästes in 2026-11-20") == true)
        }
    }

    @Test("what is wrong with a list is told by its line; it cannot be taken, and what was typed stays")
    func refused() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.coordinator)
            let rows = [Self.osten, "18900101-9802;Östen;;;2026-11-02;", "19610118-2804;Greta;;;i går;"]
            for (act, code) in [("check", 200), ("take", 422)] {
                let answer = try await browser.post("/reconciliation/lists", Self.typed(rows, act: act))
                #expect(answer.code == code)
                #expect(answer.text.contains(Self.words("reconcile.unsound", ["count": "3", "rows": "3"])))
                #expect(answer.text.contains(Self.words("reconcile.duplicatePerson", ["first": "2"])))
                #expect(answer.text.contains(Self.words("identity.checksum")))
                #expect(answer.text.contains(Self.words("reconcile.day")))
                #expect(!answer.body.contains("value=\"take\""))
                #expect(answer.value(of: "file")?.contains(rows[2]) == true)
                #expect(answer.value(of: "asOf") == "2026-11-20")
                #expect(answer.chosen("source") == ["treserva"])
            }
            let garbled = try await browser.post("/reconciliation/lists", Self.typed(["x;\u{FFFD};;;;"]))
            #expect(garbled.code == 422)
            #expect(garbled.fault(at: "file") == Self.words("reconcile.encoding.garbled", ["line": "2"]))
            #expect(try await site.count("received_lists") == 0)
        }
    }

    @Test("what the headers do not tell is chosen, and what is copied from a spreadsheet is read")
    func mapped() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.coordinator)
            let rows = ["18900101-9802\tÖsten\t2026-11-02"]
            let header = "A\tNamn\tVerkställd"
            let asked = try await browser.post("/reconciliation/lists", Self.typed(rows, header: header))
            #expect(asked.code == 422)
            #expect(asked.fault(at: "column.number") == Self.words("reconcile.column.missing.number"))
            #expect(asked.chosen("column.name") == ["Namn"])
            #expect(asked.chosen("column.decided") == ["-"])
            let chosen = try await browser.post(
                "/reconciliation/lists", Self.typed(rows, header: header, ["column.number": "A"]))
            #expect(chosen.code == 200)
            #expect(chosen.chosen("column.number") == ["A"])
            let taken = try await browser.post(
                "/reconciliation/lists",
                Self.typed(rows, header: header, act: "take", ["column.number": "A"]))
            #expect(taken.code == 303)
            #expect(try await site.column("SELECT number FROM list_rows") == ["189001019802"])
        }
    }

    @Test("a difference is decided on its own page, and a refusal keeps what was typed")
    func decided() async throws {
        try await Site.open { site in
            try await site.here.take(.treserva, [Self.osten])
            let browser = try await site.browser(.coordinator)
            let list = try await browser.get("/reconciliation/kinds/effectuatedNotInstalled")
            for said in [
                "Östen Ängström", "18900101-••••", Self.words("reconcile.person.unknown"),
                Self.words("reconcile.undecided.one"),
            ] { #expect(list.text.contains(said), "\(said)") }
            #expect(!list.text.contains("9802"))
            let address = try #require(list.addresses.first { $0.hasPrefix("/reconciliation/differences/") })
            #expect(try await browser.get(address).text.contains("18900101-9802"))
            let owner = site.here.coordinator.user.text
            let refused = try await browser.post(address, ["owner": owner, "decision": "explained"])
            #expect(refused.code == 422)
            #expect(refused.fault(at: "note") == Self.words("reconcile.note.missing"))
            #expect(refused.chosen("owner") == [owner])
            #expect(refused.chosen("decision") == ["explained"])
            let answer = try await browser.post(
                address, ["owner": owner, "decision": "explained", "note": "Larmet sätts upp i morgon."])
            #expect(answer.code == 303)
            let page = try await browser.follow(answer)
            #expect(page.value(of: "note") == "Larmet sätts upp i morgon.")
            #expect(page.text.contains(Self.words("reconcile.history")))
            let after = try await browser.get("/reconciliation/kinds/effectuatedNotInstalled")
            for said in ["Cecilia Samordnare", Self.words("reconcile.decision.explained")] {
                #expect(after.text.contains(said), "\(said)")
            }
            try await site.here.take(.treserva, ["18900101-9802;Östen;;2026-08-01;;"])
            let late = try await browser.post(address, ["decision": "correctHere"])
            #expect(late.code == 409)
            #expect(late.listedFaults == [Self.words("reconcile.resolved")])
            #expect(late.text.contains(Self.words("reconcile.isResolved")))
            let waiting = try await browser.get("/reconciliation/waiting")
            for said in ["Östen", "111 dagar", Self.words("reconcile.age.80")] {
                #expect(waiting.text.contains(said), "\(said)")
            }
            for missing in ["/reconciliation/differences/0", "/reconciliation/kinds/none"] {
                #expect(try await browser.get(missing).code == 404, "\(missing)")
            }
        }
    }

    @Test("I1 a routine owner comes there from the overview, and is told of nobody")
    func routineOwner() async throws {
        try await Site.open { site in
            _ = try await site.here.installedCase(withLock: false)
            site.here.time.set("2026-11-26")
            try await site.here.take(.treserva, ["19610118-2803;Greta Ek;;2026-10-01;;"])
            let id = try #require(try await site.here.standing().first?.id)
            let browser = try await site.browser(.routineOwner)
            #expect(try await browser.get("/overview").body.contains("href=\"/reconciliation\""))
            for address in [
                "/reconciliation", "/reconciliation/kinds/installedNotEffectuated",
                "/reconciliation/differences/\(id)", "/reconciliation/waiting",
            ] {
                let answer = try await browser.get(address)
                #expect(answer.code == 200)
                #expect(answer.tells(of: .greta).isEmpty, "\(address)")
                #expect(!answer.text.contains("Greta") && !answer.text.contains("LARM-1"), "\(address)")
            }
            let decided = try await browser.post(
                "/reconciliation/differences/\(id)", ["decision": "correctThere"])
            #expect(decided.code == 303)
            #expect(
                try await site.browser(.technician).get("/overview").body.contains("\"/reconciliation\"")
                    == false)
        }
    }

    @Test("a page of differences is 50 of them, however many there are, in as many statements")
    func paged() async throws {
        try await Site.open { site in
            let browser = try await site.browser(.coordinator)
            var costs: [Int] = []
            for count in [3, 120] {
                try await site.here.take(
                    .treserva, (0..<count).map { "\(SamplePerson.numbered($0).number);Prov;;;2026-11-01;" })
                _ = site.store.takeCounts()
                let page = try await browser.get("/reconciliation/kinds/effectuatedNotInstalled")
                costs.append(site.store.takeCounts().reads)
                #expect(page.body.matches("href=\"/reconciliation/differences/").count == min(count, 50))
            }
            #expect(costs[0] == costs[1])
            let last = try await browser.get("/reconciliation/kinds/effectuatedNotInstalled?from=100")
            #expect(last.body.matches("href=\"/reconciliation/differences/").count == 20)
            #expect(last.text.contains(Self.words("pager.summary", ["from": "101", "to": "120"])))
        }
    }
}
