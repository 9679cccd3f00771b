import Domain
import Testing

@testable import HTTPBase

@Suite("A form's body and a query")
struct FormBodyTests {
    @Test("plus is a space and %XX a byte of UTF-8, in names as in values")
    func decoded() {
        let form = FormBody("namn=%C3%85sa+%C3%96berg&home%2Estreet=Ekv%C3%A4gen+1%2B2")
        #expect(form["namn"] == "Åsa Öberg")
        #expect(form["home.street"] == "Ekvägen 1+2")
    }

    @Test(
        "a percent sign that begins no byte stays as it was typed",
        arguments: ["%", "100%", "%4", "%zz", "%+1", "%-1", "% 1", "%%", "5%å"])
    func percent(text: String) {
        #expect(FormBody("a=\(text.replacing(" ", with: "+"))")["a"] == text.replacing("+", with: " "))
    }

    @Test("bytes that are no text become a mark and end nothing")
    func notText() {
        #expect(FormBody("a=x%FFy&b=1")["a"] == "x\u{fffd}y")
        #expect(FormBody("a=%C3&b=1")["b"] == "1")
    }

    @Test("the last of several values counts, and all can be had in their order")
    func several() {
        let form = FormBody("kind=a&kind=b&kind=")
        #expect(form["kind"].isEmpty)
        #expect(form.all("kind") == ["a", "b", ""])
        #expect(form.all("other").isEmpty)
    }

    @Test("a name alone has an empty value, and only the first = parts the two")
    func names() {
        let form = FormBody("&&alone&a=b=c&=nameless&")
        #expect(form.all("alone") == [""])
        #expect(form["a"] == "b=c")
        #expect(form[""] == "nameless")
        #expect(form["missing"].isEmpty)
    }

    @Test("no more than 2000 fields are read")
    func many() {
        let form = FormBody((0..<3000).map { "f\($0)=x" }.joined(separator: "&"))
        #expect(form["f1999"] == "x")
        #expect(form["f2000"].isEmpty)
    }

    @Test("answers are cleaned of control characters and ends, and hold no token")
    func answers() {
        let answers = FormBody("csrf=secret&name=++%00Greta%1B+%C3%85%0D%0Anext%09+").answers
        #expect(answers.values == ["name": "Greta Å\nnext"])
    }

    @Test("what a browser writes is read back, whatever was typed", arguments: 0..<100)
    func readsBack(seed: Int) {
        let text = Self.arbitrary(seed)
        let form = FormBody("home.street=\(text.encoded)&z=1")
        #expect(form["home.street"] == text)
        #expect(form["z"] == "1")
    }

    @Test("names that no form of ours has are passed over, however many they are")
    func strangeNames() {
        let long = String(repeating: "n", count: 201)
        let form = FormBody("\(long)=1&%C3%A5=2&a%00b=3&\(String(long.dropLast()))=4&ok=5")
        #expect(form[long].isEmpty && form["å"].isEmpty && form["a\u{0}b"].isEmpty)
        #expect(form[String(long.dropLast())] == "4")
        #expect(form.answers.values.count == 2)
        #expect(form["ok"] == "5")
    }

    @Test("a run of combining marks is cut at thirty, and NUL is left out")
    func hostile() {
        let marks = String(repeating: "%CC%81", count: 5000)
        let form = FormBody("a=e\(marks)x%00y&b=%00&c=a%CC%81")
        #expect(form["a"].unicodeScalars.count == 1 + 30 + 2)
        #expect(form["a"].hasSuffix("xy"))
        #expect(form["b"].isEmpty)
        #expect(form["c"] == "á")
    }

    private static func arbitrary(_ seed: Int) -> String {
        let letters = Array("&=+% åÖ👵\u{301}\n\"<a0;")
        var state = UInt64(seed) &* 6_364_136_223_846_793_005 &+ 1
        return "x"
            + String(
                (0..<seed % 19).map { _ in
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    return letters[Int(state >> 33) % letters.count]
                })
    }
}
