/// A Swedish organisation number: ten digits, the third at least 2 so that it is never a person's.
public struct OrganisationNumber: Hashable, Sendable, Codable {
    /// Ten digits without separator.
    public let value: String

    /// Trusts a value that has been parsed before.
    public init(stored value: String) { self.value = value }

    /// Reads ten digits with or without `-`, or twelve with the prefix 16.
    /// - Throws: `invalid` with `identity.organisationNumber`, whatever is wrong.
    public static func parse(_ text: String) throws(AppError) -> OrganisationNumber {
        guard let typed = try? TypedNumber(text), typed.isDigits, !typed.hasPlus,
            typed.century == nil || typed.century == 16, typed.isOrganisationShaped,
            Luhn.isValid(typed.lastTen)
        else { throw .invalid("identity.organisationNumber") }
        return OrganisationNumber(stored: String(decoding: typed.lastTen, as: UTF8.self))
    }

    /// `NNNNNN-NNNC`.
    public var display: String { "\(value.prefix(6))-\(value.suffix(4))" }
}

extension TypedNumber {
    /// A third digit that no month has: of the ten digits, without the century.
    var isOrganisationShaped: Bool { lastTen.dropFirst(2).first.map { $0.digitValue >= 2 } ?? false }
}
