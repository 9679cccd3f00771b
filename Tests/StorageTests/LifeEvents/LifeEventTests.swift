import Domain
import TestSupport
import Testing

@testable import Storage

/// What happens in a life, and everything that follows from it (I6, I7, I17, I18).
@Suite struct LifeEventTests {
    /// Greta has an alarm and a lock; the routines of giving back and of moving are in force.
    private static func living(_ engine: Engine) async throws -> Municipality {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        try await here.publishReturns()
        here.time.set("2026-11-26", "09:00")
        return here
    }

    private static func lines(_ here: Municipality) async throws -> [LifeEventLine] {
        let id = try await here.recipient()
        return try await here.store.read(as: here.coordinator) { try $0.lifeEvents(of: id) }
    }

    @Test(
        "I6 a death is foreseen in full: orders that end, visits called off, the home, the services, what goes back",
        arguments: Engine.allCases)
    func foreseen(engine: Engine) async throws {
        let here = try await Self.living(engine)
        let (giver, _) = try await here.move()
        let fault = try await here.bookedFault()
        let foresight = try await here.foresight(.deceased)
        #expect(foresight.ending.map(\.number) == [giver, fault])
        #expect(foresight.visits.map(\.number) == [fault])
        #expect(foresight.leaves?.address.street == "Ekholmsvägen 14")
        #expect(foresight.services == ["treserva"])
        #expect(foresight.returns.map(\.sv) == ["Återlämna digitalt trygghetslarm"])
        #expect(foresight.mounted.map(\.serial.text) == ["KNAPP-1", "LARM-1", "LAS-1"])
        #expect(foresight.told == [], "who else is touched is the team's to know (I1)")
        let team = try await here.foresight(.deceased, as: here.coordinator)
        #expect(team.ending.count == 3, "the receiving unit's half too")
        #expect(team.told == ["Hemtjänst Ekholmen", "Hemtjänst Lambohov"])
        #expect(team.heldKeys == 2)
        #expect(try await here.page(fault).order.state == .submitted, "nothing has happened yet")
    }

