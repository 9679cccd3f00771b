import Domain
import TestSupport
import Testing

@testable import Storage

/// Who may stand in the register twice is listed with why, and not asked about again once somebody knows.
@Suite struct DuplicateTests {
    private static let one = SamplePerson.numbered(5)

    private func pairs(_ here: Municipality) async throws -> [DuplicatePair] {
        try await here.store.show(as: here.coordinator) { try $0.duplicates() }
    }

    @Test(
        "the same number in another form, and the same name and birth date, are found; another birth date is not",
        arguments: Engine.allCases,
        [
            (one.renumbered(century: "18", name: "Någon Annan"), [DuplicateSign.number]),
            (one.renumbered(onDay: 60, name: "Någon Annan"), [.number]),
            (one.renumbered(onDay: 60), [.name, .number]),
            (one.renumbered(birthNumber: "454"), [.name]),
            (one.renumbered(birthNumber: "454", name: one.name.uppercased()), [.name]),
            (one.renumbered(birthNumber: "454", name: "Någon Annan"), []),
            (
                SamplePerson(
                    name: one.name, number: SamplePerson.numbered(6).number, phone: one.phone,
                    street: "Gatan 1"), []
            ),
        ])
    func found(engine: Engine, other: (person: SamplePerson, signs: [DuplicateSign])) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        _ = try await here.orderedCase(for: Self.one)
        _ = try await here.orderedCase(for: other.person)
        let found = try await pairs(here)
        #expect(found.map(\.signs) == (other.signs.isEmpty ? [] : [other.signs]))
        if let pair = found.first {
            #expect(
                pair.kept.identifier.value == Self.one.number,
                "registered first, and never the coordination number")
        }
    }

    @Test("a number that stood at the one before stands at the other now", arguments: Engine.allCases)
    func former(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let number = try await here.orderedCase(for: Self.one)
        let first = try await here.page(number).order.requireRecipient().id
        let typed = Answers([
            "number": SamplePerson.numbered(9).number, "how": "wrong", "reason": "Det var en annans nummer.",
        ])
        try await here.store.write(as: here.coordinator) { try $0.replaceNumber(of: first, typed) }
        _ = try await here.orderedCase(for: Self.one.renumbered(name: "Någon Annan"))
        #expect(try await pairs(here).map(\.signs) == [[.former]])
    }

    @Test(
        "whom somebody has told apart nobody is asked about again, and why stays known",
        arguments: Engine.allCases)
    func distinguished(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        _ = try await here.orderedCase(for: Self.one)
        _ = try await here.orderedCase(for: Self.one.renumbered(birthNumber: "454"))
        let pair = try #require(try await pairs(here).first)
        let short = await refusal {
            try await here.store.write(as: here.coordinator) {
                try $0.distinguish(pair.kept.id, from: pair.merged.id, Answers(["reason": "Nej"]))
            }
        }
        #expect(short?.told == ["reason: correction.reason.short"])
        let typed = Answers(["reason": "De är tvillingar."])
        for (one, other) in [(pair.kept.id, pair.merged.id), (pair.merged.id, pair.kept.id)] {
            try await here.store.write(as: here.coordinator) { try $0.distinguish(one, from: other, typed) }
        }
        #expect(try await pairs(here).isEmpty)
        let page = try await here.store.show(as: here.coordinator) { try $0.recipientPage(pair.merged.id) }
        let told = try #require(page.timeline.first { $0.kind == .peopleDistinguished })
        #expect(told.details["reason"] == "De är tvillingar.")
    }

    @Test("only who plans sees the list, and everybody on it is in the read log", arguments: Engine.allCases)
    func who(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        _ = try await here.orderedCase(for: Self.one)
        _ = try await here.orderedCase(for: Self.one.renumbered(birthNumber: "454"))
        for actor in [here.orderer, here.technician, here[.auditor]] {
            let refused = await refusal {
                try await here.store.show(as: actor) { try $0.duplicates() }
            }
            #expect(refused?.code == .forbidden)
        }
        let before = try await here.store.count("reading_people")
        _ = try await pairs(here)
        #expect(try await here.store.count("reading_people") == before + 2)
    }
}
