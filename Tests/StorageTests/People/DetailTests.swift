import Domain
import TestSupport
import Testing

@testable import Storage

/// Who somebody is keeps its past: what held when, and what was recorded before.
@Suite struct DetailTests {
    private func known(_ engine: Engine) async throws -> (here: Municipality, greta: ID<CareRecipient>) {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        let greta = try await here.store.read(as: .system) { reader in
            try reader.one("SELECT id FROM care_recipients") { $0.id() as ID<CareRecipient> }
        }
        here.time.set("2026-12-04", "09:00")
        return (here, greta)
    }

    private static func typed(_ value: String, _ more: [String: String] = [:]) -> Answers {
        Answers(
            ["value": value, "how": "changed", "from": "2026-12-01", "reason": "Enligt Skatteverket."]
                .merging(more) { $1 })
    }

    private func change(
        _ here: Municipality, _ greta: ID<CareRecipient>, _ detail: PersonDetail, _ typed: Answers
    ) async throws {
        try await here.store.write(as: here.coordinator) { try $0.change(detail, of: greta, typed) }
    }

    private func said(
        _ here: Municipality, _ greta: ID<CareRecipient>, _ detail: PersonDetail, _ day: String,
        knownOn: String? = nil
    ) async throws -> [String] {
        let hindsight = Hindsight(day: try #require(Day(day)), knownOn: knownOn.flatMap { Day($0) })
        let page = try await here.store.show(as: here.coordinator) {
            try $0.recipientPage(greta, seenWith: hindsight)
        }
        return page.past.details.filter { $0.detail == detail }.map(\.value)
    }

    @Test(
        "I10 a name that changed on a day: before it the old one held, and until it was told nobody knew",
        arguments: Engine.allCases)
    func name(engine: Engine) async throws {
        let (here, greta) = try await known(engine)
        try await change(here, greta, .name, Self.typed("Greta Berg"))
        let page = try await here.store.show(as: here.coordinator) { try $0.recipientPage(greta) }
        #expect(page.recipient.name == "Greta Berg")
        #expect(
            page.past.details.filter { $0.detail == .name }.map(\.value) == ["Greta Berg", "Greta Åkerlund"])
        #expect(try await said(here, greta, .name, "2026-11-30") == ["Greta Åkerlund"])
        #expect(try await said(here, greta, .name, "2026-12-02") == ["Greta Berg"])
        #expect(try await said(here, greta, .name, "2026-12-02", knownOn: "2026-12-03") == ["Greta Åkerlund"])
        #expect(try await said(here, greta, .name, "2026-11-19") == [])
        let told = try #require(page.timeline.first { $0.kind == .detailChanged })
        #expect(told.details["was"] == "Greta Åkerlund" && told.details["now"] == "Greta Berg")
        #expect(told.details["reason"] == "Enligt Skatteverket." && told.who == "Cecilia Samordnare")
        let line = try await here.store.show(as: here.coordinator) { try $0.queue(.ended, offset: 0) }
        #expect(line.lines.map(\.recipientName) == ["Greta Berg"])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "what was wrong all along is right for every day, and what one believed stays known",
        arguments: Engine.allCases)
    func wrong(engine: Engine) async throws {
        let (here, greta) = try await known(engine)
        try await change(here, greta, .phone, Self.typed("013-11 11 11", ["how": "wrong"]))
        #expect(try await said(here, greta, .phone, "2026-11-25") == ["013-11 11 11"])
        #expect(
            try await said(here, greta, .phone, "2026-11-25", knownOn: "2026-12-03") == ["013-20 60 01"])
        #expect(try await here.store.count("person_details_past") == 1)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("protection and death are said, put right and taken back", arguments: Engine.allCases)
    func protection(engine: Engine) async throws {
        let (here, greta) = try await known(engine)
        try await change(here, greta, .protection, Self.typed("confidentialityMark"))
        let page = try await here.store.show(as: here.coordinator) { try $0.recipientPage(greta) }
        #expect(page.protection == .confidentialityMark)
        let unseen = await refusal {
            try await here.store.show(as: here.orderer) { try $0.recipientPage(greta) }
        }
        #expect(unseen == .notFound, "nor is she shown to the unit, unless somebody lets it in")
        try await change(here, greta, .deceased, Self.typed("2026-12-02"))
        #expect(try await said(here, greta, .deceased, "2026-12-01") == [])
        #expect(try await said(here, greta, .deceased, "2026-12-02") == ["2026-12-02"])
        try await change(here, greta, .deceased, Self.typed("2026-12-01"))
        #expect(try await said(here, greta, .deceased, "2026-12-01") == ["2026-12-01"])
        try await change(here, greta, .deceased, Self.typed(""))
        #expect(try await said(here, greta, .deceased, "2026-12-03") == [""])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "nothing begins after a death: neither is the death recorded before it, nor the period moved behind it",
        arguments: Engine.allCases)
    func death(engine: Engine) async throws {
        let (here, greta) = try await known(engine)
        let early = await refusal { try await change(here, greta, .deceased, Self.typed("2026-11-23")) }
        #expect(early?.told == ["value: lifetime.factsAfter"], "her alarm was mounted on the 24th")
        try await change(here, greta, .deceased, Self.typed("2026-11-30"))
        let page = try await here.store.show(as: here.coordinator) { try $0.recipientPage(greta) }
        let home = try #require(page.residencies.first)
        let typed = Answers([
            "from.day": "2026-12-02", "from.time": "09:00", "reason": "Hon flyttade in senare.",
        ])
        let late = await refusal {
            try await here.store.write(as: here.coordinator) {
                try $0.correct(.residency, home.fact, typed)
            }
        }
        #expect(late?.told == ["from.day: lifetime.afterDeath"])
        let unborn = Answers(typed.values.merging(["from.day": "1960-11-02"]) { $1 })
        let refused = await refusal {
            try await here.store.write(as: here.coordinator) {
                try $0.correct(.residency, home.fact, unborn)
            }
        }
        #expect(refused?.told == ["from.day: lifetime.beforeBirth"])
    }

