import Domain
import HTTPBase
import Hummingbird
import Storage

/// A provider's unit: for the team any, for a unit its own.
enum UnitPages {
    // method · path · access
    static let endpoints: [Endpoint] = [.get(Route.unit(":id").path, .holding(.seePeople), unit)]

    private static let pageSize = 100

    private static func unit(_ call: Call) async throws -> Response {
        guard let id = ID<ProviderUnit>(try call.part("id")) else { throw AppError.notFound }
        let asked = HindsightQuestion(call)
        let offset = max(0, min(Int(call.query["from"]) ?? 0, 1_000_000))
        let page = try await call.store.show(as: call.actor) {
            try $0.unitPage(id, seenWith: asked.hindsight, offset: offset, limit: pageSize)
        }
        let (words, isStory) = (call.words, asked.hindsight == nil)
        let main: HTML = """
            \(words.summary(of: asked.state, labels: HindsightForm.labels(words)))\
            \(HindsightForm(call: call, route: .unit(id.text), asked: asked))\(facts(call, page))\
            \(if: isStory, counts(call, page).html)\
            \(people(call, page, offset: offset, asked))\
            \(DevicePages.installations(call, page.emergencyAlarms, on: .unit))\(if: isStory, orders(call, page))
            """
        return call.show(
            Screen(
                title: page.unit.name, heading: page.unit.name, kicker: words("unit.one"), main: main,
                bodyClass: "narrow", here: .unit(id.text), status: asked.status))
    }

    private static func counts(_ call: Call, _ page: UnitPage) -> CountDrawing {
        let (words, history) = (call.words, page.history)
        return CountDrawing(
            call: call, name: page.unit.name, days: history.map(\.day),
            series: [
                .init(words("unit.people"), history.map(\.people)),
                .init(words("unit.alarms"), history.map(\.alarms)),
                .init(words("unit.emergencyAlarms"), history.map(\.emergencyAlarms)),
            ])
    }

    private static func facts(_ call: Call, _ page: UnitPage) -> HTML {
        let words = call.words
        let keys = page.keys.map { "\(words("keys.kind.\($0.kind.rawValue)")): \($0.count)" }
            .joined(separator: ", ")
        return DefinitionList(
            rows: [
                .init(words("unit.provider"), text: page.provider),
                .init(words("unit.phone"), PhoneLink(phone: page.phone).html),
                .init(words("unit.keys"), text: keys.isEmpty ? words("unit.keys.none") : keys),
            ]
        ).html
    }

    private static func people(
        _ call: Call, _ page: UnitPage, offset: Int, _ asked: HindsightQuestion
    ) -> HTML {
        let words = call.words
        guard !page.people.isEmpty else {
            return PagePart(words("unit.people"), "<p>\(words("hindsight.none"))</p>").html
        }
        let isTeam = (try? call.actor)?.partyRole == .team
        let rows = page.people.map { line in
            Table.Row([
                Link(line.person.name, href: Route.person(line.person.id.text).path).html,
                "\(call.moment(line.from))\(if: line.to, { " – \(call.moment($0))" })",
                line.devices.map { DevicePages.deviceCell(words, $0, isTeam: isTeam) }.joined(
                    separator: ", "),
            ])
        }
        let columns = ["recipient.one", "unit.since", "unit.devices"].map { Table.Column(words($0)) }
        let table = Table(
            caption: words("unit.people"), isCaptionUnseen: true, columns: columns, rows: rows,
            hasRowKeys: true)
        return PagePart(words("unit.people"), "\(table)\(pager(call, page, offset: offset, asked))").html
    }

    private static func pager(
        _ call: Call, _ page: UnitPage, offset: Int, _ asked: HindsightQuestion
    ) -> HTML {
        guard offset > 0 || page.hasMore else { return "" }
        let words = call.words
        let day = asked.hindsight.map { seen in
            "&day=\(seen.day)" + (seen.knownOn.map { "&known=\($0)" } ?? "")
        }
        let link = { (from: Int) in "\(Route.unit(page.unit.id.text).path)?from=\(from)\(day ?? "")" }
        return Pager(
            label: words("pager.label"),
            summary: words(
                "pager.summary", ["from": "\(offset + 1)", "to": "\(offset + page.people.count)"]),
            previous: offset > 0 ? Link(words("pager.previous"), href: link(max(0, offset - pageSize))) : nil,
            next: page.hasMore ? Link(words("pager.next"), href: link(offset + pageSize)) : nil
        ).html
    }

    private static func orders(_ call: Call, _ page: UnitPage) -> HTML {
        let words = call.words
        guard !page.orders.isEmpty else {
            return PagePart(words("unit.orders"), "<p>\(words("queue.empty.all"))</p>").html
        }
        return PagePart(
            words("unit.orders"),
            QueueTable(call: call, lines: page.orders, showsUnit: false, caption: words("unit.orders")).html
        ).html
    }
}
