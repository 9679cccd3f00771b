import Domain
import TestSupport
import Testing

@testable import Storage

/// People whose data are protected: who is let in, and that nobody else is told that they are there.
@Suite struct ProtectedTests {
    private static let why = Answers(["reason": "Larmet går sönder i natt och ingen annan finns."])

    /// Installed with alarm, lock and keys; protected afterwards.
    private static func lived(_ engine: Engine) async throws -> (Municipality, CaseNumber) {
        let here = try await Municipality.open(engine)
        let number = try await here.installedCase()
        try await here.checkOutKeys(number)
        try await here.protect(.greta)
        return (here, number)
    }

    private static func order(_ here: Municipality, _ number: CaseNumber) async throws -> ProtectedThing {
        .order(try await here.page(number).order.id)
    }

    private static func list(_ here: Municipality, _ person: Municipality.Person) async throws
        -> ProtectedList
    {
        try await here.store.show(as: here[person]) { try $0.protectedList() }
    }

    @Test(
        "who recorded it sees the person, who works with the case sees that, and nobody else",
        arguments: Engine.allCases)
    func letIn(engine: Engine) async throws {
        let (here, number) = try await Self.lived(engine)
        let greta = try await here.id(of: .greta)
        _ = try await here.store.show(as: here.coordinator) { try $0.recipientPage(greta) }
        for person in [Municipality.Person.coordinator, .orderer] {
            #expect(try await here.page(number, as: here[person]).order.number == number)
        }
        let unseen = await refusal { try await here.page(number, as: here[.unitManager]) }
        #expect(unseen == .notFound)
        let page = await refusal {
            try await here.store.show(as: here.orderer) { try $0.recipientPage(greta) }
        }
        #expect(page == .notFound, "the case, and not all that is known")
        #expect(try await Self.list(here, .coordinator).cases.map(\.isOpen) == [true])
        #expect(try await Self.list(here, .unitManager).cases.map(\.isOpen) == [false])
    }

    @Test("in no queue, count, search, list of keys or page of devices", arguments: Engine.allCases)
    func lists(engine: Engine) async throws {
        let (here, number) = try await Self.lived(engine)
        for (person, isIn) in [
            (Municipality.Person.coordinator, true), (.secondTechnician, false), (.unitManager, false),
        ] {
            let actor = here[person]
            let queue = try await here.store.show(as: actor) { try $0.queue(.all, offset: 0) }
            #expect(queue.lines.map(\.number) == (isIn ? [number] : []))
            #expect(queue.counts[.all] == (isIn ? 1 : 0))
            for text in [SamplePerson.greta.number, "Greta", "Ekholmsvägen 14", number.text] {
                let term = try SearchTerm(text, today: here.time.today)
                let found = try await here.store.show(as: actor) { try $0.search(term) }
                #expect(found.isEmpty != isIn, "\(person) \(text)")
            }
        }
        #expect(try await here.store.show(as: here[.unitManager]) { try $0.keyHoldings() }.isEmpty)
        #expect(try await here.store.show(as: here.orderer) { try $0.keyHoldings() }.count == 2)
        for (person, count) in [(Municipality.Person.coordinator, 1), (.secondTechnician, 0)] {
            let page = try await here.store.show(as: here[person]) {
                try $0.devicePage(.sample(.alarmBase, 1))
            }
            #expect(page.installations.count == count)
            let lock = try await here.store.show(as: here[person]) {
                try $0.devicePage(.sample(.lockUnit, 1))
            }
            #expect(lock.installations.count == count && lock.links.count == count)
        }
        let unit = try await here.store.show(as: here[.unitManager]) { try $0.unitPage(here.ekholmen) }
        #expect(unit.people.isEmpty)
    }

    @Test("in no number of the overview; the extract counts them all the same", arguments: Engine.allCases)
    func numbers(engine: Engine) async throws {
        let (here, _) = try await Self.lived(engine)
        for (person, waiting) in [
            (Municipality.Person.coordinator, 1), (.routineOwner, 0), (.secondTechnician, 0),
        ] {
            let overview = try await here.store.show(as: here[person]) { try $0.overview() }
            #expect(overview.waiting.map(\.count).reduce(0, +) == waiting, "\(person)")
        }
        let draft = try await here.store.show(as: here.coordinator) {
            try $0.extractDraft(of: .municipality, on: nil)
        }
        #expect(draft.content.totals.total == 1)
    }

