/// National reserve numbers, `XXYYMMDDNNGC` (Inera): XX tells century and series, NN are letters, G is a
/// digit for the sex or a letter where it is not known, C a check digit. How C is reckoned from letters is
/// not published in a form that could be checked, so the shape alone is tested.
extension PersonIdentifier {
    private static let letters = "ABCDEFGHJKLMNPRSTUXYZ"

    static func isReserveShaped(_ characters: [UInt8]) -> Bool {
        guard characters.count == 12 else { return false }
        return characters[0..<8].allSatisfy(\.isASCIIDigit) && characters[8..<10].allSatisfy(isLetter)
            && (characters[10].isASCIIDigit || isLetter(characters[10])) && characters[11].isASCIIDigit
    }

    private static func isLetter(_ byte: UInt8) -> Bool { letters.utf8.contains(byte) }

    /// XX = 00: what follows is a running number.
    static func hasUnknownBirth(_ characters: [UInt8]) -> Bool { characters.prefix(2).asciiNumber == 0 }

    /// Where it is known: XX is the century with 3 added once for each series, from 22 to 98; 1...21 are not
    /// used.
    static func birthDate(inReserve characters: [UInt8]) -> Day? {
        guard characters.count == 12, let series = characters[0..<2].asciiNumber, (22...98).contains(series),
            let rest = characters[2..<8].asciiNumber
        else { return nil }
        let century = 18 + series % 3
        return Day(year: century * 100 + rest / 10_000, month: rest / 100 % 100, day: rest % 100)
    }
}
