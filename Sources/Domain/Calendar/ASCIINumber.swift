extension UInt8 {
    /// `0`...`9` only; digits of other scripts are many bytes in UTF-8 and never match.
    var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    var digitValue: Int { Int(self) - Int(UInt8(ascii: "0")) }
}

extension Collection<UInt8> {
    /// The number that at most nine ASCII digits spell; `nil` for anything else, also for nothing.
    var asciiNumber: Int? {
        guard (1...9).contains(count), allSatisfy(\.isASCIIDigit) else { return nil }
        return reduce(0) { $0 * 10 + $1.digitValue }
    }
}

extension [UInt8] {
    /// Appends a number in at least `width` digits, zeros first.
    mutating func append(_ number: Int, width: Int) {
        if number < 0 { append(UInt8(ascii: "-")) }
        let digits = String(number.magnitude).utf8
        append(contentsOf: repeatElement(UInt8(ascii: "0"), count: Swift.max(0, width - digits.count)))
        append(contentsOf: digits)
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
