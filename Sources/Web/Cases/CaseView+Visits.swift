import Domain
import HTTPBase
import Storage

extension CaseView {
    var visits: HTML { PagePart(words("visit.title"), "\(page.visits.map(card))").html }

    private func card(_ visit: VisitLine) -> HTML {
        let status = Badge(
            text: words("visit.status.\(visit.status.rawValue)"), tone: Self.tone(visit.status))
        let why = [
            visit.outcome.map { words("visit.outcome.\($0.rawValue)") } ?? "", visit.reason, visit.note,
        ]
        .filter { !$0.isEmpty }
        let content: HTML = """
            <p>\(call.moment(visit.startsAt)), \(words("visit.minutes", count: visit.minutes)) · \
            \(visit.technicianName) \(status)</p>\
            <p class="hint">\(words("visit.contacted", ["name": visit.contacted]))</p>\
            \(each: why, { "<p>\($0)</p>" })\(if: visit.status == .planned && isTeam, actions(visit))
            """
        return Card(heading: nil, headingLevel: .three, href: nil, content: content).html
    }

    private static func tone(_ status: Visit.Status) -> Tone {
        switch status {
        case .missed: .attention
        case .done: .done
        case .planned, .rescheduled, .cancelled: .calm
        }
    }

    private func actions(_ visit: VisitLine) -> HTML {
        let id = visit.id.text
        let link = { (key: String, route: Route) in ButtonLink(words(key), href: route.path, .secondary).html
        }
        let plans = actor.may(.plan)
        return Actions([
            link("visit.open", .visit(id)),
            plans ? link("visit.reschedule", .rescheduling(id)) : nil,
            plans ? link("visit.cancel", .visitCancellation(id)) : nil,
            link("visit.miss", .miss(id)),
        ]).html
    }
}
