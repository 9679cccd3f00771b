import Testing

@testable import Documents

@Suite("Completing the catalogue")
struct CatalogueUpdateTests {
    @Test("the update is appended: not a byte before it moves")
    func appended() throws {
        let canvas = Canvas(size: (595, 842))
        canvas.endPage()
        let before = try canvas.finish()
        let after = CatalogueUpdate(language: PrintLanguage(tag: "so")).appended(to: before)
        #expect(after.starts(with: before))
        let poppler = Poppler(after)
        #expect(try poppler.info()["Tagged"] == "yes")
        #expect(poppler.source.contains("/Lang (so)"))
    }

    @Test(
        "what is not a PDF with a plain table stays as it is",
        arguments: [
            "", "startxref\n", "startxref\n999999\n%%EOF", "startxref\n0\n%%EOF", "xref\n0 1\nstartxref\n0\n",
        ])
    func otherBytes(_ text: String) {
        #expect(
            CatalogueUpdate(language: PrintLanguage(tag: "sv")).appended(to: Array(text.utf8))
                == Array(text.utf8))
    }
}
