import Testing

@testable import Domain

@Suite struct CaseNumberTests {
    @Test(
        "a number is team, year and six digits or more",
        arguments: [
            (1, "VT-2026-000001"), (123, "VT-2026-000123"), (999_999, "VT-2026-999999"),
            (1_000_000, "VT-2026-1000000"),
        ])
    func written(sequence: Int, text: String) {
        #expect(CaseNumber(year: 2026, sequence: sequence).text == text)
        #expect(CaseNumber(text)?.text == text)
        #expect(CaseNumber(text.lowercased())?.text == text)
    }

    @Test(
        "what is not shaped as one is none",
        arguments: [
            "", "VT-2026-12345", "VT-26-000001", "XT-2026-000001", "VT-2026-000001 ", "VT_2026_000001",
            "VT-2026-00000a", "VT-２０２６-000001", "VT-2026-000001\n",
        ])
    func refused(text: String) { #expect(CaseNumber(text) == nil) }
}
