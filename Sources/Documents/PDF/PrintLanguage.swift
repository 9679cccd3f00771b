import Domain

/// The language that a document is printed in: wider than the word catalogue's `Language`, since signs and
/// leaflets are handed over in languages that the desk itself is not shown in.
public struct PrintLanguage: Hashable, Sendable {
    /// A BCP 47 tag, such as `sv` or `fa`; readers of the PDF pronounce its text by it.
    public let tag: String

    /// A tag that is empty or holds anything but letters, digits and hyphens becomes `und`, "undetermined".
    public init(tag: String) {
        let isPlain = tag.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
        self.tag = isPlain && !tag.isEmpty ? tag : "und"
    }

    public init(_ language: Language) { self.init(tag: language.rawValue) }

    /// Whether lines run from right to left, and with them the columns of the page.
    public var isRightToLeft: Bool {
        let parts = tag.lowercased().split(separator: "-")
        if parts.dropFirst().contains(where: { Self.scriptsFromTheRight.contains($0) }) { return true }
        if parts.dropFirst().contains("latn") { return false }
        return parts.first.map { Self.languagesFromTheRight.contains($0) } ?? false
    }

    private static let languagesFromTheRight: Set<Substring> = [
        "ar", "arc", "ckb", "dv", "fa", "he", "prs", "ps", "sd", "syr", "ug", "ur", "yi",
    ]
    private static let scriptsFromTheRight: Set<Substring> = ["arab", "hebr", "syrc", "thaa"]
}
