import CPango
import Domain
import Foundation

/// A PDF being drawn with cairo into memory; it belongs to one document and is never shared.
/// Cairo remembers its first failure, so calls need no checks of their own: `finish` tells.
final class Canvas {
    private final class Sink { var bytes: [UInt8] = [] }

    private let sink: Sink
    private let surface: OpaquePointer?
    let context: OpaquePointer?

    init(size: (width: Double, height: Double)) {
        let sink = Sink()
        self.sink = sink
        let write: cairo_write_func_t = { closure, data, length in
            guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
            let sink = Unmanaged<Sink>.fromOpaque(closure).takeUnretainedValue()
            sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
            return CAIRO_STATUS_SUCCESS
        }
        let target = Unmanaged.passUnretained(sink).toOpaque()
        surface = cairo_pdf_surface_create_for_stream(write, target, size.width, size.height)
        // 1.4 is what the plain cross-reference table needs, which `CatalogueUpdate` goes on from.
        cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_4)
        context = cairo_create(surface)
    }

    deinit {
        cairo_destroy(context)
        cairo_surface_finish(surface)  // the last bytes are written while the sink is still here
        cairo_surface_destroy(surface)
    }

    func describe(title: String, author: String, createdAt: Instant) {
        let moment = Date(timeIntervalSince1970: Double(createdAt.milliseconds / 1000)).formatted(.iso8601)
        let entries = [
            (CAIRO_PDF_METADATA_TITLE, title.printableLine),
            (CAIRO_PDF_METADATA_AUTHOR, author.printableLine),
            (CAIRO_PDF_METADATA_CREATOR, "Hemtrygg"), (CAIRO_PDF_METADATA_CREATE_DATE, moment),
            (CAIRO_PDF_METADATA_MOD_DATE, moment),
        ]
        for (key, value) in entries { cairo_pdf_surface_set_metadata(surface, key, value) }
    }

    /// Begins an element of the structure that readers follow: `H1`, `P`, `Table` …
    func open(_ tag: String) { cairo_tag_begin(context, tag, "") }
    func close(_ tag: String) { cairo_tag_end(context, tag) }

    func fill(_ ink: Ink, x: Double, y: Double, width: Double, height: Double) {
        use(ink)
        cairo_rectangle(context, x, y, width, height)
        cairo_fill(context)
    }

    func use(_ ink: Ink) { cairo_set_source_rgb(context, ink.red, ink.green, ink.blue) }

    func endPage() { cairo_show_page(context) }

    /// The whole PDF. Throws `document.failed` where anything since the beginning went wrong.
    func finish() throws(AppError) -> [UInt8] {
        let drawing = cairo_status(context)
        cairo_surface_finish(surface)
        guard drawing == CAIRO_STATUS_SUCCESS, cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS else {
            throw AppError(.unavailable, "document.failed")
        }
        return sink.bytes
    }
}
