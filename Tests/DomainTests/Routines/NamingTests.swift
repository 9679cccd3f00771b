import Testing

@testable import Domain

@Suite struct NamingTests {
    @Test(
        "slips are counted: changed, left out, added, swapped",
        arguments: [
            ("", "", 0), ("book", "book", 0), ("", "book", 4), ("book", "", 4), ("bok", "book", 1),
            ("boook", "book", 1), ("nook", "book", 1), ("obok", "book", 1), ("kitten", "sitting", 3),
            ("ca", "abc", 3),
        ])
    func slips(from: String, to: String, count: Int) {
        #expect(Naming.slips(from: from, to: to) == count)
        #expect(Naming.slips(from: to, to: from) == count)
    }

    @Test("only a near name is suggested") func nearest() {
        let known = ["book", "installAlarm", "installLock", "feedback"]
        #expect(Naming.nearest(to: "instalAlarm", of: known) == "installAlarm")
        #expect(Naming.nearest(to: "FEEDBACK", of: known) == "feedback")
        #expect(Naming.nearest(to: "bok", of: known) == "book")
        #expect(Naming.nearest(to: "journal", of: known) == nil)
        #expect(Naming.nearest(to: "b", of: known) == nil)
        #expect(Naming.nearest(to: "book", of: []) == nil)
        #expect(Naming.nearest(to: String(repeating: "å", count: 100_000), of: known) == nil)
    }

    @Test(
        "names are spelled as names in code are",
        arguments: [
            ("home", true), ("homeKey2", true), ("h", true), ("", false), ("Home", false), ("2home", false),
            ("home key", false), ("home.key", false), ("home_key", false), ("hemnyckelå", false),
            ("home\n", false),
        ])
    func names(text: String, isName: Bool) { #expect(Naming.isName(text) == isName) }

    @Test(
        "slugs are small words joined by hyphens",
        arguments: [
            ("alarm-order", true), ("a", true), ("r2-d2", true), ("", false), ("-a", false), ("a-", false),
            ("a--b", false), ("Alarm", false), ("a_b", false), ("å", false), ("2021", false),
        ])
    func slugs(text: String, isSlug: Bool) { #expect(Naming.isSlug(text) == isSlug) }
}
