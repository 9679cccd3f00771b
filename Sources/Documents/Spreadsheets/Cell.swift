import Domain

/// One value of a list that leaves the house as a spreadsheet or as CSV.
public enum Cell: Hashable, Sendable {
    /// Always stays text: an identity number, a serial number with zeros before it, a name that begins with `=`.
    case text(String)
    case number(Int)
    case day(Day)
    case empty
}
