import Domain
import HTTPBase

/// A routine drawn: a lane for each party, the duties in order, arrows for what waits on what; and the same in words.
/// One to a page, since its parts are known by their ids.
struct RoutineDrawing: Component {
    let routine: RoutineEdition
    let words: Words

    private var language: Language { words.language }

    var html: HTML {
        let chart = RoutineChart(routine)
        guard !chart.boxes.isEmpty else { return "" }
        return """
            <figure class="drawing"><div class="drawing-box" role="region" tabindex="0" \
            aria-label="\(words("drawing.title"))">\(picture(chart))</div>\
            \(Details(summary: words("drawing.inWords"), content: inWords(chart)))</figure>
            """
    }

    private func picture(_ chart: RoutineChart) -> HTML {
        let size = ["width": "\(chart.width)", "height": "\(chart.height)"]
        return """
            <svg viewBox="0 0 \(chart.width) \(chart.height)"\(attribute: "width", size["width"])\
            \(attribute: "height", size["height"]) role="img" aria-labelledby="drawing-title drawing-text">\
            <title id="drawing-title">\(words("drawing.of", ["routine": routine.title(language)]))</title>\
            <desc id="drawing-text">\(words("drawing.text", ["duties": "\(chart.boxes.count)", "parties": parties(chart)]))</desc>\
            \(each: chart.lanes.enumerated(), { lane($1, isOdd: $0.isMultiple(of: 2)) })\
            \(each: chart.arrows, arrow)\(each: chart.boxes, box)</svg>
            """
    }

    private func parties(_ chart: RoutineChart) -> String {
        chart.lanes.map { $0.party.name(language) }.joined(separator: ", ")
    }

    private func lane(_ lane: RoutineChart.Lane, isOdd: Bool) -> HTML {
        let frame = lane.frame
        return """
            <rect class="lane\(if: isOdd, " odd")" x="\(frame.x)" y="\(frame.y)" width="\(frame.width)" \
            height="\(frame.height)"/><text class="lane-name" x="16" y="\(frame.y + 26)">\
            \(words.heading(lane.party.name(language)))</text>
            """
    }

    private func box(_ box: RoutineChart.Box) -> HTML {
        let (frame, duty) = (box.frame, box.duty)
        let isSure = duty.condition == nil && duty.arises == nil
        let note = isSure ? "" : duty.arises == nil ? words("drawing.maybe") : words("drawing.arises")
        let lines = Self.lines(of: duty.title(language))
        return """
            <g><title>\(duty.title(language))</title>\
            <rect class="duty\(unless: isSure, " maybe")" x="\(frame.x)" y="\(frame.y)" width="\(frame.width)" \
            height="\(frame.height)" rx="8"/><text class="duty-note" x="\(frame.x + 12)" y="\(frame.y + 21)">\
            \(box.number)\(if: note.isEmpty ? nil : note, { " · \($0)" })</text><text class="duty-title">\
            \(each: lines.enumerated(), { number, line in
                "<tspan x=\"\(frame.x + 12)\" y=\"\(frame.y + 42 + number * 18)\">\(line)</tspan>"
            })</text></g>
            """
    }

    private func arrow(_ arrow: RoutineChart.Arrow) -> HTML {
        guard let last = arrow.points.last else { return "" }
        // The line ends where its head begins.
        let stops = arrow.points.dropLast().map { ($0.x, $0.y) } + [(last.x - 8, last.y)]
        let line: HTML = "\(each: stops, { "\($0.0),\($0.1) " })"
        return """
            <polyline class="arrow" points="\(line)"/><polygon class="arrow-head" \
            points="\(last.x - 9),\(last.y - 5) \(last.x),\(last.y) \(last.x - 9),\(last.y + 5)"/>
            """
    }

    /// At most three lines of about a box's width; a longer title is told whole by the box's own title.
    static func lines(of text: String, width: Int = 23, most: Int = 3) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + word.count < width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        let kept = lines.prefix(most).map { $0.count > width ? $0.prefix(width - 1) + "…" : $0 }
        return lines.count > most ? kept.dropLast() + [(kept.last ?? "").prefix(width - 1) + "…"] : kept
    }

    private func inWords(_ chart: RoutineChart) -> HTML {
        let boxes = Dictionary(chart.boxes.map { ($0.duty.key, $0) }) { first, _ in first }
        return """
            <ol class="duties">\(each: chart.boxes, { box in
                "<li><strong>\(box.duty.title(language))</strong> (\(partyName(box.duty.party)))\(each: notes(box.duty, boxes), { "<br><span class=\"hint\">\($0)</span>" })</li>"
            })</ol>
            """
    }

    private func partyName(_ key: String) -> String { routine.party(key)?.name(language) ?? key }

    private func notes(_ duty: DutyDefinition, _ boxes: [String: RoutineChart.Box]) -> [String] {
        let before = duty.after.compactMap { boxes[$0] }.map { "\($0.number) \($0.duty.title(language))" }
        let told = RoutineSentences(routine: routine, words: words)
        return [
            before.isEmpty ? nil : words("drawing.after", ["duties": before.joined(separator: ", ")]),
            duty.condition.map { words("drawing.onlyIf", ["condition": told.sentence($0)]) },
            duty.arises == nil ? nil : words("drawing.arises.long"), duty.due.map(told.sentence),
        ].compactMap { $0 }
    }
}
