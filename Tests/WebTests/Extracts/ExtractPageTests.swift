import Domain
import HTTPTypes
import Storage
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("Extracts of alarm customers, from the order to the files")
struct ExtractPageTests {
    private static let words = Words.of(.swedish)

    private static func draft(_ browser: Browser) async throws -> String {
        try await browser.post("/routines/alarm-extract/drafts").location
    }

    /// Greta has her alarm since 24 November; it is the 26th.
    private static func served(_ site: Site) async throws {
        try await site.here.store.write(as: .system) {
            _ = try $0.publish(ShippedRoutines.file("alarm-extract.yaml"))
        }
        _ = try await site.here.installedCase(withLock: false)
        site.here.time.set("2026-11-26", "09:00")
    }

    @Test(
        "R4.6 a holiday is named where the day was typed, with the nearest days; a day that does not exist is told so",
        arguments: [
            (
                "2027-06-25",
                "Dagen är midsommarafton. Välj en helgfri vardag i stället, närmast tors 24 juni 2027 eller mån 28 juni 2027."
            ),
            ("2026-11-28", "Dagen är en lördag."), ("2027-02-29", "Datumet finns inte."),
            ("2026-11-19", "Registret börjar 2026-11-20."),
        ])
    func refusedDay(asked: (day: String, said: String)) async throws {
        try await Site.open { site in
            try await Self.served(site)
            let browser = try await site.browser(.orderer)
            let draft = try await Self.draft(browser)
            let refused = try await browser.post(
                draft, ["act": "check", "asOf": asked.day, "note": "Till fakturan."])
            let page = refused.code == 303 ? try await browser.follow(refused) : refused
            #expect(page.code == 422)
            #expect(page.fault(at: "asOf")?.contains(asked.said) == true, "\(page.fault(at: "asOf") ?? "")")
            #expect(page.value(of: "asOf") == asked.day)
            #expect(page.text.contains("Till fakturan."))
        }
    }

