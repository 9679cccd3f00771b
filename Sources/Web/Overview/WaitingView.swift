import Domain
import HTTPBase
import Storage

/// Running cases by whom they wait on and for how long they have.
struct WaitingView: Component {
    let call: Call
    let counts: [WaitingCount]

    private var words: Words { call.words }

    var html: HTML {
        let heading = words("overview.waiting")
        guard !counts.isEmpty else {
            return PagePart(heading, EmptyState(heading: words("overview.waiting.none")).html).html
        }
        let drawing = BarDrawing(
            chart: BarChart(waiters.map(bars)), id: "waiting", title: heading,
            text: words("overview.seeTable"))
        return PagePart(heading, "<p>\(words("overview.waiting.text"))</p>\(drawing)\(table)").html
    }

    /// In the order in which they come.
    private var waiters: [WaitingCount.Waiter] {
        counts.map(\.waiter).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private func count(_ waiter: WaitingCount.Waiter, _ age: AgeClass) -> Int {
        counts.first { $0.waiter == waiter && $0.age == age }?.count ?? 0
    }

    private func name(_ waiter: WaitingCount.Waiter) -> String {
        switch waiter {
        case .team: words("overview.team")
        case .unit(let unit): unit.name
        case .unknown: words("overview.unknownUnit")
        }
    }

    /// With the way to the unit's own page, for those who may go there.
    private func link(_ waiter: WaitingCount.Waiter) -> HTML {
        guard case .unit(let unit) = waiter, (try? call.actor)?.may(.seePeople) ?? false else {
            return .text(name(waiter))
        }
        return Link(unit.name, href: Route.unit(unit.id.text).path).html
    }

    private func bars(_ waiter: WaitingCount.Waiter) -> BarChart.Group {
        BarChart.Group(
            name(waiter),
            AgeClass.allCases.filter { count(waiter, $0) > 0 }.map { age in
                BarChart.Bar(
                    words("overview.age.\(age.rawValue)"), count(waiter, age), kind: age == .old ? 2 : 0)
            })
    }

    private var table: HTML {
        let ages = AgeClass.allCases.map {
            Table.Column(words("overview.age.\($0.rawValue)"), isNumeric: true)
        }
        return Table(
            caption: words("overview.waiting"), isCaptionUnseen: true,
            columns: [Table.Column(words("overview.waitsOn"))] + ages
                + [Table.Column(words("overview.sum"), isNumeric: true)],
            rows: waiters.map { waiter in
                let numbers = AgeClass.allCases.map { count(waiter, $0) }
                return Table.Row(
                    [link(waiter)] + (numbers + [numbers.reduce(0, +)]).map { .text("\($0)") })
            }
        ).html
    }
}
