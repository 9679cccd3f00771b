/// The languages that the word catalogue has; Swedish first.
public enum Language: String, Sendable, Codable, CaseIterable {
    case swedish = "sv"
    case english = "en"
}

/// A text that a municipality writes itself, in both languages.
public struct BilingualText: Hashable, Sendable, Codable {
    public let sv: String
    public let en: String

    public init(sv: String, en: String) {
        self.sv = sv
        self.en = en
    }

    public func callAsFunction(_ language: Language) -> String { language == .swedish ? sv : en }
}
