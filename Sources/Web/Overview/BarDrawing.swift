import Domain
import HTTPBase

/// A bar chart. Its numbers stand in a table beside it, for everybody.
struct BarDrawing: Component {
    let chart: BarChart
    /// Tells it apart from others on the page.
    let id: String
    let title: String
    /// What the picture says, for those who do not see it.
    let text: String
    /// What the line that one aims at means.
    var goalName: String?

    var html: HTML {
        guard !chart.bars.isEmpty else { return "" }
        let size = ["width": "\(BarChart.width)", "height": "\(chart.height + 20)"]
        return """
            <figure class="drawing"><div class="drawing-box" role="region" tabindex="0" aria-label="\(title)">\
            <svg viewBox="0 0 \(BarChart.width) \(chart.height + 20)"\(attribute: "width", size["width"])\
            \(attribute: "height", size["height"]) role="img" aria-labelledby="\(id)-title \(id)-text">\
            <title id="\(id)-title">\(title)</title><desc id="\(id)-text">\(text)</desc>\
            \(each: chart.names, name)\(each: chart.bars, bar)\(if: chart.goal, goal)</svg></div></figure>
            """
    }

    private func name(_ name: BarChart.GroupName) -> HTML {
        "<text class=\"lane-name\" x=\"16\" y=\"\(name.y)\">\(name.name)</text>"
    }

    private func bar(_ drawn: BarChart.Drawn) -> HTML {
        let (frame, bar) = (drawn.frame, drawn.bar)
        return """
            <g><title>\(drawn.group), \(bar.label): \(bar.text)</title>\
            <text class="duty-note" x="\(frame.x - 8)" y="\(frame.y + 15)" text-anchor="end">\(bar.label)</text>\
            <rect class="bar kind-\(bar.kind)" x="\(frame.x)" y="\(frame.y)" width="\(frame.width)" \
            height="\(frame.height)" rx="3"/>\
            <text class="duty-note" x="\(frame.x + frame.width + 8)" y="\(frame.y + 15)">\(bar.text)</text></g>
            """
    }

    private func goal(_ x: Int) -> HTML {
        """
        <line class="goal" x1="\(x)" y1="4" x2="\(x)" y2="\(chart.height)"/>\
        \(if: goalName, { "<text class=\"duty-note\" x=\"\(x)\" y=\"\(chart.height + 14)\" text-anchor=\"middle\">\($0)</text>" })
        """
    }
}
