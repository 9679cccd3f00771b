import Testing

@testable import Domain

/// Files that are no routine at all, or mean harm: each is told what is wrong, soon, and nothing breaks.
@Suite struct RoutineFileTextTests {
    struct Hostile: Sendable, CustomTestStringConvertible {
        let said: String
        let text: String
        let key: String
        let line: Int

        init(_ said: String, _ text: String, _ key: String, line: Int = 1) {
            (self.said, self.text, self.key, self.line) = (said, text, "routine.problem." + key, line)
        }

        var testDescription: String { said }
    }

    @Test("a file that cannot be read as a routine says why, once", arguments: hostile)
    func refused(_ file: Hostile) {
        let problems = RoutineSample.problems(file.text)
        #expect(problems.map(\.key) == [file.key])
        #expect(problems.map(\.line) == [file.line])
    }

    static let hostile: [Hostile] = [
        Hostile("empty", "", "empty"),
        Hostile("blank", " \n\n  \n", "empty"),
        Hostile("only a comment", "# to be written\n", "empty"),
        Hostile("a word", "routine", "expectedMapping"),
        Hostile("a list", "- slug: a\n", "expectedMapping"),
        Hostile("a megabyte", String(repeating: "slug: a\n", count: 131_072), "tooLarge"),
        Hostile("a tab for indentation", "title:\n  sv: A\n\ten: B\n", "syntax", line: 3),
        Hostile("an unclosed quotation", "slug: \"sample\n\n", "syntax", line: 3),
        Hostile("a wrong indentation", "title:\n    sv: A\n  en: B\n", "syntax", line: 3),
        Hostile("a colon in running text", "title:\n  sv: Obs: läs\n", "syntax", line: 2),
        Hostile("a control character", "slug: a\nedition: \u{1}\n", "syntax", line: 2),
        Hostile("a zero byte", "slug: a\u{0}\n", "syntax"),
        Hostile("half a surrogate pair", "slug: \"\\uD800\"\n", "syntax"),
        Hostile("two documents", "slug: a\n---\nslug: b\n", "syntax", line: 2),
        Hostile("an anchor", "title: &a\n  sv: A\nappliesWhen: *a\n", "anchor"),
        Hostile("an anchor nobody uses", "slug: a\ntitle: &a {sv: A}\n", "anchor", line: 2),
        Hostile("an anchored key", "slug: b\n&a title: {}\n", "anchor", line: 2),
        Hostile("an alias to nothing", "slug: a\ntitle: *b\n", "syntax", line: 2),
        Hostile("an alias to itself", "title: &a [*a]\n", "syntax"),
        Hostile("lists nested a hundred deep", pairs(100), "tooDeep"),
        Hostile("lists nested a hundred thousand deep", String(repeating: "[", count: 100_000), "tooDeep"),
        Hostile("dashes nested a hundred thousand deep", String(repeating: "- ", count: 100_000), "tooDeep"),
        Hostile("mappings nested deep", String(repeating: "{a: ", count: 50_000), "tooDeep"),
        Hostile("aliases of aliases", bomb, "anchor", line: 3),
        Hostile(
            "aliases of aliases as keys", bomb.replacing("[", with: "{? [").replacing("]", with: "] }"),
            "anchor", line: 3),
    ]

