extension UInt8 {
    /// `0`...`9` only; digits of other scripts are many bytes in UTF-8 and never match.
    var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    var digitValue: Int { Int(self) - Int(UInt8(ascii: "0")) }
}

extension Collection<UInt8> {
    /// The number that at most nine ASCII digits spell; `nil` for anything else, also for nothing.
    var asciiNumber: Int? {
        guard (1...9).contains(count) else { return nil }
        var number = 0
        for byte in self {
            guard byte.isASCIIDigit else { return nil }
            number = number * 10 + byte.digitValue
        }
        return number
    }
}

extension [UInt8] {
    /// Appends a number in `width` digits, zeros first; in as many as it takes where it has more.
    mutating func append(_ number: Int, width: Int) {
        var place = 1
        for _ in 1..<width { place *= 10 }
        guard (0..<place * 10).contains(number) else { return append(contentsOf: String(number).utf8) }
        while place > 0 {
            append(UInt8(ascii: "0") + UInt8(number / place % 10))
            place /= 10
        }
    }

    mutating func append(_ character: Unicode.Scalar) { append(UInt8(ascii: character)) }
}

extension SignedInteger {
    /// Quotient and remainder with a remainder that is never negative, so that days before 1970 count right.
    func floored(by divisor: Self) -> (quotient: Self, remainder: Self) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
