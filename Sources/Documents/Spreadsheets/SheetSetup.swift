/// What stands around the rows of one sheet, and how it is printed on A4.
public struct SheetSetup: Hashable, Sendable {
    /// A line above the table: what was asked for, by whom, of which day.
    public struct Lead: Hashable, Sendable {
        public var label: String
        public var value: Cell

        public init(label: String, value: Cell) {
            self.label = label
            self.value = value
        }
    }

    public struct Column: Hashable, Sendable {
        /// What the column is for. A cell of another kind is written as what it is: "unknown" in a column of days
        /// stays text.
        public enum Kind: Hashable, Sendable { case text, day, number }

        public var heading: String
        /// In characters of the ordinary type, at most 255 (ECMA-376, 18.3.1.13).
        public var width: Double
        public var kind: Kind

        public init(heading: String, width: Double, kind: Kind) {
            self.heading = heading
            self.width = width
            self.kind = kind
        }
    }

    public enum Orientation: Hashable, Sendable { case portrait, landscape }

    /// Made valid where it is not: without `[]:*?/\`, at most 31 characters, and unlike the other sheets' names.
    public var name: String
    public var lead: [Lead]
    public var columns: [Column]
    /// At the head of every printed page, on the right.
    public var secrecyLabel: String?
    /// At the foot of every printed page, with `{page}` and `{pages}`, such as `Sida {page} av {pages}`.
    public var pageCount: String
    public var orientation: Orientation

    public init(
        name: String, lead: [Lead] = [], columns: [Column], secrecyLabel: String? = nil, pageCount: String,
        orientation: Orientation = .landscape
    ) {
        self.name = name
        self.lead = lead
        self.columns = columns
        self.secrecyLabel = secrecyLabel
        self.pageCount = pageCount
        self.orientation = orientation
    }
}