    @Test(
        "R4.8 R4.9 R4.10 ordered by a unit, made by one click, fetched as files from the feedback; each fetching is logged"
    )
    func whole() async throws {
        try await Site.open { site in
            try await Self.served(site)
            let unit = try await site.browser(.orderer)
            let draft = try await Self.draft(unit)
            _ = try await unit.post(draft, ["act": "check", "asOf": "2026-11-25"])
            let receipt = try await unit.follow(try await unit.post(draft + "/submission"))
            #expect(receipt.code == 200)
            let number = "VT-2026-000002"
            let team = try await site.browser(.technician)
            let duty = try await team.get("/cases/\(number)/duties/produceExtract")
            #expect(duty.text.contains("2026-11-25, när dagen började"))
            #expect(duty.text.contains("lör 28 nov (helg), sön 29 nov (helg)"), "what the deadline skips")
            let made = try await team.post("/cases/\(number)/duties/produceExtract")
            #expect(made.code == 303)
            let told = try await team.follow(made)
            #expect(told.text.contains(Self.words("said.extractMade")))
            #expect(told.text.contains("LU-2026-0001 v1"))
            _ = try await team.post("/cases/\(number)/duties/feedback", ["text": "Här är utdraget."])

            let page = try await unit.get("/cases/\(number)")
            let files = page.addresses.filter { $0.contains("/files/") }
            #expect(files.map { $0.split(separator: "/").last.map(String.init) } == ["xlsx", "pdf", "csv"])
            for (address, start) in zip(files, ["PK", "%PDF", "Utdrag"]) {
                let file = try await unit.get(address)
                #expect(file.code == 200 && file.bytes.starts(with: Array(start.utf8)), "\(address)")
                #expect(
                    file.headers[.contentDisposition]?.hasPrefix("attachment; filename=\"LU-2026-0001-v1.")
                        == true)
                #expect(file.headers[.cacheControl]?.contains("no-store") == true)
            }
            #expect(
                try await site.count("readings", where: "action = 'downloaded' AND page = 'extract'") == 3)
            let csv = try await unit.get(files[2])
            #expect(
                csv.body.contains(
                    "LU-2026-0001 v1,2026-11-24T23:00:00.000Z,larmkund,Greta Åkerlund,19610118-2803,"))
            for sensitive in ["Ekholmsvägen", "013-20", "LARM-1", "1234"] {
                #expect(!csv.body.contains(sensitive), "nothing of \(sensitive)")
            }
            let own = try await unit.get("/extracts")
            #expect(own.text.contains("LU-2026-0001") && !own.text.contains("Greta Åkerlund"))
            #expect(!own.body.contains("name=\"scope\""))
            let other = try await site.browser(.otherOrderer)
            #expect(try await other.get(files[0]).code == 404)
        }
    }

    @Test(
        "R4.10 where a setting says so the CSV has a mark and semicolons, and opens in Excel by a double click"
    )
    func forExcel() async throws {
        try await Site.open { site in
            try await Self.served(site)
            let here = site.here
            try await here.store.write(as: .system) { try $0.set(.extractCSVForExcel, to: "yes") }
            let number = try await here.orderExtract()
            let team = try await site.browser(.technician)
            #expect(try await team.post("/cases/\(number)/duties/produceExtract").code == 303)
            let csv = try #require(
                try await team.get("/cases/\(number)").addresses.first { $0.hasSuffix("/csv") })
            let file = try await team.get(csv)
            #expect(file.bytes.starts(with: [0xEF, 0xBB, 0xBF]))
            #expect(file.body.contains(";larmkund;Greta Åkerlund;19610118-2803;"))
        }
    }

    @Test("where a setting says so an extract makes itself when its day has come, and goes to the unit")
    func automatic() async throws {
        try await Site.open { site in
            try await Self.served(site)
            let here = site.here
            let now = try await here.orderExtract()
            let later = try await here.orderExtract(asOf: "2026-12-01")
            let maker = AutomaticExtracts(store: site.store)
            #expect(try await maker.makeIfDue().made == 0, "not unless somebody has said so")
            here.time.advance(minutes: 10)
            try await here.store.write(as: .system) { try $0.set(.extractsMakeThemselves, to: "yes") }
            #expect(try await maker.makeIfDue().made == 1)
            #expect(try await here.page(now).order.state == .closed)
            #expect(try await here.page(later).order.state == .submitted)
            let unit = try await site.browser(.orderer)
            let page = try await unit.get("/cases/\(now)")
            #expect(page.addresses.count { $0.contains("/files/") } == 3)
            #expect(page.text.contains("Hemtrygg"))
            #expect(try await maker.makeIfDue().made == 0, "not twice")
            here.time.set("2026-12-01", "00:10")
            #expect(try await maker.makeIfDue().made == 1)
            #expect(try await here.page(later).order.state == .closed)
        }
    }

    @Test("what nobody ordered is made by the coordinator; a wrong form keeps what was typed")
    func unordered() async throws {
        try await Site.open { site in
            try await Self.served(site)
            let browser = try await site.browser(.coordinator)
            let refused = try await browser.post("/extracts", ["scope": "", "day": "2026-11-22"])
            #expect(refused.code == 422)
            #expect(refused.fault(at: "scope") != nil && refused.value(of: "day") == "2026-11-22")
            let sunday = try await browser.post("/extracts", ["scope": "municipality", "day": "2026-11-22"])
            #expect(sunday.fault(at: "day")?.contains("söndag") == true)
            let made = try await browser.post("/extracts", ["scope": "municipality", "day": ""])
            let page = try await browser.follow(made)
            #expect(page.text.contains("Hela kommunen") && page.text.contains("Greta Åkerlund"))
            #expect(page.text.contains("Hemtjänst Ekholmen"), "whose she is")
            let wrong = try await browser.post("/extracts", ["scope": "unit.x", "day": ""])
            #expect(wrong.code == 422)
        }
    }

    @Test("a new version shows first what differs and why, and goes out with a message")
    func version() async throws {
        try await Site.open { site in
            try await Self.served(site)
            let here = site.here
            let number = try await here.orderExtract()
            let first = try await here.makeExtract(in: number)
            try await here.giveFeedback(number)
            let back = try await here.returnCase()
            try await here.uninstall(back, .allWorking(withLock: false))
            let greta = try await here.page(back).order.requireRecipient().id
            let installed = try await here.store.show(as: here.coordinator) { try $0.recipientPage(greta) }
                .installations
            for line in installed {
                let typed = Answers([
                    "from.day": line.from.day.description, "from.time": line.from.clock.description,
                    "to.day": "2026-11-25", "to.time": "12:00", "reason": "Togs ned en dag tidigare.",
                ])
                try await here.store.write(as: here.coordinator) {
                    try $0.correct(.installation, line.fact, typed)
                }
            }
            let browser = try await site.browser(.coordinator)
            let form = try await browser.get("/extracts/\(first)/versions")
            for said in [
                "Borttagen", "Greta Åkerlund", "Rättad uppgift: Togs ned en dag tidigare.", "LU-2026-0001 v2",
            ] {
                #expect(form.text.contains(said), "\(said)")
            }
            let seen = try #require(form.value(of: "seen"))
            let empty = try await browser.post(
                "/extracts/\(first)/versions", ["message": "", "seen": seen])
            #expect(empty.code == 422 && empty.fault(at: "message") != nil)
            let agreed = ["message": "Använd den här.", "seen": seen]
            let made = try await browser.post("/extracts/\(first)/versions", agreed)
            #expect(made.code == 303)
            let twice = try await browser.post("/extracts/\(first)/versions", agreed)
            #expect(twice.code == 409, "what was looked at is sealed already")
            let unit = try await site.browser(.orderer)
            let page = try await unit.follow(made)
            #expect(page.text.contains("Rättad uppgift: Togs ned en dag tidigare."))
            let old = try await unit.get("/extracts/\(first)")
            #expect(old.text.contains(Self.words("extract.replaced")))
            #expect(try await unit.get("/cases/\(number)").text.contains("Använd den här."))
        }
    }
}
