/// Draws one page of the sign: a pictogram, then few words in type as large as the page has room for, at the side where
/// lines begin; at the foot who is responsible.
struct NoticePainter {
    let sign: NoticeDocument
    let text: NoticeText
    let typesetter: Typesetter
    let canvas: Canvas
    private let geometry = PageGeometry.a4

    private static let heading = TextStyle(size: 52, weight: .bold, ink: .accent, lineSpacing: 0.95)
    private static let lead = TextStyle(size: 34, lineSpacing: 1.05)
    private static let visitors = TextStyle(size: 28, lineSpacing: 1.05)
    private static let label = TextStyle(size: 18, ink: .quiet)
    private static let answer = TextStyle(size: 22, weight: .bold)
    private static let top = 58.0
    private static let gap = 20.0

    /// A text that is set, with the space above it.
    private struct Part {
        let lines: TextLines
        let tag: String
        let space: Double
        var height: Double { space + lines.lines.reduce(0) { $0 + $1.height } }
    }

    func paint() {
        canvas.open("Sect")
        canvas.fill(.accent, x: 0, y: 0, width: geometry.size.width, height: 18)
        let answers = answers
        let foot = geometry.size.height - geometry.bottom - height(of: answers)
        let (pictogram, words) = fitted(into: foot - 2 * Self.gap - Self.top)
        let edge = geometry.size.width - geometry.side - pictogram
        HouseCamera(size: pictogram).draw(
            on: canvas, x: typesetter.isRightToLeft ? edge : geometry.side, y: Self.top)
        draw(words, from: Self.top + pictogram)
        canvas.fill(
            .tint, x: 0, y: foot - Self.gap, width: geometry.size.width,
            height: geometry.size.height - foot + Self.gap)
        draw(answers, from: foot)
        canvas.close("Sect")
        canvas.endPage()
    }

    /// The pictogram's size and the words below it, smaller step by step until they fit; never below two thirds.
    private func fitted(into room: Double) -> (pictogram: Double, words: [Part]) {
        let scales = stride(from: 1.0, through: 0.65, by: -0.05).map { scale in
            let words = [
                part(text.heading, Self.heading, scale, tag: "H1", space: 24 * scale),
                part(text.lead, Self.lead, scale, tag: "P", space: 14 * scale),
                part(text.visitors, Self.visitors, scale, tag: "P", space: 14 * scale),
            ]
            return (pictogram: 190 * scale, words: words)
        }
        return scales.first { $0.pictogram + height(of: $0.words) <= room } ?? scales[scales.count - 1]
    }

    /// Who is responsible and whom to call, on a ground of their own.
    private var answers: [Part] {
        let hasPhone = !sign.phone.isBlank
        let parts: [(text: String, style: TextStyle, isData: Bool)] = [
            (text.responsible, Self.label, false), (sign.responsible, Self.answer, true),
            (hasPhone ? text.questions : "", Self.label, false),
            (hasPhone ? sign.answers : "", Self.answer, true), (sign.phone, Self.answer, true),
        ]
        return parts.filter { !$0.text.isBlank }.map {
            part($0.text, $0.style, 1, tag: "P", space: 2, isData: $0.isData)
        }
    }

    private func part(
        _ text: String, _ style: TextStyle, _ scale: Double, tag: String, space: Double, isData: Bool = false
    ) -> Part {
        var style = style
        style.size *= scale
        let lines = typesetter.lines(text, style, width: geometry.textWidth, natural: isData)
        return Part(lines: lines, tag: tag, space: space)
    }

    private func height(of parts: [Part]) -> Double { parts.reduce(0) { $0 + $1.height } }

    private func draw(_ parts: [Part], from top: Double) {
        var y = top
        for part in parts {
            y += part.space
            canvas.open(part.tag)
            for (index, line) in part.lines.lines.enumerated() {
                part.lines.draw(index, on: canvas, x: geometry.side, y: y)
                y += line.height
            }
            canvas.close(part.tag)
        }
    }
}
