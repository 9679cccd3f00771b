/// What a token says of somebody: JSON as it came.
public struct Claims: Sendable, Hashable, Decodable {
    private let values: [String: Value]

    public init(_ values: [String: Value]) { self.values = values }

    public init(from decoder: any Decoder) throws {
        values = try decoder.singleValueContainer().decode([String: Value].self)
    }

    public subscript(name: String) -> Value? { values[name] }

    public func text(_ name: String) -> String? {
        if case .text(let text)? = values[name] { text } else { nil }
    }

    public func number(_ name: String) -> Double? {
        if case .number(let number)? = values[name] { number } else { nil }
    }

    /// Every text of a claim, which may be one text or a list of them. A name with dots is a path into mappings, unless a
    /// claim is called just that: `realm_access.roles`, but `https://example.se/groups` as a whole.
    public func texts(at path: String) -> [String] {
        if let value = values[path] { return value.texts }
        let parts = path.split(separator: ".").map(String.init)
        guard parts.count > 1, var value = values[parts[0]] else { return [] }
        for part in parts.dropFirst() {
            guard case .mapping(let inner) = value, let next = inner[part] else { return [] }
            value = next
        }
        return value.texts
    }

    public enum Value: Sendable, Hashable, Decodable {
        case text(String)
        case number(Double)
        case flag(Bool)
        case list([Value])
        case mapping([String: Value])
        case nothing

        public init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            self =
                if container.decodeNil() {
                    .nothing
                } else if let flag = try? container.decode(Bool.self) {
                    .flag(flag)
                } else if let number = try? container.decode(Double.self) {
                    .number(number)
                } else if let text = try? container.decode(String.self) {
                    .text(text)
                } else if let list = try? container.decode([Value].self) {
                    .list(list)
                } else {
                    .mapping(try container.decode([String: Value].self))
                }
        }

        private var ownText: String? { if case .text(let text) = self { text } else { nil } }

        var texts: [String] {
            switch self {
            case .text(let text): [text]
            case .list(let values): values.compactMap(\.ownText)
            default: []
            }
        }
    }
}
