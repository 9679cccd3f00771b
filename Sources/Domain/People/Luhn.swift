/// The check digit of personal and organisation numbers (ISO/IEC 7812-1, annex B; weights 2, 1, 2 … over the
/// digits before it).
enum Luhn {
    /// Whether ten ASCII digits end with the check digit of the nine before it.
    static func isValid(_ digits: some Collection<UInt8>) -> Bool {
        var sum = 0
        for (index, digit) in digits.enumerated() {
            let product = digit.digitValue * (index.isMultiple(of: 2) ? 2 : 1)
            sum += product / 10 + product % 10
        }
        return sum.isMultiple(of: 10)
    }
}
