/// What a part of a routine's file says, without where it stands or how it is written.
public indirect enum Said: Hashable, Sendable {
    case text(String)
    case bilingual(BilingualText)
    case list([Said])
    /// Keys in alphabetical order, so that the order in which they are written says nothing.
    case mapping([Part])

    public struct Part: Hashable, Sendable {
        public let key: String
        public let value: Said
    }

    init(_ node: RoutineNode) {
        switch node.content {
        case .text(let text): self = .text(Text.cleaned(text))
        case .list(let items): self = .list(items.map(Said.init))
        case .mapping(let entries):
            let parts = entries.map { Part(key: $0.key, value: Said($0.value)) }.sorted { $0.key < $1.key }
            self = Self.bilingual(parts) ?? .mapping(parts)
        }
    }

    private static func bilingual(_ parts: [Part]) -> Said? {
        guard parts.map(\.key) == ["en", "sv"], case .text(let en) = parts[0].value,
            case .text(let sv) = parts[1].value
        else { return nil }
        return .bilingual(BilingualText(sv: sv, en: en))
    }

    /// A mapping's part; of a key that stands twice the first.
    public subscript(key: String) -> Said? {
        if case .mapping(let parts) = self { parts.first { $0.key == key }?.value } else { nil }
    }

    public var items: [Said] { if case .list(let items) = self { items } else { [] } }
    public var parts: [Part] { if case .mapping(let parts) = self { parts } else { [] } }
    public var text: String? { if case .text(let text) = self { text } else { nil } }
    public var bilingual: BilingualText? { if case .bilingual(let text) = self { text } else { nil } }

    func without(_ keys: Set<String>) -> Said {
        if case .mapping(let parts) = self { .mapping(parts.filter { !keys.contains($0.key) }) } else { self }
    }
}

extension RoutineFile {
    /// The whole of what the file says; `nil` where it is no readable YAML.
    var said: Said? { tree(into: FaultList()).map(Said.init) }
}
