import Domain
import TestSupport
import Testing

@testable import Storage

/// That being let in follows what it was given for, and ends with it.
@Suite struct ProtectedAccessTests {
    private static let why = Answers(["reason": "Planerar besöket."])

    private static func protect(_ person: ID<CareRecipient>, in here: Municipality) async throws {
        let typed = Answers([
            "value": Protection.confidentialityMark.rawValue, "how": "changed",
            "from": here.time.today.description, "reason": "Enligt Skatteverket.",
        ])
        try await here.store.write(as: here.coordinator) { try $0.change(.protection, of: person, typed) }
    }

    /// Two who may be one, both protected; another coordinator is let in to the one who goes alone.
    private static func twice(
        _ engine: Engine
    ) async throws -> (
        here: Municipality, kept: ID<CareRecipient>, merged: ID<CareRecipient>, open: CaseNumber, other: Actor
    ) {
        let (here, kept, merged, open) = try await MergingTests().twice(engine)
        for person in [kept, merged] { try await protect(person, in: here) }
        let other = try await here.anotherCoordinator()
        try await here.store.write(as: here[.routineOwner]) {
            try $0.letIn(other.user, to: .person(merged), why)
        }
        return (here, kept, merged, open, other)
    }

    private static func sees(_ here: Municipality, _ person: ID<CareRecipient>, _ actor: Actor) async throws
        -> Bool
    {
        await refusal { _ = try await here.store.show(as: actor) { try $0.recipientPage(person) } } == nil
    }

    private static func sees(_ here: Municipality, _ number: CaseNumber, _ actor: Actor) async throws -> Bool
    {
        await refusal { _ = try await here.page(number, as: actor) } == nil
    }

    /// By which the actor is let in now, to a case or to all that is known.
    private static func accesses(
        _ here: Municipality, to person: ID<CareRecipient>, _ actor: Actor
    ) async throws -> [ID<ProtectedThing>] {
        try await here.store.read(as: .system) {
            try $0.all(
                """
                SELECT id FROM protected_access WHERE recipient_id = \(person) AND user_id = \(actor.user)
                    AND ended_at IS NULL ORDER BY CASE WHEN case_id IS NULL THEN 1 ELSE 0 END, id
                """
            ) { $0.id() }
        }
    }

    @Test(
        "whoever was let in to one of two is not let in to the other once they are two again",
        arguments: Engine.allCases)
    func parted(engine: Engine) async throws {
        let (here, kept, merged, open, other) = try await Self.twice(engine)
        #expect(try await !Self.sees(here, kept, other))
        try await MergingTests().merge(here, merged, into: kept, ["home": "kept"])
        #expect(try await Self.sees(here, kept, other))
        try await MergingTests().undo(here, merged, from: kept)
        #expect(try await !Self.sees(here, kept, other))
        #expect(try await Self.sees(here, merged, other))
        #expect(try await Self.accesses(here, to: kept, here.orderer).isEmpty, "the order was the other's")
        #expect(try await Self.sees(here, open, here.orderer))
        #expect(try await Self.sees(here, kept, here.coordinator))
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "what was given while they were one follows its case, and whoever is booked keeps seeing where to go",
        arguments: Engine.allCases)
    func given(engine: Engine) async throws {
        let (here, kept, merged, open, other) = try await Self.twice(engine)
        try await MergingTests().merge(here, merged, into: kept, ["home": "kept"])
        let order = try await here.page(open).order.id
        try await here.store.write(as: here[.routineOwner]) {
            try $0.letIn(here[.unitManager].user, to: .order(order), Self.why)
        }
        try await here.store.write(as: here[.routineOwner]) {
            try $0.letIn(here[.secondTechnician].user, to: .person(kept), Self.why)
        }
        try await here.reserveDevices(open, set: 2, withLock: false)
        let visit = try here.visit(on: "2026-12-08", at: "09:00", by: here[.secondTechnician])
        try await here.book(open, visit)
        try await MergingTests().undo(here, merged, from: kept)
        #expect(try await Self.sees(here, open, here[.unitManager]))
        #expect(try await Self.accesses(here, to: kept, here[.unitManager]).isEmpty)
        #expect(try await Self.sees(here, open, here[.secondTechnician]))
        #expect(try await Self.sees(here, open, other))
    }

    @Test("whoever was shut out of one of two who are one is out of both", arguments: Engine.allCases)
    func shutOutMerged(engine: Engine) async throws {
        let (here, kept, merged, _, other) = try await Self.twice(engine)
        try await MergingTests().merge(here, merged, into: kept, ["home": "kept"])
        let access = try #require(try await Self.accesses(here, to: kept, other).first)
        try await here.store.write(as: here[.routineOwner]) { try $0.shutOut(access) }
        try await MergingTests().undo(here, merged, from: kept)
        #expect(try await !Self.sees(here, merged, other))
        #expect(try await !Self.sees(here, kept, other))
    }

