import Foundation

/// As much of a PDF as an incremental update needs to know: where its objects stand and which is the
/// catalogue. Reads the plain cross-reference table that cairo writes and no other.
struct PDFFile {
    let root: Int
    let info: Int?
    let tableOffset: Int
    /// Where each object begins, by number; 0 where there is none.
    let offsets: [Int]
    private let bytes: [UInt8]

    init?(_ bytes: [UInt8]) {
        let tail = Self.text(bytes.suffix(64))
        guard let start = tail.range(of: "startxref\n", options: .backwards),
            let tableOffset = Int(tail[start.upperBound...].prefix(while: \.isNumber)),
            bytes.indices.contains(tableOffset)
        else { return nil }
        let table = Self.text(bytes[tableOffset...])
        guard table.hasPrefix("xref\n0 "), let trailer = table.range(of: "trailer\n"),
            let root = Self.reference("/Root", in: table[trailer.upperBound...])
        else { return nil }
        self.root = root
        self.bytes = bytes
        self.tableOffset = tableOffset
        info = Self.reference("/Info", in: table[trailer.upperBound...])
        offsets = table[..<trailer.lowerBound].split(separator: "\n").dropFirst(2).map { line in
            line.hasSuffix(" n ") ? Int(line.prefix(10)) ?? 0 : 0
        }
    }

    /// What stands between `obj` and `endobj`; `nil` for streams and numbers that are not there.
    func object(_ number: Int) -> String? {
        guard object(number, beginsWith: "<<") else { return nil }
        let rest = Self.text(bytes[offsets[number]...].prefix(Self.longestObject))
        guard let end = rest.range(of: "\nendobj") else { return nil }
        let body = rest[..<end.lowerBound].dropFirst(Self.opening(number).count)
        return body.contains("stream\n") ? nil : String(body)
    }

    func object(_ number: Int, beginsWith text: String) -> Bool {
        guard offsets.indices.contains(number), offsets[number] > 0, offsets[number] < bytes.count else {
            return false
        }
        return bytes[offsets[number]...].starts(with: (Self.opening(number) + text).utf8)
    }

    private static func opening(_ number: Int) -> String { "\(number) 0 obj\n" }

    private static let longestObject = 4096

    /// Bytes as Latin-1, so that each is one character and nothing is lost on the way back of plain ASCII
    /// objects.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    private static func reference(_ name: String, in trailer: Substring) -> Int? {
        trailer.range(of: name + " ").flatMap { Int(trailer[$0.upperBound...].prefix(while: \.isNumber)) }
    }
}
