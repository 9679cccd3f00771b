import Domain

/// An `application/x-www-form-urlencoded` body or a query: names with all their values, in order.
public struct FormBody: Sendable {
    private var values: [String: [String]] = [:]

    /// Bytes that are not UTF-8 become U+FFFD; a name without `=` has an empty value.
    public init(_ text: some StringProtocol) {
        for pair in text.split(separator: "&").prefix(2000) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = Self.decoded(parts[0])
            values[name, default: []].append(parts.count > 1 ? Self.decoded(parts[1]) : "")
        }
    }

    /// The last value of `name`, as a browser's later field overrides an earlier; empty where there is none.
    public subscript(name: String) -> String { values[name]?.last ?? "" }

    public func all(_ name: String) -> [String] { values[name] ?? [] }

    /// Everything but the form's own token, cleaned, as answers.
    public var answers: Answers {
        var answers = Answers()
        for (name, list) in values where name != Self.tokenName {
            answers[name] = Text.cleaned(list.last ?? "")
        }
        return answers
    }

    public static let tokenName = "csrf"

    private static func decoded(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                if let value = Self.byte(rest.prefix(2)) {
                    bytes.append(value)
                    rest = rest.dropFirst(2)
                } else {
                    bytes.append(byte)
                }
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What two hexadecimal digits stand for; `nil` for anything else, such as a sign and a digit.
    private static func byte(_ digits: ArraySlice<UInt8>) -> UInt8? {
        let text = String(decoding: digits, as: UTF8.self)
        guard digits.count == 2, text.allSatisfy(\.isHexDigit) else { return nil }
        return UInt8(text, radix: 16)
    }
}
