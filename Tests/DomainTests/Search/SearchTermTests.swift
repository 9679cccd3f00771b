import TestSupport
import Testing

@testable import Domain

@Suite struct SearchTermTests {
    private static let today = Day(epochDay: 20_777)

    private func term(_ text: String) throws -> SearchTerm { try SearchTerm(text, today: Self.today) }

    private func fault(_ text: String) -> String? {
        do {
            _ = try term(text)
            return nil
        } catch {
            #expect((error as? AppError)?.faults.map(\.field) == ["q"])
            return (error as? AppError)?.faults.first?.key
        }
    }

    @Test(
        "a case number with or without its beginning, its year and its zeros",
        arguments: [
            "VT-2026-000123", "vt-2026-000123", "VT 2026 123", "vt2026-123", "2026-123", "2026/000123",
            " VT–2026–123 ",
        ])
    func caseNumber(text: String) throws {
        #expect(try term(text).caseNumbers.map(\.text) == ["VT-2026-000123"])
    }

    @Test(
        "without its year it is one of this year or of the five before",
        arguments: ["123", "000123", "vt-123"])
    func sequence(text: String) throws {
        #expect(
            try term(text).caseNumbers.map(\.text) == (2021...2026).reversed().map { "VT-\($0)-000123" })
    }

    @Test(
        "what is no case number is taken for none",
        arguments: ["VT", "Greta", "2026-11-20", "0", "12345678", "VT-26-1", "Vägen 3", "--1-2-3"])
    func noCase(text: String) throws {
        #expect(try term(text).caseNumbers.isEmpty)
    }

    @Test(
        "an identity number in any way of writing it",
        arguments: [
            "196101182803", "19610118-2803", "19610118 2803", " 1961 0118 2803 ", "19610118–2803",
            "19610118+2803",
        ])
    func identity(text: String) throws {
        #expect(try term(text).identifiers == ["196101182803"])
    }

    @Test(
        "without its century it may be of any",
        arguments: ["6101182803", "610118-2803", "610118+2803", "610118 2803"])
    func tenDigits(text: String) throws {
        #expect(try Set(term(text).identifiers) == ["196101182803", "186101182803", "206101182803"])
    }

    @Test(
        "coordination and reserve numbers, in small letters too",
        arguments: [("19610178-2806", "196101782806"), ("22610118ab18", "22610118AB18")])
    func otherNumbers(written: (text: String, value: String)) throws {
        #expect(try term(written.text).identifiers == [written.value])
    }

    @Test(
        "what is no identity number is taken for none",
        arguments: ["Gretaåkerlun", "61011828", "6101182803x"])
    func noIdentity(text: String) throws {
        #expect(try term(text).identifiers.isEmpty)
    }

    @Test(
        "words of a name, folded, in any order; with figures it is no name",
        arguments: [
            ("Greta Åkerlund", ["greta", "åkerlund"]), ("ÅKERLUND  greta", ["åkerlund", "greta"]),
            ("Anna-Karin", ["anna", "karin"]), ("O’Brien", ["obrien"]), ("O'Brien", ["obrien"]),
            ("André", ["andre"]), ("A\u{30A}kerlund", ["åkerlund"]),
            ("Åkerlund, Greta", ["åkerlund", "greta"]),
            ("Anna anna", ["anna"]), ("Greta 14", []), ("a b c d e f g h", ["a", "b", "c", "d", "e", "f"]),
            ("100% _x", []), ("'; DROP TABLE cases; --", ["drop", "table", "cases"]),
        ])
    func names(written: (text: String, words: [String])) throws {
        #expect(try term(written.text).nameWords == written.words)
    }

    @Test(
        "the beginning of an address, with its number and the apartment's",
        arguments: [
            ("Ekholmsvägen 14", "ekholmsvägen 14"), ("EKHOLMSV", "ekholmsv"),
            ("Ekholmsvägen 14 lgh 1102", "ekholmsvägen 14|1102"),
            ("Ekholmsvägen 14, lgh 1102, 589 25 Linköping", "ekholmsvägen 14|1102"),
            ("Ekholmsvägen 14, 589 25 Linköping", "ekholmsvägen 14"), ("Lghgatan 3", "lghgatan 3"),
        ])
    func addresses(written: (text: String, folded: String)) throws {
        #expect(try term(written.text).address?.folded == written.folded)
    }

    @Test("figures alone are no address, and begin a serial number")
    func figures() throws {
        #expect(try term("4711").address == nil)
        #expect(try term("4711").serial?.text == "4711")
        #expect(try term("tb4-10 07").serial?.text == "TB4-1007")
        #expect(try term("Åkerlund").serial == nil)
    }

    @Test("nothing, too little and too much are refused where they were written")
    func refused() {
        for text in ["", "   ", "\n\t", "\u{0}"] { #expect(fault(text) == "search.empty", "\(text)") }
        for text in ["Ö", "%_", "?!", "--", "\u{FFFD}\u{FFFD}", "👵👵"] {
            #expect(fault(text) == "search.short", "\(text)")
        }
        #expect(fault("7") == nil, "a case number")
        #expect(fault("Ek") == nil)
        #expect(fault(String(repeating: "a", count: 100)) == nil)
        #expect(fault(String(repeating: "a", count: 101)) == "search.long")
    }

    @Test(
        "whatever is typed is read or refused, and folded ranges stay within their column", arguments: 0..<60)
    func anything(seed: Int) {
        var random = Seeded(UInt64(seed))
        let some = Array("aÅé1290-+ ,.%_'\"\\|;()lgh VT\u{301}\u{10FFFF}\u{FFFD}".unicodeScalars)
        for _ in 0..<50 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...110, using: &random) {
                text.append(some.randomElement(using: &random) ?? " ")
            }
            guard let read = try? term(String(text)) else { continue }
            #expect(read.nameWords.allSatisfy { !$0.isEmpty && $0 == Text.folded($0) }, "\(String(text))")
            #expect(read.identifiers.allSatisfy { $0.utf8.count == 12 })
            #expect(read.caseNumbers.allSatisfy { CaseNumber($0.text) != nil })
        }
    }
}
