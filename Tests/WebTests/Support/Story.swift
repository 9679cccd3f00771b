import Domain
import HTTPTypes
import TestSupport
import Testing

@testable import HTTPBase

/// R2 from the granted service to the closed case, by three people in their browsers. Every page on the way
/// is opened, so that what must hold for every answer can be asked of all of them.
struct Story: Sendable {
    let site: Site
    let orderer: Browser
    let coordinator: Browser
    let technician: Browser
    let person: SamplePerson
    /// What is written into a field for free text, given its name.
    let text: @Sendable (String) -> String
    let code = "4711#port"

    static func open(
        _ site: Site, for person: SamplePerson = .greta, language: Language = .swedish,
        text: @escaping @Sendable (String) -> String = { "Text om \($0)" }
    ) async throws -> Story {
        let story = Story(
            site: site, orderer: try await site.browser(.orderer),
            coordinator: try await site.browser(.coordinator),
            technician: try await site.browser(.technician), person: person, text: text)
        for browser in story.browsers { browser.cookies[Cookies.language] = language.rawValue }
        return story
    }

    var browsers: [Browser] { [orderer, coordinator, technician] }
    var answers: [Answer] { browsers.flatMap(\.answers) }
    let number = "VT-2026-000001"
    var order: String { "/cases/\(number)" }

    /// Opens pages; none of them may be missing.
    func look(_ browser: Browser, _ addresses: [String]) async throws {
        for address in addresses {
            let answer = try await browser.get(address)
            #expect([200, 303].contains(answer.code), "\(answer.asked): \(answer.code)")
        }
    }

    /// Sends a form that must be accepted, and opens where it leads.
    func send(_ browser: Browser, _ address: String, _ fields: [String: String] = [:]) async throws {
        let answer = try await browser.post(address, fields)
        #expect(answer.code == 303, "\(answer.asked): \(answer.code) \(answer.listedFaults)")
        if answer.code == 303 { try await look(browser, [answer.location]) }
    }

    func tell() async throws {
        try await ordering()
        try await booking()
        try await visiting()
        try await answering()
        try await lookingBack()
    }

    private func ordering() async throws {
        try await look(orderer, ["/", "/routines/alarm-order"])
        let draft = try await orderer.post("/routines/alarm-order/drafts").location
        try await look(orderer, [draft])
        let answers = Answers.order(for: person) { answers in
            answers["entranceCode"] = code
            for field in ["home.street", "home.city", "lockDoor", "note", "bookingContacts.related.name"] {
                answers[field] = text(field)
            }
            answers["home.apartment"] = String(text("apartment").prefix(20))
        }
        try await orderer.post(draft, answers.values, .autosave)
        let checked = try await orderer.post(draft, answers.values.merging(["act": "check"]) { $1 })
        try await look(orderer, [checked.location, "/", draft])
        try await send(orderer, draft + "/submission")
        try await look(orderer, [order, order + "/receipt", "/cases", "/cases?view=all", "/"])
        try await look(
            orderer, [order + "/duties/keyReceipt", order + "/duties/journal", order + "/cancellation"])
        try await send(
            orderer, order + "/duties/keyReceipt",
            [
                "item1.kind": "homeKey", "item1.count": "1", "item1.label": text("label"),
                "cabinet": text("cabinet"),
                "handedOverBy": text("giver"), "receivedBy": text("taker"), "day": "2026-11-20",
            ])
        try await look(orderer, ["/key-receipts/N-2026-0001", "/key-receipts/N-2026-0001/pdf"])
        try await send(orderer, order + "/messages", ["text": text("message")])
    }

    private func booking() async throws {
        for view in [
            "", "?view=new", "?view=waitingOnUs", "?view=waitingOnOthers", "?view=late", "?view=ended",
        ] {
            try await look(coordinator, ["/cases" + view])
        }
        try await look(
            coordinator, ["/", order, order + "/reservations", order + "/duties/book", "/devices"])
        for serial in ["LARM-1", "KNAPP-1", "LAS-1"] {
            try await send(coordinator, order + "/reservations", ["serial": serial])
        }
        try await send(
            coordinator, order + "/duties/book",
            ["contacted": text("called"), "callOutcome": "noAnswer", "note": text("call")])
        try await send(coordinator, order + "/duties/book", visit("10:00", agreed: true))
        try await look(coordinator, [order, order + "/duties/journal/waiver", order + "/duties/book"])
        let visit = try await plannedVisit()
        for page in ["", "/rescheduling", "/cancellation", "/miss"] {
            try await look(coordinator, [visit + page])
        }
        let later = self.visit("11:00").merging(["reason": text("moved")]) { $1 }
        try await send(coordinator, visit + "/rescheduling", later)
    }