    @Test(
        "I6 I17 a death ends orders and visits, frees what was reserved, ends the home and the services, and begins the order of giving back",
        arguments: Engine.allCases)
    func died(engine: Engine) async throws {
        let here = try await Self.living(engine)
        let (giver, receiver) = try await here.move()
        let fault = try await here.bookedFault()
        let drafts = try await here.record(.deceased, on: "2026-11-25")
        for number in [giver, receiver, fault] {
            #expect(try await here.page(number).order.state == .cancelled, "\(number)")
        }
        #expect(try await here.page(fault).visits.map(\.status) == [.cancelled])
        #expect(try await here.store.count("residencies", where: "valid_to IS NULL") == 0)
        #expect(
            try await here.store.rows("SELECT CAST(valid_to AS TEXT) FROM residencies")
                == [[String(Instant.written("2026-11-26", "00:00").milliseconds)]], "to the end of the day")
        #expect(try await here.store.rows("SELECT ended_on FROM granted_services") == [["2026-11-25"]])
        #expect(
            try await here.store.count("devices", where: "status = 'installed'") == 3,
            "the alarm hangs there until somebody has fetched it")
        let draft = try await here.store.show(as: here.orderer) { try $0.draft(drafts[0]) }
        #expect(draft.routine.slug == "alarm-return")
        #expect(draft.answers["reason"] == "deceased" && draft.answers["endedOn"] == "2026-11-25")
        #expect(draft.answers["recipientName"] == "Greta Åkerlund")
        #expect(draft.answers["home.street"] == "Ekholmsvägen 14")
        #expect(try await here.store.verify { _ in } == [])
        let again = await refusal { try await here.record(.serviceEnded) }
        #expect(again?.told == ["-: life.deceasedAlready"])
    }

    @Test(
        "I6 a death that was recorded in error is undone: the home, the services and the orders are as before, visits are booked anew",
        arguments: Engine.allCases)
    func undone(engine: Engine) async throws {
        let here = try await Self.living(engine)
        let fault = try await here.bookedFault()
        let drafts = try await here.record(.deceased, on: "2026-11-25")
        let event = try #require(try await Self.lines(here).first)
        let short = await refusal {
            try await here.store.write(as: here.orderer) { try $0.undo(event.id, reason: "Fel") }
        }
        #expect(short?.told == ["reason: correction.reason.short"])
        try await here.store.write(as: here.orderer) {
            try $0.undo(event.id, reason: "Det var en granne med samma namn.")
        }
        let order = try await here.page(fault).order
        #expect(order.state == .submitted)
        #expect(order.duty("book")?.isOpen == true && order.duty("tryFromAfar")?.isOpen == false)
        #expect(try await here.store.count("residencies", where: "valid_to IS NULL") == 1)
        #expect(try await here.store.count("granted_services", where: "ended_on IS NULL") == 1)
        #expect(try await here.store.count("drafts", where: "id = \(drafts[0])") == 0)
        #expect(try await Self.lines(here).first?.undone?.reason == "Det var en granne med samma namn.")
        let twice = await refusal {
            try await here.store.write(as: here.orderer) {
                try $0.undo(event.id, reason: "Det var en granne med samma namn.")
            }
        }
        #expect(twice?.told == ["-: life.undoneAlready"])
        #expect(try await here.store.verify { _ in } == [])
        try await here.book(fault, try here.visit(on: "2026-11-30"))
        try await here.record(.deceased)
        #expect(try await Self.lines(here).map { $0.undone == nil } == [true, false], "both are kept")
    }

    @Test(
        "I6 an order of giving back that was sent meanwhile is called off when the event is undone, as long as nothing is fetched",
        arguments: Engine.allCases)
    func undoneAfterSending(engine: Engine) async throws {
        let here = try await Self.living(engine)
        let drafts = try await here.record(.residentialCare)
        let draft = drafts[0]
        let sent = try await here.store.write(as: here.orderer) { tx in
            var answers = try tx.draft(draft).value.answers
            answers["recipientPhone"] = "013-20 60 01"
            answers["handover"] = "handIn"
            answers["keysHeld"] = "no"
            try tx.saveDraft(draft, answers: answers)
            return try tx.submit(draft)
        }
        #expect(try await here.page(sent).answers["reason"] == "residentialCare")
        let event = try #require(try await Self.lines(here).first)
        try await here.store.write(as: here.coordinator) {
            try $0.undo(event.id, reason: "Hon flyttade aldrig in.")
        }
        #expect(try await here.page(sent).order.state == .cancelled)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I6 for somebody who has died nothing is ordered but that it be taken back, and that gives them no home anew",
        arguments: Engine.allCases)
    func ordersAfterDeath(engine: Engine) async throws {
        let here = try await Self.living(engine)
        try await here.record(.deceased, on: "2026-11-25")
        let another = await refusal { try await here.orderedCase() }
        #expect(another?.told == ["recipientNumber: order.deceased"])
        let number = try await here.returnCase()
        #expect(try await here.store.count("residencies", where: "valid_to IS NULL") == 0)
        try await here.uninstall(number, .allWorking())
        #expect(try await here.store.count("installations", where: "valid_to IS NULL") == 0)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I6 I12 what takes back goes on when the service ends: a return that is booked, a lock that is changed",
        arguments: Engine.allCases)
    func takesBack(engine: Engine) async throws {
        let here = try await Self.living(engine)
        let number = try await here.returnCase { answers in
            answers["handover"] = "fetch"
            answers["bookingContacts.unit.use"] = "yes"
            answers["bookingContacts.unit.name"] = "Olga Beställare"
            answers["bookingContacts.unit.phone"] = "013-20 50 01"
        }
        try await here.book(number, try here.visit(on: "2026-11-30"))
        let foresight = try await here.foresight(.deceased)
        #expect(foresight.goingOn.map(\.number) == [number])
        #expect(foresight.ending == [] && foresight.visits == [] && foresight.returns == [])
        try await here.record(.deceased)
        #expect(try await here.page(number).visits.map(\.status) == [.planned])
    }

    @Test(
        "I18 at the hospital visits are called off and orders go on; home again, they are booked",
        arguments: Engine.allCases)
    func hospital(engine: Engine) async throws {
        let here = try await Self.living(engine)
        let fault = try await here.bookedFault()
        try await here.record(.hospital, on: "2026-11-24")
        #expect(try await here.page(fault).visits.map(\.status) == [.cancelled])
        #expect(try await here.page(fault).order.duty("book")?.isOpen == true)
        #expect(try await here.store.count("residencies", where: "valid_to IS NULL") == 1)
        #expect(
            await refusal { try await here.record(.hospital) }?.told == ["-: life.alreadyRecorded"])
        let event = try #require(try await Self.lines(here).first)
        for (day, fault) in [
            ("2026-11-23", "day: correction.endBeforeStart"), ("2026-11-27", "day: form.day.future"),
            ("", "day: form.required"),
        ] {
            let refused = await refusal {
                try await here.store.write(as: here.orderer) { try $0.end(event.id, on: day) }
            }
            #expect(refused?.told == [fault])
        }
        try await here.store.write(as: here.orderer) { try $0.end(event.id, on: "2026-11-26") }
        #expect(try await Self.lines(here).first?.overOn == Day("2026-11-26"))
        try await here.book(fault, try here.visit(on: "2026-11-30"))
        try await here.record(.hospital)
        #expect(try await Self.lines(here).count == 2)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("I16 a camera goes back under its own routine", arguments: Engine.allCases)
    func camera(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.supervisedCase()
        try await here.store.write(as: here.coordinator) {
            try $0.waive("uninstall", in: number, reason: "Kameran ska sitta kvar tills vidare.")
        }
        try await here.publishReturns()
        let foresight = try await here.foresight(.residentialCare)
        #expect(foresight.returns.map(\.sv) == ["Återlämna trygghetskamera"])
        let drafts = try await here.record(.residentialCare)
        #expect(drafts.count == 1)
        #expect(
            try await here.store.count("supervisions", where: "valid_to IS NULL") == 1,
            "it runs until somebody has called the alarm centre and taken the camera down")
    }

    @Test(
        "what has changed since it was foreseen is foreseen anew; nothing is done half",
        arguments: Engine.allCases)
    func changedMeanwhile(engine: Engine) async throws {
        let here = try await Self.living(engine)
        let id = try await here.recipient()
        let seen = try await here.foresight(.deceased).digest
        let fault = try await here.bookedFault()
        let event = try LifeEvent(
            Answers(["kind": "deceased", "day": "2026-11-26", "toldBy": "Dottern"]), today: here.time.today)
        let refused = await refusal {
            try await here.store.write(as: here.orderer) {
                try $0.record(event, about: id, foreseen: seen, reason: "Brukaren har avlidit.")
            }
        }
        #expect(refused?.told == ["-: life.changedMeanwhile"])
        #expect(try await here.page(fault).order.state == .submitted)
        #expect(try await Self.lines(here) == [])
    }

    @Test("two who record the same death make one of it", arguments: Engine.allCases)
    func twoAtOnce(engine: Engine) async throws {
        let here = try await Self.living(engine)
        let id = try await here.recipient()
        let event = try LifeEvent(
            Answers(["kind": "deceased", "day": "2026-11-26", "toldBy": "Dottern"]), today: here.time.today)
        let seen = try await here.foresight(.deceased).digest
        let outcomes = await withTaskGroup { group in
            for actor in [here.orderer, here.coordinator] {
                group.addTask {
                    await refusal {
                        try await here.store.write(as: actor) {
                            try $0.record(event, about: id, foreseen: seen, reason: "Brukaren har avlidit.")
                        }
                    }?.told
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count(where: { $0 == nil }) == 1)
        #expect(outcomes.compactMap(\.self) == [["-: life.deceasedAlready"]])
        #expect(try await Self.lines(here).count == 1)
    }

    @Test(
        "I1 a unit that does not serve somebody records nothing about them, nor does one without the right",
        arguments: Engine.allCases)
    func strangers(engine: Engine) async throws {
        let here = try await Self.living(engine)
        #expect(await refusal { try await here.foresight(.deceased, as: here.otherOrderer) } == .notFound)
        for person in [Municipality.Person.auditor, .routineOwner] {
            let refused = await refusal { try await here.foresight(.deceased, as: here[person]) }
            #expect(refused?.code == .forbidden, "\(person)")
        }
        try await here.record(.hospital)
        let event = try #require(try await Self.lines(here).first)
        let undo = await refusal {
            try await here.store.write(as: here.otherOrderer) {
                try $0.undo(event.id, reason: "Det var någon annan.")
            }
        }
        #expect(undo == .notFound)
        func recent(_ actor: Actor) async throws -> [LifeEventLine] {
            try await here.store.show(as: actor) { try $0.recentLifeEvents(since: Day(epochDay: 20_000)) }
        }
        #expect(try await recent(here.otherOrderer) == [])
        #expect(try await recent(here.orderer).map(\.kind) == [.hospital])
    }

    @Test(
        "bad input: an event is not undone while a later one stands on it; the later one first, then the earlier",
        arguments: Engine.allCases)
    func laterFirst(engine: Engine) async throws {
        let here = try await Self.living(engine)
        try await here.record(.residentialCare, on: "2026-11-24")
        try await here.record(.deceased, on: "2026-11-26")
        let lines = try await Self.lines(here)
        let refused = await refusal { try await Self.undo(here, lines[1]) }
        #expect(refused?.told == ["reason: life.laterFirst"])
        #expect(try await here.store.count("residencies", where: "valid_to IS NULL") == 0)
        try await Self.undo(here, lines[0])
        try await Self.undo(here, lines[1])
        #expect(try await here.store.count("residencies", where: "valid_to IS NULL") == 1)
        #expect(try await here.store.count("granted_services", where: "ended_on IS NULL") == 1)
        #expect(try await here.store.verify { _ in } == [])
    }

    private static func undo(_ here: Municipality, _ event: LifeEventLine) async throws {
        try await here.store.write(as: here.coordinator) {
            try $0.undo(event.id, reason: "Det var en granne med samma namn.")
        }
    }

    @Test("bad input: nothing ends before it began", arguments: Engine.allCases)
    func beforeItBegan(engine: Engine) async throws {
        let here = try await Self.living(engine)
        for kind in LifeEvent.Kind.allCases where kind.endsService || kind.leavesHome {
            let refused = await refusal { try await here.record(kind, on: "2026-11-01") }
            #expect(refused?.told == ["day: lifetime.factsAfter"], "\(kind)")
        }
        #expect(try await Self.lines(here) == [])
    }

    @Test(
        "R1.22 the other unit of a move learns what has happened and when, and not who told it",
        arguments: Engine.allCases)
    func toldToOthers(engine: Engine) async throws {
        let here = try await Self.living(engine)
        let (giver, receiver) = try await here.move()
        try await here.record(.deceased, on: "2026-11-25")
        for (number, actor) in [(giver, here.orderer), (receiver, here.otherOrderer)] {
            let told = try await here.page(number, as: actor).timeline.filter { $0.kind == .lifeEventTold }
            #expect(told.map(\.details) == [["life": "deceased", "day": "2026-11-25"]])
        }
        let event = try #require(try await Self.lines(here).first)
        try await Self.undo(here, event)
        let after = try await here.page(receiver, as: here.otherOrderer).timeline
        #expect(
            after.filter { $0.kind == .lifeEventRetracted }.map(\.details)
                == [["life": "deceased", "day": "2026-11-25"]])
        #expect(!after.contains { $0.kind == .lifeEventUndone })
    }

    @Test(
        "I7 whoever moves from the one they share a lock with loses their home here and their way in is ordered ended; the other keeps the lock",
        arguments: Engine.allCases)
    func cohabitantLeaves(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.sharedLock()
        try await here.publishReturns()
        let foresight = try await here.foresight(.movedOut, of: .osten)
        #expect(foresight.returns.map(\.sv) == ["Avsluta koppling till digital låsenhet"])
        #expect(foresight.mounted.map(\.serial.text) == ["LAS-1"])
        #expect(foresight.leaves != nil && foresight.services == [] && foresight.visits == [])
        let drafts = try await here.record(.movedOut, of: .osten)
        let draft = try await here.store.show(as: here.orderer) { try $0.draft(drafts[0]) }
        #expect(draft.answers["reason"] == "movedOut")
        #expect(draft.answers["endedOn"] == here.time.today.description)
        #expect(draft.answers["home.street"] == "Ekholmsvägen 14", "where the lock is")
        let osten = try await here.recipient(.osten)
        #expect(
            try await here.store.count("residencies", where: "recipient_id = \(osten) AND valid_to IS NULL")
                == 0)
        #expect(try await here.store.count("lock_links", where: "valid_to IS NULL") == 2, "until TES says so")
        #expect(try await Self.left(here) == [osten])

        let unlinking = try await here.unlinkCase(for: .osten)
        #expect(try await Self.left(here) == [], "somebody is at it")
        try await here.unlink(unlinking)
        #expect(try await here.store.count("lock_links", where: "valid_to IS NULL") == 1)
        #expect(try await Self.left(here) == [])
        #expect(try await here.store.verify { _ in } == [])
    }

    private static func left(_ here: Municipality) async throws -> [ID<CareRecipient>] {
        try await here.store.show(as: here.coordinator) { try $0.leftMounted() }.map(\.recipient)
    }

    @Test(
        "I8 whoever moves with an alarm of their own gets the move to order, filled in with what is known; undone, they never left",
        arguments: Engine.allCases)
    func movesWithAlarm(engine: Engine) async throws {
        let here = try await Self.living(engine)
        try await here.publishMoves()
        let foresight = try await here.foresight(.movedOut)
        #expect(foresight.returns.map(\.sv) == ["Flytta digitalt trygghetslarm"])
        let drafts = try await here.record(.movedOut)
        let draft = try await here.store.show(as: here.orderer) { try $0.draft(drafts[0]) }
        #expect(draft.answers["movesOn"] == "2026-11-26" && draft.answers["home.street"] == "Ekholmsvägen 14")
        #expect(draft.answers["recipientName"] == "Greta Åkerlund")
        let greta = try await here.recipient()
        #expect(try await Self.left(here) == [greta])
        let event = try #require(try await Self.lines(here).first)
        try await Self.undo(here, event)
        #expect(try await here.store.count("residencies", where: "valid_to IS NULL") == 1)
        #expect(try await here.store.count("drafts", where: "id = \(drafts[0])") == 0)
        #expect(try await Self.left(here) == [])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("the order of the move gives nobody back the home that they have left", arguments: Engine.allCases)
    func movesOn(engine: Engine) async throws {
        let here = try await Self.living(engine)
        try await here.publishMoves()
        try await here.record(.movedOut)
        let (giver, _) = try await here.move()
        let homes =
            "SELECT w.street FROM residencies r JOIN dwellings w ON w.id = r.dwelling_id WHERE r.valid_to IS NULL"
        #expect(try await here.store.rows(SQL(stringLiteral: homes)) == [])
        try await here.moveAlarm(in: giver)
        let street = Answers.moving(.handingOver)["newHome.street"]
        #expect(try await here.store.rows(SQL(stringLiteral: homes)) == [[street]])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "what was ended goes on when the event is undone, whatever day the end was corrected to",
        arguments: Engine.allCases)
    func correctedEnd(engine: Engine) async throws {
        let here = try await Self.living(engine)
        try await here.record(.serviceEnded, on: "2026-11-26")
        let greta = try await here.recipient()
        let service = try #require(
            try await here.store.show(as: here.coordinator) { try $0.recipientPage(greta) }.services.first)
        let typed = Answers([
            "effectuated": service.effectuatedOn.description, "ended": "2026-11-25",
            "reason": "Enligt beslutet.",
        ])
        try await here.store.write(as: here.coordinator) { try $0.correctService(service.id, typed) }
        try await Self.undo(here, try #require(try await Self.lines(here).first))
        #expect(try await here.store.count("granted_services", where: "ended_on IS NULL") == 1)
        #expect(try await here.store.verify { _ in } == [])
    }
}
