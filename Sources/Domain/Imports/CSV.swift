/// Comma-, semicolon- or tab-separated values (RFC 4180), read a record at a time so that memory stays flat.
public struct CSVReader: Sendable {
    private let bytes: [UInt8]
    private var position: Int
    private let separator: UInt8
    /// The line (from 1) on which the next record begins.
    public private(set) var line = 1

    /// - Throws: `import.encoding` (with the line) for anything but UTF-8, and `import.empty`.
    public init(_ bytes: [UInt8]) throws(AppError) {
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        guard bytes.count > start else { throw .invalid("import.empty") }
        if let line = Self.firstLineOutsideUTF8(bytes) {
            throw .invalid("import.encoding", ["line": String(line)])
        }
        self.bytes = bytes
        position = start
        let header = bytes[start...].prefix { $0 != UInt8(ascii: "\n") }
        let count = { (byte: UInt8) in header.count { $0 == byte } }
        let comma = UInt8(ascii: ",")
        // What is copied from a spreadsheet comes with tabs.
        separator = [UInt8(ascii: ";"), UInt8(ascii: "\t")].reduce(comma) { count($1) > count($0) ? $1 : $0 }
    }

    /// Counted from 1; `nil` where all of it is UTF-8.
    static func firstLineOutsideUTF8(_ bytes: [UInt8]) -> Int? {
        guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
        var line = 1
        for part in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if String(validating: part, as: UTF8.self) == nil { return line }
            line += 1
        }
        return line
    }

    /// The next record and the line it began on; `nil` at the end. Blank lines are passed over.
    /// - Throws: `import.quote` where a quoted value has no end, or something stands between its end and
    ///   the next value.
    public mutating func next() throws(AppError) -> (line: Int, values: [String])? {
        while position < bytes.count {
            let start = line
            let values = try record()
            if values != [""] { return (start, values) }
        }
        return nil
    }

    private mutating func record() throws(AppError) -> [String] {
        var values: [String] = []
        while true {
            values.append(try value())
            guard position < bytes.count else { return values }
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\r"), position < bytes.count, bytes[position] == UInt8(ascii: "\n") {
                position += 1
            }
            if byte != separator {
                line += 1
                return values
            }
        }
    }

    private mutating func value() throws(AppError) -> String {
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") { return try quoted() }
        let start = position
        while position < bytes.count, !isEnd(bytes[position]) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func quoted() throws(AppError) -> String {
        let begunOn = line
        var value: [UInt8] = []
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") {
                guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                    guard position == bytes.count || isEnd(bytes[position]) else { break }
                    return String(decoding: value, as: UTF8.self)
                }
                position += 1
            }
            if byte == UInt8(ascii: "\n") { line += 1 }
            value.append(byte)
        }
        throw .invalid("import.quote", ["line": String(begunOn)])
    }

    private func isEnd(_ byte: UInt8) -> Bool {
        byte == separator || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
}
