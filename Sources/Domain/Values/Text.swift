import Foundation

/// Rules for what people type, the same wherever it is typed.
public enum Text {
    public static let shortLimit = 200
    public static let longLimit = 4000
    public static let phoneLimit = 40

    /// Counts Unicode scalars, for what looks like one letter may be thousands of them.
    public static func isLonger(_ text: String, than limit: Int) -> Bool {
        text.utf8.count > limit && text.unicodeScalars.count > limit
    }

    /// Without control characters, ends trimmed, line ends as `\n`.
    public static func cleaned(_ text: String) -> String {
        guard !isPlain(text) else { return text }
        let plain = text.replacingOccurrences(of: "\r\n", with: "\n")
        let scalars = plain.unicodeScalars.filter { $0 == "\n" || $0.properties.generalCategory != .control }
        return String(String.UnicodeScalarView(scalars)).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Whether all are printing ASCII or the letters å, ä and ö as one scalar each, without spaces at the ends: what
    /// nearly all that is typed is, and what needs neither cleaning nor normalising.
    private static func isPlain(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        return scalars.allSatisfy { (" "..."~").contains($0) || swedish.contains($0) }
            && scalars.first != " " && scalars.last != " "
    }

    private static let swedish: [Unicode.Scalar] = ["å", "ä", "ö", "Å", "Ä", "Ö"]

    /// For comparing and searching: lower case, without accents, but å, ä and ö kept apart as Swedish does.
    public static func folded(_ text: String) -> String {
        guard !isPlain(text) else { return text.lowercased() }
        return cleaned(text).precomposedStringWithCanonicalMapping.lowercased()
            .map {
                $0.unicodeScalars.allSatisfy { $0.isASCII || swedish.contains($0) }
                    ? String($0) : String($0).folding(options: .diacriticInsensitive, locale: nil)
            }
            .joined()
    }

    /// Letters, spaces, hyphens, apostrophes and full stops, at least one letter.
    public static func isPersonName(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.properties.isAlphabetic }
            && text.unicodeScalars.allSatisfy {
                ($0.properties.isAlphabetic && !$0.properties.isEmoji)
                    || $0.properties.generalCategory == .nonspacingMark || " -'’.".unicodeScalars.contains($0)
            }
    }

    /// Digits with a possible leading plus, spaces, hyphens and parentheses; 5 to 15 digits (E.164).
    public static func isPhone(_ text: String) -> Bool {
        let digits = text.unicodeScalars.filter { ("0"..."9").contains($0) }
        return (5...15).contains(digits.count)
            && text.unicodeScalars.enumerated().allSatisfy { index, scalar in
                ("0"..."9").contains(scalar) || " -()".unicodeScalars.contains(scalar)
                    || (scalar == "+" && index == 0)
            }
    }

    /// For a `tel:` link.
    public static func dialled(_ phone: String) -> String {
        phone.filter { $0.isASCII && ($0.isNumber || $0 == "+") }
    }

    /// Without more than thirty combining marks in a row (UAX #15, Stream-Safe Text) and without NUL. Comparing,
    /// hashing and normalising cost the square of such a run, so this is done to everything that comes from outside
    /// before anything else; itself it costs a pass.
    public static func streamSafe(_ text: String) -> String {
        var run = 0
        var isSafe = true
        for scalar in text.unicodeScalars {
            run = scalar.properties.canonicalCombiningClass == .notReordered ? 0 : run + 1
            if run > 30 || scalar.value == 0 { isSafe = false }
        }
        guard !isSafe else { return text }
        var kept = String.UnicodeScalarView()
        run = 0
        for scalar in text.unicodeScalars where scalar.value != 0 {
            run = scalar.properties.canonicalCombiningClass == .notReordered ? 0 : run + 1
            if run <= 30 { kept.append(scalar) }
        }
        return String(kept)
    }
}
