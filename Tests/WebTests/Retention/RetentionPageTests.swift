import Domain
import Storage
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("Files whose time is out, and files that are stopped")
struct RetentionPageTests {
    private var words: Words { Words.of(.swedish) }

    /// Greta's order was called off six years ago, and nobody has written about her since.
    private static func old(_ visit: @escaping @Sendable (Site, Browser) async throws -> Void) async throws {
        try await Site.open { site in
            let here = site.here
            let number = try await here.orderedCase(withLock: false)
            try await here.store.write(as: here.coordinator) {
                try $0.cancel(number, reason: "Beställd av misstag.")
            }
            let greta = try await here.id(of: .greta)
            let end = try LifeEvent(
                Answers([
                    "kind": "serviceEnded", "day": here.time.today.description, "toldBy": "Karin", "note": "",
                ]),
                today: here.time.today)
            let foreseen = try await here.store.show(as: here.orderer) {
                try $0.foresight(of: .serviceEnded, device: nil, for: greta)
            }.digest
            _ = try await here.store.write(as: here.orderer) {
                try $0.record(end, about: greta, foreseen: foreseen, reason: "")
            }
            here.time.advance(days: 366 * 6)
            try await here.store.write(as: .system) { try $0.set(.researchExemption, to: "none") }
            try await visit(site, try await site.browser(.routineOwner))
        }
    }

    @Test(
        "are shown with when they must be gone, disposed of by a decision, and stand in the log without a name"
    )
    func disposed() async throws {
        try await Self.old { site, browser in
            let page = try await browser.get("/retention")
            #expect(page.code == 200)
            for part in [
                SamplePerson.greta.name, "19610118-••••", words("retention.exemption.none"), "2032",
                words("retention.follows.final"),
            ] { #expect(page.text.contains(part), "\(part)") }
            #expect(
                try await site.column("SELECT page FROM readings ORDER BY position DESC LIMIT 1") == [
                    "retention"
                ])
            #expect(try await site.column("SELECT recipient_id FROM reading_people").isEmpty == false)

            let preview = try #require(page.value(of: "preview"))
            let refused = try await browser.post(
                "/retention/disposals", ["preview": preview, "decision": " "])
            #expect(refused.code == 422 && refused.fault(at: "decision") == words("form.required"))
            let changed = try await browser.post(
                "/retention/disposals", ["preview": "annan", "decision": "SN 2032-114"])
            #expect(changed.code == 409 && changed.text.contains(words("disposal.changed")))
            #expect(changed.value(of: "decision") == "SN 2032-114", "what was typed is still there")
            #expect(try await site.column("SELECT name FROM care_recipients") == [SamplePerson.greta.name])

            let done = try await browser.post(
                "/retention/disposals", ["preview": preview, "decision": "SN 2032-114"])
            #expect(done.code == 303)
            let after = try await browser.get("/retention?said=filesDisposed")
            #expect(after.tells(of: .greta).isEmpty)
            for part in ["SN 2032-114", words("retention.none"), words("said.filesDisposed")] {
                #expect(after.text.contains(part), "\(part)")
            }
            #expect(try await site.event(.filesDisposed) == 1)
        }
    }