    @Test(
        "whoever was shut out of what they ordered stays out when it goes on, and when it is protected anew",
        arguments: Engine.allCases)
    func staysOut(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let number = try await here.orderedCase()
        try await here.protect(.greta)
        let greta = try await here.id(of: .greta)
        let access = try #require(try await Self.accesses(here, to: greta, here.orderer).first)
        try await here.store.write(as: here.coordinator) { try $0.cancel(number, reason: "Avböjer hjälpen.") }
        try await here.store.write(as: here[.routineOwner]) { try $0.shutOut(access) }
        try await here.store.write(as: here.coordinator) {
            try $0.resume(number, Answers(["reason": "Det var fel person som avböjde."]))
        }
        #expect(try await !Self.sees(here, number, here.orderer))
        let none = Answers(["value": "none", "how": "wrong", "reason": "Det gällde någon annan."])
        try await here.store.write(as: here.coordinator) { try $0.change(.protection, of: greta, none) }
        #expect(try await Self.sees(here, number, here.orderer))
        try await Self.protect(greta, in: here)
        #expect(try await !Self.sees(here, number, here.orderer))
        let order = try await here.page(number).order.id
        try await here.store.write(as: here[.routineOwner]) {
            try $0.letIn(here.orderer.user, to: .order(order), Self.why)
        }
        #expect(try await Self.sees(here, number, here.orderer), "let in by somebody")
    }

