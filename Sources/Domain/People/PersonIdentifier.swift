/// A number that identifies a person, of a known kind.
public struct PersonIdentifier: Hashable, Sendable, Codable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case personnummer, samordningsnummer, nationalReserve, other
    }

    public let kind: Kind
    /// Twelve characters with the century and without separator (folkbokföringslagen 18 §), unless `other`.
    public let value: String

    /// Trusts a value that has been parsed before, such as a column of our own database.
    public init(stored value: String, kind: Kind) {
        self.value = value
        self.kind = kind
    }

    /// Stands where there is a number that the reader is not told.
    public static let untold = PersonIdentifier(stored: "", kind: .other)

    /// What the number says; `nil` where it says nothing certain. The person's birth date is a fact of its
    /// own: a number may carry "en närliggande dag i månaden" (folkbokföringslagen 18 §).
    public var birthDate: Day? {
        switch kind {
        case .personnummer, .samordningsnummer: WrittenBirth(value.utf8.prefix(8))?.date
        case .nationalReserve: Self.birthDate(inReserve: Array(value.utf8))
        case .other: nil
        }
    }
}
