import Testing

@testable import Web

@Suite("HTML: building by interpolation")
struct InterpolationTests {
    @Test("numbers are written as they are")
    func numbers() {
        #expect(
            ("\(0) \(-12) \(UInt8.max) \(Int64.max)" as HTML).description == "0 -12 255 9223372036854775807")
    }

    @Test("markup, absent markup and lists of markup go in as they are")
    func markup() {
        let none: HTML? = nil
        let some: HTML? = "<i>"
        let list: [HTML] = ["<li>1</li>", "<li>2</li>"]
        #expect(("\(none)\(some)\(list)" as HTML).description == "<i><li>1</li><li>2</li>")
    }

    @Test("an attribute without a value is absent, and an empty value is not absent")
    func optionalAttribute() {
        let none: String? = nil
        #expect(("<a\(attribute: "href", none)>" as HTML).description == "<a>")
        #expect(
            ("<a\(attribute: "href", "/x?a=1&b=2")>" as HTML).description == "<a href=\"/x?a=1&amp;b=2\">")
        #expect(("<td\(attribute: "title", "")>" as HTML).description == "<td title=\"\">")
        #expect(("<td\(attribute: "colspan", 3)>" as HTML).description == "<td colspan=\"3\">")
    }

    @Test("a flag is there or not")
    func flag() {
        #expect(
            ("<input\(flag: "checked", true)\(flag: "disabled", false)>" as HTML).description
                == "<input checked>")
    }

    @Test("if and unless write one of two")
    func choice() {
        for isLate in [true, false] {
            let html: HTML = "\(if: isLate, "<b>sen</b>")\(unless: isLate, "<i>i tid</i>")"
            #expect(html.description == (isLate ? "<b>sen</b>" : "<i>i tid</i>"))
        }
    }

    @Test("an optional value is written when it is there, and escaped")
    func optionalValue() {
        let note: String? = "<3"
        let none: String? = nil
        #expect(("\(if: note, { "<p>\($0)</p>" })" as HTML).description == "<p>&lt;3</p>")
        #expect(("\(if: none, { "<p>\($0)</p>" })" as HTML).description == "")
    }

    @Test("each writes every element in order")
    func each() {
        let names = ["Åsa", "<Bo>"]
        #expect(
            ("<ul>\(each: names, { "<li>\($0)</li>" })</ul>" as HTML).description
                == "<ul><li>Åsa</li><li>&lt;Bo&gt;</li></ul>")
        #expect(
            ("\(each: names.lazy.map { "<b>\($0)</b>" })" as HTML).description
                == "<b>Åsa</b><b>&lt;Bo&gt;</b>")
        #expect(("\(each: [String](), { "\($0)" })" as HTML).isEmpty)
    }

    @Test("parts are joined with markup between them only")
    func joined() {
        let parts: [HTML] = ["a", "<b>", "c"]
        #expect(parts.joined(separator: "<br>").description == "a<br><b><br>c")
        #expect([HTML]().joined(separator: "<br>").isEmpty)
        var whole: HTML = "a"
        whole += "<\("&")>"
        #expect(whole.description == "a<&amp;>")
    }
}
