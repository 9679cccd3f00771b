import Foundation
import TestSupport
import Testing

@testable import Domain

/// Changes that the program makes to a text leave the rest of it as its author wrote it.
@Suite struct RoutineEditingTests {
    private static let entry = ChangeLogEntry(
        day: .written("2026-12-01"),
        text: BilingualText(sv: "Rutinen är \"kortare\".", en: "Shorter: by # half \\"))

    private func file(_ text: String) -> RoutineFile { RoutineFile(name: RoutineSample.name, text: text) }

    private func lines(_ text: String) -> [String] { text.components(separatedBy: "\n") }

    /// Only added lines differ.
    private func added(_ old: String, _ new: String) -> [String]? {
        let difference = lines(new).difference(from: lines(old))
        return difference.removals.isEmpty
            ? difference.insertions.compactMap { if case .insert(_, let line, _) = $0 { line } else { nil } }
            : nil
    }

    @Test("the change log grows at its head, and nothing else is touched")
    func grows() throws {
        let grown = try file(RoutineSample.text).adding(Self.entry)
        #expect(added(RoutineSample.text, grown.text)?.count == 1)
        let edition = try grown.edition()
        #expect(edition.changeLog.first == Self.entry)
        #expect(edition.changeLog.count == 2)
        let twice = try grown.adding(Self.entry)
        #expect(try twice.edition().changeLog.count == 3)
    }

    @Test(
        "the change log grows however it is written",
        arguments: [
            "", "changeLog: []\n", "changeLog: [ ] # none yet\n", "changeLog:\n  []\n",
            "changeLog: [{day: 2026-01-08, text: {sv: Ny., en: New.}}]\n",
            "changeLog: # newest first\n\n    # here\n    - day: 2026-01-08\n      text: {sv: Ny., en: New.}\n",
            "changeLog:\n- day: 2026-01-08\n  text: {sv: Ny., en: New.}\n",
            "changeLog:\n  -\n    day: 2026-01-08\n    text: {sv: Ny., en: New.}\n",
            "\"changeLog\":\n  - {day: 2026-01-08, text: {sv: \"[a]\", en: New.}}\n",
        ])
    func anyWriting(log: String) throws {
        let old = "changeLog:\n  - day: 2026-01-08\n    text: {sv: Ny., en: New.}\n"
        #expect(RoutineSample.text.contains(old))
        let text = RoutineSample.text.replacing(old, with: log)
        let before = try file(text).edition().changeLog
        #expect(try file(text).adding(Self.entry).edition().changeLog == [Self.entry] + before)
    }

    @Test("line ends of Windows stay")
    func windows() throws {
        let text = RoutineSample.text.replacingOccurrences(of: "\n", with: "\r\n")
        let grown = try file("\u{FEFF}" + text).adding(Self.entry)
        #expect(try grown.edition().changeLog.count == 2)
        #expect(grown.text.utf8.filter { $0 == 10 }.count == grown.text.utf8.filter { $0 == 13 }.count)
        let begun = file("\u{FEFF}" + text).begun(as: "2026-12-01", on: .written("2026-11-30"))
        #expect(try begun.edition().edition == "2026-12-01")
    }

    @Test("what the owner writes can hold any characters", arguments: 1...40)
    func anyText(seed: Int) throws {
        var numbers = Seeded(UInt64(seed))
        let alphabet = Array("aå\"'\\#:{}[]*&!|>%@`,-? \n\t\u{2028}\u{200B}\u{1F600}~é-")
        let make = { (numbers: inout Seeded) in
            "x" + String((0..<30).map { _ in alphabet.randomElement(using: &numbers) ?? "a" }) + "y"
        }
        let entry = ChangeLogEntry(
            day: .written("2026-12-01"),
            text: BilingualText(sv: Text.cleaned(make(&numbers)), en: Text.cleaned(make(&numbers))))
        #expect(try file(RoutineSample.text).adding(entry).edition().changeLog.first == entry)
    }

    @Test("a text without a change log that can grow is refused and left alone")
    func refused() {
        let flow = RoutineSample.text.replacing("changeLog:\n  - day", with: "changeLog: &a\n  - day")
        for text in [flow, "{slug: a, changeLog: }", "- a", ""] {
            #expect(throws: AppError.invalid("edition.news.byHand", field: "newsSv")) {
                try file(text).adding(Self.entry)
            }
        }
    }

    @Test("a new edition begins with its name and its day of revision, and nothing else is touched")
    func begun() throws {
        let begun = file(RoutineSample.text).begun(as: "2026-12-01", on: .written("2026-11-30"))
        let edition = try begun.edition()
        #expect(edition.edition == "2026-12-01")
        #expect(edition.document.revisedOn == .written("2026-11-30"))
        #expect(
            begun.said?.without(["edition", "document"])
                == file(RoutineSample.text).said?.without(["edition", "document"]))
        let again = try begun.begun(as: "2027:1", on: .written("2027-01-05")).edition()
        #expect(again.edition == "2027:1" && again.document.revisedOn == .written("2027-01-05"))
    }

    @Test("every shipped routine can begin anew, and its change log can grow")
    func shipped() throws {
        for file in try ShippedRoutines.all() {
            let begun = file.begun(as: "2030-01-01", on: .written("2029-12-31"))
            #expect(try begun.edition().edition == "2030-01-01")
            #expect(try begun.edition().document.revisedOn == .written("2029-12-31"))
            #expect(try begun.adding(Self.entry).edition().changeLog.first == Self.entry)
        }
    }

    @Test("a text in which the name cannot be found is left as it is")
    func unreadable() {
        for text in [
            "", "edition: &a b\n", "edition: >-\n  folded\n  name\nslug: a\n", "{edition: a, slug: b}",
        ] {
            #expect(file(text).begun(as: "x", on: .written("2026-11-30")).text == text)
        }
    }
}
