import Domain
import HTTPBase
import Hummingbird
import Storage

/// What other systems' lists say otherwise than the register, by kind, and what has waited for long to be effectuated.
enum ReconciliationPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.reconciliation.path, .holding(.reconcile), overview),
        .get(Route.waitingGrants.path, .holding(.reconcile), waiting),
    ]

    private static func overview(_ call: Call) async throws -> Response {
        let page = try await call.store.read(as: call.actor) { try $0.reconciliation() }
        let words = call.words
        let (costly, others) = (page.counts.filter(\.kind.isCostly), page.counts.filter { !$0.kind.isCostly })
        return call.show(
            call.reconciliation(
                words("reconcile.title"),
                main: """
                    <p class="lead">\(words("reconcile.lead"))</p>\
                    \(Actions([ButtonLink(words("reconcile.receive"), href: Route.listReceiving.path).html]))\
                    \(lists(call, page.lists))\(if: !page.lists.isEmpty, """
                        \(counts(call, costly, "reconcile.costly"))\(counts(call, others, "reconcile.others"))\
                        \(ages(call, page.waiting))
                        """)
                    """))
    }

    private static func lists(_ call: Call, _ lists: [ListLine]) -> HTML {
        let words = call.words
        let rows = ListSource.allCases.map { source -> Table.Row in
            let name = HTML.text(words("reconcile.source.\(source.rawValue)"))
            guard let line = lists.first(where: { $0.source == source }) else {
                let none = Badge(text: words("reconcile.never"), tone: .attention).html
                return Table.Row([name, none, "–", "–", "–"])
            }
            return Table.Row([
                name, call.day(line.asOf).html, .text("\(line.rows)"),
                "\(call.moment(line.receivedAt))<br>\(line.receivedBy)", call.moment(line.comparedAt).html,
            ])
        }
        let columns = [
            Table.Column(words("reconcile.source")), Table.Column(words("reconcile.asOf")),
            Table.Column(words("reconcile.rows"), isNumeric: true), Table.Column(words("reconcile.taken")),
            Table.Column(words("reconcile.compared")),
        ]
        return PagePart(
            words("reconcile.lists"),
            Table(
                caption: words("reconcile.lists"), isCaptionUnseen: true, columns: columns, rows: rows
            ).html
        ).html
    }

    private static func counts(_ call: Call, _ counts: [DifferenceCount], _ heading: String) -> HTML {
        let words = call.words
        let rows = counts.map { count in
            let name = words("reconcile.kind.\(count.kind.rawValue)")
            return Table.Row(
                [
                    count.standing == 0
                        ? .text(name)
                        : Link(name, href: Route.listDifferences(count.kind.rawValue).path).html,
                    .text("\(count.standing)"), .text("\(count.undecided)"), .text("\(count.unowned)"),
                    .text(count.oldest.map { words.listAge(of: $0, on: call.today) } ?? "–"),
                ], tone: count.kind.isCostly && count.undecided > 0 ? .danger : .calm)
        }
        let columns = [
            Table.Column(words("reconcile.difference")),
            Table.Column(words("reconcile.standing"), isNumeric: true),
            Table.Column(words("reconcile.undecided"), isNumeric: true),
            Table.Column(words("reconcile.unowned"), isNumeric: true),
            Table.Column(words("reconcile.oldest"), isNumeric: true),
        ]
        return PagePart(
            words(heading),
            Table(caption: words(heading), isCaptionUnseen: true, columns: columns, rows: rows).html
        ).html
    }

    private static func ages(_ call: Call, _ counts: [GrantAge: Int]) -> HTML {
        let words = call.words
        let rows = GrantAge.allCases.reversed().map { age in
            Table.Row(
                [.text(words("reconcile.age.\(age.rawValue)")), .text("\(counts[age] ?? 0)")],
                tone: (counts[age] ?? 0) > 0 ? age.tone : .calm)
        }
        let columns = [
            Table.Column(words("reconcile.age")), Table.Column(words("reconcile.grants"), isNumeric: true),
        ]
        let table = Table(
            caption: words("reconcile.waiting"), isCaptionUnseen: true, columns: columns, rows: rows)
        return PagePart(
            words("reconcile.waiting"),
            """
            <p>\(words("reconcile.waiting.lead"))</p>\(table)\
            <p>\(Link(words("reconcile.waiting.all"), href: Route.waitingGrants.path))</p>
            """
        ).html
    }

    private static func waiting(_ call: Call) async throws -> Response {
        let from = call.offset
        let page = try await call.store.show(as: call.actor) { try $0.waitingGrants(offset: from) }
        let words = call.words
        let rows = page.lines.map { line in
            Table.Row(
                [
                    call.listed(
                        line.person, line.listedName, line.identifier, isKnown: line.person != nil,
                        isProtected: line.isProtected),
                    .text(line.unit), call.day(line.decided).html,
                    .text(words.listAge(of: line.decided, on: call.today)),
                    line.age == .fresh
                        ? ""
                        : Badge(text: words("reconcile.age.\(line.age.rawValue)"), tone: line.age.tone).html,
                ], tone: line.age.tone)
        }
        let columns = [
            Table.Column(words("reconcile.person")), Table.Column(words("reconcile.unit")),
            Table.Column(words("reconcile.decided")),
            Table.Column(words("reconcile.daysSince"), isNumeric: true),
            Table.Column(words("reconcile.age"), isUnseen: true),
        ]
        let table: HTML =
            rows.isEmpty
            ? EmptyState(heading: words("reconcile.waiting.none"), text: nil).html
            : Table(
                caption: words("reconcile.waiting"), isCaptionUnseen: true, columns: columns, rows: rows
            ).html
        return call.show(
            call.reconciliation(
                words("reconcile.waiting"), kicker: words("reconcile.title"),
                main: """
                    <p class="lead">\(words("reconcile.waiting.lead"))</p>\(table)\
                    \(call.listPager(.waitingGrants, shown: rows.count, hasMore: page.hasMore))
                    """))
    }
}

