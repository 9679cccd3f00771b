import Domain
import TestSupport
import Testing

@testable import HTTPBase
@testable import Storage
@testable import Web

@Suite("A move in two halves, on the pages")
struct MovePageTests {
    private static func begun(
        _ site: Site, receiving change: (inout Answers) -> Void
    ) async throws -> (giver: CaseNumber, receiver: CaseNumber) {
        let here = site.here
        _ = try await here.closedCase(withLock: false)
        here.time.set("2026-11-25", "09:00")
        let giver = try await here.half(.handingOver, .moving(.handingOver))
        var answers = Answers.moving(.receiving)
        change(&answers)
        return (giver, try await here.half(.receiving, answers))
    }

    @Test(
        "I2 differing addresses are chosen between by name, faults stand at their fields, and what was typed is kept"
    )
    func settling() async throws {
        try await Site.open { site in
            let (giver, _) = try await Self.begun(site) { $0["newHome.street"] = "Nygatan 7" }
            let browser = try await site.browser(.coordinator)
            let task = "/cases/\(giver)/duties/agree"
            let form = try await browser.get(task)
            for said in ["Nygatan 5", "Nygatan 7", "Hemtjänst Lambohov", "Hemtjänst Ekholmen"] {
                #expect(form.text.contains(said), "\(said)")
            }
            let refused = try await browser.post(task, ["movesOn": "2026-12-02", "note": ""])
            #expect(refused.code == 422)
            for field in ["oldHome", "newHome", "note"] {
                #expect(refused.fault(at: field) != nil, "\(field)")
            }
            #expect(refused.value(of: "movesOn") == "2026-12-02")
            let badDay = try await browser.post(task, ["movesOn": "2026-02-30", "note": "Olga vet."])
            #expect(badDay.fault(at: "movesOn") != nil)

            let move = try #require(try await site.here.page(giver).move)
            let right = try #require(move.half(.receiving)?.terms?.newHome.id)
            let done = try await browser.post(
                task,
                [
                    "movesOn": "2026-12-02", "oldHome": move.oldHome.id.text, "newHome": right.text,
                    "note": "Olga har frågat henne.",
                ])
            #expect(done.code == 303)
            #expect(try await browser.get("/cases/\(giver)").text.contains("Nygatan 7"))
        }
    }

    @Test("I1 a unit is not shown the other's address while the halves differ")
    func unsettled() async throws {
        try await Site.open { site in
            let (giver, receiver) = try await Self.begun(site) { $0["newHome.street"] = "Nygatan 7" }
            let taking = try await site.browser(.otherOrderer).get("/cases/\(receiver)")
            #expect(taking.text.contains("Nygatan 7") && !taking.text.contains("Nygatan 5"))
            let giving = try await site.browser(.orderer).get("/cases/\(giver)")
            #expect(giving.text.contains("Nygatan 5") && !giving.text.contains("Nygatan 7"))
        }
    }

    @Test(
        "halves that are far apart in time are joined with one click, and a second click says that they are")
    func pairing() async throws {
        try await Site.open { site in
            let (giver, receiver) = try await Self.begun(site) { $0["movesOn"] = "2027-01-20" }
            let browser = try await site.browser(.coordinator)
            let page = try await browser.get("/cases/\(giver)")
            #expect(page.text.contains("Hör ihop med \(receiver)"))
            let nothing = try await browser.post("/cases/\(giver)/pairing", ["other": "VT-1"])
            #expect(nothing.code == 422)
            let joined = try await browser.post("/cases/\(giver)/pairing", ["other": receiver.text])
            #expect(joined.code == 303)
            let again = try await browser.post("/cases/\(giver)/pairing", ["other": receiver.text])
            #expect(again.code == 409)
            #expect(again.text.contains("En av halvorna har redan fått sin andra"))
        }
    }

    @Test("R1.10 R1.16 the one who books sees which unit named whom, for each home its own")
    func contacts() async throws {
        try await Site.open { site in
            let (giver, _) = try await Self.begun(site) { _ in }
            let form = try await site.browser(.coordinator).get("/cases/\(giver)/duties/book")
            for (name, unit) in [
                ("Olga Beställare", "Hemtjänst Ekholmen"), ("Anders Annan", "Hemtjänst Lambohov"),
            ] {
                let said = try Regex("Verksamheten: \(name)[^(]*\\(enligt \(unit)\\)")
                #expect(form.body.contains(said), "\(name)")
            }
        }
    }

    @Test("R1.12 who has a camera is ordered for under its routine from the same case")
    func linkedCamera() async throws {
        try await Site.open { site in
            let file = try ShippedRoutines.file("camera-move.yaml")
            try await site.here.store.write(as: .system) { try $0.publish(file) }
            _ = try await site.here.closedCase(withLock: false)
            var answers = Answers.moving(.handingOver)
            answers["hasCamera"] = "yes"
            let giver = try await site.here.half(.handingOver, answers)
            let browser = try await site.browser(.orderer)
            let begun = try await browser.post("/cases/\(giver)/duties/orderCameraGiver")
            #expect(begun.location.hasPrefix("/drafts/"))
            let form = try await browser.follow(begun)
            #expect(form.code == 200)
            #expect(form.text.contains("Flytta trygghetskamera eller byta utförare"))
        }
    }

