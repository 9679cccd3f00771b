import Domain
import Testing

@testable import Documents

@Suite("Drawing with cairo")
struct CanvasTests {
    @Test("a drawing that went wrong is told as unavailable, never handed over")
    func failure() {
        let canvas = Canvas(size: (595, 842))
        canvas.close("P")
        #expect(throws: AppError(.unavailable, "document.failed")) { try canvas.finish() }
    }

    @Test("a page of an impossible size is told as unavailable")
    func impossibleSize() {
        let canvas = Canvas(size: (-1, .nan))
        canvas.open("Document")
        canvas.endPage()
        #expect(throws: AppError(.unavailable, "document.failed")) { try canvas.finish() }
    }
}
