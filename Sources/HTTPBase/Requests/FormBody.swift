import Domain

/// An `application/x-www-form-urlencoded` body or a query: names with all their values, in order.
public struct FormBody: Sendable {
    private var values: [String: [String]] = [:]

    /// Bytes that are not UTF-8 become U+FFFD; a name without `=` has an empty value. Names are short and ASCII, as
    /// ours all are; others are passed over before anything is compared with them.
    public init(_ text: some StringProtocol) {
        for pair in Array(text.utf8).split(separator: UInt8(ascii: "&")).prefix(2000) {
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            guard let name = Self.name(pair[..<equals]) else { continue }
            values[name, default: []].append(Text.streamSafe(Self.decoded(pair[equals...].dropFirst())))
        }
    }

    private static func name(_ bytes: ArraySlice<UInt8>) -> String? {
        guard bytes.count <= 600 else { return nil }
        let name = decoded(bytes)
        return name.utf8.count <= 200 && name.utf8.allSatisfy { (0x20...0x7e).contains($0) } ? name : nil
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

    private static func decoded(_ text: ArraySlice<UInt8>) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text
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