    @Test(
        "I5 the booking proposes the moving day, and the case shows how long there is no alarm and what is agreed"
    )
    func withoutAnAlarm() async throws {
        try await Site.open { site in
            let (giver, receiver) = try await Self.begun(site) { _ in }
            let coordinator = try await site.browser(.coordinator)
            let form = try await coordinator.get("/cases/\(giver)/duties/book")
            #expect(form.value(of: "uninstall.day") == "2026-12-01")
            #expect(form.value(of: "install.day") == "2026-12-01")
            let pair = try site.here.pair(installOn: "2026-12-02", fallback: "Grannen sover där.")
            try await site.here.store.write(as: site.here.coordinator) {
                try $0.book("book", in: giver, pair: pair)
            }
            for (person, number) in [
                (Municipality.Person.coordinator, giver), (.orderer, giver), (.otherOrderer, receiver),
            ] {
                let page = try await site.browser(person).get("/cases/\(number)").text.withoutTags
                #expect(
                    page.contains("Utan larm: tis 1 dec 09:00–ons 2 dec 14:00"), "\(person)")
                #expect(page.contains("Överenskommet för tiden emellan: Grannen sover där."), "\(person)")
            }
        }
    }

    @Test("a move whose day has passed proposes no day that has gone")
    func dayGone() async throws {
        try await Site.open { site in
            let (giver, _) = try await Self.begun(site) { _ in }
            site.here.time.set("2026-12-02", "09:00")
            let form = try await site.browser(.coordinator).get("/cases/\(giver)/duties/book")
            #expect(form.value(of: "install.day") == "")
        }
    }

    @Test("I3 who goes on without a half is told first what becomes of what it might have asked for")
    func goingOnWithout() async throws {
        try await Site.open { site in
            let giver = try await site.here.half(.handingOver, .moving(.handingOver))
            let browser = try await site.browser(.coordinator)
            let told = "Ingen vet vad den verksamheten skulle ha bett om."
            let half = try await browser.get("/cases/\(giver)/duties/orderReceiver/waiver")
            #expect(half.text.contains(told))
            let other = try await browser.get("/cases/\(giver)/duties/unlinkLock/waiver")
            #expect(other.code == 200 && !other.text.contains(told))
        }
    }

    @Test("I3 the team is asked for the unit that takes over only where nobody has said which it is")
    func namingTheReceiver() async throws {
        try await Site.open { site in
            let here = site.here
            _ = try await here.closedCase(withLock: false)
            here.time.set("2026-11-25", "09:00")
            var answers = Answers.moving(.handingOver)
            answers["receivingUnit"] = ""
            let giver = try await here.half(.handingOver, answers)
            try await here.store.write(as: here.coordinator) {
                try $0.waive("orderReceiver", in: giver, reason: "Ingen vet vem som tar över.")
            }
            try await here.moveAlarm(in: giver)
            let browser = try await site.browser(.coordinator)
            let task = "/cases/\(giver)/duties/passResponsibility"
            #expect(try await browser.get(task).text.contains("Vilken verksamhet tar över brukaren?"))
            let refused = try await browser.post(task, ["day": "2026-12-01", "note": "Efter samtal."])
            #expect(refused.code == 422)
            #expect(refused.fault(at: "receiver")?.contains("Välj den verksamhet") == true)
            #expect(refused.value(of: "note") == "Efter samtal.")
            let done = try await browser.post(
                task, ["day": "2026-12-01", "note": "Efter samtal.", "receiver": here.lambohov.text])
            #expect(done.code == 303)
        }
    }

    @Test("I2 a half from another unit than the one that was named says so to the team, and only to the team")
    func anotherUnit() async throws {
        try await Site.open { site in
            let here = site.here
            _ = try await here.closedCase(withLock: false)
            try await here.store.write(as: .system) { tx in
                _ = try tx.ensureUnit("Hemtjänst Ryd", of: "Omsorg i Väst")
            }
            here.time.set("2026-11-25", "09:00")
            var answers = Answers.moving(.handingOver)
            answers["receivingUnit"] = "Hemtjänst Ryd"
            let giver = try await here.half(.handingOver, answers)
            _ = try await here.half(.receiving, .moving(.receiving))
            let said = "kommer från en annan verksamhet än den som angavs"
            #expect(try await site.browser(.coordinator).get("/cases/\(giver)").text.contains(said))
            #expect(try await !site.browser(.orderer).get("/cases/\(giver)").text.contains(said))
            let browser = try await site.browser(.coordinator)
            let task = "/cases/\(giver)/duties/agree"
            let form = try await browser.get(task)
            #expect(form.text.contains("Vilken verksamhet tar över brukaren?"))
            #expect(form.text.contains("Hemtjänst Ryd, som angavs från början."))
            let homes = try #require(try await here.page(giver).move)
            var typed = [
                "movesOn": "2026-12-01", "oldHome": homes.oldHome.id.text, "newHome": homes.newHome.id.text,
                "note": "Enhetschefen i Ryd.",
            ]
            let refused = try await browser.post(task, typed)
            #expect(refused.code == 422)
            #expect(refused.value(of: "note") == "Enhetschefen i Ryd.")
            typed["unit"] = "named"
            #expect(try await browser.post(task, typed).code == 303)
            let after = try await browser.get("/cases/\(giver)").text
            #expect(after.contains("Hemtjänst Ryd") && !after.contains(said))
        }
    }

    @Test("where the giver has named the receiver nobody is asked again")
    func receiverNamed() async throws {
        try await Site.open { site in
            let (giver, _) = try await Self.begun(site) { _ in }
            let task = "/cases/\(giver)/duties/passResponsibility"
            let form = try await site.browser(.coordinator).get(task)
            #expect(form.code == 200)
            #expect(!form.text.contains("Vilken verksamhet tar över brukaren?"))
        }
    }
}
