import Domain
import HTTPBase

/// What has been when, drawn along a line of time and said in words. One to a page, since its parts are known by their
/// ids.
struct LifeLine: Component {
    let call: Call
    /// Whose or what it is of, for those who do not see the picture.
    let name: String
    let lanes: [PeriodChart.Lane]

    private var words: Words { call.words }

    var html: HTML {
        let chart = PeriodChart(lanes, until: call.now)
        guard !chart.bars.isEmpty else { return "" }
        return PagePart(
            words("lifeline.title"),
            """
            <figure class="drawing"><div class="drawing-box" role="region" tabindex="0" \
            aria-label="\(words("lifeline.title"))">\(picture(chart))</div>\
            \(Details(summary: words("lifeline.inWords"), content: inWords))</figure>
            """
        ).html
    }

    private func picture(_ chart: PeriodChart) -> HTML {
        let size = ["width": "\(PeriodChart.width)", "height": "\(chart.height)"]
        return """
            <svg viewBox="0 0 \(PeriodChart.width) \(chart.height)"\(attribute: "width", size["width"])\
            \(attribute: "height", size["height"]) role="img" aria-labelledby="lifeline-title lifeline-text">\
            <title id="lifeline-title">\(words("lifeline.of", ["name": name]))</title>\
            <desc id="lifeline-text">\(words("lifeline.text", count: chart.bars.count))</desc>\
            \(each: chart.ticks, { tick($0, chart) })\(each: chart.names, laneName)\(each: chart.bars, bar)</svg>
            """
    }

    private func tick(_ tick: PeriodChart.Tick, _ chart: PeriodChart) -> HTML {
        let isLast = tick.x > PeriodChart.width / 2 && tick == chart.ticks.last
        let isFirst = tick == chart.ticks.first
        return """
            <line class="tick" x1="\(tick.x)" y1="26" x2="\(tick.x)" y2="\(chart.height)"/>\
            <text class="duty-note" x="\(tick.x)" y="18"\
            \(attribute: "text-anchor", isLast ? "end" : isFirst ? "start" : "middle")>\
            \(words.plainDay(tick.day, today: call.today))</text>
            """
    }

    private func laneName(_ lane: PeriodChart.LaneName) -> HTML {
        "<text class=\"lane-name\" x=\"16\" y=\"\(lane.y)\">\(lane.name)</text>"
    }

    private func bar(_ bar: PeriodChart.Bar) -> HTML {
        let frame = bar.frame
        let x = bar.isLate ? frame.x + frame.width - 8 : frame.x + 8
        return """
            <g><title>\(bar.period.label), \(said(bar.period))</title>\
            <rect class="period\(if: bar.period.to != nil, " over")" x="\(frame.x)" y="\(frame.y)" width="\(frame.width)" \
            height="\(frame.height)" rx="6"/><text class="duty-title" x="\(x)" y="\(frame.y + 20)"\
            \(attribute: "text-anchor", bar.isLate ? "end" : nil)>\(bar.period.label)</text></g>
            """
    }

    private func said(_ period: PeriodChart.Period) -> String {
        let from = words.moment(period.from, today: call.today)
        guard let to = period.to else { return "\(words("period.since")) \(from)" }
        return "\(from) – \(words.moment(to, today: call.today))"
    }

    private var inWords: HTML {
        "\(each: lanes.filter { !$0.periods.isEmpty }, lane)"
    }

    private func lane(_ lane: PeriodChart.Lane) -> HTML {
        """
        <p><strong>\(lane.name)</strong></p>\
        <ul>\(each: lane.periods, { "<li>\($0.label), \(said($0))</li>" })</ul>
        """
    }
}
