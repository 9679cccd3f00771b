import CPango
import Domain

/// Sets text in lines with Pango. Each document has its own fonts map, so nothing is shared between threads.
final class Typesetter {
    /// Noto Sans, then its kin for writing it lacks; fontconfig finds the rest.
    private static let family = "Noto Sans, Noto Sans Arabic, Noto Sans Hebrew, Noto Sans Symbols, sans-serif"

    let isRightToLeft: Bool
    private let fonts: UnsafeMutablePointer<PangoFontMap>?
    private let context: OpaquePointer?

    init(for canvas: Canvas, in language: PrintLanguage) throws(AppError) {
        isRightToLeft = language.isRightToLeft
        fonts = pango_cairo_font_map_new()
        context = pango_font_map_create_context(fonts)
        pango_cairo_update_context(canvas.context, context)
        pango_context_set_language(context, pango_language_from_string(language.tag))
        pango_context_set_round_glyph_positions(context, 0)
        guard hasFont else { throw AppError(.unavailable, "document.failed") }
    }

    deinit {
        g_object_unref(UnsafeMutableRawPointer(context))
        g_object_unref(UnsafeMutableRawPointer(fonts))
    }

    /// A machine without a single font would otherwise print empty pages.
    private var hasFont: Bool {
        let description = Self.description(of: TextStyle(size: 12))
        defer { pango_font_description_free(description) }
        guard let font = pango_context_load_font(context, description) else { return false }
        g_object_unref(UnsafeMutableRawPointer(font))
        return true
    }

    /// `text` in lines of at most `width` points. A text that is `natural` runs in its own direction, as a
    /// name or a date does in any document, yet stands on the side where the document's lines begin.
    func lines(_ text: String, _ style: TextStyle, width: Double, natural: Bool = false) -> TextLines {
        let text = text.printable.breakable
        let runsFromTheRight = natural ? text.runsFromTheRight : isRightToLeft
        let alignsRight = (style.alignment == .start) == isRightToLeft
        pango_context_set_base_dir(context, runsFromTheRight ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR)

        let layout = pango_layout_new(context)
        let description = Self.description(of: style)
        pango_layout_set_font_description(layout, description)
        pango_font_description_free(description)
        pango_layout_set_auto_dir(layout, 0)
        pango_layout_set_alignment(layout, alignsRight ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT)
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        pango_layout_set_width(layout, Int32(max(1, width) * Double(PANGO_SCALE)))
        pango_layout_set_line_spacing(layout, Float(style.lineSpacing))
        if let lines = style.maximumLines {
            pango_layout_set_height(layout, -lines)
            pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END)
        }
        Self.neverHyphenate(layout)
        pango_layout_set_text(layout, text, -1)
        return TextLines(owning: layout, ink: style.ink)
    }

    private static func description(of style: TextStyle) -> OpaquePointer? {
        let description = pango_font_description_from_string(family)
        pango_font_description_set_absolute_size(description, style.size * Double(PANGO_SCALE))
        if style.weight == .bold { pango_font_description_set_weight(description, PANGO_WEIGHT_BOLD) }
        return description
    }

    /// A hyphen set where a long serial number is broken would be read as a part of it.
    private static func neverHyphenate(_ layout: OpaquePointer?) {
        let attributes = pango_attr_list_new()
        pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(0))
        pango_layout_set_attributes(layout, attributes)
        pango_attr_list_unref(attributes)
    }
}
