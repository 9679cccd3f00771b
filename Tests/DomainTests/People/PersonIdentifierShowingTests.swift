import Domain
import Foundation
import Testing

@Suite struct PersonIdentifierShowingTests {
    private let personnummer = PersonIdentifier(stored: "198112289874", kind: .personnummer)
    private let reserve = PersonIdentifier(stored: "98240301AA06", kind: .nationalReserve)
    private let other = PersonIdentifier(stored: "LMA-50-123456", kind: .other)

    @Test("lists show the birth date and hide the last four")
    func masked() {
        #expect(personnummer.masked == "19811228-••••")
        #expect(PersonIdentifier(stored: "191500722390", kind: .samordningsnummer).masked == "19150072-••••")
        #expect(reserve.masked == "98240301-••••")
        #expect(other.masked == "••••")
        #expect(PersonIdentifier(stored: "123456789012", kind: .other).masked == "••••")
    }

    @Test("an opened record shows the whole number; a reserve number as it is")
    func display() {
        #expect(personnummer.display == "19811228-9874")
        #expect(PersonIdentifier(stored: "191500722390", kind: .samordningsnummer).display == "19150072-2390")
        #expect(reserve.display == "98240301AA06")
        #expect(other.display == "LMA-50-123456")
    }

    @Test(
        "the short form has a plus from the calendar year of the 100th birthday, not from the day"
    )
    func shortForm() {
        #expect(personnummer.shortForm(today: .written("2080-12-31")) == "811228-9874")
        #expect(personnummer.shortForm(today: .written("2081-01-01")) == "811228+9874")
        #expect(personnummer.shortForm(today: .written("2026-11-20")) == "811228-9874")
        #expect(reserve.shortForm(today: .written("2026-11-20")) == "98240301AA06")
        #expect(other.shortForm(today: .written("2026-11-20")) == "LMA-50-123456")
    }

    @Test("births in 2000–2009 with a written century get no plus")
    func zeroPaddedYear() throws {
        let today = Day.written("2026-11-20")
        #expect(
            try PersonIdentifier.parse("200001012384", today: today).shortForm(today: today) == "000101-2384")
    }

    @Test("a number does not come out by being printed")
    func printing() {
        #expect("\(personnummer)" == "personnummer ••••")
        #expect(String(reflecting: personnummer) == "personnummer ••••")
        #expect(!"\([personnummer])".contains("9874"))
        #expect(!"\(Optional(personnummer) as Any)".contains("1228"))
    }

    @Test("stored as JSON and read back, a number is the same", arguments: PersonIdentifier.Kind.allCases)
    func codable(kind: PersonIdentifier.Kind) throws {
        let before = PersonIdentifier(stored: "198112289874", kind: kind)
        let after = try JSONDecoder().decode(PersonIdentifier.self, from: JSONEncoder().encode(before))
        #expect(after == before)
    }

    @Test("a birth date comes only from a kind whose shape is known")
    func birthDate() {
        #expect(other.birthDate == nil)
        #expect(PersonIdentifier(stored: "198112289874", kind: .other).birthDate == nil)
        #expect(PersonIdentifier(stored: "", kind: .personnummer).birthDate == nil)
        #expect(PersonIdentifier(stored: "", kind: .nationalReserve).birthDate == nil)
    }
}
