/// A colour of the printed page, its parts from 0 to 1. Every ink stands at 4.5:1 or better on paper and on
/// tint.
struct Ink: Hashable, Sendable {
    let red: Double
    let green: Double
    let blue: Double

    init(_ hex: UInt32) {
        red = Double(hex >> 16 & 0xFF) / 255
        green = Double(hex >> 8 & 0xFF) / 255
        blue = Double(hex & 0xFF) / 255
    }

    static let text = Ink(0x1A2424)
    static let quiet = Ink(0x4A5858)
    static let accent = Ink(0x0B5C5C)
    static let line = Ink(0xB9C9C8)
    static let paper = Ink(0xFFFFFF)
    static let tint = Ink(0xEDF4F3)
}

/// How a text is set; sizes are points.
struct TextStyle: Hashable, Sendable {
    enum Weight: Hashable, Sendable { case regular, bold }

    /// `start` is where lines of the document's language begin: left in Swedish, right in Persian.
    enum Alignment: Hashable, Sendable { case start, end }

    var size: Double
    var weight = Weight.regular
    var ink = Ink.text
    var alignment = Alignment.start
    /// The distance between lines, as a share of the font's own.
    var lineSpacing = 1.0
    /// After so many lines the text ends in an ellipsis; only for running headers and footers.
    var maximumLines: Int32?

    func aligned(_ alignment: Alignment) -> Self {
        var copy = self
        copy.alignment = alignment
        return copy
    }

    func limited(to lines: Int32) -> Self {
        var copy = self
        copy.maximumLines = lines
        return copy
    }
}

/// The sizes of one document, so that a leaflet can be large where a receipt is dense.
struct TypeScale: Hashable, Sendable {
    var title: TextStyle
    var number: TextStyle
    var heading: TextStyle
    var lead: TextStyle
    var body: TextStyle
    var label: TextStyle
    var value: TextStyle
    var emphasis: TextStyle
    var running: TextStyle

    /// For papers that people sign across a table.
    static let form = Self(
        title: TextStyle(size: 21, weight: .bold, lineSpacing: 0.9),
        number: TextStyle(size: 40, weight: .bold, ink: .accent, lineSpacing: 0.85),
        heading: TextStyle(size: 13, weight: .bold, ink: .accent),
        lead: TextStyle(size: 12),
        body: TextStyle(size: 11),
        label: TextStyle(size: 9, ink: .quiet),
        value: TextStyle(size: 12),
        emphasis: TextStyle(size: 12, weight: .bold),
        running: TextStyle(size: 9, ink: .quiet))

    /// For papers that old eyes read at a kitchen table: nothing below 14 points.
    static let large = Self(
        title: TextStyle(size: 34, weight: .bold, ink: .accent, lineSpacing: 0.9),
        number: TextStyle(size: 44, weight: .bold, ink: .accent),
        heading: TextStyle(size: 21, weight: .bold, ink: .accent),
        lead: TextStyle(size: 20, lineSpacing: 1.02),
        body: TextStyle(size: 16, lineSpacing: 1.05),
        label: TextStyle(size: 14, ink: .quiet),
        value: TextStyle(size: 18),
        emphasis: TextStyle(size: 24, weight: .bold),
        running: TextStyle(size: 14, ink: .quiet))
}
