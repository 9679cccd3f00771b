import Domain
import HTTPBase
import Hummingbird
import Storage

enum QueuePages {
    // method · path · access
    static let endpoints: [Endpoint] = [.get(Route.cases(nil).path, .holding(.seeCases), queue)]

    private static let pageSize = 50

    private static func queue(_ call: Call) async throws -> Response {
        let words = call.words
        let isTeam = try call.actor.partyRole == .team
        let view = QueueView(rawValue: call.query["view"]) ?? (isTeam ? .waitingOnUs : .all)
        let offset = max(0, min(Int(call.query["from"]) ?? 0, 1_000_000))
        let queue = try await call.store.show(as: call.actor) {
            try $0.queue(view, offset: offset, limit: pageSize)
        }
        let tabs = QueueView.views(for: isTeam ? .team : .orderer).map { tab in
            Tabs.Tab(
                text: words("queue.view.\(tab.rawValue)"), href: Route.cases(tab).path,
                count: queue.counts[tab],
                isCurrent: tab == view, tone: tab == .late && (queue.counts[.late] ?? 0) > 0 ? .danger : .calm
            )
        }
        let table: HTML =
            queue.lines.isEmpty
            ? EmptyState(heading: words("queue.empty.\(view.rawValue)")).html
            : QueueTable(
                call: call, lines: queue.lines, showsUnit: isTeam,
                caption: words("queue.view.\(view.rawValue)")
            ).html
        let left =
            try call.actor.may(.plan) && view == .waitingOnUs && offset == 0
            ? try await call.store.show(as: call.actor) { try $0.leftMounted() } : []
        return call.show(
            Screen(
                title: words("queue.title"), heading: words("queue.title"),
                above: nil,
                main:
                    "\(ProtectedAlert(call: call, key: "protected.unseen", count: queue.unseen))\(LeftMountedList(call: call, people: left))\(live(call))\(Tabs(label: words("queue.views"), tabs: tabs))\(table)\(pager(call, queue))",
                bodyClass: "wide", here: .cases(nil)))
    }

    /// Shown by the page's script when something has changed since; the list itself stays still under the finger.
    private static func live(_ call: Call) -> HTML {
        """
        <p class="notice" role="status" data-live="\(Route.liveCases.path)?since=\(call.now.milliseconds)" hidden>\
        \(call.words("queue.changed")) <a href="" data-live-reload>\(call.words("queue.changed.show"))</a></p>
        """
    }

    private static func pager(_ call: Call, _ queue: Queue) -> HTML {
        guard queue.offset > 0 || queue.hasMore else { return "" }
        let words = call.words
        let link = { (from: Int) in Route.cases(queue.view).path + "&from=\(from)" }
        return Pager(
            label: words("pager.label"),
            summary: words(
                "pager.summary",
                ["from": "\(queue.offset + 1)", "to": "\(queue.offset + queue.lines.count)"]),
            previous: queue.offset > 0
                ? Link(words("pager.previous"), href: link(max(0, queue.offset - pageSize))) : nil,
            next: queue.hasMore ? Link(words("pager.next"), href: link(queue.offset + pageSize)) : nil
        ).html
    }
}

/// Cases as a dense table, cards on a phone.
struct QueueTable: Component {
    let call: Call
    let lines: [CaseLine]
    let showsUnit: Bool
    let caption: String

    private var words: Words { call.words }

    var html: HTML {
        var columns = ["queue.number", "queue.recipient", "queue.street", "queue.waiting", "queue.visit"]
            .map { Table.Column(words($0)) }
        if showsUnit { columns.insert(Table.Column(words("queue.unit")), at: 3) }
        return Table(
            caption: caption, isCaptionUnseen: true, columns: columns, rows: lines.map(row), hasRowKeys: true
        ).html
    }

    private func visit(_ line: CaseLine) -> HTML {
        guard let visit = line.visit else {
            return .text(line.state == .submitted ? words("queue.noVisit") : "")
        }
        let moment = call.moment(visit.at)
        return visit.isDone ? "\(words("visit.status.done")) \(moment)" : moment.html
    }

    /// The recipient, or the unit itself.
    private func whom(_ line: CaseLine) -> HTML {
        """
        \(line.recipientName ?? line.unit)\(if: line.cohabitantName, { "<br>\($0)" })\
        \(if: line.identifier, { "<br><span class=\"hint nowrap\">\($0.masked)</span>" })
        """
    }

    private func row(_ line: CaseLine) -> Table.Row {
        let title = line.routineTitle(words.language)
        var cells: [HTML] = [
            "\(Link(line.number.text, href: Route.order(line.number.text).path))<br><span class=\"hint\">\(title)</span>",
            whom(line), .text(line.street ?? ""),
            call.waitingLine(
                line.state, line.waiting, party: line.waitingParty.map { $0(words.language) },
                duty: line.waitingDuty.map { $0(words.language) }),
            visit(line),
        ]
        if showsUnit { cells.insert(.text(line.unit), at: 3) }
        return Table.Row(cells, tone: call.tone(line.state, dueOn: line.waiting?.dueOn))
    }
}
