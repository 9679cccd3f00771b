/// A number as somebody typed or pasted it: ten or twelve digits and capitals, and the separator, if any,
/// that stood before the last four. What is not even that is refused here.
struct TypedNumber {
    /// ASCII digits and capital letters.
    let characters: [UInt8]
    let hasPlus: Bool

    init(_ text: String) throws(AppError) {
        let written = Self.trimmed(text)
        guard !written.isEmpty else { throw .invalid("identity.empty") }
        guard let bytes = Self.plain(written) else { throw .invalid("identity.characters") }
        guard !written.contains(where: Self.isSpace) else { throw .invalid("identity.spaces") }
        characters = bytes.filter { !Self.isSeparator($0) }
        guard characters.count == 10 || characters.count == 12 else { throw .invalid("identity.length") }
        guard
            bytes == characters
                || (bytes.count == characters.count + 1 && Self.isSeparator(bytes[bytes.count - 5]))
        else { throw .invalid("identity.separator") }
        hasPlus = bytes.contains(UInt8(ascii: "+"))
    }

    var isDigits: Bool { characters.allSatisfy(\.isASCIIDigit) }

    /// Without the century.
    var lastTen: ArraySlice<UInt8> { characters.suffix(10) }

    /// Two digits that stand before the ten.
    var century: Int? { characters.count == 12 ? characters[0..<2].asciiNumber : nil }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
    }

    /// Without spaces at the ends.
    private static func trimmed(_ text: String) -> Substring.UnicodeScalarView {
        var scalars = Substring(text).unicodeScalars
        while let first = scalars.first, isBlank(first) { scalars.removeFirst() }
        while let last = scalars.last, isBlank(last) { scalars.removeLast() }
        return scalars
    }

    /// Spaces, and the invisible marks that follow with a copied text.
    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        isSpace(scalar) || (!scalar.isASCII && scalar.properties.generalCategory == .format)
    }

    /// What is visible ASCII needs no look in Unicode's tables.
    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        !("!"..."~").contains(scalar) && scalar.properties.isWhitespace
    }

    /// No number has more: a national reserve number where the sex is not known.
    private static let mostLetters = 3

    /// Digits, capitals, `-` and `+` in ASCII, blanks left out; `nil` where it cannot be meant for a number.
    private static func plain(_ scalars: Substring.UnicodeScalarView) -> [UInt8]? {
        var bytes: [UInt8] = []
        var letters = 0
        for scalar in scalars where !isBlank(scalar) {
            switch scalar {
            case "0"..."9", "+", "-": bytes.append(UInt8(ascii: scalar))
            case "A"..."Z", "a"..."z":
                letters += 1
                guard letters <= mostLetters else { return nil }
                bytes.append(UInt8(ascii: scalar) & 0xDF)
            case _ where isDash(scalar): bytes.append(UInt8(ascii: "-"))
            default: return nil
            }
        }
        return bytes
    }

    /// En dash, em dash, hyphens of other widths, minus sign: what word processors make of `-`.
    private static func isDash(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .dashPunctuation || scalar == "\u{2212}"
    }
}
