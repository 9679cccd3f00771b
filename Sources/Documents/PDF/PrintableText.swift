import Foundation

extension String {
    /// What can be put on paper of a text that somebody typed: line breaks in one spelling, tabs as spaces,
    /// and without control characters, code points that are no characters, accents beyond thirty on one
    /// letter (no language has more, UAX #15), and the marks that turn the text around them, which could make
    /// a printed name or serial number read as another.
    var printable: String {
        var scalars = String.UnicodeScalarView()
        var accents = 0
        for scalar in replacing("\r\n", with: "\n").unicodeScalars {
            accents = scalar.properties.isGraphemeExtend ? accents + 1 : 0
            switch scalar.value {
            case 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029: scalars.append("\n")
            case 0x09: scalars.append(" ")
            case 0..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0xFEFF: continue
            case _ where accents > 30 || scalar.properties.isNoncharacterCodePoint: continue
            default: scalars.append(scalar)
            }
        }
        return String(scalars)
    }

    /// The same with a place to break every few hundred code points of an endless word, which Pango would
    /// otherwise take time by the square of its length to set. Letters keep their accents.
    var breakable: String {
        guard utf8.count > Self.longestWord else { return self }
        var scalars = String.UnicodeScalarView()
        var length = 0
        for scalar in unicodeScalars {
            let properties = scalar.properties
            length = properties.isWhitespace ? 0 : length + 1
            if length > Self.longestWord, !properties.isGraphemeExtend {
                scalars.append("\u{200B}")
                length = 1
            }
            scalars.append(scalar)
        }
        return String(scalars)
    }

    private static let longestWord = 400

    /// The same on one line, as for a title.
    var printableLine: String { printable.replacing("\n", with: " ") }

    /// Whether there is nothing to see: empty, or only space.
    var isBlank: Bool { printable.allSatisfy(\.isWhitespace) }

    /// Whether the first letter belongs to a script that is written from right to left: the direction of a
    /// text by itself, as the Unicode bidirectional algorithm finds it (UAX #9, P2).
    var runsFromTheRight: Bool {
        guard let letter = unicodeScalars.first(where: \.properties.isAlphabetic) else { return false }
        switch letter.value {
        case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF:
            return true
        default: return false
        }
    }
}
