import Domain
import Testing

@Suite struct PersonIdentifierCenturyTests {
    private func value(_ text: String, today: String) throws -> String {
        try PersonIdentifier.parse(text, today: .written(today)).value
    }

    @Test("with a hyphen the latest century that does not lie in the future is meant")
    func hyphen() throws {
        // 26-11-20: a child born today; the day before, somebody born in 1926.
        #expect(try value(Numbers.ten("261120", "238"), today: "2026-11-20").hasPrefix("2026"))
        #expect(try value(Numbers.ten("261120", "238"), today: "2026-11-19").hasPrefix("1926"))
        #expect(try value(Numbers.ten("991231", "238"), today: "2026-11-20").hasPrefix("1999"))
        #expect(try value(Numbers.ten("000101", "238"), today: "1999-12-31").hasPrefix("1900"))
        #expect(try value(Numbers.ten("000101", "238"), today: "2000-01-01").hasPrefix("2000"))
    }

    @Test("without any sign the rule of the hyphen holds")
    func noSign() throws {
        let digits = Numbers.ten("261121", "238")
        #expect(try value(digits.filter { $0 != "-" }, today: "2026-11-20").hasPrefix("1926"))
    }

    @Test("with a plus the person turns at least 100 this calendar year")
    func plus() throws {
        // Born in December 1926 and not yet 100 on 2026-11-20: the plus is already there.
        #expect(try value(Numbers.ten("261231", "238", "+"), today: "2026-11-20").hasPrefix("1926"))
        #expect(try value(Numbers.ten("260101", "238", "+"), today: "2026-11-20").hasPrefix("1926"))
        #expect(try value(Numbers.ten("270101", "238", "+"), today: "2026-11-20").hasPrefix("1827"))
        #expect(try value(Numbers.ten("270101", "238", "+"), today: "2027-01-01").hasPrefix("1927"))
        #expect(try value(Numbers.ten("900101", "980", "+"), today: "2026-11-20") == "189001019802")
    }

    @Test("29 February has no other century to go to")
    func leapDay() throws {
        #expect(try value("000229-2399", today: "2000-02-29") == "200002292399")
        #expect(throws: AppError.invalid("identity.date")) { try value("000229-2399", today: "2000-02-28") }
        #expect(throws: AppError.invalid("identity.date")) { try value("000229+2399", today: "2026-11-20") }
    }

    @Test("a samordningsnummer whose month or day is unknown follows the same rule")
    func unknownMonth() throws {
        #expect(try value(Numbers.ten("260060", "238"), today: "2026-01-01").hasPrefix("2026"))
        #expect(try value(Numbers.ten("270060", "238"), today: "2026-12-31").hasPrefix("1927"))
        #expect(try value(Numbers.ten("260072", "238"), today: "2026-01-11").hasPrefix("1926"))
        #expect(try value(Numbers.ten("260072", "238"), today: "2026-01-12").hasPrefix("2026"))
        #expect(try value(Numbers.ten("261260", "238"), today: "2026-11-30").hasPrefix("1926"))
        #expect(try value(Numbers.ten("261260", "238"), today: "2026-12-01").hasPrefix("2026"))
    }

    @Test("a century that is written holds, whatever the sign")
    func explicit() throws {
        let minus = "19" + Numbers.ten("000101", "238")
        #expect(try value(minus, today: "2026-11-20").hasPrefix("19000101"))
        #expect(try value(minus.replacing("-", with: "+"), today: "2026-11-20").hasPrefix("19000101"))
        #expect(
            try value("20" + Numbers.ten("000101", "238", "+"), today: "2026-11-20").hasPrefix("20000101"))
    }

    @Test("a written century that gives a future birth date is refused")
    func future() throws {
        let tomorrow = "20" + Numbers.ten("261121", "238")
        #expect(throws: AppError.invalid("identity.future")) { try value(tomorrow, today: "2026-11-20") }
        #expect(try value(tomorrow, today: "2026-11-21").hasPrefix("20261121"))
        let unknownDay = "20" + Numbers.ten("261260", "238")
        #expect(throws: AppError.invalid("identity.future")) { try value(unknownDay, today: "2026-11-30") }
        let nextCentury = "21" + Numbers.ten("811228", "987")
        #expect(throws: AppError.invalid("identity.future")) { try value(nextCentury, today: "2026-11-20") }
    }
}

/// Numbers for tests, with check digits reckoned apart from the code under test.
enum Numbers {
    /// `YYMMDD-NNNC`.
    static func ten(_ date: String, _ birthNumber: String, _ sign: String = "-") -> String {
        "\(date)\(sign)\(birthNumber)\(checkDigit(date + birthNumber))"
    }

    /// Doubled digits from a table, and what lacks to the next ten.
    static func checkDigit(_ nine: String) -> Int {
        let doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9]
        let digits = nine.compactMap(\.wholeNumberValue)
        let even = stride(from: 0, to: digits.count, by: 2).reduce(0) { $0 + doubled[digits[$1]] }
        let odd = stride(from: 1, to: digits.count, by: 2).reduce(0) { $0 + digits[$1] }
        return (10 - (even + odd) % 10) % 10
    }
}
