import Domain
import Testing

@Suite struct PersonIdentifierTypingTests {
    private let today = Day.written("2026-11-20")

    private func value(_ text: String) throws -> String {
        try PersonIdentifier.parse(text, today: today).value
    }

    @Test(
        "ten and twelve digits, with and without hyphen, mean the same number",
        arguments: ["8112289874", "811228-9874", "198112289874", "19811228-9874"])
    func spellings(text: String) throws {
        #expect(try value(text) == "198112289874")
    }

    @Test(
        "dashes that word processors make are taken as the hyphen",
        arguments: [
            "\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2014}", "\u{2212}", "\u{FE63}", "\u{FF0D}",
        ])
    func dashes(dash: String) throws {
        #expect(try value("811228\(dash)9874") == "198112289874")
        #expect(try value("19811228\(dash)9874") == "198112289874")
    }

    @Test(
        "spaces at the ends, and invisible marks that come with a copied text, do not matter",
        arguments: [
            " 811228-9874", "811228-9874 ", "\t811228-9874\r\n", "\u{A0}811228-9874\u{2009}",
            "\u{FEFF}811228-9874", "\u{200E}811228-9874\u{200B}", "811228\u{AD}-9874", "811228\u{200B}9874",
        ])
    func trimmed(text: String) throws {
        #expect(try value(text) == "198112289874")
    }

    @Test("nothing, or nothing but spaces", arguments: ["", " ", "\n\t ", "\u{A0}", "\u{FEFF}"])
    func empty(text: String) {
        refuses(text, "identity.empty")
    }

    @Test(
        "spaces inside are refused with words of their own",
        arguments: [
            "811228 9874", "19811228 9874", "811228 - 9874", "81 12 28-9874", "811228\u{A0}9874",
            "81\n"
                + "1228-9874",
        ])
    func spaces(text: String) {
        refuses(text, "identity.spaces")
    }

    @Test(
        "letters, signs, emoji and the digits of other scripts are refused",
        arguments: [
            "tolvan", "811228-98A4", "811228-987O", "A11228-9874", "811228.9874", "811228/9874",
            "811228_9874",
            "😀", "811228-987😀", "٨١١٢٢٨-٩٨٧٤", "８１１２２８-９８７４", "811228-987\u{301}4", "811228-9874\u{0}", "å",
            "Anna Andersson 7", "'; DROP TABLE", "²811228-9874",
        ])
    func characters(text: String) {
        refuses(text, "identity.characters")
    }

    @Test(
        "other lengths than ten and twelve are refused",
        arguments: ["1", "-", "811228", "811228-987", "811228-98744", "1981122898744", "19811228-987", "AA"])
    func length(text: String) {
        refuses(text, "identity.length")
    }

    @Test("a hundred thousand characters are refused at once")
    func endless() {
        refuses(String(repeating: "8", count: 100_000), "identity.length")
        refuses(String(repeating: "😀", count: 100_000), "identity.characters")
        refuses(String(repeating: " ", count: 100_000), "identity.empty")
        refuses(String(repeating: "-", count: 100_000), "identity.length")
    }

    @Test(
        "a hyphen anywhere but before the last four is refused",
        arguments: [
            "8112-289874", "-8112289874", "8112289874-", "811228--9874", "1981-12-28-9874", "1981-12289874",
            "811228-+9874", "81-12-28-9874",
        ])
    func separator(text: String) {
        refuses(text, "identity.separator")
    }

    @Test(
        "dates that the calendar does not have are refused",
        arguments: [
            "811328-9874", "810028-9874", "811232-9874", "811200-9874", "810229-9874", "19810229-9874",
            "18000229-9874", "19000229-9874", "811259-9874", "811292-9874", "810290-9874", "810092-9874",
            "811360-9874", "17991231-9874", "22010101-9874", "01810101-9874", "98240301-1206",
        ])
    func dates(text: String) {
        refuses(text, "identity.date")
    }

    @Test(
        "birth number 000 is refused, also where the check digit is right",
        arguments: ["150916-0006", "201509160006"])
    func birthNumber(text: String) {
        refuses(text, "identity.birthNumber")
    }

    @Test(
        "every other check digit is refused",
        arguments: (0...9).filter { $0 != 4 }.map { "811228-987\($0)" })
    func checksum(text: String) {
        refuses(text, "identity.checksum")
    }

    @Test(
        "two neighbouring digits that changed places are refused", arguments: ["811228-8974", "811282-9874"])
    func swapped(text: String) {
        #expect(throws: AppError.self) { try PersonIdentifier.parse(text, today: today) }
    }

    @Test(
        "an organisation number where a person is asked for is told as such",
        arguments: [
            "212000-0449", "2120000449", "162120000449", "16212000-0449", "556703-7485", "165567037485",
        ])
    func organisation(text: String) {
        refuses(text, "identity.organisation")
    }

    @Test(
        "schools' T-numbers and the regions' own reserve numbers are told as such",
        arguments: [
            "811228-T987", "19811228-T987", "811228T987", "811228-r987", "811228-S987", "811228-U987",
            "811228-W987", "811228-X987", "811228-J987", "811228-K987", "811228-L987", "811228-M987",
            "811228-N987", "19811228K123", "991981123456", "99198112-3456",
        ])
    func interim(text: String) {
        refuses(text, "identity.interim")
    }

    @Test("a fault carries one key, no field and nothing of what was typed")
    func fault() {
        let error = #expect(throws: AppError.self) {
            try PersonIdentifier.parse("811228-9870", today: today)
        }
        #expect(error?.code == .invalid)
        #expect(error?.faults == [Fault("identity.checksum")])
    }

    private func refuses(_ text: String, _ key: String, at location: SourceLocation = #_sourceLocation) {
        #expect(throws: AppError.invalid(key), sourceLocation: location) {
            try PersonIdentifier.parse(text, today: today)
        }
    }
}