extension GrantAge {
    /// Past 80 days three months are near.
    var tone: Tone {
        switch self {
        case .fresh: .calm
        case .past30, .past60: .attention
        case .past80: .danger
        }
    }
}

extension Words {
    func listAge(of day: Day, on today: Day) -> String {
        self("reconcile.days", count: max(0, day.days(until: today)))
    }
}

extension Call {
    static let listPageSize = 50

    func reconciliation(
        _ title: String, kicker: String? = nil, main: HTML, isWide: Bool = true, status: Int = 200
    ) -> Screen {
        Screen(
            title: title, heading: title, kicker: kicker, main: main, bodyClass: isWide ? "wide" : "narrow",
            here: .overview, status: .init(code: status))
    }

    /// Where in a long list the page begins.
    var offset: Int { min(max(0, Int(query["from"]) ?? 0), 1_000_000) }

    func listPager(_ route: Route, shown: Int, hasMore: Bool) -> HTML {
        guard offset > 0 || hasMore else { return "" }
        let link = { (from: Int) in "\(route.path)?from=\(from)" }
        return Pager(
            label: words("pager.label"),
            summary: words("pager.summary", ["from": "\(offset + 1)", "to": "\(offset + shown)"]),
            previous: offset > 0
                ? Link(words("pager.previous"), href: link(max(0, offset - Self.listPageSize))) : nil,
            next: hasMore ? Link(words("pager.next"), href: link(offset + Self.listPageSize)) : nil
        ).html
    }

    /// Whom a row is about: with a link where the register has them, as the list has them where it has not, and nobody to
    /// those who see no people.
    func listed(
        _ person: SharingPerson?, _ name: String, _ identifier: PersonIdentifier?, isKnown: Bool,
        isProtected: Bool, isWhole: Bool = false
    ) -> HTML {
        guard !isProtected else { return .text(words("reconcile.person.protected")) }
        guard (try? actor)?.may(.seePeople) ?? false else { return .text(words("reconcile.person.unseen")) }
        let number: HTML = "\(if: identifier, { "<br>\(isWhole ? $0.display : $0.masked)" })"
        if let person { return "\(Link(person.name, href: Route.person(person.id.text).path))\(number)" }
        let unknown = words(
            identifier == nil
                ? "reconcile.person.none" : isKnown ? "reconcile.person.merged" : "reconcile.person.unknown")
        return "\(if: !name.isEmpty, "\(name)<br>")\(unknown)\(number)"
    }
}