    @Test(
        "an order about them is its sender's alone, and told to nobody but by its number",
        arguments: Engine.allCases)
    func ordered(engine: Engine) async throws {
        let (here, _) = try await Self.lived(engine)
        let draft = try await here.draft()
        #expect(try await here.store.show(as: here[.unitManager]) { try $0.drafts() }.isEmpty)
        #expect(try await here.store.show(as: here.orderer) { try $0.drafts() }.count == 1)
        let number = try await here.submit(draft)
        #expect(try await here.page(number, as: here.orderer).order.number == number)
        let manager = await refusal { try await here.page(number, as: here[.unitManager]) }
        #expect(manager == .notFound)
        // The coordinator was let in to the person, and so to what comes.
        #expect(try await here.page(number).order.number == number)
        let technician = await refusal { try await here.page(number, as: here.technician) }
        #expect(technician == .notFound)
        let line = try #require(try await Self.list(here, .routineOwner).cases.first { $0.number == number })
        #expect(line.teamReaders == 1 && line.unitReaders == 1)
    }

    @Test("another unit that orders for them learns nothing of them by it", arguments: Engine.allCases)
    func elsewhere(engine: Engine) async throws {
        let (here, _) = try await Self.lived(engine)
        let greta = try await here.id(of: .greta)
        let number = SamplePerson.greta.number
        #expect(try await here.store.show(as: here.otherOrderer) { try $0.knownFacts(number: number) } == nil)
        let order = try await here.submit(
            try await here.draft(.order(), by: here.otherOrderer), by: here.otherOrderer)
        let own = try await here.page(order, as: here.otherOrderer)
        #expect(own.order.number == order && !own.timeline.contains { $0.kind == .letIn })
        let page = await refusal {
            try await here.store.show(as: here.otherOrderer) { try $0.recipientPage(greta) }
        }
        #expect(page == .notFound)
        // Nor does its manager by the door.
        let manager = try await here.otherManager()
        #expect(try await here.store.show(as: manager) { try $0.protectedPerson(number: number) } == nil)
        let door = await refusal {
            try await here.store.show(as: manager) { try $0.protectedDoor(to: greta) }
        }
        #expect(door == .notFound)
        let readers = try await here.store.show(as: manager) { try $0.protectedDoor(to: order) }.readers
        #expect(readers.map(\.name) == ["Anders Annan"], "and not who else works with her")
    }

    @Test("the technician who is to make the visit sees its case", arguments: Engine.allCases)
    func booked(engine: Engine) async throws {
        let (here, _) = try await Self.lived(engine)
        let number = try await here.submit(try await here.draft())
        try await here.reserveDevices(number, set: 2)
        try await here.book(number, try here.visit(on: "2026-11-26", at: "09:00"))
        #expect(try await here.page(number, as: here.technician).order.number == number)
        let day = try #require(Day("2026-11-26"))
        #expect(try await here.store.show(as: here.technician) { try $0.visits(on: day) }.count == 1)
        let other = await refusal { try await here.page(number, as: here[.secondTechnician]) }
        #expect(other == .notFound)
    }

    @Test(
        "broken glass: for a reason, for four hours, told to whoever answers, and reviewed by another",
        arguments: Engine.allCases)
    func brokenGlass(engine: Engine) async throws {
        let (here, number) = try await Self.lived(engine)
        let order = try await Self.order(here, number)
        for (typed, key) in [("", "form.required"), ("akut", "protected.reason.short")] {
            let refused = await refusal {
                try await here.store.write(as: here[.unitManager]) {
                    try $0.breakGlass(to: order, Answers(["reason": typed]))
                }
            }
            #expect(refused == .invalid(key, field: "reason"))
        }
        #expect(try await here.store.count("protected_access", where: "ground = 'brokenGlass'") == 0)
        try await here.store.write(as: here[.unitManager]) { try $0.breakGlass(to: order, Self.why) }
        #expect(try await here.page(number, as: here[.unitManager]).order.number == number)
        #expect(try await here.store.read(as: here[.routineOwner]) { try $0.unreviewedGlass() } == 1)
        let told = try #require(try await Self.list(here, .routineOwner).broken.first)
        #expect(
            told.who == "Ulf Chef" && told.order == number && told.reason == Self.why["reason"]
                && told.review == nil)
        #expect(told.at.adding(minutes: 240) == told.endsAt)

