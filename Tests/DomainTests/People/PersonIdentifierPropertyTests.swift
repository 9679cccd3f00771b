import Domain
import Testing

@Suite struct PersonIdentifierPropertyTests {
    private let today = Day.written("2026-11-20")

    @Test(
        "of every date's ten check digits exactly one is right, and what is shown reads back",
        arguments: 1890...2026)
    func everyDate(year: Int) throws {
        let last = min(.written("\(year)-12-31"), today)
        for day in Day.written("\(year)-01-01")...last {
            let birthNumber = 100 + abs(Int(day.epochDay)) % 900
            try holds(for: day, dayOffset: 0, birthNumber: birthNumber, kind: .personnummer)
        }
    }

    @Test("the same holds for every date of a samordningsnummer", arguments: [1904, 1961, 2000, 2025])
    func everyCoordinationDate(year: Int) throws {
        for day in Day.written("\(year)-01-01") ... .written("\(year)-12-31") {
            try holds(for: day, dayOffset: 60, birthNumber: 238, kind: .samordningsnummer)
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

    private func holds(for day: Day, dayOffset: Int, birthNumber: Int, kind: PersonIdentifier.Kind) throws {
        let iso = day.description
        let nine = "\(iso.dropFirst(2).prefix(2))\(iso.dropFirst(5).prefix(2))\(day.day + dayOffset + 100)"
        let date = String(nine.prefix(4) + nine.dropFirst(5))
        let right = Numbers.checkDigit(date + "\(birthNumber)")
        let stem = "\(iso.prefix(2))\(date)-\(birthNumber)"
        for digit in 0...9 where digit != right {
            #expect(fault("\(stem)\(digit)") == "identity.checksum")
        }
        let identifier = try PersonIdentifier.parse("\(stem)\(right)", today: today)
        let same =
            try identifier.kind == kind && identifier.birthDate == day
            && identifier.display == "\(stem)\(right)"
            && PersonIdentifier.parse(identifier.display, today: today) == identifier
            && PersonIdentifier.parse(identifier.value, today: today) == identifier
            && PersonIdentifier.parse(identifier.shortForm(today: today), today: today) == identifier
        #expect(same, "\(stem)\(right)")
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
