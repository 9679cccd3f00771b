/// A house with a camera in it, drawn in lines and circles, so that it is sharp at any size.
struct HouseCamera {
    let size: Double

    func draw(on canvas: Canvas, x: Double, y: Double) {
        // All measures are of a drawing that is 100 wide.
        let unit = size / 100
        let at = { (left: Double, top: Double) in (x: x + left * unit, y: y + top * unit) }
        canvas.polygon(
            [at(50, 2), at(98, 44), at(86, 44), at(86, 98), at(14, 98), at(14, 44), at(2, 44)], .accent)
        let (body, lens) = (at(27, 48), at(46, 65))
        canvas.rounded(x: body.x, y: body.y, width: 38 * unit, height: 34 * unit, radius: 6 * unit, .paper)
        canvas.polygon([at(62, 62), at(76, 52), at(76, 78), at(62, 68)], .paper)
        canvas.circle(x: lens.x, y: lens.y, radius: 12 * unit, .accent)
        canvas.circle(x: lens.x, y: lens.y, radius: 5 * unit, .paper)
    }
}