        // The log tells that it was for the glass, and the reason to whoever may be told of the person.
        let log = try await here.store.read(as: here[.auditor]) { try $0.readings(ReadingFilter()) }.readings
        let manager = log.filter { $0.who == "Ulf Chef" && $0.page == "case" }
        #expect(manager.map(\.brokenGlass) == [""])
        #expect(log.filter { $0.who != "Ulf Chef" }.allSatisfy { $0.brokenGlass == nil })
        let greta = try await here.id(of: .greta)
        try await here.store.write(as: here[.routineOwner]) {
            try $0.letIn(here[.auditor].user, to: .person(greta), Self.why)
        }
        let letIn = try await here.store.read(as: here[.auditor]) { try $0.readings(ReadingFilter()) }
            .readings
        #expect(letIn.compactMap(\.brokenGlass) == [Self.why["reason"]])

        here.time.advance(minutes: 241)
        let shut = await refusal { try await here.page(number, as: here[.unitManager]) }
        #expect(shut == .notFound)

        let bare = await refusal {
            try await here.store.write(as: here[.routineOwner]) {
                try $0.reviewGlass(told.id, Answers(["outcome": "unjustified"]))
            }
        }
        #expect(bare == .invalid("form.required", field: "note"))
        try await here.store.write(as: here[.routineOwner]) {
            try $0.reviewGlass(
                told.id, Answers(["outcome": "unjustified", "note": "Kollegan var på plats."]))
        }
        #expect(try await here.store.read(as: here[.routineOwner]) { try $0.unreviewedGlass() } == 0)
        let reviewed = try #require(try await Self.list(here, .routineOwner).broken.first)
        #expect(reviewed.review == .unjustified && reviewed.note == "Kollegan var på plats.")
        #expect(try await here.store.count("events", where: "details LIKE '%Kollegan%'") == 0)
        let twice = await refusal {
            try await here.store.write(as: here[.routineOwner]) {
                try $0.reviewGlass(told.id, Answers(["outcome": "justified"]))
            }
        }
        #expect(twice == .notFound)
    }

    @Test("nobody breaks glass beyond their reach, or without the right to", arguments: Engine.allCases)
    func beyondReach(engine: Engine) async throws {
        let (here, number) = try await Self.lived(engine)
        let order = try await Self.order(here, number)
        let greta = try await here.id(of: .greta)
        let open = try await here.orderedCase(for: .osten)
        let unprotected = try await Self.order(here, open)
        for person in [
            Municipality.Person.orderer, .otherOrderer, .technician, .auditor, .administrator, .routineOwner,
        ] {
            for thing in [order, .person(greta)] {
                let refused = await refusal {
                    try await here.store.write(as: here[person]) { try $0.breakGlass(to: thing, Self.why) }
                }
                #expect(refused == .forbidden("error.forbidden"), "\(person)")
            }
        }
        let manager = try await here.otherManager()
        for thing in [order, .person(greta), unprotected, .order(.sample(900)), .person(.sample(901))] {
            let refused = await refusal {
                try await here.store.write(as: manager) { try $0.breakGlass(to: thing, Self.why) }
            }
            #expect(refused == .notFound)
        }
        #expect(try await here.store.show(as: manager) { try $0.protectedList() }.cases.isEmpty)
        #expect(
            try await here.store.show(as: manager) {
                try $0.protectedPerson(number: SamplePerson.greta.number)
            } == nil)
        let found = try await here.store.show(as: here[.unitManager]) {
            try $0.protectedPerson(number: SamplePerson.greta.number)
        }
        #expect(found == greta)
        #expect(
            try await here.store.show(as: here[.unitManager]) {
                try $0.protectedPerson(number: SamplePerson.osten.number)
            } == nil, "who is not protected is not found here")
    }

    @Test(
        "whoever answers for them lets in those who work there, and shuts them out",
        arguments: Engine.allCases)
    func listed(engine: Engine) async throws {
        let (here, number) = try await Self.lived(engine)
        let order = try await Self.order(here, number)
        let owner = here[.routineOwner]
        let door = try await here.store.show(as: owner) { try $0.protectedDoor(to: number) }
        #expect(door.candidates.contains { $0.id == here[.unitManager].user })
        #expect(!door.candidates.contains { $0.id == here.orderer.user }, "is in already")
        for stranger in [here.otherOrderer.user, here[.auditor].user, owner.user] {
            let refused = await refusal {
                try await here.store.write(as: owner) { try $0.letIn(stranger, to: order, Self.why) }
            }
            #expect(refused == .invalid("protected.user", field: "user"))
        }
        try await here.store.write(as: owner) { try $0.letIn(here[.unitManager].user, to: order, Self.why) }
        #expect(try await here.page(number, as: here[.unitManager]).order.number == number)
        let reader = try #require(
            try await here.store.show(as: owner) { try $0.protectedDoor(to: number) }.readers.first)
        #expect(reader.name == "Ulf Chef" && reader.ground == .listed && !reader.isWhole)
        try await here.store.write(as: owner) { try $0.shutOut(reader.access) }
        let refused = await refusal { try await here.page(number, as: here[.unitManager]) }
        #expect(refused == .notFound)
        #expect(
            try await here.store.count("protected_access", where: "ended_at IS NOT NULL") == 1,
            "and it is kept")
        let unseen = await refusal { try await here.page(number, as: owner) }
        #expect(unseen == .notFound, "who says who sees does not see")
        for person in Municipality.Person.allCases where person != .routineOwner {
            let forbidden = await refusal {
                try await here.store.write(as: here[person]) {
                    try $0.letIn(here.technician.user, to: order, Self.why)
                }
            }
            #expect(forbidden == .forbidden("error.forbidden"))
        }
    }

    @Test(
        "a cohabitant whose data are protected hides the case, and is nobody's cohabitant",
        arguments: Engine.allCases)
    func cohabitant(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.sharedLock()
        let number = CaseNumber(year: 2026, sequence: 2)
        let other = try await here.id(of: .greta)
        try await here.protect(.osten, as: .protectedRegistration)
        let refused = await refusal { try await here.page(number, as: here[.unitManager]) }
        #expect(refused == .notFound)
        for person in [Municipality.Person.unitManager, .secondTechnician] {
            let page = try await here.store.show(as: here[person]) { try $0.recipientPage(other) }
            #expect(page.recipient.name == SamplePerson.greta.name)
            #expect(page.locks.flatMap(\.sharedWith) == [])
        }
        let seen = try await here.store.show(as: here.coordinator) { try $0.recipientPage(other) }
        #expect(seen.locks.flatMap(\.sharedWith).map(\.name) == [SamplePerson.osten.name])
    }

    @Test("a protection that is lifted opens everything again", arguments: Engine.allCases)
    func lifted(engine: Engine) async throws {
        let (here, number) = try await Self.lived(engine)
        let greta = try await here.id(of: .greta)
        try await here.store.write(as: here.coordinator) {
            try $0.change(
                .protection, of: greta,
                Answers(["value": "none", "how": "wrong", "reason": "Det gällde någon annan."]))
        }
        #expect(try await here.page(number, as: here[.unitManager]).order.number == number)
        #expect(try await Self.list(here, .routineOwner).cases.isEmpty)
    }

    @Test("the third grade is stored, in an old database too", arguments: Engine.allCases)
    func grades(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        let greta = try #require(try await here.page(number).order.recipient)
        try await here.protect(.greta, as: .fictitiousIdentity)
        let page = try await here.store.show(as: here.coordinator) { try $0.recipientPage(greta) }
        #expect(page.protection == .fictitiousIdentity)
        #expect(try await here.store.verify { _ in } == [])
        await #expect(throws: (any Error).self) {
            try await here.store.writing {
                try $0.execute("UPDATE care_recipients SET protection = 'secret'")
            }
        }
    }
}

extension Municipality {
    /// The manager of the other unit.
    fileprivate func otherManager() async throws -> Actor {
        try await store.write(as: .system) { tx in
            let id = try tx.addUser(login: "otherboss", name: "Otto Annan", phone: "", passwordHash: nil)
            let unit = otherOrderer.unit
            let assignment = try tx.assign(id, role: .unitManager, in: otherOrderer.place)
            return Actor(
                user: id, name: "Otto Annan", assignment: assignment, role: .unitManager,
                place: unit.map { .unit($0) } ?? .municipality)
        }
    }
}
