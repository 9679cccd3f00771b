import CLibPQ
import Storage

/// A row of an answer; good for as long as the answer is.
final class PostgresRow: RowSource {
    var answer: OpaquePointer?
    var row: Int32 = 0

    init(of answer: OpaquePointer?) { self.answer = answer }

    func isNull(_ column: Int) -> Bool { PQgetisnull(answer, row, Int32(column)) == 1 }

    func text(_ column: Int) -> String { String(decoding: bytes(column), as: UTF8.self) }

    /// A number as PostgreSQL writes it, or a truth value, which the embedded database keeps as 0 and 1.
    func integer(_ column: Int) -> Int64 {
        let digits = bytes(column)
        if digits.count == 1, digits[0] == UInt8(ascii: "t") { return 1 }
        var magnitude: Int64 = 0
        for digit in digits where digit >= UInt8(ascii: "0") && digit <= UInt8(ascii: "9") {
            magnitude = magnitude &* 10 &+ Int64(digit &- UInt8(ascii: "0"))
        }
        // The least number of all has no opposite; wrapping round gives it back.
        return digits.first == UInt8(ascii: "-") ? 0 &- magnitude : magnitude
    }

    /// Written as `\x` and hexadecimal digits.
    func blob(_ column: Int) -> [UInt8] {
        let digits = bytes(column).dropFirst(2)
        return stride(from: digits.startIndex, to: digits.endIndex - 1, by: 2).map {
            Self.value(digits[$0]) << 4 | Self.value(digits[$0 + 1])
        }
    }

    private static func value(_ digit: UInt8) -> UInt8 {
        digit <= UInt8(ascii: "9") ? digit &- UInt8(ascii: "0") : digit &- UInt8(ascii: "a") &+ 10
    }

    private func bytes(_ column: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: PQgetvalue(answer, row, Int32(column)), count: Int(PQgetlength(answer, row, Int32(column)))
        )
    }
}
