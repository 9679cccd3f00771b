import Domain
import HTTPBase
import Storage

/// How many there were over time, of one thing or several: drawn, and in a table.
struct CountDrawing: Component {
    let call: Call
    let name: String
    let days: [Day]
    let series: [CountChart.Series]
    /// What the drawing shows, for those who do not see it: a key of the catalogue.
    var about = "unit.counts.text"

    private var words: Words { call.words }

    var html: HTML {
        let title = words("lifeline.title")
        return PagePart(
            title,
            """
            <figure class="drawing"><div class="drawing-box" role="region" tabindex="0" aria-label="\(title)">\
            \(picture)</div>\(Details(summary: words("lifeline.inWords"), content: table))</figure>
            """
        ).html
    }

    private var picture: HTML {
        let chart = CountChart(series, on: days)
        let size = ["width": "\(CountChart.width)", "height": "\(chart.height)"]
        return """
            <svg viewBox="0 0 \(CountChart.width) \(chart.height)"\(attribute: "width", size["width"])\
            \(attribute: "height", size["height"]) role="img" aria-labelledby="counts-title counts-text">\
            <title id="counts-title">\(words("lifeline.of", ["name": name]))</title>\
            <desc id="counts-text">\(words(about))</desc>\(ends(chart))\(each: chart.rows, row)</svg>
            """
    }

    /// The first day and the last.
    private func ends(_ chart: CountChart) -> HTML {
        guard let first = chart.rows.first?.points.first, let last = chart.rows.first?.points.last else {
            return ""
        }
        return """
            <text class="duty-note" x="\(first.x)" y="18">\(words.plainDay(first.day, today: call.today))</text>\
            <text class="duty-note" x="\(last.x)" y="18" text-anchor="end">\
            \(words.plainDay(last.day, today: call.today))</text>
            """
    }

    private func row(_ row: CountChart.Row) -> HTML {
        let line = row.points.map { "\($0.x),\($0.y)" }.joined(separator: " ")
        return """
            <text class="lane-name" x="16" y="\(row.nameY)">\(row.name)</text>\
            <line class="tick" x1="16" y1="\(row.floor)" x2="\(CountChart.width - 16)" y2="\(row.floor)"/>\
            <polyline class="count-line" points="\(line)"/>\(each: row.points, point)
            """
    }

    private func point(_ point: CountChart.Point) -> HTML {
        """
        <g><title>\(words.plainDay(point.day, today: call.today)): \(point.count)</title>\
        <circle class="count-dot" cx="\(point.x)" cy="\(point.y)" r="4"/>\
        <text class="duty-note" x="\(point.x)" y="\(point.y - 9)" text-anchor="middle">\(point.count)</text></g>
        """
    }

    private var table: HTML {
        Table(
            caption: words("lifeline.of", ["name": name]), isCaptionUnseen: true,
            columns: [Table.Column(words("overview.day"))]
                + series.map { Table.Column($0.name, isNumeric: true) },
            rows: days.indices.reversed().map { index in
                Table.Row([call.day(days[index]).html] + series.map { .text("\($0.counts[index])") })
            }
        ).html
    }
}
