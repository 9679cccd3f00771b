import Domain
import Testing

@Suite struct PersonIdentifierReserveTests {
    private let today = Day.written("2026-11-20")

    private func parse(_ text: String) throws -> PersonIdentifier { try .parse(text, today: today) }

    @Test("HL7 Sweden's example of a national reserve number is accepted and kept as it is")
    func example() throws {
        let identifier = try parse("98240301AA06")
        #expect(identifier.kind == .nationalReserve)
        #expect(identifier.value == "98240301AA06")
        #expect(identifier.birthDate == Day("2024-03-01"))
    }

    @Test(
        "the first two digits are the century with threes added",
        arguments: [
            ("22811228AA06", "1981-12-28"), ("25811228AA06", "1981-12-28"), ("97811228AA06", "1981-12-28"),
            ("23240301ZY06", "2024-03-01"), ("26240301ZY06", "2024-03-01"), ("24990101AA06", "1899-01-01"),
        ])
    func century(text: String, birthDate: String) throws {
        #expect(try parse(text).birthDate == Day(birthDate))
    }

    @Test(
        "with 00 first the birth date is unknown and the rest a running number",
        arguments: ["00812040AA06", "00000000AA06"])
    func unknown(text: String) throws {
        let identifier = try parse(text)
        #expect(identifier.kind == .nationalReserve)
        #expect(identifier.birthDate == nil)
    }

    @Test(
        "lower case, a hyphen and a letter for unknown sex are taken",
        arguments: [
            ("98240301aa06", "98240301AA06"), ("98240301-AA06", "98240301AA06"),
            ("98240301AAX6", "98240301AAX6"),
        ])
    func spellings(text: String, value: String) throws {
        #expect(try parse(text).value == value)
    }

    @Test("the letters I, O, Q, V and W are never used", arguments: ["I", "O", "Q", "V", "W", "Å"])
    func letters(letter: String) {
        for text in ["98240301\(letter)A06", "98240301A\(letter)06", "98240301AA\(letter)6"] {
            #expect(throws: AppError.invalid("identity.characters")) { try parse(text) }
        }
    }

    @Test(
        "another shape is refused",
        arguments: [
            "240301AA06", "9824030AAA06", "98240301A006", "98240301AA0A", "98240301+AA06", "AA240301AA06",
        ])
    func shape(text: String) {
        #expect(throws: AppError.invalid("identity.characters")) { try parse(text) }
    }

    @Test(
        "an impossible date, or a first pair that is not used, is refused",
        arguments: [
            "98240230AA06", "98241301AA06", "98240361AA06", "98240300AA06", "01240301AA06", "17240301AA06",
            "19240301AA06", "20240301AA06", "21240301AA06", "99240301AA06",
        ])
    func date(text: String) {
        #expect(throws: AppError.invalid("identity.date")) { try parse(text) }
    }

    @Test("a birth date in the future is refused")
    func future() throws {
        #expect(throws: AppError.invalid("identity.future")) { try parse("98261121AA06") }
        #expect(try parse("98261120AA06").birthDate == today)
    }
}
