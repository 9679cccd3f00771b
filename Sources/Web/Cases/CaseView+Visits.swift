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
            \(if: visit.contacted.isEmpty ? nil : visit.contacted, {
                "<p class=\"hint\">\(words("visit.contacted", ["name": $0]))</p>"
            })\(pair(visit))\
            \(each: why, { "<p>\($0)</p>" })\(if: visit.status == .planned && isTeam, actions(visit))\
            \(if: mayRestore(visit), restore(visit))
            """
        return Card(heading: nil, headingLevel: .three, href: nil, content: content).html
    }

    /// The last that led to nothing, as long as no other time has been booked.
    private func mayRestore(_ visit: VisitLine) -> Bool {
        visit.status == .missed && isTeam && order.state == .submitted
            && !page.visits.contains { $0.status == .planned }
            && visit.id == page.visits.last { $0.status == .missed }?.id
    }

    private func restore(_ visit: VisitLine) -> HTML {
        "<p>\(Link(words("visit.restore"), href: Route.restoration(visit.id.text).path))</p>"
    }

    /// Of a move: which of the two it is, where it goes, and what is agreed for the time between them.
    private func pair(_ visit: VisitLine) -> HTML {
        guard visit.pair != nil else { return "" }
        let agreed = visit.purpose == .install && !visit.fallback.isEmpty
        return """
            <p>\(words("pair.\(visit.purpose.rawValue)"))\(if: visit.home, { ": \($0.address.oneLine)" })</p>\
            \(if: visit.purpose == .install, without(visit))\
            \(if: agreed, "<p>\(words("pair.agreed")) \(visit.fallback)</p>")
            """
    }

    /// From when to when the person has no alarm (I5).
    private func without(_ visit: VisitLine) -> HTML {
        let fetching = page.visits.last { $0.pair == visit.pair && $0.purpose == .uninstall }
        guard visit.status == .planned || visit.status == .done,
            let begin = fetching?.startsAt ?? order.fetchedAt
        else { return "" }
        let end = visit.startsAt.adding(minutes: Int64(visit.minutes))
        let gap = words(order.movesCamera ? "pair.gapCamera" : "pair.gap")
        return "<p>\(gap) \(call.moment(begin))–\(call.moment(end))</p>"
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
