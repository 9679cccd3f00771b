import CPango

/// A text set in lines; each can be drawn by itself, so that a text may go on to the next page.
final class TextLines {
    struct Line {
        fileprivate let line: UnsafeMutablePointer<PangoLayoutLine>?
        /// From the left edge of the text's column to the line's first glyph.
        fileprivate let inset: Double
        /// From the line's top to where its letters stand.
        fileprivate let ascent: Double
        fileprivate let width: Double
        let height: Double
        /// Whether the line was broken at a space, which Pango then does not draw.
        fileprivate let endsInSpace: Bool
    }

    let lines: [Line]
    private let layout: OpaquePointer?
    private let ink: Ink
    private let space: Space

    /// Takes over the caller's reference to `layout`.
    init(owning layout: OpaquePointer?, ink: Ink) {
        self.layout = layout
        self.ink = ink
        space = Space(like: layout)
        lines = Self.lines(of: layout)
    }

    deinit { g_object_unref(UnsafeMutableRawPointer(layout)) }

    func draw(_ index: Int, on canvas: Canvas, x: Double, y: Double) {
        let line = lines[index]
        canvas.use(ink)
        cairo_move_to(canvas.context, x + line.inset, y + line.ascent)
        pango_cairo_show_layout_line(canvas.context, line.line)
        guard line.endsInSpace else { return }
        cairo_move_to(canvas.context, x + line.inset + line.width, y + line.ascent)
        space.draw(on: canvas)
    }

    /// A space drawn at the end of a broken line, so that readers hear two words and not one.
    private final class Space {
        private let layout: OpaquePointer?

        init(like other: OpaquePointer?) {
            layout = pango_layout_copy(other)
            pango_layout_set_text(layout, " ", 1)
        }

        deinit { g_object_unref(UnsafeMutableRawPointer(layout)) }

        func draw(on canvas: Canvas) {
            pango_cairo_show_layout_line(canvas.context, pango_layout_get_line_readonly(layout, 0))
        }
    }

    private static func lines(of layout: OpaquePointer?) -> [Line] {
        let iterator = pango_layout_get_iter(layout)
        defer { pango_layout_iter_free(iterator) }
        var lines: [Line] = []
        repeat {
            var logical = PangoRectangle()
            var top: Int32 = 0
            var bottom: Int32 = 0
            pango_layout_iter_get_line_extents(iterator, nil, &logical)
            pango_layout_iter_get_line_yrange(iterator, &top, &bottom)
            let baseline = pango_layout_iter_get_baseline(iterator)
            let line = pango_layout_iter_get_line_readonly(iterator)
            lines.append(
                Line(
                    line: line, inset: points(logical.x), ascent: points(baseline - top),
                    width: points(logical.width), height: points(bottom - top), endsInSpace: endsInSpace(line)
                ))
        } while pango_layout_iter_next_line(iterator) != 0
        return lines
    }

    private static func endsInSpace(_ line: UnsafeMutablePointer<PangoLayoutLine>?) -> Bool {
        guard let line = line?.pointee, line.length > 0, let text = pango_layout_get_text(line.layout) else {
            return false
        }
        return text[Int(line.start_index + line.length) - 1] == CChar(bitPattern: UInt8(ascii: " "))
    }

    private static func points(_ units: Int32) -> Double { Double(units) / Double(PANGO_SCALE) }
}
