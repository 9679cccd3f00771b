import Domain

/// Comma-separated values (RFC 4180) in UTF-8, handed on a piece at a time so that memory stays flat. Lines end in CRLF;
/// only values that need it are quoted. Days are written `YYYY-MM-DD`.
public struct CSVWriter {
    public enum Dialect: Hashable, Sendable {
        /// Commas between the values, every value as it is: for other programs.
        case standard
        /// For those who open the file with a double click in a Swedish spreadsheet program: a byte order mark, semicolons, and
        /// an apostrophe before a text that would be run as a formula.
        case excel
    }

    private let dialect: Dialect
    private let separator: UInt8
    private let write: ([UInt8]) throws -> Void
    private var buffer: [UInt8] = []

    /// - Parameter write: takes each piece of the file, in order, 64 KiB and a row at most.
    public init(dialect: Dialect, write: @escaping ([UInt8]) throws -> Void) {
        self.dialect = dialect
        self.write = write
        separator = UInt8(ascii: dialect == .excel ? ";" : ",")
        buffer.reserveCapacity(Self.pieceSize)
        if dialect == .excel { buffer += [0xEF, 0xBB, 0xBF] }
    }

    /// Adds a row; the headings are the first.
    /// - Throws: what `write` throws.
    public mutating func append(_ row: [Cell]) throws { try append([], row) }

    /// Adds a row of which many begin alike.
    /// - Throws: what `write` throws.
    public mutating func append(_ lead: [Cell], _ rest: [Cell]) throws {
        for (index, cell) in lead.enumerated() {
            if index > 0 { buffer.append(separator) }
            append(cell)
        }
        for (index, cell) in rest.enumerated() {
            if index > 0 || !lead.isEmpty { buffer.append(separator) }
            append(cell)
        }
        // A blank line would be no row to those who read.
        if lead.count + rest.count == 1, (lead + rest)[0].isBlank { buffer += "\"\"".utf8 }
        buffer += "\r\n".utf8
        if buffer.count >= Self.pieceSize { try handOver() }
    }

    /// Hands over what is left; nothing may be added after it.
    /// - Throws: what `write` throws.
    public mutating func finish() throws {
        if !buffer.isEmpty { try handOver() }
    }

    private mutating func handOver() throws {
        try write(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    private mutating func append(_ cell: Cell) {
        switch cell {
        case .empty: return
        case .number(let number): buffer += String(number).utf8
        case .day(let day): buffer += day.description.utf8
        case .text(let text): append(text)
        }
    }

    private mutating func append(_ text: String) {
        // Nearly every text is written as it is, which is seen in one look at its bytes.
        var text = text
        let isWritten = text.withUTF8 { bytes in
            guard bytes.allSatisfy(Self.isPlain), bytes.first.map(Self.beginsFormula) != true else {
                return false
            }
            buffer += bytes
            return true
        }
        if !isWritten { appendWithCare(text) }
    }

    /// Letters, digits and what stands between them in names, numbers, days and identities: neither quoted nor dropped.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...0xFF: true
        case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"): true
        default: false
        }
    }

    private mutating func appendWithCare(_ text: String) {
        let isQuoted = text.utf8.contains(where: Self.needsQuotes)
        if isQuoted { buffer.append(Self.quote) }
        let first = text.utf8.first { !Self.isDropped($0) }
        if dialect == .excel, let first, Self.beginsFormula(first) {
            buffer.append(UInt8(ascii: "'"))
        }
        for byte in text.utf8 where !Self.isDropped(byte) {
            if byte == Self.quote { buffer.append(Self.quote) }
            buffer.append(byte)
        }
        if isQuoted { buffer.append(Self.quote) }
    }

    /// Both separators, since some readers guess which it is.
    private static func needsQuotes(_ byte: UInt8) -> Bool {
        switch byte {
        case quote, UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): true
        default: false
        }
    }

    private static func beginsFormula(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"): true
        case UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): true
        default: false
        }
    }

    /// Control characters, which RFC 4180 has no place for and which stop some readers. Tabs are let through: they
    /// stand in texts, and readers take them.
    private static func isDropped(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): false
        case 0..<0x20, 0x7F: true
        default: false
        }
    }

    private static let quote = UInt8(ascii: "\"")
    private static let pieceSize = 65_536
}

extension Cell {
    fileprivate var isBlank: Bool { self == .empty || self == .text("") }
}
