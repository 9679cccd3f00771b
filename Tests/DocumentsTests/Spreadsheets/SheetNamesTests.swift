import Testing

@testable import Documents

@Suite("Names of sheets")
struct SheetNamesTests {
    @Test(
        "a name is made valid",
        arguments: [
            ("Larm", "Larm"), ("Larm [2026/11]: *nya*?\\", "Larm -2026-11-- -nya---"), ("'Larm'", "Larm"),
            ("A\nB", "A B"),
            ("", "1"), ("'''", "1"), ("History", "History (2)"),
            (String(repeating: "Å", count: 40), String(repeating: "Å", count: 31)),
            (String(repeating: "👩‍🔧", count: 8), String(repeating: "👩‍🔧", count: 6)),
            ("Larm hos hemtjänsten i Ekholmen 's lista", "Larm hos hemtjänsten i Ekholmen"),
        ])
    func valid(wanted: String, name: String) {
        var names = SheetNames()
        let claimed = names.claim(wanted)
        #expect(claimed == name)
        #expect((1...31).contains(claimed.utf16.count))
    }

    @Test("sheets that would be called the same are told apart, whatever their letters' case")
    func unlike() {
        var names = SheetNames()
        let long = String(repeating: "Ö", count: 31)
        #expect(
            ["Larm", "LARM", "larm", ""].map { names.claim($0) } == ["Larm", "LARM (2)", "larm (3)", "4"])
        #expect([long, long].map { names.claim($0) } == [long, String(repeating: "Ö", count: 27) + " (2)"])
    }
}
