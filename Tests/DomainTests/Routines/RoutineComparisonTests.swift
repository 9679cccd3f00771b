import Testing

@testable import Domain

@Suite struct RoutineComparisonTests {
    private func changes(_ replacements: (String, String)...) -> [String] {
        let new = replacements.reduce(RoutineSample.text) { text, change in
            #expect(text.contains(change.0), "\(change.0)")
            return text.replacing(change.0, with: change.1)
        }
        let comparison = RoutineComparison(
            from: RoutineFile(name: RoutineSample.name, text: RoutineSample.text),
            to: RoutineFile(name: RoutineSample.name, text: new))
        return comparison.changes.map { change in
            "\(change.kind) \(change.part) \(change.name)"
                + (change.details.isEmpty ? "" : ": " + change.details.map(\.aspect).joined(separator: ", "))
        }
    }

    @Test("the same text, or another way of writing it, says nothing new")
    func same() {
        #expect(changes() == [])
        #expect(changes(("title: {sv: Prov, en: Sample}", "title:\n  en: Sample\n  sv: \"Prov\"")) == [])
        #expect(changes(("edition: \"2026:1\"", "edition: other # a name always differs")) == [])
    }

    @Test("texts, document, channel and links")
    func document() {
        #expect(
            changes(
                ("{sv: Alltid., en: Always.}", "{sv: Ibland., en: Sometimes.}"),
                ("establishedOn: 2026-01-07", "establishedOn: 2026-01-07\n  version: \"2\""),
                ("name: Portalen", "name: Lindesk"), ("{sv: Sida, en: Page}", "{sv: Ny sida, en: Page}"))
                == [
                    "changed texts : appliesWhen", "changed document : version", "changed channel : name",
                    "changed links https://example.org/page: title",
                ])
    }

    @Test("a duty's title, party, order, deadline and condition")
    func duties() {
        #expect(
            changes(
                ("title: {sv: Montera, en: Mount}", "title: {sv: Sätt upp, en: Put up}"),
                ("party: team\n    kind: book", "party: unit\n    kind: book"),
                ("after: [mount]", "after: [mount, prepare]"), ("workingDays: 5", "workingDays: 3"),
                ("{any: [{answered: colour}, {not: {equals: {lock: \"no\"}}}]}", "{answered: colour}"))
                == [
                    "changed duties visit: due, party", "changed duties mount: title, when",
                    "changed duties reply: after",
                ])
    }

    @Test("what comes and what goes, by name, and what only changes places")
    func addedAndRemoved() {
        #expect(
            changes(
                (
                    "  - key: reply",
                    "  - {key: leaflet, party: team, kind: handOverLeaflet, title: {sv: Blad, en: Leaflet}}\n  - key: reply"
                ),
                ("              - {value: blue, label: {sv: Blå, en: Blue}}\n", ""),
                ("          - key: callers\n", "          - key: callersAnew\n"),
                ("  - {key: ledger, name: Liggaren}", "  - {key: ledger, name: Boken}"))
                == [
                    "changed systems ledger: name", "added fields callersAnew", "removed fields callers",
                    "changed fields colour: choices", "added duties leaflet",
                ])
        let unit = "  - {key: unit, role: orderer, name: {sv: Enheten, en: The unit}}\n"
        let team = "  - {key: team, role: team, name: {sv: Laget, en: The team}}\n"
        #expect(changes((unit + team, team + unit)) == ["moved parties "])
    }

    @Test("an entry in the change log is added, and a key that the format does not know yet is compared too")
    func open() {
        #expect(
            changes(
                ("changeLog:\n", "changeLog:\n  - {day: 2026-02-01, text: {sv: Kortare., en: Shorter.}}\n"),
                ("retention: personalFile", "retention: personalFile\nweather:\n  sky: blue"),
                ("    devices: [alarmBase]", "    devices: [alarmBase]\n    side: left"))
                == [
                    "changed duties mount: side", "added changeLog 2026-02-01 Kortare.", "added weather ",
                ])
    }

    @Test("values are told before and after")
    func values() throws {
        let new = RoutineSample.text.replacing("{sv: Boka, en: Book}", with: "{sv: Ring, en: Call}")
        let change = try #require(
            RoutineComparison(
                from: RoutineFile(name: RoutineSample.name, text: RoutineSample.text),
                to: RoutineFile(name: RoutineSample.name, text: new)
            ).changes.first)
        #expect(change.title == BilingualText(sv: "Ring", en: "Call"))
        #expect(change.details.first?.old == .bilingual(BilingualText(sv: "Boka", en: "Book")))
        #expect(change.details.first?.new == .bilingual(BilingualText(sv: "Ring", en: "Call")))
    }

    @Test("a text that cannot be read is compared as one that says nothing")
    func unreadable() {
        let comparison = RoutineComparison(
            from: RoutineFile(name: RoutineSample.name, text: "title: {sv: A"),
            to: RoutineFile(name: RoutineSample.name, text: RoutineSample.text))
        #expect(comparison.changes.allSatisfy { $0.kind == .added })
    }
}
