import CXlsxWriter
import Foundation

/// The ZIP archive (PKWARE APPNOTE) that a workbook is, looked through to see that nothing of it is missing. Reads it as
/// minizip writes one: deflated members, no comment, no ZIP64.
struct SpreadsheetArchive {
    /// Read a piece at a time: of a file that were mapped, memory would hold as much as there is.
    private let file: FileHandle
    private let members: [Member]

    private struct Member {
        let name: String
        let deflated: Range<Int>
    }

    /// `nil` where there is no such archive.
    init?(path: String) {
        guard let file = FileHandle(forReadingAtPath: path), let members = Self.members(of: file) else {
            return nil
        }
        self.file = file
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

    private static func members(of file: FileHandle) -> [Member]? {
        guard let size = try? Int(file.seekToEnd()) else { return nil }
        let end = size - 22
        guard end >= 0, let tail = file.bytes(end..<size), tail.number(at: 0, 4) == 0x0605_4B50,
            let count = tail.number(at: 10, 2), let start = tail.number(at: 16, 4), start <= end,
            let directory = file.bytes(start..<end)
        else { return nil }
        var (members, place): ([Member], Int) = ([], 0)
        for _ in 0..<count {
            guard directory.number(at: place, 4) == 0x0201_4B50,
                let length = directory.number(at: place + 20, 4),
                let name = directory.number(at: place + 28, 2),
                let extra = directory.number(at: place + 30, 2),
                let comment = directory.number(at: place + 32, 2),
                let header = directory.number(at: place + 42, 4), header + 30 <= end,
                let local = file.bytes(header..<header + 30), let localName = local.number(at: 26, 2),
                let localExtra = local.number(at: 28, 2)
            else { return nil }
            let begin = header + 30 + localName + localExtra
            guard begin + length <= end, place + 46 + name <= directory.count else { return nil }
            let text = String(decoding: directory[place + 46..<place + 46 + name], as: UTF8.self)
            members.append(Member(name: text, deflated: begin..<begin + length))
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
        var edges = Edges()
        for start in stride(from: member.deflated.lowerBound, to: member.deflated.upperBound, by: Self.piece)
        {
            guard let input = file.bytes(start..<min(start + Self.piece, member.deflated.upperBound)) else {
                return nil
            }
            let answer = input.withUnsafeBufferPointer { input in
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = uInt(input.count)
                return Self.inflate(&stream, into: &edges)
            }
            if answer == Z_STREAM_END { return edges }
            guard answer == Z_OK else { return nil }
        }
        return nil
    }

    /// All that the input of `stream` gives, and what zlib said last of it; `Z_OK` where it wants more.
    private static func inflate(_ stream: inout z_stream, into edges: inout Edges) -> Int32 {
        var buffer = [UInt8](repeating: 0, count: piece)
        while true {
            let (answer, written) = buffer.withUnsafeMutableBufferPointer { buffer in
                stream.next_out = buffer.baseAddress
                stream.avail_out = uInt(buffer.count)
                return (CXlsxWriter.inflate(&stream, Z_NO_FLUSH), buffer.count - Int(stream.avail_out))
            }
            edges.add(buffer[..<written])
            // Nothing more came of what there was: the next piece has to go on with it.
            if answer == Z_BUF_ERROR, stream.avail_in == 0 { return Z_OK }
            guard answer == Z_OK else { return answer }
            if stream.avail_in == 0, stream.avail_out > 0 { return Z_OK }
        }
    }

    private static let piece = 65_536
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

extension FileHandle {
    /// `nil` where the file has not all of them.
    fileprivate func bytes(_ range: Range<Int>) -> [UInt8]? {
        do {
            try seek(toOffset: UInt64(range.lowerBound))
            let bytes = try read(upToCount: range.count) ?? Data()
            return bytes.count == range.count ? Array(bytes) : nil
        } catch { return nil }
    }
}

extension [UInt8] {
    /// A number of so many bytes, the least first; `nil` beyond the end.
    fileprivate func number(at place: Int, _ count: Int) -> Int? {
        guard place + count <= self.count else { return nil }
        return self[place..<place + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
