import TestSupport
import Testing

@testable import Domain

@Suite("How one version of an extract differs from another")
struct ExtractChangeTests {
    private static func line(_ person: String, name: String = "Prov", from: Int64 = 0) throws -> AlarmCustomer
    {
        let number = try PersonIdentifier.parse("19610118-2803", today: Day(epochDay: 20_000))
        return AlarmCustomer(
            person: ID(stored: person), shown: .named(name, number), unit: "Ekholmen",
            activeFrom: Instant(milliseconds: from), association: ID(stored: "i-\(person)"))
    }

    private static func told(
        _ before: [AlarmCustomer], _ after: [AlarmCustomer], merged: [String: String] = [:]
    ) -> [String] {
        ExtractChange.between(before, after) { person in
            merged[person.text].map { ID(stored: $0) } ?? person
        }.map { "\($0.kind) \($0.person)\($0.aspects.map { " \($0)" }.joined())" }
    }

    @Test("who has come, who has gone, and what is told otherwise")
    func plain() throws {
        let before = [try Self.line("a"), try Self.line("b"), try Self.line("c")]
        let after = [try Self.line("b", name: "Annat namn"), try Self.line("c", from: 9), try Self.line("d")]
        #expect(
            Self.told(before, after) == ["added d", "removed a", "changed b name", "changed c activeFrom"])
        #expect(Self.told(before, before) == [])
    }

    @Test("of two who turned out to be one, one is gone: the total is never another in silence")
    func merged() throws {
        let before = [try Self.line("a"), try Self.line("b")]
        #expect(Self.told(before, [try Self.line("b")], merged: ["a": "b"]) == ["removed b"])
        #expect(
            Self.told([before[0]], [try Self.line("b")], merged: ["a": "b"]) == [],
            "the same under another page")
    }

    @Test("that somebody's data are protected is told, and nothing of who it is")
    func protected() throws {
        let named = try Self.line("a")
        let coded = AlarmCustomer(
            person: named.person, shown: .coded(1), unit: named.unit, activeFrom: named.activeFrom,
            association: named.association)
        #expect(Self.told([named], [coded]) == ["changed a protection"])
        let change = try #require(ExtractChange.between([named], []) { $0 }.first)
        #expect(change.coded.shown == .coded(0) && change.coded.kind == .removed)
    }
}
