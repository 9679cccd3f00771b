/// In what a list is written: only UTF-8 is taken, and of others it is said which they seem to be and what to do.
enum ListEncoding {
    /// - Throws: `invalid` at `file` with the encoding that it seems to be.
    static func check(_ bytes: [UInt8]) throws(AppError) {
        if isUTF16(bytes) { throw .invalid("reconcile.encoding.utf16", field: "file") }
        if let line = CSVReader.firstLineOutsideUTF8(bytes) {
            throw .invalid("reconcile.encoding.latin", field: "file", ["line": "\(line)"])
        }
        if let line = firstGarbledLine(bytes) {
            throw .invalid("reconcile.encoding.garbled", field: "file", ["line": "\(line)"])
        }
    }

    /// By its mark at the beginning or, without one, by every other byte being zero as it is in Western texts.
    private static func isUTF16(_ bytes: [UInt8]) -> Bool {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return true }
        let start = bytes.prefix(200)
        return start.count >= 8 && start.count { $0 == 0 } * 4 >= start.count
    }

    /// The line of the first letter that was read in the wrong encoding and written anew: `Ã¥`, `Ã¤`, `Ã¶`, their capitals,
    /// and the character that stands for what could not be read.
    private static func firstGarbledLine(_ bytes: [UInt8]) -> Int? {
        var line = 1
        for index in bytes.indices {
            switch bytes[index] {
            case UInt8(ascii: "\n"): line += 1
            case 0xC3, 0xEF:
                if marks.contains(where: { bytes[index...].starts(with: $0) }) { return line }
            default: continue
            }
        }
        return nil
    }

    private static let marks: [[UInt8]] =
        ["Ã¥", "Ã¤", "Ã¶", "Ã…", "Ã„", "Ã–", "\u{FFFD}"].map { Array($0.utf8) }
}