    private static func pairs(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    /// Nine of nine of nine …: three hundred million million words, written out.
    private static let bomb: String = (0..<15).map { level in
        let items = (0..<9).map { _ in level == 0 ? "x" : "*a\(level - 1)" }
        return "a\(level): &a\(level) [\(items.joined(separator: ", "))]\n"
    }.joined()

    @Test("aliases under the limit do not multiply either") func fewAliases() {
        let bomb = "a: &a [x, x]\nb: &b {? [*a, *a] : [*a, *a]}\nc: &c {? [*b, *b] : [*b, *b]}\n"
        #expect(Set(RoutineSample.problems(bomb).map(\.key)) == ["routine.problem.anchor"])
    }

    @Test("an asterisk in running text is no alias") func asterisks() {
        let starred = (0..<50).map { "ord *stjärna\($0)*" }.joined(separator: " ")
        let text = RoutineSample.text.replacing("sv: Alltid.", with: "sv: \(starred)")
        #expect(RoutineSample.problems(text) == [])
    }

    @Test("a file that is not UTF-8 is told so on each line, beside its other faults") func notUTF8() {
        let latin = [UInt8]("slug: sample-order\nname: L".utf8) + [0xE5] + [UInt8]("s\n".utf8)
        let problems = RoutineSample.problems(String(decoding: latin, as: UTF8.self))
        #expect(problems.contains { $0.key == "routine.problem.notUTF8" && $0.line == 2 })
        #expect(problems.contains { $0.key == "routine.problem.missingKey" })
    }

    @Test("a byte order mark and Windows line ends do no harm") func windows() {
        let text = "\u{FEFF}" + RoutineSample.text.replacing("\n", with: "\r\n")
        #expect(RoutineSample.problems(text) == [])
        let spoilt = text.replacing("role: team", with: "role: crew")
        #expect(RoutineSample.problems(spoilt).map(\.line) == [21])
    }

    @Test("words that YAML takes for truths, numbers and dates stay words") func wordsStayWords() throws {
        let text = RoutineSample.text.replacing("name: Portalen", with: "name: no")
            .replacing("edition: \"2026:1\"", with: "edition: 2026-01-07").replacing(
                "{lock: \"yes\"}", with: "{lock: yes}")
        let edition = try RoutineFile(name: RoutineSample.name, text: text).edition()
        #expect(edition.channel.name == "no")
        #expect(edition.edition == "2026-01-07")
        #expect(edition.orderForm?.field("colour")?.condition == .equals("lock", "yes"))
    }

    @Test("tags do not choose what is built") func tags() {
        let text = RoutineSample.text.replacing("owner: Teamet", with: "owner: !!python/object Teamet")
        #expect(RoutineSample.problems(text) == [])
    }

    @Test("at most a thousand faults are told") func manyFaults() {
        let text = "duties: [" + String(repeating: "1,", count: 50_000) + "]\n"
        #expect((900...1000).contains(RoutineSample.problems(text).count))
    }
}

/// Keys that stand twice, which a YAML reader may silently take the last of.
@Suite struct RoutineFileTwinTests {
    @Test(
        "a key that stands twice is told where it stands again, with every other fault",
        arguments: [
            ("role: team,", "role: team, role: team,", "parties[1]", 21),
            ("  owner: Teamet\n", "  owner: Teamet\n  owner: Laget\n", "document", 8),
            ("  owner: Teamet\n", "  owner: Teamet\n  \"owner\": Laget\n", "document", 8),
            ("retention: personalFile\n", "retention: personalFile\nslug: again\n", "", 6),
            ("    to: unit\n", "    to: unit\n    channels: [phone]\n", "duties[3]", 95),
        ])
    func twice(old: String, new: String, path: String, line: Int) {
        let text = RoutineSample.text.replacing(old, with: new).replacing(
            "devices: [alarmBase]", with: "devices: [x]")
        let problems = RoutineSample.problems(text)
        #expect(problems.count == 2)
        #expect(
            problems.contains {
                $0.key == "routine.problem.duplicateKey" && $0.path == path && $0.line == line
            })
        #expect(problems.contains { $0.key == "routine.problem.unknownValue" })
    }

    @Test("the same key in two mappings is no twin") func inner() {
        #expect(RoutineSample.problems(RoutineSample.text).isEmpty)
        let text = "title: {sv: A, en: {sv: B}}\nslug: a\nslug: b\n"
        let twins = RoutineSample.problems(text).filter { $0.key == "routine.problem.duplicateKey" }
        #expect(twins.map(\.line) == [3])
    }

    @Test("thousands of twins are told of at once, without reading for ever") func thousands() {
        let problems = RoutineSample.problems(String(repeating: "slug: a\n", count: 2000))
        #expect(problems.map(\.key) == ["routine.problem.duplicateKey"])
    }

    @Test("a key that is no text") func keyOfParts() {
        let problems = RoutineSample.problems(RoutineSample.text + "? [a, b]\n: c\n")
        #expect(problems.map(\.key) == ["routine.problem.keyNotText"])
        #expect(problems.map(\.line) == [104])
    }
}