    @Test(
        "only who plans changes who somebody is; nothing is recorded of what was refused",
        arguments: Engine.allCases)
    func who(engine: Engine) async throws {
        let (here, greta) = try await known(engine)
        for actor in [here.orderer, here.technician, here[.auditor]] {
            let refused = await refusal {
                try await here.store.write(as: actor) {
                    try $0.change(.name, of: greta, Self.typed("Greta Berg"))
                }
            }
            #expect(refused?.code == .forbidden)
        }
        let missing = await refusal { try await change(here, .sample(77), .name, Self.typed("Greta Berg")) }
        #expect(missing?.code == .notFound)
        #expect(try await here.store.count("person_details_past") == 0)
    }

    @Test("two who change the same come one after another", arguments: Engine.allCases)
    func atOnce(engine: Engine) async throws {
        let (here, greta) = try await known(engine)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in ["Greta Berg", "Greta Dal"] {
                group.addTask { try await change(here, greta, .name, Self.typed(name, ["how": "wrong"])) }
            }
            try await group.waitForAll()
        }
        #expect(try await here.store.count("person_details_past") == 2)
        #expect(try await here.store.verify { _ in } == [])
    }
}

/// A coordination number becomes a personnummer, and a wrong number the right one.
@Suite struct NumberTests {
    private static let coordination = SamplePerson(
        name: "Maryam Haddad", number: "199008672397", phone: "013-20 60 03", street: "Låtsasgränd 19")
    private static let given = "196101182803"

    private func known(_ engine: Engine) async throws -> (here: Municipality, maryam: ID<CareRecipient>) {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase(for: Self.coordination)
        here.time.set("2026-12-04", "09:00")
        return (here, try await here.page(number).order.requireRecipient().id)
    }

    private static func typed(_ number: String, how: String = "changed") -> Answers {
        Answers([
            "number": number, "how": how, "from": "2026-12-01", "reason": "Enligt Skatteverket.",
        ])
    }

    private func replace(
        _ here: Municipality, _ id: ID<CareRecipient>, _ typed: Answers
    ) async throws {
        try await here.store.write(as: here.coordinator) { try $0.replaceNumber(of: id, typed) }
    }

