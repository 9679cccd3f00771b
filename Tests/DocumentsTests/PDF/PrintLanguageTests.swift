import Testing

@testable import Documents

@Suite("Languages on paper")
struct PrintLanguageTests {
    @Test(
        "Arabic, Persian and their kin run from the right",
        arguments: ["ar", "fa", "fa-AF", "prs", "ckb", "ur", "he"])
    func fromTheRight(_ tag: String) { #expect(PrintLanguage(tag: tag).isRightToLeft) }

    @Test(
        "others run from the left",
        arguments: ["sv", "en", "so", "fi", "ti", "bs", "ku", "az-Latn", "ar-Latn", "und", ""])
    func fromTheLeft(_ tag: String) { #expect(!PrintLanguage(tag: tag).isRightToLeft) }

    @Test("a script says more than the language", arguments: ["az-Arab", "ku-arab-IQ"])
    func script(_ tag: String) { #expect(PrintLanguage(tag: tag).isRightToLeft) }

    @Test(
        "a tag that would break the document is undetermined",
        arguments: ["", "sv) /X (", "å", "sv_SE", "s\n"])
    func badTag(_ tag: String) { #expect(PrintLanguage(tag: tag).tag == "und") }
}
