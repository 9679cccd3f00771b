import Testing

@testable import Web

@Suite("HTML: what is interpolated can never become markup")
struct EscapingTests {
    @Test(
        "each dangerous character is written as a reference",
        arguments: [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&#39;")])
    func dangerous(character: String, reference: String) {
        #expect(HTML.text(character).description == reference)
        #expect(HTML.text("å\(character)å\(character)").description == "å\(reference)å\(reference)")
    }

    @Test("a script in a name is shown, not run")
    func script() {
        let name = "<script>alert('x')</script>"
        let html: HTML = "<td>\(name)</td>"
        #expect(html.description == "<td>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;</td>")
    }

    @Test("a value cannot leave its attribute, whichever quotes hold it")
    func attribute() {
        let value = "\" onload='x' "
        #expect(("<a title=\"\(value)\">" as HTML).description == "<a title=\"&quot; onload=&#39;x&#39; \">")
        #expect(
            ("<a\(attribute: "title", value)>" as HTML).description
                == "<a title=\"&quot; onload=&#39;x&#39; \">")
    }

    @Test("text is escaped once for each time it is interpolated as text, and markup never again")
    func once() {
        let inner: HTML = "<b>\("&")</b>"
        #expect(("\(inner)" as HTML).description == "<b>&amp;</b>")
        #expect(HTML.text("&amp;").description == "&amp;amp;")
    }

    @Test("harmless text stays as it is, byte for byte", arguments: samples)
    func harmless(text: String) {
        #expect(HTML.text(text).bytes == Array(text.utf8))
        #expect(("\(text[...])" as HTML).bytes == Array(text.utf8))
    }

    static let samples = [
        "", "Åke Öberg-Ängström", "👩‍🦽🇸🇪 e\u{301}", "یلدا حسینی", "§ 4 · 08:15\u{a0}kr ¿å",
        "rad 1\nrad 2\r\n\tindrag",
        String(repeating: "ö", count: 100_000),
    ]

    @Test("control characters that a document may not hold are left out", arguments: 0...0x9f)
    func control(code: Int) throws {
        let scalar = try #require(Unicode.Scalar(code))
        let isAllowed = [0x09, 0x0a, 0x0c, 0x0d].contains(code) || (0x20...0x7e).contains(code)
        let shown = HTML.text("a\(Character(scalar))b").description
        #expect(isAllowed ? shown.count > 2 : shown == "ab")
    }

    @Test("the characters just above the second control block stay")
    func aboveControls() {
        #expect(HTML.text("\u{9f}\u{a0}\u{a7}\u{bf}\u{c2}").description == "\u{a0}\u{a7}\u{bf}\u{c2}")
    }

    @Test("what is written reads back as the text, whatever the text", arguments: 0..<200)
    func readsBack(seed: Int) {
        let text = Self.arbitrary(seed)
        var back = HTML.text(text).description
        for (reference, character) in [
            ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&"),
        ] {
            back = back.split(separator: reference, omittingEmptySubsequences: false).joined(
                separator: character)
        }
        #expect(back == text)
    }

    /// Short texts that are mostly made of what is dangerous, the same for each seed.
    private static func arbitrary(_ seed: Int) -> String {
        let letters = Array("&<>\"'a&;#3å§👵lt")
        var state = UInt64(seed) &* 6_364_136_223_846_793_005 &+ 1
        return String(
            (0..<seed % 23).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return letters[Int(state >> 33) % letters.count]
            })
    }
}