    @Test(
        "a coordination number becomes a personnummer from a day; an order with either is about the same person",
        arguments: Engine.allCases)
    func replaced(engine: Engine) async throws {
        let (here, maryam) = try await known(engine)
        try await replace(here, maryam, Self.typed(Self.given))
        let page = try await here.store.show(as: here.coordinator) { try $0.recipientPage(maryam) }
        #expect(page.recipient.identifier.value == Self.given)
        #expect(page.past.numbers.map(\.identifier.kind) == [.personnummer, .samordningsnummer])
        for number in [Self.given, Self.coordination.number] {
            let again = SamplePerson(
                name: Self.coordination.name, number: number, phone: Self.coordination.phone,
                street: Self.coordination.street)
            let order = try await here.orderedCase(for: again)
            #expect(try await here.page(order).order.recipient == maryam)
        }
        let before = Hindsight(day: try #require(Day("2026-11-30")))
        let then = try await here.store.show(as: here.coordinator) {
            try $0.recipientPage(maryam, seenWith: before)
        }
        #expect(then.past.numbers.map(\.identifier.value) == [Self.coordination.number])
        let told = try #require(page.timeline.first { $0.kind == .numberReplaced })
        #expect(told.details["now"] == "19610118-••••", "the history tells that it changed, not what it is")
        #expect(try await here.store.count("care_recipients") == 1)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "a number that was wrong finds nobody any longer, and is free for whose it is",
        arguments: Engine.allCases)
    func wrong(engine: Engine) async throws {
        let (here, maryam) = try await known(engine)
        try await replace(here, maryam, Self.typed(Self.given, how: "wrong"))
        let number = try await here.orderedCase(for: Self.coordination)
        let other = try await here.page(number).order.requireRecipient().id
        #expect(other != maryam)
        let page = try await here.store.show(as: here.coordinator) { try $0.recipientPage(maryam) }
        #expect(page.past.numbers.map(\.identifier.value) == [Self.given])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "a number is refused that is somebody else's, or the person's own; going back is putting right",
        arguments: Engine.allCases)
    func refused(engine: Engine) async throws {
        let (here, maryam) = try await known(engine)
        _ = try await here.orderedCase(for: .osten)
        let another = await refusal { try await replace(here, maryam, Self.typed(SamplePerson.osten.number)) }
        #expect(another?.told == ["number: identity.anothers"])
        let other = try await here.store.show(as: here.coordinator) {
            try $0.otherHolder(of: SamplePerson.osten.number, than: maryam)
        }
        #expect(other != nil && other != maryam)
        try await replace(here, maryam, Self.typed(Self.given))
        let back = await refusal {
            try await replace(
                here, maryam,
                Answers(
                    Self.typed(Self.coordination.number).values.merging(["from": "2026-12-03"]) { $1 }))
        }
        #expect(back?.told == ["number: identity.ownEarlier"])
        try await replace(here, maryam, Self.typed(Self.coordination.number, how: "wrong"))
        let page = try await here.store.show(as: here.coordinator) { try $0.recipientPage(maryam) }
        #expect(page.recipient.identifier.value == Self.coordination.number)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "R1.22 whoever served somebody before knows the number that they ordered with, and not the one that came since",
        arguments: Engine.allCases)
    func notToldToFormerUnits(engine: Engine) async throws {
        let (here, maryam) = try await known(engine)
        let number = try #require(
            try await here.store.show(as: here.orderer) { try $0.recipientPage(maryam) }.orders.first?.number)
        try await replace(here, maryam, Self.typed(Self.given))
        #expect(try await here.page(number, as: here.orderer).recipient?.identifier.value == Self.given)
        let takeover = try Takeover(
            Answers([
                "to": here.lambohov.text, "day": "2026-12-04", "note": "Ett nytt avtal.",
                "person.\(maryam)": "yes",
            ]), from: here.ekholmen, today: here.time.today)
        try await here.store.write(as: here.coordinator) { _ = try $0.takeOver(takeover) }
        let former = try await here.page(number, as: here.orderer)
        #expect(former.recipient?.identifier.value == Self.coordination.number)
        let line = try await here.store.show(as: here.orderer) {
            try $0.queue(.all, offset: 0, limit: 10)
        }.lines.first { $0.number == number }
        #expect(line?.recipientName == Self.coordination.name && line?.identifier == nil)
        #expect(try await here.page(number).recipient?.identifier.value == Self.given, "the team knows it")
    }
}