    @Test(
        "an order that goes on since an event was undone is seen by whoever sent it, if nobody shut them out",
        arguments: Engine.allCases, [false, true])
    func eventUndone(engine: Engine, wasShutOut: Bool) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let number = try await here.orderedCase()
        let greta = try await here.id(of: .greta)
        if wasShutOut {
            try await here.protect(.greta)
            let access = try #require(try await Self.accesses(here, to: greta, here.orderer).first)
            try await here.store.write(as: here[.routineOwner]) { try $0.shutOut(access) }
        }
        try await here.record(.deceased, by: here.coordinator)
        if !wasShutOut { try await Self.protect(greta, in: here) }
        #expect(try await !Self.sees(here, number, here.orderer))
        let event = try #require(
            try await here.store.read(as: here.coordinator) { try $0.lifeEvents(of: greta) }.first)
        try await here.store.write(as: here.coordinator) {
            try $0.undo(event.id, reason: "Det var en granne med samma namn.")
        }
        #expect(try await Self.sees(here, number, here.orderer) != wasShutOut)
    }

    @Test(
        "who is booked is shut out of what another door opens all the same, and of nothing more",
        arguments: Engine.allCases)
    func twoDoors(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase()
        try await here.protect(.greta)
        let greta = try await here.id(of: .greta)
        let owner = here[.routineOwner]
        try await here.store.write(as: owner) {
            try $0.letIn(here.technician.user, to: .person(greta), Self.why)
        }
        let both = try await Self.accesses(here, to: greta, here.technician)
        #expect(both.count == 2)
        let close = { (access: ID<ProtectedThing>) in
            await refusal { try await here.store.write(as: owner) { try $0.shutOut(access) } }
        }
        #expect(await close(both[1]) == nil)
        #expect(try await Self.sees(here, number, here.technician))
        #expect(await close(both[0]) == .conflict("protected.booked"))
        try await here.store.write(as: owner) {
            try $0.letIn(here.technician.user, to: .person(greta), Self.why)
        }
        #expect(await close(both[0]) == nil, "the person's own door stands open")
        #expect(try await Self.sees(here, number, here.technician))
    }

    @Test(
        "the queue tells whoever plans of what nobody in the team sees, also where the unit is waited for first",
        arguments: Engine.allCases)
    func unseenInQueue(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        _ = try await here.orderedCase()
        try await here.protect(.greta)
        let other = try await here.anotherCoordinator()
        let unseen = { (actor: Actor) in
            try await here.store.show(as: actor) { try $0.queue(.waitingOnUs, offset: 0) }.unseen
        }
        #expect(try await unseen(other) == 0)
        let coordinator = here.coordinator.user
        try await here.store.write(as: .system) {
            try $0.execute(
                "UPDATE protected_access SET ended_at = 1, ended_by = user_id WHERE user_id = \(coordinator)")
            try $0.execute("UPDATE cases SET waits_on = 'orderer', waits_duty = unit_duty")
        }
        #expect(try await unseen(other) == 1)
        #expect(try await unseen(here.technician) == 0, "who does not plan")
        #expect(try await unseen(here.orderer) == 0)
        #expect(try await here.store.read(as: here[.routineOwner]) { try $0.protectedWithoutReader() } == 1)
        try await here.store.write(as: .system) { try $0.execute("UPDATE cases SET team_since = NULL") }
        #expect(try await unseen(other) == 0, "nothing there is for the team to do")
    }

    @Test("who is let in to one of two in a case is none who sees it", arguments: Engine.allCases)
    func oneOfTwo(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        let number = try await here.cohabitantCase(.later)
        let people = [try await here.id(of: .greta), try await here.id(of: .osten)]
        for person in people { try await Self.protect(person, in: here) }
        let coordinator = here.coordinator.user
        try await here.store.write(as: .system) {
            try $0.execute(
                "UPDATE protected_access SET ended_at = 1, ended_by = user_id WHERE user_id = \(coordinator)")
        }
        let (owner, other) = (here[.routineOwner], try await here.anotherCoordinator())
        for (person, readers) in zip(people, [0, 1]) {
            try await here.store.write(as: owner) { try $0.letIn(other.user, to: .person(person), Self.why) }
            let line = try await here.store.show(as: owner) { try $0.protectedList() }.cases
                .first { $0.number == number }
            #expect(line?.teamReaders == readers)
            #expect(try await Self.sees(here, number, other) == (readers == 1))
            #expect(try await here.store.read(as: owner) { try $0.protectedWithoutReader() } == 1 - readers)
        }
    }

    @Test(
        "who is let in to a case sees it for thirty days after it ended, and again if somebody lets them in",
        arguments: Engine.allCases)
    func lapsed(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let greta = try await here.orderedCase()
        try await here.protect(.greta)
        let person = try await here.id(of: .greta)
        try await here.store.write(as: here[.unitManager]) {
            try $0.breakGlass(to: .person(person), Answers(["reason": "Larmet går sönder i natt."]))
        }
        let number = try await here.submit(
            try await here.draft(.order(), by: here[.unitManager]), by: here[.unitManager])
        here.time.advance(minutes: 40 * 24 * 60)
        #expect(try await Self.sees(here, number, here[.unitManager]), "it runs")
        #expect(try await Self.sees(here, greta, here.orderer))
        for order in [greta, number] {
            try await here.store.write(as: here.coordinator) {
                try $0.cancel(order, reason: "Avböjer hjälpen.")
            }
        }
        let (owner, order) = (here[.routineOwner], try await here.page(number).order.id)
        let readers = {
            try await here.store.show(as: owner) { try $0.protectedDoor(to: number) }.readers.map(\.name)
        }
        here.time.advance(minutes: 30 * 24 * 60 - 1)
        #expect(try await Self.sees(here, number, here[.unitManager]))
        #expect(try await readers().contains("Ulf Chef"))
        here.time.advance(minutes: 2)
        #expect(try await !Self.sees(here, number, here[.unitManager]))
        #expect(try await !Self.sees(here, greta, here.orderer))
        #expect(try await Self.sees(here, number, here.coordinator), "let in to the person")
        #expect(try await !readers().contains("Ulf Chef"))
        try await here.store.write(as: owner) {
            try $0.letIn(here[.unitManager].user, to: .order(order), Self.why)
        }
        #expect(try await Self.sees(here, number, here[.unitManager]))
        here.time.advance(minutes: 30 * 24 * 60)
        #expect(try await !Self.sees(here, number, here[.unitManager]))
        try await here.store.write(as: here.coordinator) {
            try $0.resume(greta, Answers(["reason": "Det var fel person som avböjde."]))
        }
        #expect(try await Self.sees(here, greta, here.orderer), "it runs again")
    }

    @Test(
        "nobody takes over somebody whom they are not let in to, and is told nothing by trying",
        arguments: Engine.allCases)
    func takeover(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.installedCase()
        let greta = try await here.id(of: .greta)
        try await here.protect(.greta)
        let take = { (actor: Actor, person: ID<CareRecipient>) in
            await refusal {
                try await here.store.write(as: actor) { tx in
                    let (from, to) = (try tx.unit(named: "Hemtjänst Ekholmen"), here.otherOrderer.unit)
                    let typed = Answers([
                        "to": to?.text ?? "", "day": tx.today.description, "note": "Ny utförare.",
                        "person.\(person)": "on",
                    ])
                    let takeover = try Takeover(typed, from: try #require(from), today: tx.today)
                    _ = try tx.takeOver(takeover)
                }
            }
        }
        let other = try await here.anotherCoordinator()
        #expect(await take(other, greta) == .conflict("takeover.changedMeanwhile"))
        #expect(await take(other, .sample(900)) == .conflict("takeover.changedMeanwhile"))
        #expect(await take(here.coordinator, greta) == nil)
    }

    @Test("whom a unit serves is counted as it is listed: the dead in neither", arguments: Engine.allCases)
    func served(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.installedCase()
        let counts = {
            try await here.store.read(as: here.coordinator) { try $0.servingUnits() }.map(\.people).reduce(
                0, +)
        }
        #expect(try await counts() == 1)
        try await here.record(.deceased, by: here.coordinator)
        #expect(try await counts() == 0)
        let listed = try await here.store.show(as: here.coordinator) {
            try $0.peopleServed(by: here.ekholmen)
        }
        #expect(listed.isEmpty)
    }

    @Test(
        "a foresight counts nobody of whom nothing is told among those who share a lock",
        arguments: Engine.allCases)
    func sharers(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.sharedLock()
        try await here.publishRepairs()
        here.time.set("2026-11-30", "09:00")
        try await here.protect(.osten)
        let other = try await here.anotherCoordinator()
        for (actor, count) in [(here.coordinator, 1), (other, 0)] {
            let seen = try await here.foresight(.deviceBroken, device: .sample(.lockUnit, 1), as: actor)
            #expect(seen.sharers == count)
        }
    }

    @Test(
        "a unit that is to send what an event has begun can be let in, though it serves them no longer",
        arguments: Engine.allCases)
    func draftOnly(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        try await here.publishReturns()
        here.time.set("2026-11-26", "09:00")
        let drafts = try await here.record(.serviceEnded, by: here.coordinator)
        #expect(drafts.count == 1)
        try await here.store.write(as: .system) {
            try $0.execute("UPDATE provider_responsibilities SET valid_to = \($0.now)")
            try $0.execute("DELETE FROM key_custody WHERE held_to IS NULL")
        }
        try await here.protect(.greta)
        let (manager, greta) = (here[.unitManager], try await here.id(of: .greta))
        #expect(try await here.store.show(as: manager) { try $0.drafts() }.isEmpty)
        let found = try await here.store.show(as: manager) {
            try $0.protectedPerson(number: SamplePerson.greta.number)
        }
        #expect(found == greta)
        let owner = here[.routineOwner]
        let unsent = { (actor: Actor) in
            try await here.store.read(as: actor) { try $0.protectedWithoutSender() }
        }
        #expect(try await unsent(owner) == 1)
        #expect(try await unsent(manager) == 1)
        #expect(try await unsent(here.orderer) == 0, "who can open for nobody")
        let door = try await here.store.show(as: owner) { try $0.protectedDoor(to: greta) }
        #expect(door.candidates.contains { $0.id == here.orderer.user })
        #expect(!door.candidates.contains { $0.id == here.otherOrderer.user })
        try await here.store.write(as: owner) {
            try $0.letIn(here.orderer.user, to: .person(greta), Self.why)
        }
        #expect(try await here.store.show(as: here.orderer) { try $0.drafts() }.map(\.id) == drafts)
        #expect(try await unsent(owner) == 0)
        #expect(try await unsent(manager) == 0, "somebody there can send it")
    }

    @Test(
        "keys stay in the list of whoever was let in to the case in which they were signed for, until they are given back",
        arguments: Engine.allCases)
    func keys(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase()
        try await here.checkOutKeys(number)
        try await here.protect(.greta)
        try await here.store.write(as: here.coordinator) {
            try $0.cancel(number, reason: "Avböjer hjälpen.")
        }
        here.time.advance(minutes: 40 * 24 * 60)
        #expect(try await !Self.sees(here, number, here.orderer))
        #expect(try await here.store.show(as: here[.unitManager]) { try $0.keyHoldings() }.isEmpty)
        let held = try await here.store.show(as: here.orderer) { try $0.keyHoldings() }
        let holding = try #require(held.first)
        let signed = holding.keys.receipt
        _ = try await here.store.show(as: here.orderer) { try $0.keyReceipt(signed, action: .viewed) }
        let hidden = await refusal {
            try await here.store.show(as: here[.unitManager]) { try $0.keyReceipt(signed, action: .viewed) }
        }
        #expect(hidden == .notFound)
        var last = ""
        for holding in held {
            let form = here.handoverForm(holding.keys)
            last = try await here.store.write(as: here.orderer) {
                try $0.giveBackKeys(holding.keys.id, typed: form)
            }
        }
        let receipt = last
        _ = try await here.store.show(as: here.orderer) { try $0.keyReceipt(receipt, action: .downloaded) }
        #expect(try await here.store.show(as: here.orderer) { try $0.keyHoldings() }.isEmpty)
        here.time.advance(minutes: 31 * 24 * 60)
        for number in [signed, receipt] {
            let gone = await refusal {
                try await here.store.show(as: here.orderer) { try $0.keyReceipt(number, action: .viewed) }
            }
            #expect(gone == .notFound)
        }
    }
}
