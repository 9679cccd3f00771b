import CLibPQ
import Storage

/// Bound values as libpq takes them: texts and numbers as text, bytes as they are. The types are the server's to
/// infer, so that one statement is prepared once.
struct Parameters {
    private var bytes: [CChar] = []
    private var starts: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    /// - Throws: `PostgresFault.unusableText` for a text with a NUL.
    init(_ values: [SQLValue]) throws(PostgresFault) {
        for value in values {
            switch value {
            case .null: append(nil, isBinary: false)
            case .integer(let number): append(Array(String(number).utf8), isBinary: false)
            case .blob(let blob): append(blob, isBinary: true)
            case .text(let text):
                let utf8 = Array(text.utf8)
                guard !utf8.contains(0) else { throw .unusableText }
                append(utf8, isBinary: false)
            }
        }
    }

    private mutating func append(_ value: [UInt8]?, isBinary: Bool) {
        starts.append(value == nil ? nil : bytes.count)
        lengths.append(Int32(value?.count ?? 0))
        formats.append(isBinary ? 1 : 0)
        guard let value else { return }
        bytes += value.map { CChar(bitPattern: $0) }
        bytes.append(0)
    }

    /// Gives the count, the values, their lengths and their formats to `send`.
    func withPointers(
        _ send: (
            Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
        ) -> Int32
    ) -> Int32 {
        bytes.withUnsafeBufferPointer { bytes in
            let values = starts.map { start in start.flatMap { bytes.baseAddress?.advanced(by: $0) } }
            return send(Int32(values.count), values, lengths, formats)
        }
    }
}
