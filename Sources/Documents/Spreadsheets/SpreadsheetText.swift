extension String {
    /// The text as a cell of XLSX can hold it: without what XML 1.0 has no characters for, line breaks in one
    /// spelling. What looks like the escape `_x000D_` (ECMA-376, 22.9.2.19) is escaped, so that it is read as it
    /// was typed.
    var cellText: String {
        // Nearly every cell is plain Latin text, which is seen without a look at each scalar.
        if utf8.allSatisfy(\.isPlain) { return self }
        var scalars = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in unicodeScalars {
            if let kept = scalar.inCell, scalar != "\n" || previous != "\r" { scalars.append(kept) }
            previous = scalar
        }
        let text = String(scalars)
        guard text.utf8.contains(UInt8(ascii: "_")) else { return text }
        return text.replacing(/_(?=x[0-9A-Fa-f]{4}_)/, with: "_x005F_")
    }

    /// The text for the head or foot of a printed page (ECMA-376, 18.3.1.46), where `&` begins a code. After a doubled
    /// `&` the style is named anew, for libxlsxwriter 1.1.4 takes `&&G` for a picture and frees its text twice.
    func pageText(style: String) -> String {
        style + printableLine.replacing("&", with: "&&" + style)
    }
}

extension UTF8.CodeUnit {
    /// Printable ASCII but for `_`, and what `Ä` and its neighbours (U+00C0…U+00FF) are made of: a byte of
    /// 80…BF follows none other than C3 here.
    fileprivate var isPlain: Bool {
        switch self {
        case UInt8(ascii: "_"): false
        case 0x20...0x7E, 0x80...0xBF, 0xC3: true
        default: false
        }
    }
}

extension Unicode.Scalar {
    /// Itself, a line break for any of its spellings, or nothing for what may not or should not stand in a cell:
    /// control characters, code points that are no characters, and the marks that turn the text around them.
    fileprivate var inCell: Unicode.Scalar? {
        switch value {
        case 0x09: self
        case 0x0A...0x0D, 0x85, 0x2028, 0x2029: "\n"
        case 0..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0xFEFF: nil
        case _ where properties.isNoncharacterCodePoint: nil
        default: self
        }
    }
}
