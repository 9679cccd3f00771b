extension PersonIdentifier {
    /// `YYYYMMDD-••••`, for lists; nothing at all of a number whose shape is not known.
    public var masked: String {
        value.utf8.count == 12 && kind != .other ? "\(value.prefix(8))-••••" : "••••"
    }

    /// `YYYYMMDD-NNNC`; reserve numbers as they are, for they are written without separator.
    public var display: String { hasSeparator ? "\(value.prefix(8))-\(value.suffix(4))" : value }

    /// `YYMMDD-NNNC`, with `+` from the calendar year in which the person turns 100 (folkbokföringslagen 18
    /// §).
    public func shortForm(today: Day) -> String {
        guard hasSeparator, let year = value.utf8.prefix(4).asciiNumber else { return value }
        return "\(value.dropFirst(2).prefix(6))\(today.year - year >= 100 ? "+" : "-")\(value.suffix(4))"
    }

    private var hasSeparator: Bool { kind == .personnummer || kind == .samordningsnummer }
}

extension PersonIdentifier: CustomStringConvertible, CustomDebugStringConvertible {
    /// Only the kind, so that a number never reaches a log by being printed.
    public var description: String { "\(kind.rawValue) ••••" }
    public var debugDescription: String { description }
}
