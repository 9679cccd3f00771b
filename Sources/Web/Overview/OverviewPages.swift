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

    /// What a coordinator does seldom, and for many at once.
    private static func tasks(_ call: Call) throws -> HTML {
        guard try call.actor.may(.plan) else { return "" }
        let words = call.words
        let links = [
            Link(words("takeover.title"), href: Route.takeovers.path).html,
            Link(words("nav.duplicates"), href: Route.duplicates.path).html,
        ]
        return "\(Heading(.text(words("overview.tasks")), level: .two))\(PlainList(links))"
    }
}
