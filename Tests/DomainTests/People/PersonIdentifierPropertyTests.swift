import Domain
import Testing

@Suite struct PersonIdentifierPropertyTests {
    private let today = Day.written("2026-11-20")

    @Test("every date is accepted with its check digit and with no other", arguments: 1890...2026)
    func everyDate(year: Int) throws {
        for day in Self.days(of: year, until: today) {
            let (stem, right) = Self.number(for: day)
            let wrong = (right + 1 + Int(day.epochDay.magnitude) % 9) % 10
            #expect(try PersonIdentifier.parse("\(stem)\(right)", today: today).birthDate == day)
            #expect(fault("\(stem)\(wrong)") == "identity.checksum")
        }
    }

    @Test(
        "of ten check digits one is right, and what is shown reads back, on every date of some years",
        arguments: [1890, 1900, 1926, 1927, 1999, 2000, 2009, 2024, 2026], [0, 60])
    func everyCheckDigit(year: Int, addedToDay: Int) throws {
        for day in Self.days(of: year, until: today) {
            let (stem, right) = Self.number(for: day, addedToDay: addedToDay)
            let faults = (0...9).map { fault("\(stem)\($0)") }
            #expect(faults == (0...9).map { $0 == right ? nil : "identity.checksum" }, "\(stem)")

            let identifier = try PersonIdentifier.parse("\(stem)\(right)", today: today)
            #expect(identifier.kind == (addedToDay == 0 ? .personnummer : .samordningsnummer))
            #expect(identifier.birthDate == day)
            #expect(identifier.display == "\(stem)\(right)")
            for text in [identifier.value, identifier.display, identifier.shortForm(today: today)] {
                #expect(try PersonIdentifier.parse(text, today: today) == identifier)
            }
        }
    }

    @Test("every birth number but 000 is right with its check digit")
    func everyBirthNumber() throws {
        for number in 1...999 {
            let digits = number < 10 ? "00\(number)" : number < 100 ? "0\(number)" : "\(number)"
            #expect(
                try PersonIdentifier.parse(Numbers.ten("811228", digits), today: today).value.hasPrefix(
                    "1981"))
        }
    }

    @Test("every change of one digit of a number is noticed")
    func oneDigit() {
        let right = Array("198112289874")
        for index in 2..<12 {
            for digit in "0123456789" where digit != right[index] {
                var wrong = right
                wrong[index] = digit
                #expect(throws: AppError.self) { try PersonIdentifier.parse(String(wrong), today: today) }
            }
        }
    }

    private static func days(of year: Int, until today: Day) -> ClosedRange<Day> {
        Day.written("\(year)-01-01")...min(.written("\(year)-12-31"), today)
    }

    /// `YYYYMMDD-NNN` with a birth number that follows from the date, and its check digit.
    private static func number(for day: Day, addedToDay: Int = 0) -> (stem: String, checkDigit: Int) {
        let date = String(day.year * 10_000 + day.month * 100 + day.day + addedToDay)
        let birthNumber = "\(100 + day.epochDay.magnitude % 900)"
        return ("\(date)-\(birthNumber)", Numbers.checkDigit(date.dropFirst(2) + birthNumber))
    }

    private func fault(_ text: String) -> String? {
        do throws(AppError) {
            _ = try PersonIdentifier.parse(text, today: today)
            return nil
        } catch {
            return error.faults.first?.key
        }
    }
}
