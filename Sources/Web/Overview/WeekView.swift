import Domain
import HTTPBase
import Storage

/// The moves of this week, with the halves that are missing. Who sees people sees whose they are; others how many.
struct WeekView: Component {
    let call: Call
    let week: ClosedRange<Day>
    let moves: [WeekMove]

    private var words: Words { call.words }
    private var showsPeople: Bool { (try? call.actor)?.may(.seePeople) ?? false }

    var html: HTML {
        let heading = words("overview.moves", ["week": "\(week.lowerBound.isoWeek)"])
        guard !moves.isEmpty else {
            return PagePart(heading, EmptyState(heading: words("overview.moves.none")).html).html
        }
        let missing = moves.count(where: \.lacksHalf)
        let told = words("overview.moves.text", ["count": "\(moves.count)", "missing": "\(missing)"])
        return PagePart(heading, "<p>\(told)</p>\(drawing(heading))\(days)\(if: showsPeople, people)").html
    }

    private func moves(on day: Day) -> [WeekMove] { moves.filter { $0.day == day } }

    private func drawing(_ heading: String) -> BarDrawing {
        let groups = week.map { day in
            let (all, missing) = (moves(on: day).count, moves(on: day).count(where: \.lacksHalf))
            return BarChart.Group(
                words.plainDay(day, today: call.today),
                all == 0
                    ? []
                    : [
                        BarChart.Bar(words("overview.moves.all"), all),
                        BarChart.Bar(words("overview.moves.missing"), missing, kind: 2),
                    ])
        }
        return BarDrawing(
            chart: BarChart(groups), id: "moves", title: heading, text: words("overview.seeTable"))
    }

    private var days: HTML {
        Table(
            caption: words("overview.moves.byDay"), isCaptionUnseen: true,
            columns: [
                Table.Column(words("overview.day")),
                Table.Column(words("overview.moves.all"), isNumeric: true),
                Table.Column(words("overview.moves.missing"), isNumeric: true),
            ],
            rows: week.map { day in
                Table.Row([
                    call.day(day).html, .text("\(moves(on: day).count)"),
                    .text("\(moves(on: day).count(where: \.lacksHalf))"),
                ])
            }
        ).html
    }

    private var people: HTML {
        let columns = [
            "overview.day", "queue.recipient", "overview.giver", "overview.receiver", "queue.number",
        ]
        return Table(
            caption: words("overview.moves.people"), columns: columns.map { Table.Column(words($0)) },
            rows: moves.map { move in
                Table.Row(
                    [
                        call.day(move.day).html, .text(move.recipientName ?? ""), half(move.giver, move),
                        half(move.receiver, move),
                        move.order.map { Link($0.text, href: Route.order($0.text).path).html } ?? "",
                    ], tone: move.lacksHalf ? .attention : .calm)
            }
        ).html
    }

    private func half(_ unit: String?, _ move: WeekMove) -> HTML {
        if let unit { return .text(unit) }
        let missing = Badge(text: words("overview.half.missing"), tone: .attention)
        return "\(missing)\(if: move.awaited, { " \($0)" })"
    }
}