    @Test("are handed over to the archive, received by the digest of what was fetched, and due then")
    func transferred() async throws {
        try await Self.old { site, browser in
            try await site.here.store.write(as: .system) {
                try $0.set(.researchExemption, to: "municipality")
            }
            let page = try await browser.get("/retention")
            #expect(page.text.contains(words("archive.count", count: 1)))
            #expect(try await browser.post("/retention/transfers", [:]).code == 303)
            let made = try await browser.get("/retention?said=archiveTransferMade")
            #expect(
                made.text.contains(words("archive.fetch")) && !made.text.contains(words("archive.receive")))

            let file = try await browser.post("/retention/transfers/1/file")
            #expect(file.code == 200 && file.headers[.contentType] == "application/xml")
            #expect(
                file.headers[.contentDisposition] == "attachment; filename=\"arkivleverans-1.xml\"")
            for part in [
                SamplePerson.greta.name, SamplePerson.greta.number, "title=\"\(words("archive.kind.home"))\"",
                "urn:hemtrygg:personal-files:1",
            ] { #expect(file.text.contains(part), "\(part)") }
            let fetched = try await browser.get("/retention")
            let digest = RandomToken.digest(file.bytes)
            #expect(fetched.body.contains(digest))
            #expect(try await browser.get("/assets/personal-files.xsd").text.contains("personalFiles"))

            let address = "/retention/transfers/1/receipt"
            let wrong = try await browser.post(address, ["reference": "KA 2032/17", "digest": "abc"])
            #expect(wrong.code == 422 && wrong.fault(at: "digest") == words("archive.digest.unknown"))
            #expect(wrong.value(of: "reference") == "KA 2032/17", "what was typed is still there")
            #expect(
                try await browser.post(address, ["reference": "KA 2032/17", "digest": digest]).code == 303)
            let after = try await browser.get("/retention")
            for part in [
                "KA 2032/17", words("archive.outcome.received"), words("archive.transfer", ["number": "1"]),
                SamplePerson.greta.name,
            ] { #expect(after.text.contains(part), "\(part)") }
            #expect(try await browser.post("/retention/transfers/1/file").code == 404)
            #expect(try await browser.post("/retention/transfers/x/file").code == 404)
        }
    }

    @Test("a transfer that is not made is withdrawn with a reason, and one is under way at a time")
    func withdrawn() async throws {
        try await Self.old { site, browser in
            try await site.here.store.write(as: .system) {
                try $0.set(.researchExemption, to: "municipality")
            }
            try await browser.post("/retention/transfers", [:])
            let second = try await browser.post("/retention/transfers", [:])
            #expect(second.code == 409 && second.text.contains(words("archive.underWay")))
            let coordinator = try await site.browser(.coordinator)
            let greta = try await site.here.id(of: .greta).text
            try await coordinator.post(
                "/people/\(greta)/hold", ["kind": "hold", "reason": "IVO har begärt handlingarna."])
            let changed = try await browser.post("/retention/transfers/1/file")
            #expect(changed.code == 409 && changed.text.contains(words("archive.changed")))
            let address = "/retention/transfers/1/withdrawal"
            let bare = try await browser.post(address, ["reason": ""])
            #expect(bare.code == 422 && bare.fault(at: "reason") == words("form.required"))
            #expect(try await browser.post(address, ["reason": "IVO har akten."]).code == 303)
            let after = try await browser.get("/retention")
            #expect(after.text.contains("IVO har akten."))
            #expect(after.text.contains(words("archive.left", count: 1)))
        }
    }

    @Test("an old extract keeps its sums, and neither names nor files")
    func extract() async throws {
        try await Site.open { site in
            let here = site.here
            _ = try await here.closedCase(withLock: false)
            let order = try await here.orderExtract()
            let address = "/extracts/\(try await here.makeExtract(in: order).text)"
            let coordinator = try await site.browser(.coordinator)
            #expect(try await coordinator.get(address).text.contains(SamplePerson.greta.name))
            here.time.advance(days: 366 * 8)
            let owner = try await site.browser(.routineOwner)
            let preview = try #require(try await owner.get("/retention").value(of: "preview"))
            try await owner.post("/retention/disposals", ["preview": preview, "decision": "SN 2034-7"])
            let again = try await site.browser(.coordinator)
            let page = try await again.get(address)
            #expect(page.code == 200 && page.tells(of: .greta).isEmpty)
            #expect(page.text.contains(words("extract.disposed")))
            #expect(try await again.get("\(address)/files/csv").code == 404)
        }
    }

    @Test("are stopped and released with a reason, and the person's page says so")
    func held() async throws {
        try await Self.old { site, browser in
            let greta = try await site.here.id(of: .greta).text
            let coordinator = try await site.browser(.coordinator)
            let address = "/people/\(greta)/hold"
            let empty = try await coordinator.post(address, ["kind": "hold", "reason": ""])
            #expect(empty.code == 422 && empty.chosen("kind") == ["hold"])
            try await coordinator.post(address, ["kind": "hold", "reason": "IVO har begärt handlingarna."])
            let person = try await coordinator.get("/people/\(greta)")
            #expect(person.text.contains(words("fileHold.hold")))
            #expect(person.text.contains("IVO har begärt handlingarna."))
            let list = try await browser.get("/retention")
            #expect(
                list.text.contains("IVO har begärt handlingarna.")
                    && list.text.contains(words("retention.none")))
            let again = try await coordinator.post(address, ["kind": "hold", "reason": "En gång till."])
            #expect(again.code == 409 && again.text.contains(words("fileHold.already")))
            let bare = try await coordinator.post("\(address)/release", ["kind": "hold", "reason-hold": ""])
            #expect(bare.code == 422 && bare.fault(at: "reason-hold") != nil)
            try await coordinator.post(
                "\(address)/release", ["kind": "hold", "reason-hold": "Ärendet är klart."])
            #expect(try await browser.get("/retention").text.contains(SamplePerson.greta.name))
            #expect(try await coordinator.get("/people/\(greta)").text.contains("Ärendet är klart."))
        }
    }

    @Test("under a restriction who somebody is stays as it is; an order is taken all the same")
    func restricted() async throws {
        try await Site.open { site in
            let here = site.here
            let number = try await here.orderedCase(withLock: false)
            let greta = try await here.id(of: .greta).text
            let coordinator = try await site.browser(.coordinator)
            try await coordinator.post(
                "/people/\(greta)/hold", ["kind": "restriction", "reason": "Bestrider telefonnumret."])
            let unit = try await site.browser(.orderer).get("/people/\(greta)")
            #expect(unit.text.contains(words("fileHold.about.restriction")))
            #expect(!unit.text.contains("Bestrider"), "why is for the team")
            let refused = try await coordinator.post(
                "/people/\(greta)/details/phone",
                ["value": "013-20 60 99", "from.day": "2026-11-20", "reason": "Nytt nummer."])
            #expect(refused.code == 409 && refused.text.contains(words("fileHold.restricted")))
            #expect(try await site.column("SELECT phone FROM care_recipients") == [SamplePerson.greta.phone])
            #expect(try await here.page(number).order.isOpen)
        }
    }

    @Test("the record of processing says what each routine in force asks for, and how long it is kept")
    func processing() async throws {
        try await Site.open { site in
            try await site.here.publishReturnsAndSettings()
            for person in [Municipality.Person.routineOwner, .auditor, .orderer] {
                let page = try await site.browser(person).get("/processing")
                #expect(page.code == 200)
                let routines = try await site.store.read(as: .system) { try $0.routinesInForce() }
                #expect(routines.count > 1)
                for routine in routines {
                    #expect(page.text.contains(routine.title.sv))
                    for field in routine.forms.flatMap(\.fields) {
                        #expect(page.text.contains(field.label.sv), "\(routine.slug) \(field.key)")
                    }
                    for system in routine.systems { #expect(page.text.contains(system.name)) }
                }
                #expect(page.text.contains("Sparas 9 år efter sista anteckningen"))
                #expect(
                    page.text.contains(
                        words("processing.safety.codes", ["roles": words("role.administrator")])))
            }
        }
    }
}

extension Municipality {
    fileprivate func publishReturnsAndSettings() async throws {
        try await store.write(as: .system) { tx in
            try tx.publish(ShippedRoutines.file("alarm-return.yaml"))
            try tx.set(.researchExemption, to: "birthDays")
            try tx.set(.personalFileYears, to: "9")
            try tx.set(.secondFactorRoles, to: "administrator")
        }
    }
}
