import Domain
import TestSupport
import Testing

@testable import Storage

/// Two in the register who are one become one, with nothing lost, and can become two again.
@Suite struct MergingTests {
    static let greta = SamplePerson.greta
    /// Greta, as somebody wrote her before she had her personnummer.
    static let again = greta.renumbered(onDay: 60, street: "Nygatan 5")
    static let why = Answers(["reason": "Hennes dotter har visat passet."])

    /// Greta has her alarm and her keys are signed for; a year before a coordination number was used for her, and an order
    /// under it runs, for the same unit unless another is given.
    func twice(
        _ engine: Engine, by other: Municipality.Person = .orderer, as person: SamplePerson = again
    ) async throws -> (
        here: Municipality, kept: ID<CareRecipient>, merged: ID<CareRecipient>, open: CaseNumber
    ) {
        let here = try await Municipality.open(engine)
        let closed = try await here.closedCase()
        here.time.set("2026-12-01", "09:00")
        let open = try await here.orderedCase(for: person, withLock: false, by: here[other])
        here.time.set("2026-12-04", "09:00")
        let kept = try await here.page(closed).order.requireRecipient().id
        return (here, kept, try await here.page(open).order.requireRecipient().id, open)
    }

    func merge(
        _ here: Municipality, _ merged: ID<CareRecipient>, into kept: ID<CareRecipient>,
        _ more: [String: String] = [:]
    ) async throws {
        let typed = Answers(Self.why.values.merging(more) { $1 })
        try await here.store.write(as: here.coordinator) { try $0.merge(merged, into: kept, typed) }
    }

    func undo(
        _ here: Municipality, _ merged: ID<CareRecipient>, from kept: ID<CareRecipient>
    ) async throws {
        try await here.store.write(as: here.coordinator) {
            try $0.undoMerge(of: merged, into: kept, Self.why)
        }
    }

    /// Whose every row is, and when it holds.
    func register(_ here: Municipality) async throws -> [[String]] {
        var rows: [[String]] = []
        for source in MergeSource.allCases {
            let period: SQL =
                source.hasPeriod
                ? "CAST(valid_from AS TEXT), CAST(COALESCE(valid_to, -1) AS TEXT)" : "'', ''"
            rows += try await here.store.rows(
                "SELECT \(source.key), COALESCE(recipient_id, ''), \(period) FROM \(source.table) ORDER BY 1",
                columns: 4
            ).map { ["\(source)"] + $0 }
        }
        return rows
    }

    private func page(_ here: Municipality, _ id: ID<CareRecipient>) async throws -> RecipientPage {
        try await here.store.show(as: here.coordinator) { try $0.recipientPage(id) }
    }

    @Test(
        "all that the register has of the one follows to the other, and is found under either number",
        arguments: Engine.allCases)
    func merged(engine: Engine) async throws {
        let (here, kept, merged, open) = try await twice(engine)
        let preview = try await here.store.show(as: here.coordinator) {
            try $0.mergePreview(of: merged, into: kept)
        }
        #expect(preview.questions == [.home] && preview.hindrances.isEmpty)
        #expect(preview.orders.map(\.number) == [open])
        #expect(preview.moving[.order] == 1 && preview.moving[.home] == 1 && preview.moving[.number] == 1)
        #expect(preview.moving[.device] == nil)
        let readings = try await here.store.count("reading_people", where: "recipient_id = \(merged)")
        try await merge(here, merged, into: kept, ["home": "merged"])
        #expect(
            try await here.store.count("reading_people", where: "recipient_id = \(merged)") == readings,
            "who has read about the one stays known")

