import Documents
import Domain
import Foundation
import Testing

@Suite("Labels for devices")
struct LabelDocumentTests {
    private static let createdAt = Instant(milliseconds: 1_795_003_600_000)

    private func sheets(_ serials: [String]) throws -> Poppler {
        let labels = serials.map {
            LabelDocument.Label(serial: SerialNumber(stored: $0), lines: ["Trygghetslarm", "Trygg Bas 4"])
        }
        let document = LabelDocument(
            title: "Etiketter", author: "Vallbyköpings kommun", language: PrintLanguage(.swedish),
            labels: labels)
        return Poppler(try document.pdf(createdAt: Self.createdAt))
    }

    @Test(
        "I17 every code on the sheets is read back by another program, and says the serial number and nothing else"
    )
    func readBack() throws {
        let serials =
            (1...25).map { "TB4-\(1000 + $0 * 7)" } + ["A/B:1_2.3", String(repeating: "W9", count: 20)]
        let sheets = try sheets(serials)
        #expect(try sheets.info()["Pages"] == "2")
        #expect(try sheets.codes(pages: 2).sorted() == serials.sorted())
    }

    @Test("the number and the model stand beside the code, within the label")
    func words() throws {
        let sheets = try sheets(["TB4-1007", String(repeating: "W", count: 40)])
        #expect(try sheets.text().contains("TB4-1007"))
        #expect(try sheets.text().contains("Trygg Bas 4"))
        #expect(try sheets.places().allSatisfy { $0.right < 397 && $0.bottom < 106 })
        #expect(try sheets.info()["Tagged"] == "yes")
    }

    @Test("the same labels at the same moment are the same bytes")
    func stable() throws { #expect(try sheets(["A-1"]).pdf == sheets(["A-1"]).pdf) }
}
