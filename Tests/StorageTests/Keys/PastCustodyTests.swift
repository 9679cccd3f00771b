import Domain
import TestSupport
import Testing

@testable import Storage

@Suite("Who held which keys on a day that is past")
struct PastCustodyTests {
    /// Greta's keys are signed for on 20 November; on the 23rd it is recorded that one went back on the 22nd.
    private static func givenBack(_ engine: Engine) async throws -> (Municipality, ID<CareRecipient>) {
        let here = try await Municipality.open(engine)
        let number = try await here.checkOut([.init(kind: .homeKey, label: "A 1042", count: 2)])
        here.time.set("2026-11-23", "09:00")
        let keys = try #require(try await here.holdings().first).keys
        var typed = here.handoverForm(keys, count: 1)
        typed["day"] = "2026-11-22"
        let form = typed
        _ = try await here.store.write(as: here.orderer) { try $0.giveBackKeys(keys.id, typed: form) }
        here.time.set("2026-11-25", "09:00")
        return (here, try await here.page(number).order.requireRecipient().id)
    }

    private static func told(
        _ here: Municipality, _ person: ID<CareRecipient>, _ hindsight: Hindsight?
    ) async throws -> [String] {
        try await here.store.show(as: here.coordinator) { try $0.recipientPage(person, seenWith: hindsight) }
            .keys.map { "\($0.item.count) \($0.holder) \($0.from)–\($0.to?.description ?? "")" }
    }

    @Test(
        "I12 on a day: who held them then; on the day of a receipt both did",
        arguments: Engine.allCases)
    func onADay(engine: Engine) async throws {
        let (here, person) = try await Self.givenBack(engine)
        let expected: [(String, [String])] = [
            ("2026-11-19", []),
            ("2026-11-21", ["2 unit 2026-11-20–2026-11-22"]),
            (
                "2026-11-22",
                ["2 unit 2026-11-20–2026-11-22", "1 recipient 2026-11-22–", "1 unit 2026-11-22–"]
            ),
            ("2026-11-24", ["1 recipient 2026-11-22–", "1 unit 2026-11-22–"]),
        ]
        for (text, lines) in expected {
            let day = try #require(Day(text))
            #expect(
                try await Self.told(here, person, Hindsight(day: day)).sorted() == lines.sorted(), "\(day)")
        }
        #expect(try await Self.told(here, person, nil).count == 3, "the whole chain")
    }

    @Test("as it was known then: nobody had said yet that a key went back", arguments: Engine.allCases)
    func asKnown(engine: Engine) async throws {
        let (here, person) = try await Self.givenBack(engine)
        let day = try #require(Day("2026-11-22"))
        let before = Hindsight(day: day, knownOn: day)
        #expect(try await Self.told(here, person, before) == ["2 unit 2026-11-20–"])
        let after = Hindsight(day: day, knownOn: day.adding(days: 1))
        #expect(try await Self.told(here, person, after).count == 3)
        let unknown = Hindsight(day: day, knownOn: Day("2026-11-19"))
        #expect(try await Self.told(here, person, unknown) == [])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("I1 a unit sees its own part of the chain", arguments: Engine.allCases)
    func ownPart(engine: Engine) async throws {
        let (here, person) = try await Self.givenBack(engine)
        let keys = try #require(try await here.holdings().first).keys
        _ = try await here.store.write(as: here.orderer) {
            try $0.transferKeys(keys.id, typed: here.handoverForm(keys, to: here.lambohov))
        }
        let theirs = try #require(try await here.holdings(of: here.otherOrderer).first).keys
        try await here.store.write(as: here.otherOrderer) {
            try $0.placeKeys(theirs.id, typed: Answers([theirs.field: "1", "cabinet": "B 2"]))
        }
        let today = Hindsight(day: here.time.today)
        for hindsight in [nil, today] {
            let own = try await here.store.show(as: here.orderer) {
                try $0.recipientPage(person, seenWith: hindsight)
            }
            #expect(own.keys.contains { $0.unit == "Hemtjänst Lambohov" }, "whom it handed them to")
            #expect(!own.keys.contains { $0.place == "B 2" }, "another unit's cabinet is its own")
        }
    }
}
