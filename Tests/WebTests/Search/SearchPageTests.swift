import Domain
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("The search")
struct SearchPageTests {
    @Test("stands at the top of every page of those who can find anything, and is posted")
    func box() async throws {
        try await Site.open { site in
            for person in Municipality.Person.allCases {
                let page = try await site.browser(person).get("/search")
                let boxes = page.body.matches("<form class=\"search\" role=\"search\" method=\"([a-z]*)\"")
                let finds = page.code == 200
                #expect(finds == ![.routineOwner, .auditor, .administrator].contains(person), "\(person)")
                #expect(boxes == (finds ? ["post"] : []), "\(person)")
            }
            #expect(try await !site.visitor().get("/sign-in").body.contains("class=\"search\""))
        }
    }

    @Test("shows what was found by kind, each with its way there, and what was typed again")
    func found() async throws {
        try await Site.open { site in
            let things = try await site.things()
            let team = try await site.browser(.coordinator)
            let page = try await team.post("/search", ["q": "åkerlund greta"])
            #expect(page.code == 200)
            #expect(page.value(of: "q") == "åkerlund greta")
            for address in ["/people/\(things.recipient)", "/cases/\(things.order)"] {
                #expect(page.addresses.contains(address), "\(address)")
            }
            #expect(page.text.contains("19610118-••••") && !page.text.contains("2803"))
            let street = try await team.post("/search", ["q": "ekholmsvägen 14"])
            #expect(street.addresses.contains("/dwellings/\(things.dwelling)"))
            let device = try await team.post("/search", ["q": "larm-1"])
            #expect(device.addresses.contains("/devices/LARM-1"))

            let unit = try await site.browser(.orderer).post("/search", ["q": "ekholmsvägen 14"])
            #expect(unit.addresses.contains("/people/\(things.recipient)"))
            #expect(!unit.addresses.contains { $0.hasPrefix("/dwellings/") }, "where a unit may not go")
        }
    }

    @Test("I1 a unit is shown nothing of another's, and the same as for what is not there")
    func unseen() async throws {
        try await Site.open { site in
            let things = try await site.things()
            let other = try await site.browser(.otherOrderer)
            let nobody = try await other.post("/search", ["q": "Finns Inte"])
            #expect(nobody.text.contains("Inget hittades."))
            for text in ["Greta", things.person.number, things.order.text, "Ekholmsvägen 14", "LARM-1"] {
                let page = try await other.post("/search", ["q": text])
                #expect(page.code == 200)
                let said = page.body.replacing(page.value(of: "q") ?? "", with: "Finns Inte")
                #expect(said.readBack.contains("Inget hittades."), "\(text)")
                #expect(!page.addresses.contains { $0.hasPrefix("/people/") || $0.hasPrefix("/cases/") })
            }
        }
    }

    @Test(
        "nothing, too little and too much are told at the field, and what was typed stays",
        arguments: [
            ("", "Skriv något att söka på."), ("  ", "Skriv något att söka på."),
            ("Ö", "Skriv minst 2 bokstäver eller siffror."), ("%_", "Skriv minst 2 bokstäver eller siffror."),
        ])
    func refused(typed: (text: String, said: String)) async throws {
        try await Site.open { site in
            let browser = try await site.browser(.coordinator)
            let before = try await site.count("readings")
            let page = try await browser.post("/search", ["q": typed.text])
            #expect(page.code == 422)
            #expect(page.listedFaults == [typed.said])
            #expect(page.body.contains("href=\"#f-q\"") && page.body.contains("id=\"f-q\""))
            #expect(page.value(of: "q") == typed.text)
            #expect(try await site.count("readings") == before, "the register was not asked")
            let long = try await browser.post("/search", ["q": String(repeating: "å", count: 101)])
            #expect(long.listedFaults == ["Texten är för lång att söka på. Skriv högst 100 tecken."])
        }
    }

    @Test("bytes that are no text, and text that looks like code, find nothing and do nothing")
    func hostile() async throws {
        try await Site.open { site in
            _ = try await site.here.orderedCase()
            let browser = try await site.browser(.coordinator)
            for text in [
                "q=%FF%FEab", "q=ab%00cd", "q=%27%3B+DROP+TABLE+cases%3B--", "q=a%25b", "q=Gr_ta",
                "q=%C3%28xx",
            ] {
                let body = "csrf=\(browser.formToken)&\(text)"
                let page = try await browser.ask(
                    .post, "/search", [.contentType: "application/x-www-form-urlencoded"], body)
                #expect(page.code == 200, "\(text)")
                #expect(page.text.contains("Inget hittades."), "\(text)")
            }
            let danger = "\"><script>alert(1)</script>"
            let page = try await browser.post("/search", ["q": danger])
            #expect(!page.body.contains("<script>alert"))
            #expect(page.value(of: "q") == danger)
            #expect(try await site.count("cases") == 1)
        }
    }

    @Test("whom it showed is noted before it is shown; where that fails nothing is")
    func log() async throws {
        try await Site.open { site in
            let things = try await site.things()
            let browser = try await site.browser(.orderer)
            let page = try await browser.post("/search", ["q": "greta"])
            #expect(!page.tells(of: things.person).isEmpty)
            let actor = site.here.orderer
            let rows = try await site.column(
                """
                SELECT r.action || ' ' || r.page FROM readings r JOIN reading_people p ON p.reading_id = r.id
                WHERE p.recipient_id = \(things.recipient) AND r.user_id = \(actor.user)
                    AND r.assignment_id = \(actor.assignment) AND r.action = 'searched'
                """)
            #expect(rows == ["searched search"])
            site.store.breakWriting()
            let broken = try await browser.post("/search", ["q": "greta"])
            #expect(broken.code == 503)
            #expect(broken.tells(of: things.person).isEmpty)
        }
    }

    @Test("what was searched for stands in no address, no log, no event and no table")
    func nowhereElse() async throws {
        try await Site.open { site in
            _ = try await site.here.orderedCase(for: .osten)
            let browser = try await site.browser(.coordinator)
            let before = try await site.everything(but: ["readings", "sessions"])
            let typed = ["Gunvor Zetterqvist", "19610118-2803", "Hemliga gatan 3"]
            for text in typed {
                let page = try await browser.post("/search", ["q": text])
                #expect(page.code == 200 && page.location.isEmpty)
                #expect(!page.addresses.contains { $0.contains("Gunvor") || $0.contains("1961") })
            }
            #expect(try await site.everything(but: ["readings", "sessions"]) == before)
            let rows = try await site.everything(but: [])
            for trace in ["Zetterqvist", "zetterqvist", "196101182803", "610118-2803", "Hemliga"] {
                #expect(!rows.contains { $0.contains(trace) }, "\(trace)")
                #expect(!site.log.lines.contains { $0.contains(trace) }, "\(trace)")
            }
        }
    }
}
