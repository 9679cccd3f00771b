/// What somebody searches for, read as all that it may be meant as. One and the same text can be several things: *4711* is
/// a case and the beginning of a serial number.
public struct SearchTerm: Hashable, Sendable {
    /// In Unicode scalars.
    public static let limit = 100
    /// Letters and figures; a lone figure is a case number.
    public static let leastLength = 2
    /// A case number without its year is one of this year, or of so many before it.
    static let yearsBack = 5
    static let mostWords = 6

    public let caseNumbers: [CaseNumber]
    /// Whole identity numbers as they are stored; one without its century is looked for in each.
    public let identifiers: [String]
    /// The beginning of a serial number.
    public let serial: SerialNumber?
    /// Folded beginnings of words of a name, in any order; none where there are figures.
    public let nameWords: [String]
    /// The folded beginning of an address.
    public let address: AddressBeginning?

    /// - Throws: `invalid` at `q`: `search.empty`, `search.short` or `search.long`.
    public init(_ typed: String, today: Day) throws(AppError) {
        guard !Text.isLonger(typed, than: Self.limit) else {
            throw .invalid("search.long", field: "q", ["limit": "\(Self.limit)"])
        }
        let text = Self.inOneLine(typed)
        guard !text.isEmpty else { throw .invalid("search.empty", field: "q") }
        let letters = text.unicodeScalars.filter(Text.isOfWord)
        let hasFigures = letters.contains { $0.properties.numericType != nil }
        let isNumber = letters.allSatisfy { ("0"..."9").contains($0) }
        guard letters.count >= (isNumber ? 1 : Self.leastLength) else {
            throw .invalid("search.short", field: "q", ["least": "\(Self.leastLength)"])
        }
        caseNumbers = Self.caseNumbers(text, today: today)
        identifiers = Self.identifiers(text)
        serial = try? SerialNumber.parse(text)
        nameWords = hasFigures ? [] : Array(Text.nameWords(text).prefix(Self.mostWords))
        address = isNumber ? nil : AddressBeginning(text)
    }

    private static func inOneLine(_ typed: String) -> String {
        Text.cleaned(typed).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// `VT-2026-000123`, `vt 2026 123`, `2026-123` or `123`.
    private static func caseNumbers(_ text: String, today: Day) -> [CaseNumber] {
        var parts = text.uppercased().unicodeScalars.split { !Text.isOfWord($0) }.map(String.init)
        if let first = parts.first, first.hasPrefix("VT") {
            parts[0] = String(first.dropFirst(2))
            if parts[0].isEmpty { parts.removeFirst() }
        }
        let numbers = parts.compactMap { $0.utf8.count > 7 ? nil : $0.utf8.asciiNumber }
        guard numbers.count == parts.count, let sequence = numbers.last, sequence > 0 else { return [] }
        switch parts.count {
        case 1:
            return (0...yearsBack).map { CaseNumber(year: today.year - $0, sequence: sequence) }
        case 2 where parts[0].utf8.count == 4:
            return [CaseNumber(year: numbers[0], sequence: sequence)]
        default: return []
        }
    }

    /// Ten or twelve characters, however they are parted.
    private static func identifiers(_ text: String) -> [String] {
        var characters = ""
        for scalar in text.uppercased().unicodeScalars {
            switch scalar {
            case "0"..."9", "A"..."Z": characters.unicodeScalars.append(scalar)
            case _ where Text.isOfWord(scalar): return []
            default: continue
            }
        }
        let figures = characters.utf8.prefix { $0.isASCIIDigit }.count
        return switch characters.utf8.count {
        case 10 where figures == 10: ["19", "20", "18"].map { $0 + characters }
        case 12 where figures >= 8: [characters]
        default: []
        }
    }
}

/// The beginning of a home's address, folded: a street, with its number and the apartment's where they are given.
public struct AddressBeginning: Hashable, Sendable {
    /// As `PostalAddress.folded` begins.
    public let folded: String

    /// Reads *Ekholmsvägen 14*, *Ekholmsvägen 14 lgh 1102* and an address on one line; what follows is left out.
    init(_ text: String) {
        let folded = Text.folded(text)
        let street = folded.prefix { $0 != "," }
        let apartment = folded.firstRange(of: #/[ ,]lgh +/#).map { folded[$0.upperBound...] }
        let home = folded.firstRange(of: #/[ ,]*\blgh +/#).map { folded[..<$0.lowerBound] } ?? street
        self.folded = apartment.map { "\(home)|\($0.prefix { $0 != "," })" } ?? String(home)
    }
}
