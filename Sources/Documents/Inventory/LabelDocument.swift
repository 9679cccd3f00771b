import Domain

/// Labels for devices: sheets of A4 with 3 × 8 labels of 70 × 37 mm, such as are sold everywhere. Each has a code to scan,
/// which holds the serial number and nothing else, and the same in letters.
public struct LabelDocument: Sendable {
    public struct Label: Hashable, Sendable {
        public let serial: SerialNumber
        /// Kind and model.
        public let lines: [String]

        public init(serial: SerialNumber, lines: [String]) {
            self.serial = serial
            self.lines = lines
        }
    }

    public static let perSheet = columns * rows
    private static let columns = 3
    private static let rows = 8

    public var title: String
    public var author: String
    public var language: PrintLanguage
    public var labels: [Label]

    public init(title: String, author: String, language: PrintLanguage, labels: [Label]) {
        self.title = title
        self.author = author
        self.language = language
        self.labels = labels
    }

    /// The sheets as PDF. The same labels at the same moment give the same bytes.
    /// - Throws: `document.failed` where they could not be drawn.
    public func pdf(createdAt: Instant) throws(AppError) -> [UInt8] {
        let canvas = Canvas(size: PageGeometry.a4.size)
        canvas.describe(title: title, author: author, createdAt: createdAt)
        canvas.open("Document")
        let typesetter = try Typesetter(for: canvas, in: language)
        for (index, label) in labels.enumerated() {
            let position = index % Self.perSheet
            if index > 0, position == 0 { canvas.endPage() }
            let size = PageGeometry.a4.size
            let (width, height) = (size.width / Double(Self.columns), size.height / Double(Self.rows))
            try LabelPainter(
                label: label, typesetter: typesetter, canvas: canvas, width: width, height: height
            )
            .paint(
                x: Double(position % Self.columns) * width, y: Double(position / Self.columns) * height)
        }
        canvas.endPage()
        canvas.close("Document")
        return CatalogueUpdate(language: language, sections: []).appended(to: try canvas.finish())
    }
}

/// Draws one label.
private struct LabelPainter {
    let label: LabelDocument.Label
    let typesetter: Typesetter
    let canvas: Canvas
    let width: Double
    let height: Double

    private static let serial = TextStyle(size: 12, weight: .bold)
    private static let line = TextStyle(size: 9, ink: .quiet)
    /// What printers leave blank at the edge of a sheet.
    private static let edge = 14.0

    func paint(x: Double, y: Double) throws(AppError) {
        let code = try QRCode(label.serial.text)
        let side = height - 2 * Self.edge
        draw(code, x: x + Self.edge, y: y + Self.edge, side: side)
        canvas.open("Sect")
        var top = y + Self.edge + 4
        let left = x + Self.edge + side + 4
        let parts = [(label.serial.text, Self.serial)] + label.lines.map { ($0, Self.line) }
        for (text, style) in parts where !text.isBlank {
            let lines = typesetter.lines(
                text, style.limited(to: 3), width: width - side - 2 * Self.edge - 4, natural: true)
            canvas.open("P")
            for (index, line) in lines.lines.enumerated() {
                lines.draw(index, on: canvas, x: left, y: top)
                top += line.height
            }
            canvas.close("P")
        }
        canvas.close("Sect")
    }

    /// With its quiet zone inside the side's length.
    private func draw(_ code: QRCode, x: Double, y: Double, side: Double) {
        let module = side / Double(code.width + 2 * QRCode.quietZone)
        for (row, modules) in code.modules.enumerated() {
            for (column, isDark) in modules.enumerated() where isDark {
                canvas.fill(
                    .text, x: x + Double(column + QRCode.quietZone) * module,
                    y: y + Double(row + QRCode.quietZone) * module, width: module, height: module)
            }
        }
    }
}
