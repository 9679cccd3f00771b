/// Markup as UTF-8 bytes, made by string interpolation as `SQL` is: what stands in the literal is trusted
/// markup, what is interpolated is escaped. A literal is a `StaticString`, so no text that came from outside
/// can ever become markup.
///
///     let row: HTML = "<td>\(recipient.name)</td>"
public struct HTML: Sendable, Hashable {
    public internal(set) var bytes: [UInt8]

    public init() { bytes = [] }

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// Text as markup that shows that text.
    public static func text(_ text: String) -> Self { "\(text)" }

    public var isEmpty: Bool { bytes.isEmpty }
}

extension HTML: ExpressibleByStringInterpolation {
    public init(stringLiteral value: StaticString) {
        bytes = value.withUTF8Buffer { Array($0) }
    }

    public init(stringInterpolation: StringInterpolation) {
        bytes = stringInterpolation.bytes
    }
}

extension HTML: CustomStringConvertible {
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}
