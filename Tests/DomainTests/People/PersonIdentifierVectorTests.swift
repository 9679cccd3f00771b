import Domain
import Testing

/// Published test numbers only: Skatteverket's test lists, the examples of HL7 Sweden's base profiles, and
/// the vectors and classics that libraries share.
@Suite struct PersonIdentifierVectorTests {
    private let today = Day.written("2026-11-20")

    @Test(
        "a published personnummer is accepted and kept with its century",
        arguments: [
            ("189001019802", "1890-01-01"), ("189002029800", "1890-02-02"), ("200001012384", "2000-01-01"),
            ("200002292399", "2000-02-29"), ("200302022389", "2003-02-02"), ("196101182803", "1961-01-18"),
            ("200001252386", "2000-01-25"),
        ])
    func personnummer(text: String, birthDate: String) throws {
        let identifier = try PersonIdentifier.parse(text, today: today)
        #expect(identifier.kind == .personnummer)
        #expect(identifier.value == text)
        #expect(identifier.birthDate == Day(birthDate))
    }

    @Test(
        "a published samordningsnummer is accepted, and its birth date is the day less 60",
        arguments: [
            ("199008672397", "1990-08-07"), ("191401682396", "1914-01-08"), ("196109732393", "1961-09-13"),
        ])
    func samordningsnummer(text: String, birthDate: String) throws {
        let identifier = try PersonIdentifier.parse(text, today: today)
        #expect(identifier.kind == .samordningsnummer)
        #expect(identifier.value == text)
        #expect(identifier.birthDate == Day(birthDate))
    }

    @Test(
        "a samordningsnummer with month 00, day 60 or both is accepted, and has no birth date",
        arguments: ["191500722390", "191711602399", "193100602394", "196100602397"])
    func partlyKnown(text: String) throws {
        let identifier = try PersonIdentifier.parse(text, today: today)
        #expect(identifier.kind == .samordningsnummer)
        #expect(identifier.value == text)
        #expect(identifier.birthDate == nil)
    }

    @Test(
        "the libraries' valid vectors and the classics are accepted with the right century",
        arguments: [
            ("19090527+1474", "190905271474"), ("000229-2399", "200002292399"),
            ("570428-9999", "195704289999"),
            ("460823-9986", "194608239986"), ("19090121+9931", "190901219931"),
            ("000405-9937", "200004059937"), ("730288-9931", "197302889931"),
            ("210791-9967", "202107919967"), ("811228-9874", "198112289874"),
            ("640823-3234", "196408233234"), ("701063-2391", "197010632391"),
        ])
    func library(text: String, value: String) throws {
        #expect(try PersonIdentifier.parse(text, today: today).value == value)
    }

    @Test(
        "the libraries' invalid vectors are refused with the reason",
        arguments: [
            ("150916-0006", "identity.birthNumber"), ("700428-9895", "identity.checksum"),
            ("600430-9886", "identity.checksum"), ("420566-9899", "identity.checksum"),
            ("721086-9924", "identity.checksum"), ("811228 9874", "identity.spaces"),
            ("640823 -3234", "identity.spaces"), ("6 40823-3234", "identity.spaces"),
        ])
    func refused(text: String, key: String) {
        #expect(throws: AppError.invalid(key)) { try PersonIdentifier.parse(text, today: today) }
    }
}
