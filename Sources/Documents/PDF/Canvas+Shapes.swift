import CPango

/// Filled shapes for pictograms; they are not part of the structure that readers follow.
extension Canvas {
    func polygon(_ points: [(x: Double, y: Double)], _ ink: Ink) {
        use(ink)
        cairo_new_path(context)
        for point in points { cairo_line_to(context, point.x, point.y) }
        cairo_close_path(context)
        cairo_fill(context)
    }

    func circle(x: Double, y: Double, radius: Double, _ ink: Ink) {
        use(ink)
        cairo_new_path(context)
        cairo_arc(context, x, y, radius, 0, 2 * .pi)
        cairo_fill(context)
    }

    func rounded(x: Double, y: Double, width: Double, height: Double, radius: Double, _ ink: Ink) {
        use(ink)
        cairo_new_path(context)
        let quarter = Double.pi / 2
        let corners = [
            (x + width - radius, y + radius), (x + width - radius, y + height - radius),
            (x + radius, y + height - radius), (x + radius, y + radius),
        ]
        for (index, corner) in corners.enumerated() {
            let start = Double(index - 1) * quarter
            cairo_arc(context, corner.0, corner.1, radius, start, start + quarter)
        }
        cairo_close_path(context)
        cairo_fill(context)
    }
}
