import Domain
import Foundation

/// A document ready to be set: text and order only. The same document at the same moment gives the same
/// bytes.
struct PrintDocument: Sendable {
    /// A part begins on a page of its own and counts its pages by itself, as a copy of a receipt does.
    struct Part: Sendable {
        var header: RunningText
        var footer: RunningText
        /// How a page is counted, with `{page}` and `{pages}`.
        var pageCount: String
        var blocks: [Block]
    }

    /// One line at a page's edge, in two halves.
    struct RunningText: Sendable {
        var start: String
        var end = ""
    }

    /// Holds no personal data: readers show the title as the name of a window or a tab.
    var title: String
    var author: String
    var language: PrintLanguage
    var scale = TypeScale.form
    var parts: [Part]

    /// The document as PDF, tagged for readers, with its fonts inside.
    /// Throws `document.failed` where the page could not be drawn.
    func pdf(createdAt: Instant) throws(AppError) -> [UInt8] {
        let canvas = Canvas(size: PageGeometry.a4.size)
        canvas.describe(title: title, author: author, createdAt: createdAt)
        let typesetter = try Typesetter(for: canvas, in: language)
        canvas.open("Document")
        for part in parts {
            let composer = Composer(typesetter: typesetter, scale: scale, width: PageGeometry.a4.textWidth)
            let painter = PartPainter(part: part, composer: composer, canvas: canvas)
            painter.paint()
        }
        canvas.close("Document")
        return CatalogueUpdate(language: language).appended(to: try canvas.finish())
    }
}