        let page = try await page(here, kept)
        #expect(page.recipient.identifier.value == Self.greta.number)
        #expect(Set(page.past.numbers.map(\.identifier.value)) == [Self.greta.number, Self.again.number])
        #expect(page.residencies.map(\.home.address.street) == ["Nygatan 5", "Ekholmsvägen 14"])
        #expect(page.residencies.map { $0.to == nil } == [true, false])
        #expect(
            page.residencies[1].to == page.residencies[0].from, "no day without a home, and none with two")
        #expect(page.orders.map(\.number.text) == ["VT-2026-000002", "VT-2026-000001"])
        #expect(page.responsibilities.filter { $0.to == nil }.map(\.unit) == ["Hemtjänst Ekholmen"])
        #expect(page.past.merges.map(\.merged) == [merged])
        let told = try #require(page.timeline.first { $0.kind == .recipientsMerged })
        #expect(told.details["reason"] == "Hennes dotter har visat passet.")
        #expect(page.timeline.filter { $0.kind == .recipientRegistered }.count == 2, "the history of both")
        #expect(try await here.page(open).order.recipient == kept)
        let number = try await here.returnCase(for: Self.again)
        #expect(try await here.page(number).order.recipient == kept)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "the page of who was merged is not there but leads to who remains, as far as one sees them",
        arguments: Engine.allCases)
    func pointer(engine: Engine) async throws {
        let (here, kept, merged, _) = try await twice(engine)
        try await merge(here, merged, into: kept, ["home": "kept"])
        for actor in [here.coordinator, here.technician, here.orderer, here.otherOrderer] {
            let gone = await refusal { try await page(here, merged) }
            #expect(gone?.code == .notFound)
            let line = try await here.store.show(as: actor) { try $0.merge(of: merged) }
            #expect(line?.kept == (actor == here.otherOrderer ? nil : kept))
        }
        #expect(try await here.store.show(as: here.coordinator) { try $0.duplicates() }.isEmpty)
        let own = try await here.store.show(as: here.orderer) { try $0.recipientPage(kept) }
        #expect(own.past.merges.isEmpty, "who was merged is for the team to know")
    }

    @Test(
        "taken back, everything is whose it was and holds as it held; what has come since stays",
        arguments: Engine.allCases, MergeSide.allCases)
    func undone(engine: Engine, side: MergeSide) async throws {
        let (here, kept, merged, _) = try await twice(engine)
        let before = try await register(here)
        try await merge(here, merged, into: kept, ["home": side.rawValue])
        #expect(try await register(here) != before)
        #expect(try await here.store.verify { _ in } == [])
        here.time.set("2026-12-05", "09:00")
        let phone = Answers([
            "value": "013-11 11 11", "how": "wrong", "reason": "Hon ringde och sa det.",
        ])
        try await here.store.write(as: here.coordinator) { try $0.change(.phone, of: kept, phone) }
        try await undo(here, merged, from: kept)
        #expect(try await register(here) == before)
        #expect(try await page(here, kept).recipient.phone == "013-11 11 11")
        #expect(try await page(here, merged).past.merges.isEmpty)
        #expect(try await page(here, merged).timeline.first?.kind == .mergeUndone)
        #expect(try await here.store.verify { _ in } == [])
        let twice = await refusal { try await undo(here, merged, from: kept) }
        #expect(twice?.code == .notFound)
        // And once more, for what was taken back may have been right.
        try await merge(here, merged, into: kept, ["home": side.rawValue])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "where they contradict each other somebody chooses; every question is asked at once",
        arguments: Engine.allCases)
    func questions(engine: Engine) async throws {
        let other = SamplePerson(
            name: "Greta Åkerlund", number: "199008672397", phone: "013-20 60 03", street: "Nygatan 5")
        let (here, kept, merged, _) = try await twice(engine, by: .otherOrderer, as: other)
        let refused = await refusal {
            try await here.store.write(as: here.coordinator) { try $0.merge(merged, into: kept, Answers()) }
        }
        #expect(
            refused?.told == [
                "birth: merge.choose.birth", "home: merge.choose.home", "reason: correction.reason.short",
                "unit: merge.choose.unit",
            ])
        try await merge(
            here, merged, into: kept, ["birth": "yes", "home": "kept", "unit": "merged"])
        let page = try await page(here, kept)
        #expect(page.responsibilities.first { $0.to == nil }?.unit == "Hemtjänst Lambohov")
        #expect(page.residencies.map(\.home.address.street) == ["Ekholmsvägen 14"])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "two alarms, two orders of one kind, two protections: named, and nothing is done",
        arguments: Engine.allCases)
    func hindrances(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let first = try await here.closedCase(withLock: false)
        here.time.set("2026-11-25", "09:00")
        let second = try await here.orderedCase(for: Self.again, withLock: false)
        try await here.reserveDevices(second, set: 2, withLock: false)
        try await here.book(second, try here.visit(on: "2026-11-26"))
        try await here.installAlarm(second, set: 2)
        let kept = try await here.page(first).order.requireRecipient().id
        let merged = try await here.page(second).order.requireRecipient().id
        let third = try await here.orderedCase(for: Self.greta, withLock: false)
        let mark = Answers([
            "value": "confidentialityMark", "from": "2026-11-25", "reason": "Enligt Skatteverket.",
        ])
        try await here.store.write(as: here.coordinator) { try $0.change(.protection, of: kept, mark) }
        let before = try await register(here)
        let refused = await refusal { try await merge(here, merged, into: kept, ["home": "kept"]) }
        #expect(
            refused?.told.filter { $0.hasPrefix("-") } == [
                "-: merge.alarms", "-: merge.orders", "-: merge.protections",
            ])
        let orders = refused?.faults.first { $0.key == "merge.orders" }?.arguments["orders"]
        #expect(orders == "\(third), \(second)")
        #expect(try await register(here) == before)
        #expect(try await here.store.count("merges") == 0)
    }

    @Test("two who share a lock in one case are two", arguments: Engine.allCases)
    func sameCase(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.cohabitantCase(.later)
        let people = try await here.page(number).order.people.map(\.id)
        let refused = await refusal { try await merge(here, people[1], into: people[0]) }
        #expect(refused?.told.contains("-: merge.sameCase") == true)
    }

    @Test(
        "cases ordered since, and work done since in what would go back, keep two from being parted",
        arguments: Engine.allCases)
    func builtOn(engine: Engine) async throws {
        let (here, kept, merged, open) = try await twice(engine)
        // The alarm she has is taken back first, so that the open order can be done.
        let number = try await here.returnCase()
        try await here.uninstall(number, .allWorking())
        try await merge(here, merged, into: kept, ["home": "kept"])
        try await here.reserveDevices(open, set: 2, withLock: false)
        try await here.book(open, try here.visit(on: "2026-12-07"))
        try await here.installAlarm(open, set: 2)
        let worked = await refusal { try await undo(here, merged, from: kept) }
        #expect(worked?.told == ["-: undoing.work"])
        #expect(worked?.faults.first?.arguments["orders"] == open.text)
        let later = try await here.returnCase(for: Self.again)
        let ordered = await refusal { try await undo(here, merged, from: kept) }
        #expect(ordered?.told == ["-: undoing.orders", "-: undoing.work"])
        #expect(ordered?.faults.first?.arguments["orders"] == later.text)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "only who plans merges and parts; nobody is merged with themselves or twice",
        arguments: Engine.allCases)
    func who(engine: Engine) async throws {
        let (here, kept, merged, _) = try await twice(engine)
        for actor in [here.orderer, here.technician, here[.auditor]] {
            let refused = await refusal {
                try await here.store.write(as: actor) { try $0.merge(merged, into: kept, Self.why) }
            }
            #expect(refused?.code == .forbidden)
        }
        let same = await refusal { try await merge(here, kept, into: kept) }
        #expect(same?.code == .notFound)
        try await merge(here, merged, into: kept, ["home": "kept"])
        for (one, other) in [(merged, kept), (kept, merged)] {
            let again = await refusal { try await merge(here, one, into: other, ["home": "kept"]) }
            #expect(again?.code == .notFound)
        }
    }

    @Test(
        "an order that comes while its person is merged away is about who remains, or is sent again",
        arguments: Engine.allCases)
    func meanwhile(engine: Engine) async throws {
        let (here, kept, merged, _) = try await twice(engine)
        let draft = try await here.draft(.order(for: Self.again, withLock: false))
        let merging = Task { await refusal { try await merge(here, merged, into: kept, ["home": "kept"]) } }
        let ordering = Task { await refusal { try await here.submit(draft) } }
        let (hindered, refused) = (await merging.value, await ordering.value)
        // Whoever was first, nothing is about somebody who is not there any more.
        #expect(refused == nil || refused == .conflict("merge.meanwhile"))
        #expect(hindered == nil || hindered?.told == ["-: merge.orders"])
        if refused != nil { try await here.submit(draft) }
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I6 what has happened to the one goes on as the other's; what is recorded after is whose nobody can tell",
        arguments: Engine.allCases)
    func lifeEvents(engine: Engine) async throws {
        let (here, kept, merged, _) = try await twice(engine)
        try await here.record(.hospital, of: Self.again, on: "2026-12-03")
        try await merge(here, merged, into: kept, ["home": "kept"])
        let hospital = try #require(
            try await here.store.read(as: here.coordinator) { try $0.lifeEvents(of: kept) }.first)
        #expect(hospital.kind == .hospital && hospital.recipient == kept)
        try await here.store.write(as: here.orderer) { try $0.end(hospital.id, on: "2026-12-04") }
        try await here.record(.hospital, on: "2026-12-04")
        let refused = await refusal { try await undo(here, merged, from: kept) }
        #expect(refused?.told == ["-: undoing.lifeEvents"])
        let later = try #require(
            try await here.store.read(as: here.coordinator) { try $0.lifeEvents(of: kept) }.first)
        try await here.store.write(as: here.coordinator) {
            try $0.undo(later.id, reason: "Det gällde en annan.")
        }
        try await undo(here, merged, from: kept)
        let owners = try await here.store.read(as: here.coordinator) {
            (try $0.lifeEvents(of: kept).map(\.id), try $0.lifeEvents(of: merged).map(\.id))
        }
        #expect(owners.0 == [later.id] && owners.1 == [hospital.id])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("what has been said of both holds once of the one who remains", arguments: Engine.allCases)
    func saidOfBoth(engine: Engine) async throws {
        let (here, kept, merged, _) = try await twice(engine)
        try await here.record(.hospital, on: "2026-12-04")
        try await here.record(.hospital, of: Self.again, on: "2026-12-03")
        try await merge(here, merged, into: kept, ["home": "kept"])
        let held = try await here.store.read(as: here.coordinator) { try $0.lifeEvents(of: kept) }
        #expect(held.map(\.day) == [Day("2026-12-04")])
        try await undo(here, merged, from: kept)
        let back = try await here.store.read(as: here.coordinator) { try $0.lifeEvents(of: merged) }
        #expect(back.map(\.day) == [Day("2026-12-03")])
        #expect(try await here.store.verify { _ in } == [])
    }
}
