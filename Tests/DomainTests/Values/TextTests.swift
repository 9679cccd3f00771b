import Testing

@testable import Domain

@Suite struct TextTests {
    @Test(
        "folding takes away case and accents, but never å, ä and ö",
        arguments: [
            ("ÅSA", "åsa"), ("A\u{30A}sa", "åsa"), ("Ärlig Öst", "ärlig öst"), ("Éva Müller", "eva muller"),
            ("  Zoë\n", "zoe"), ("ŁUKASZ", "łukasz"), ("o\u{308}ga", "öga"), ("ÑANDÚ", "nandu"),
        ])
    func folded(text: String, expected: String) {
        #expect(Text.folded(text) == expected)
        #expect(Text.folded(Text.folded(text)) == expected)
    }

    @Test("cleaning keeps lines and letters and takes away what cannot be seen")
    func cleaned() {
        for plain in ["", "Åsa Öberg-Lind", "a b", "~", "x  y"] { #expect(Text.cleaned(plain) == plain) }
        #expect(Text.cleaned(" Åsa") == "Åsa")
        #expect(Text.cleaned("Åsa ") == "Åsa")
        #expect(Text.cleaned("\u{7f}Åsa\u{80}") == "Åsa")
        #expect(Text.cleaned("  a\r\nb\u{0}\u{7}\u{9} c \n") == "a\nb c")
        #expect(Text.cleaned("\u{1b}[31mröd") == "[31mröd")
        #expect(Text.cleaned("👩‍🦳 é") == "👩‍🦳 é")
    }

    @Test(
        "names of people",
        arguments: [
            "Greta Åkerlund", "Anne-Marie O'Hara", "José Ñandú", "محمد علي", "Nguyễn Văn", "A. B. Öst",
            "D’Arc",
            "李小龍", "Zoe\u{308}", "Łukasz",
        ])
    func names(name: String) { #expect(Text.isPersonName(name)) }

    @Test(
        "what is no name",
        arguments: [
            "", " ", "-", "🦄", "Greta 🦄", "Greta ❤️", "🅰️nna", "1", "Greta2", "<b>Greta</b>", "a\nb",
            "Greta\u{202E}", "Ⓜ️aria",
        ])
    func noNames(name: String) { #expect(!Text.isPersonName(name)) }

    @Test(
        "phone numbers",
        arguments: [
            ("013-20 60 01", true), ("+46 (0)70 174 06 05", true), ("112 12", true), ("1234", false),
            ("1234567890123456", false), ("070+1740605", false), ("ring mig", false), ("０７０１７４０６０５", false),
            ("070-174 06 05 ankn 3", false), ("", false),
        ])
    func phones(phone: String, isOne: Bool) { #expect(Text.isPhone(phone) == isOne) }

    @Test("what is dialled is digits and a leading plus")
    func dialled() { #expect(Text.dialled("+46 (0)70-174 06 05") == "+460701740605") }

    @Test("length counts what is stored, not what is seen as one sign")
    func length() {
        #expect(!Text.isLonger(String(repeating: "å", count: 200), than: 200))
        #expect(Text.isLonger(String(repeating: "å", count: 201), than: 200))
        #expect(Text.isLonger("a" + String(repeating: "\u{301}", count: 200), than: 200))
        #expect(!Text.isLonger("", than: 0))
    }
}
