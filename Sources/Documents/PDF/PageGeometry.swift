/// Where on the paper things stand, in points from the top left corner.
struct PageGeometry: Sendable {
    let size: (width: Double, height: Double)
    let side: Double
    let top: Double
    let bottom: Double

    var textWidth: Double { size.width - 2 * side }

    static let a4 = Self(size: (595.276, 841.89), side: 56, top: 42, bottom: 38)
}
