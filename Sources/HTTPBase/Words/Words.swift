import Domain

/// The catalogue in one language: a text for every key, with `{places}` to fill.
public struct Words: Sendable {
    public let language: Language
    private let texts: [String: String]

    public static func of(_ language: Language) -> Words { language == .swedish ? swedish : english }

    private static let swedish = Words(.swedish, PackageResources.sv_txt)
    private static let english = Words(.english, PackageResources.en_txt)

    init(_ language: Language, _ bytes: [UInt8]) {
        self.language = language
        var texts: [String: String] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
            guard let equals = line.firstRange(of: " = ") else { continue }
            texts[String(line[..<equals.lowerBound])] = String(line[equals.upperBound...])
        }
        self.texts = texts
    }

    public var keys: Set<String> { Set(texts.keys) }

    /// A key without a text shows itself in brackets, so that it is seen and mended; a test finds it first.
    public func callAsFunction(_ key: String, _ arguments: [String: String] = [:]) -> String {
        guard let text = texts[key] else { return "[\(key)]" }
        return arguments.isEmpty ? text : filled(text, arguments)
    }

    public func ifAny(_ key: String) -> String? { texts[key] }

    /// `key.one` for one, otherwise `key.many`; `{count}` is filled.
    public func callAsFunction(_ key: String, count: Int) -> String {
        self(count == 1 ? "\(key).one" : "\(key).many", ["count": "\(count)"])
    }

    private func filled(_ text: String, _ arguments: [String: String]) -> String {
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            result += rest[..<open]
            let name = String(rest[rest.index(after: open)..<close])
            result += arguments[name] ?? String(rest[open...close])
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    /// A fault in words; codes of kinds and states among its arguments are put into words too.
    public func callAsFunction(_ fault: Fault) -> String {
        var arguments = fault.arguments
        for (name, vocabulary) in [
            ("kind", "device.kind"), ("wanted", "device.kind"), ("status", "device.status"),
            ("weekday", "weekday"),
        ] {
            if let code = arguments[name], let word = ifAny("\(vocabulary).\(code)") {
                arguments[name] = word.lowercased()
            }
        }
        if let holiday = arguments["holiday"] { arguments["holiday"] = self("holiday.\(holiday)") }
        for name in ["before", "after"] {
            if let day = arguments[name].flatMap({ Day($0) }) { arguments[name] = longDay(day) }
        }
        return self(fault.key, arguments)
    }
}