    private func visit(_ time: String, agreed: Bool = false) -> [String: String] {
        [
            "day": "2026-11-24", "time": time, "minutes": "60", "contacted": text("contacted"),
            "technician": site.here.technician.user.text, "note": text("visit"),
            "callOutcome": agreed ? "agreed" : "",
        ]
    }

    private func plannedVisit() async throws -> String {
        let number = try #require(CaseNumber(self.number))
        return "/visits/\(try #require(try await site.here.plannedVisit(in: number)))"
    }

    private func visiting() async throws {
        site.here.time.set("2026-11-24", "11:00")
        for browser in browsers { try await renew(browser) }
        let visit = try await plannedVisit()
        try await look(technician, ["/", "/today", "/today?day=2026-11-25", visit, order])
        try await reveal(in: visit)
        for key in ["installAlarm", "installLock"] { try await look(technician, [order + "/duties/\(key)"]) }
        let place = ["visit": String(visit.dropFirst("/visits/".count))]
        let failed = [
            "alarmBase.serial": "LARM-2", "alarmBase.test": "failed", "alarmBase.remark": text("remark"),
            "alarmButton.serial": "KNAPP-1", "alarmButton.test": "passed",
        ]
        let again = try await technician.post(order + "/duties/installAlarm", failed.merging(place) { $1 })
        #expect(again.code == 200 && again.fault(at: "alarmBase.serial") != nil)
        let passed = ["alarmBase.serial": "LARM-1", "alarmBase.test": "passed"]
        try await send(
            technician, order + "/duties/installAlarm", failed.merging(passed) { $1 }.merging(place) { $1 })
        try await send(
            technician, order + "/duties/installLock",
            [
                "lockUnit.serial": "LAS-1", "lockUnit.test": "passed", "originalPart": text("part"),
                "visit": place["visit"] ?? "",
            ])
        try await look(
            technician, [order + "/duties/leaflet", order + "/leaflet", order + "/leaflet?language=en"])
        try await send(technician, order + "/duties/leaflet", ["language": "sv", "day": "2026-11-24"])
        try await send(technician, visit + "/finish")
        try await look(technician, [visit, order + "/duties/registerAlarm"])
        for key in ["registerAlarm", "registerTes"] {
            try await send(technician, order + "/duties/\(key)", ["day": "2026-11-24", "note": text(key)])
        }
    }

    private func renew(_ browser: Browser) async throws {
        let person: Municipality.Person =
            browser === orderer ? .orderer : browser === coordinator ? .coordinator : .technician
        browser.cookies[Cookies.session] = try await site.browser(person).cookies[Cookies.session]
        browser.forgetToken()
    }

    /// The one answer that shows the code.
    private func reveal(in visit: String) async throws {
        let shown = try await technician.post(
            order + "/secret", ["field": "entranceCode", "visit": String(visit.dropFirst("/visits/".count))])
        #expect(shown.code == 200)
        #expect(shown.text.contains(code))
    }

    private func answering() async throws {
        try await look(coordinator, [order + "/duties/feedback"])
        try await send(coordinator, order + "/duties/feedback", ["text": text("feedback")])
        try await send(orderer, order + "/duties/journal", ["day": "2026-11-24", "note": text("journal")])
    }

    private func lookingBack() async throws {
        let number = try #require(CaseNumber(self.number))
        let page = try await site.here.page(number)
        #expect(page.order.state == .closed)
        let known = try page.order.requireRecipient()
        let (person, home) = ("/people/\(known.id)", "/dwellings/\(known.home)")
        for browser in browsers { try await look(browser, [order, person, "/cases?view=ended", "/cases"]) }
        try await look(orderer, ["/"])
        for browser in [coordinator, technician] {
            try await look(
                browser, [home, "/devices", "/devices/LARM-1", "/devices/LARM-2", "/devices/LAS-1"])
        }
    }
}
