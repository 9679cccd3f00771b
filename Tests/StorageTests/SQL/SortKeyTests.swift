import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct SortKeyTests {
    /// CLDR's order for Swedish; w is a letter of its own, and capitals stand beside small letters.
    private static let inOrder = [
        "Aberg", "Ek", "Éklund", "Ekman", "Olsson", "Vinter", "von Platen", "Wadman", "Zetterberg", "Åberg",
        "Åkerlund", "Älv", "Ängström", "Öberg", "Östen",
    ]

    @Test("names stand in Swedish order: å, ä, ö last, accents beside their letter")
    func swedish() {
        let sorted = Self.inOrder.shuffled().sorted {
            SortKey.of($0).lexicographicallyPrecedes(SortKey.of($1))
        }
        #expect(sorted == Self.inOrder)
    }

    @Test("the stored key orders rows the same", arguments: Engine.allCases)
    func stored(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let names = Self.inOrder.shuffled()
        try await here.store.write(as: .system) { tx in
            for (index, name) in names.enumerated() {
                try tx.addUser(login: "prov\(index)", name: name, phone: "", passwordHash: nil)
            }
        }
        let rows = try await here.store.rows(
            "SELECT name FROM users WHERE login LIKE 'prov%' ORDER BY sort_key")
        #expect(rows.map { $0[0] } == Self.inOrder)
    }

    @Test("any text has a key, and equal texts have equal ones")
    func total() {
        for text in ["", "\u{0}", String(repeating: "å", count: 100_000), "👩‍🦳", "e\u{301}"] {
            #expect(SortKey.of(text) == SortKey.of(text))
        }
        #expect(SortKey.of("e\u{301}") == SortKey.of("é"))
        #expect(SortKey.of("Åsa") != SortKey.of("Asa"))
    }
}
