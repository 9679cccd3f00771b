import Foundation

/// Marks the later of two equal keys, so that a parser that stops at the first such pair can read on and
/// every fault be told at once.
enum TwinKeys {
    /// A character for private use: no key that somebody typed has it.
    private static let mark = "\u{E000}"

    static func unmarked(_ key: String) -> String { key.replacing(mark, with: "") }

    /// The text with the next `name:` marked after the key at `line` and `column` (both from 1): the one in
    /// the same column further down, or on the same line. `nil` where there is none.
    /// A wrong guess does no harm, for marks are taken away again before keys are compared.
    static func marking(_ name: String, afterLine line: Int, column: Int, in text: String) -> String? {
        var lines = text.components(separatedBy: "\n")
        guard lines.indices.contains(line - 1), column > 0 else { return nil }
        for index in (line - 1)..<lines.count {
            let scalars = Array(lines[index].unicodeScalars)
            let first = index == line - 1 ? column : column - 1
            let last = index == line - 1 ? max(scalars.count, first) : first
            let end = (first...last).lazy.compactMap { keyEnd(name, from: $0, in: scalars) }.first
            guard let end else { continue }
            let halves = (scalars[..<end], scalars[end...])
            lines[index] = string(halves.0) + mark + string(halves.1)
            return lines.joined(separator: "\n")
        }
        return nil
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        String(String.UnicodeScalarView(scalars))
    }

    /// Where the key `name` ends if it begins at `start`, with or without a quotation mark.
    private static func keyEnd(_ name: String, from start: Int, in line: [Unicode.Scalar]) -> Int? {
        guard start < line.count else { return nil }
        let isQuoted = line[start] == "\"" || line[start] == "'"
        let begin = isQuoted ? start + 1 : start
        let end = begin + name.unicodeScalars.count
        guard end < line.count, line[begin..<end].elementsEqual(name.unicodeScalars) else { return nil }
        let before = start > 0 ? line[start - 1] : " "
        return " \t{,".unicodeScalars.contains(before) && ": \"'".unicodeScalars.contains(line[end])
            ? end : nil
    }
}
