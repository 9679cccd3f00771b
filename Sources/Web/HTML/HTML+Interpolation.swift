extension HTML {
    public struct StringInterpolation: StringInterpolationProtocol, Sendable {
        var bytes: [UInt8] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + interpolationCount * 32)
        }

        public mutating func appendLiteral(_ literal: StaticString) {
            literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
        }
    }
}

/// What may stand in `\(…)`. Text is escaped for content and for quoted attributes alike.
extension HTML.StringInterpolation {
    public mutating func appendInterpolation(_ text: String) { bytes.append(escaping: text) }

    public mutating func appendInterpolation(_ text: Substring) { bytes.append(escaping: String(text)) }

    public mutating func appendInterpolation(_ number: some BinaryInteger) {
        bytes.append(contentsOf: String(number).utf8)
    }

    public mutating func appendInterpolation(_ html: HTML) { bytes.append(contentsOf: html.bytes) }

    public mutating func appendInterpolation(_ html: HTML?) {
        if let html { bytes.append(contentsOf: html.bytes) }
    }

    public mutating func appendInterpolation(_ parts: [HTML]) {
        for part in parts { bytes.append(contentsOf: part.bytes) }
    }
}

/// Choice and repetition: `\(if: isLate, "<b>sen</b>")`, `\(if: note, { "<p>\($0)</p>" })`,
/// `\(each: rows, { "<li>\($0.name)</li>" })`.
extension HTML.StringInterpolation {
    public mutating func appendInterpolation(if condition: Bool, _ html: @autoclosure () -> HTML) {
        if condition { appendInterpolation(html()) }
    }

    public mutating func appendInterpolation(unless condition: Bool, _ html: @autoclosure () -> HTML) {
        if !condition { appendInterpolation(html()) }
    }

    public mutating func appendInterpolation<Value>(if value: Value?, _ html: (Value) -> HTML) {
        if let value { appendInterpolation(html(value)) }
    }

    public mutating func appendInterpolation<Items: Sequence>(
        each items: Items, _ html: (Items.Element) -> HTML
    ) {
        for item in items { appendInterpolation(html(item)) }
    }

    public mutating func appendInterpolation(each parts: some Sequence<HTML>) {
        for part in parts { appendInterpolation(part) }
    }
}

/// Attributes that may be absent. They bring their own leading space: `<a\(attribute: "href", url)>`.
extension HTML.StringInterpolation {
    public mutating func appendInterpolation(attribute name: StaticString, _ value: String?) {
        guard let value else { return }
        openAttribute(name)
        appendInterpolation(value)
        bytes.append(UInt8(ascii: "\""))
    }

    public mutating func appendInterpolation(attribute name: StaticString, _ value: Int?) {
        appendInterpolation(attribute: name, value.map(String.init))
    }

    /// A boolean attribute: present or not.
    public mutating func appendInterpolation(flag name: StaticString, _ isOn: Bool) {
        guard isOn else { return }
        bytes.append(UInt8(ascii: " "))
        appendLiteral(name)
    }

    private mutating func openAttribute(_ name: StaticString) {
        bytes.append(UInt8(ascii: " "))
        appendLiteral(name)
        bytes.append(UInt8(ascii: "="))
        bytes.append(UInt8(ascii: "\""))
    }
}
