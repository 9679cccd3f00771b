import Domain
import HTTPBase
import Hummingbird
import Storage

/// The technician's day: visits in order, each a card.
enum TodayPage {
    // method · path · access
    static let endpoints: [Endpoint] = [.get(Route.today(nil).path, .holding(.workOnTeamDuties), today)]

    private static func today(_ call: Call) async throws -> Response {
        let words = call.words
        let day = Day(call.query["day"]) ?? call.today
        let visits = try await call.store.show(as: call.actor) { try $0.visits(on: day) }
        let cards = visits.enumerated().map { index, visit in
            card(call, visit, isNext: index == 0 && day == call.today)
        }
        let empty = EmptyState(heading: words("today.none"), text: .text(words("today.none.hint")))
        let steps = Pager(
            label: words("today.days"), summary: nil,
            previous: Link(
                words.day(day.adding(days: -1), today: call.today),
                href: Route.today(day.adding(days: -1)).path),
            next: Link(
                words.day(day.adding(days: 1), today: call.today), href: Route.today(day.adding(days: 1)).path
            ))
        return call.show(
            Screen(
                title: words("today.title"), heading: words.heading(words.day(day, today: call.today)),
                kicker: words("today.title"),
                main: "\(visits.isEmpty ? empty.html : "\(cards)")\(steps)", bodyClass: "narrow",
                here: .today(nil)))
    }

    private static func note(_ visit: DayVisit, _ words: Words) -> HTML {
        let kinds = visit.missing.map { words("device.kind.\($0.rawValue)").lowercased() }.joined(
            separator: ", ")
        return """
            \(if: visit.visit.note.isEmpty ? nil : visit.visit.note, { "<p>\($0)</p>" })\
            \(if: kinds.isEmpty ? nil : kinds, { "<p>\(words("today.notReserved", ["kinds": $0]))</p>" })
            """
    }

    private static func card(_ call: Call, _ visit: DayVisit, isNext: Bool) -> VisitCard {
        let words = call.words
        let home = visit.home
        let end = visit.visit.startsAt.adding(minutes: Int64(visit.visit.minutes))
        return VisitCard(
            time: TimeText(
                text: "\(visit.visit.startsAt.clock)–\(end.clock)", iso: visit.visit.startsAt.iso8601,
                exact: words.exact(visit.visit.startsAt)),
            street: home.doorLine(words),
            mapHref: nil, place: "\(home.shownPostalCode) \(home.city)",
            name: [visit.name, visit.cohabitantName].compactMap(\.self).joined(separator: ", "),
            phone: visit.phone.isEmpty
                ? nil
                : Link(
                    words("today.call"), href: "tel:\(Text.dialled(visit.phone))",
                    context: visit.name),
            status: nil, bring: visit.bring.map { words("device.kind.\($0.rawValue)") },
            bringLabel: words("today.bring"),
            note: note(visit, words),
            open: Link(
                words("today.open"), href: Route.visit(visit.visit.id.text).path, context: visit.name
            ),
            isNext: isNext)
    }
}

extension PostalAddress {
    /// Street and apartment: what one looks for on the spot.
    func doorLine(_ words: Words) -> String {
        apartment.isEmpty ? street : "\(street), \(words("address.apartment.short")) \(apartment)"
    }
}
