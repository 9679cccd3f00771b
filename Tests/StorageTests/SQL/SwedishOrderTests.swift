import Domain
import TestSupport
import Testing

@testable import Storage

/// One list of names, sorted and searched by the databases themselves.
@Suite struct SwedishOrderTests {
    /// As a Swedish register sorts them: å, ä, ö last, w and v apart, accents and case after letters (CLDR `sv`).
    private static let sorted = [
        "Abrahamsson", "Ahlström", "al-Hassan", "Andersson", "andersson", "Andrén", "Citrén", "D'Arc", "Edén",
        "Ek",
        "Ek-Lund", "Eklund", "Lindh", "Lindhé", "Müller", "Nilsson", "Søren", "Vall", "von Essen", "Wall",
        "Zetterberg",
        "Åberg", "Åkerlund", "Ärling", "Östman",
    ]

    @Test("names sort alike on both engines, as Swedish does")
    func order() async throws {
        var orders: [[String]] = []
        for engine in Engine.allCases {
            let here = try await Municipality.open(engine, stock: 0)
            for (index, name) in Self.sorted.shuffled().enumerated() {
                let number = SamplePerson.numbered(index).number
                _ = try await here.store.write(as: .system) { tx in
                    try tx.addRecipient(
                        name: name, identifier: try PersonIdentifier.parse(number, today: tx.now.day),
                        phone: "")
                }
            }
            let rows = try await here.store.rows("SELECT name FROM care_recipients ORDER BY sort_key, id")
            orders.append(rows.map { $0[0] })
        }
        #expect(orders[0] == orders[1])
        #expect(orders[0] == Self.sorted.sorted { SortKey.of($0).lexicographicallyPrecedes(SortKey.of($1)) })
        // Independent of ICU's own key: where the letters of the alphabet must stand.
        let place = { (name: String) in orders[0].firstIndex(of: name) ?? -1 }
        #expect(place("Zetterberg") < place("Åberg"))
        #expect(place("Åkerlund") < place("Ärling"))
        #expect(place("Ärling") < place("Östman"))
        #expect(place("Andersson") < place("Andrén"))
        #expect(place("Edén") < place("Ek"))
        #expect(abs(place("andersson") - place("Andersson")) == 1)
    }

    @Test("a name is found by the beginning of its folded form, alike on both engines")
    func folding() async throws {
        var found: [[String]] = []
        for engine in Engine.allCases {
            let here = try await Municipality.open(engine, stock: 0)
            for (index, name) in ["ÅKERLUND", "Åkerlund", "åkerlund", "Akerlund", "Äkerlund"].enumerated() {
                let number = SamplePerson.numbered(index).number
                _ = try await here.store.write(as: .system) { tx in
                    try tx.addRecipient(
                        name: name, identifier: try PersonIdentifier.parse(number, today: tx.now.day),
                        phone: "")
                }
            }
            let rows = try await here.store.rows(
                """
                SELECT name FROM care_recipients WHERE folded_name >= \(Text.folded("ÅKER"))
                    AND folded_name < \(Text.folded("ÅKER") + "\u{10FFFF}") ORDER BY name
                """)
            found.append(rows.map { $0[0] })
        }
        #expect(found[0] == found[1])
        #expect(found[0].contains("ÅKERLUND") && found[0].contains("åkerlund"))
    }
}
