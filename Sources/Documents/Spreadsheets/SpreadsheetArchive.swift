import CXlsxWriter
import Foundation

/// The ZIP archive (PKWARE APPNOTE) that a workbook is, looked through to see that nothing of it is missing. Reads it as
/// minizip writes one: deflated members, no comment, no ZIP64.
struct SpreadsheetArchive {
    private let bytes: Data
    private let members: [Member]

    private struct Member {
        let name: String
        let deflated: Range<Int>
    }

    /// `nil` where there is no such archive.
    init?(path: String) {
        // Mapped, so that memory holds no more of it than the system can spare.
        guard let bytes = try? Data(contentsOf: URL(filePath: path), options: .alwaysMapped),
            let members = Self.members(of: bytes)
        else { return nil }
        self.bytes = bytes
        self.members = members
    }

    /// Whether the last tag of every member closes its first, and each sheet holds more than its rows take.
    /// - Parameter rowSizes: the bytes of the rows of each sheet, in order.
    func isWhole(rowSizes: [Int]) -> Bool {
        var sizes: [String: Int] = [:]
        for member in members {
            guard let edges = edges(of: member), edges.isWhole else { return false }
            sizes[member.name] = edges.size
        }
        return rowSizes.enumerated().allSatisfy { index, rows in
            sizes["xl/worksheets/sheet\(index + 1).xml", default: 0] > rows
        }
    }

    private static func members(of bytes: Data) -> [Member]? {
        let end = bytes.count - 22
        guard end >= 0, bytes.number(at: end, 4) == 0x0605_4B50, let count = bytes.number(at: end + 10, 2),
            var place = bytes.number(at: end + 16, 4)
        else { return nil }
        var members: [Member] = []
        for _ in 0..<count {
            guard bytes.number(at: place, 4) == 0x0201_4B50, let length = bytes.number(at: place + 20, 4),
                let name = bytes.number(at: place + 28, 2), let extra = bytes.number(at: place + 30, 2),
                let comment = bytes.number(at: place + 32, 2), let header = bytes.number(at: place + 42, 4),
                let localName = bytes.number(at: header + 26, 2),
                let localExtra = bytes.number(at: header + 28, 2)
            else { return nil }
            let start = header + 30 + localName + localExtra
            guard start + length <= end, place + 46 + name <= end else { return nil }
            let text = String(decoding: bytes[place + 46..<place + 46 + name], as: UTF8.self)
            members.append(Member(name: text, deflated: start..<start + length))
            place += 46 + name + extra + comment
        }
        return members
    }

    /// `nil` where the member cannot be inflated to its end.
    private func edges(of member: Member) -> Edges? {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, size) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        return bytes[member.deflated].withUnsafeBytes { input -> Edges? in
            let start = input.bindMemory(to: Bytef.self).baseAddress
            stream.next_in = UnsafeMutablePointer(mutating: start)
            stream.avail_in = uInt(input.count)
            return Self.inflated(&stream)
        }
    }

    private static func inflated(_ stream: inout z_stream) -> Edges? {
        var edges = Edges()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let room = buffer.count
            let (answer, written) = buffer.withUnsafeMutableBufferPointer { buffer in
                stream.next_out = buffer.baseAddress
                stream.avail_out = uInt(room)
                return (inflate(&stream, Z_NO_FLUSH), room - Int(stream.avail_out))
            }
            edges.add(buffer[..<written])
            if answer == Z_STREAM_END { return edges }
            guard answer == Z_OK else { return nil }
        }
    }
}

/// How a member begins and ends, and its size in bytes.
private struct Edges {
    private(set) var size = 0
    private var head: [UInt8] = []
    private var tail: [UInt8] = []

    mutating func add(_ bytes: ArraySlice<UInt8>) {
        size += bytes.count
        head += bytes.prefix(max(0, Self.length - head.count))
        tail = (tail + bytes.suffix(Self.length)).suffix(Self.length)
    }

    /// The first tag stands after the XML declaration.
    var isWhole: Bool {
        let start = String(decoding: head, as: UTF8.self)
        guard let name = start.firstMatch(of: /\?>\s*<([\w:]+)[\s>]/)?.output.1 else { return false }
        let end = String(decoding: tail, as: UTF8.self)
        return end.hasSuffix("</\(name)>") || end.hasSuffix("</\(name)>\n")
    }

    private static let length = 128
}

extension Data {
    /// A number of so many bytes, the least first; `nil` beyond the end.
    fileprivate func number(at place: Int, _ count: Int) -> Int? {
        guard place + count <= self.count else { return nil }
        return self[place..<place + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
