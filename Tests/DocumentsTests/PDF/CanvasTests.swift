import Domain
import Testing

@testable import Documents

@Suite("Drawing with cairo")
struct CanvasTests {
    @Test("a drawing that went wrong is told as unavailable, never handed over")
    func failure() {
        let canvas = Canvas(size: (595, 842))
        canvas.close("P")
        canvas.fill(.text, x: 10, y: 10, width: 10, height: 10)
        canvas.endPage()
        #expect(throws: AppError(.unavailable, "document.failed")) { try canvas.finish() }
    }

    @Test("an element of no known kind is told as unavailable")
    func unknownElement() {
        let canvas = Canvas(size: (595, 842))
        canvas.open("Blink")
        canvas.close("Blink")
        canvas.fill(.text, x: 10, y: 10, width: 10, height: 10)
        canvas.endPage()
        #expect(throws: AppError(.unavailable, "document.failed")) { try canvas.finish() }
    }
}
