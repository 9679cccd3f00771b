/// The languages that the sign about a camera is printed in. Swedish is always posted (R5.16).
public enum SignLanguage: String, Sendable, Codable, CaseIterable {
    case swedish = "sv"
    case english = "en"
    case persian = "fa"
    case arabic = "ar"
    case somali = "so"

    /// Those that are posted only where they are wanted.
    public static let optional = allCases.filter { $0 != .swedish }

    /// The languages named in a list such as `sv, fa`, in the order of the cases; names of no language are passed over.
    public static func list(_ text: String) -> [Self] {
        let codes = Set(text.split { $0 == "," || $0 == " " }.map(String.init))
        return allCases.filter { codes.contains($0.rawValue) }
    }
}

extension [SignLanguage] {
    /// `sv, fa`: how a list is kept in evidence and events.
    public var codes: String { map(\.rawValue).joined(separator: ", ") }
}
