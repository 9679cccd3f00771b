import Domain
import HTTPBase
import Hummingbird
import Storage

/// How the work goes, for those who lead it and those who write the routines.
enum OverviewPages {
    // method · path · access
    static let endpoints: [Endpoint] = [.get(Route.overview.path, .holding(.seeOverview), overview)]

    private static func overview(_ call: Call) async throws -> Response {
        let words = call.words
        let overview = try await call.store.show(as: call.actor) { try $0.overview() }
        let main: HTML = """
            <p class="lead">\(words("overview.lead"))</p>\
            \(LeadTimeView(call: call, times: overview.leadTimes))\
            \(WaitingView(call: call, counts: overview.waiting))\
            \(WeekView(call: call, week: overview.week, moves: overview.moves))\
            \(StockView(call: call, stock: overview.stock))\
            \(UnreturnedView(call: call, devices: overview.unreturned))\(try tasks(call))
            """
        return call.show(
            Screen(
                title: words("overview.title"), heading: words("overview.title"), main: main,
                bodyClass: "wide", here: .overview))
    }

    /// What is done seldom, and for many at once.
    private static func tasks(_ call: Call) throws -> HTML {
        let (actor, words) = (try call.actor, call.words)
        let tasks: [(Permission, String, Route)] = [
            (.plan, "takeover.title", .takeovers), (.plan, "nav.duplicates", .duplicates),
            (.reconcile, "reconcile.title", .reconciliation),
        ]
        let links = tasks.filter { actor.may($0.0) }.map { Link(words($0.1), href: $0.2.path).html }
        guard !links.isEmpty else { return "" }
        return "\(Heading(.text(words("overview.tasks")), level: .two))\(PlainList(links))"
    }
}
