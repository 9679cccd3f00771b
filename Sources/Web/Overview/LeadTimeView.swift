import Domain
import HTTPBase

/// From order to tested alarm, month by month.
struct LeadTimeView: Component {
    let call: Call
    let times: LeadTimes

    private var words: Words { call.words }

    var html: HTML {
        let target = words("overview.workingDays", count: times.target)
        let lead = words("overview.lead.text", ["target": target])
        guard times.months.contains(where: { $0.count > 0 }) else {
            return PagePart(
                words("overview.leadTimes"),
                "<p>\(lead)</p>\(EmptyState(heading: words("overview.lead.none")))"
            ).html
        }
        let drawing = BarDrawing(
            chart: BarChart(times.months.map(bars), goal: times.target), id: "lead-times",
            title: words("overview.leadTimes"), text: words("overview.seeTable"),
            goalName: words("overview.goal", ["target": target]))
        return PagePart(words("overview.leadTimes"), "<p>\(lead)</p>\(drawing)\(table)").html
    }

    private func bars(_ month: LeadTimes.Month) -> BarChart.Group {
        let bar = { (label: String, days: Int, kind: Int) in
            BarChart.Bar(label, days, text: words("overview.workingDays", count: days), kind: kind)
        }
        return BarChart.Group(
            name(month),
            [
                month.median.map { bar(words("overview.median"), $0, 0) },
                month.ninetieth.map { bar(words("overview.ninetieth"), $0, 1) },
            ].compactMap(\.self))
    }

    private func name(_ month: LeadTimes.Month) -> String {
        "\(words("month.short.\(month.month.month)")) \(month.month.year)"
    }

    private var table: HTML {
        let columns = ["overview.count", "overview.median", "overview.ninetieth", "overview.share"]
            .map { Table.Column(words($0), isNumeric: true) }
        let shown = { (number: Int?) -> HTML in .text(number.map { "\($0)" } ?? "–") }
        return Table(
            caption: words("overview.leadTimes"), isCaptionUnseen: true,
            columns: [Table.Column(words("overview.month"))] + columns,
            rows: times.months.reversed().map { month in
                Table.Row([
                    .text(name(month)), shown(month.count), shown(month.median), shown(month.ninetieth),
                    .text(month.share.map { "\($0) %" } ?? "–"),
                ])
            }
        ).html
    }
}
