import Domain
import HTTPBase
import Storage

/// A sealed extract on the screen: what it is of, its files, whom it counts, and how it differs from others.
struct ExtractView: Component {
    let call: Call
    let page: ExtractPage

    private var words: Words { call.words }
    private var line: ExtractLine { page.line }
    private var mayMake: Bool { (try? call.actor)?.may(.makeExtracts) ?? false }

    var html: HTML {
        "\(later)\(facts)\(page.isDisposed ? sums : content)\(versions)\(if: mayMake && !page.isDisposed, anew)"
    }

    private var content: HTML {
        """
        <p>\(words("extract.fetch")): \(ExtractFileLinks.links(words, line))</p>\(changes)\(customers)\(alarms)\(comparison)
        """
    }

    /// What is left when its names have been disposed of.
    private var sums: HTML {
        "\(Notice(content: "<p>\(words("extract.disposed"))</p>"))\(alarms)"
    }

    /// Nobody bills by a version that another has replaced.
    private var later: HTML {
        guard let last = page.versions.map({ $0 }).max(by: { $0.version < $1.version }),
            last.version > line.version
        else { return "" }
        return Notice(
            heading: words("extract.replaced"),
            content:
                "<p>\(Link("\(last.number) v\(last.version)", href: Route.extract(last.id.text).path))</p>",
            tone: .attention
        ).html
    }

    private var facts: HTML {
        var rows: [DefinitionList.Row] = [
            .init(words("extract.scope"), text: words.scope(line)),
            .init(words("extract.asOf"), text: words.asOf(line.moment)),
            .init(words("extract.knownAt"), call.moment(line.moment.knownAt).html),
            .init(words("extract.total"), text: "\(line.totals.total)"),
            .init(words("extract.emergency"), text: "\(line.totals.emergencyAlarms)"),
            .init(words("extract.billable"), "<strong>\(line.totals.billable)</strong>"),
            .init(words("extract.madeBy"), "\(line.sealedBy), \(call.moment(line.sealedAt))"),
        ]
        if let order = line.order {
            rows.append(
                .init(words("extract.case"), Link(order.text, href: Route.order(order.text).path).html))
        }
        rows.append(.init(words("extract.seal"), "<code>\(line.digest)</code>"))
        return DefinitionList(rows: rows).html
    }

    private var customers: HTML {
        let heading = words("extract.customers")
        guard !page.customers.isEmpty else {
            return PagePart(heading, "<p>\(words("extract.customers.none"))</p>").html
        }
        let showsUnit = line.scope.kind != .unit
        let rows = page.customers.map { customer in
            Table.Row(
                [
                    .text(words.name(customer.shown)), .text(words.number(customer.shown)),
                    showsUnit ? .text(customer.unit) : nil,
                    customer.isCoded ? "–" : call.day(customer.activeFrom.day).html,
                ].compactMap { $0 })
        }
        let columns = [
            "extract.name", "extract.number", showsUnit ? "extract.unit" : nil, "extract.activeFrom",
        ].compactMap { $0 }.map { Table.Column(words($0)) }
        return PagePart(
            "\(heading) (\(page.customers.count))",
            Table(
                caption: heading, isCaptionUnseen: true, columns: columns, rows: rows, hasRowKeys: true
            ).html
        ).html
    }

    private var alarms: HTML {
        let heading = words("extract.emergency")
        guard !page.alarms.isEmpty else {
            return PagePart(heading, "<p>\(words("extract.emergency.none"))</p>").html
        }
        let rows = page.alarms.map { alarm in
            Table.Row([.text(alarm.serial.text), .text(alarm.unit), call.day(alarm.activeFrom.day).html])
        }
        let columns = ["extract.serial", "extract.unit", "extract.activeFrom"].map {
            Table.Column(words($0))
        }
        return PagePart(
            "\(heading) (\(page.alarms.count))",
            "<p>\(words("extract.emergency.lead"))</p>\(Table(caption: heading, isCaptionUnseen: true, columns: columns, rows: rows))"
        ).html
    }

    private var changes: HTML {
        guard line.previous != nil else { return "" }
        return ExtractChanges(words: words, changes: page.changes).html
    }

    private var comparison: HTML {
        guard let comparison = page.comparison else { return "" }
        let previous = comparison.previous
        let link = Link("\(previous.number) v\(previous.version)", href: Route.extract(previous.id.text).path)
        let lead: HTML = "<p>\(words("extract.compared", ["asOf": words.asOf(previous.moment)])) \(link).</p>"
        let groups = ExtractComparison.Class.allCases.map { group -> HTML in
            let people = comparison.people.filter { $0.group == group }.map { words.name($0.shown) }
            let names = people.isEmpty ? "" : ": " + people.joined(separator: ", ")
            return "<strong>\(words("extract.group.\(group.rawValue)"))</strong> \(people.count)\(names)"
        }
        return PagePart(words("extract.compared.title"), "\(lead)\(PlainList(groups))").html
    }

    private var versions: HTML {
        guard page.versions.count > 1 else { return "" }
        let lines = page.versions.map { version -> HTML in
            let name = "v\(version.version)"
            let shown: HTML =
                version.id == line.id
                ? .text(name) : Link(name, href: Route.extract(version.id.text).path).html
            return """
                \(shown): \(words("extract.billable").lowercased()) \(version.totals.billable), \
                \(words.asOf(version.moment)), \(call.moment(version.sealedAt))
                """
        }
        return PagePart(words("extract.versions"), PlainList(lines).html).html
    }

    private var anew: HTML {
        Actions([
            ButtonLink(
                words("extract.version.open"), href: Route.extractVersions(line.id.text).path, .secondary
            ).html
        ]).html
    }
}

/// Who has come, gone or is told otherwise since the version before, and why.
struct ExtractChanges: Component {
    let words: Words
    let changes: [ReasonedChange]

    var html: HTML {
        let heading = words("extract.changes")
        guard !changes.isEmpty else {
            return PagePart(heading, "<p>\(words("extract.changes.none"))</p>").html
        }
        let rows = changes.map { line in
            Table.Row([
                .text(words.said(line.change)), .text(words.name(line.change.shown)),
                .text(words.number(line.change.shown)), .text(words.why(line)),
            ])
        }
        let columns = ["extract.change", "extract.name", "extract.number", "extract.why"].map {
            Table.Column(words($0))
        }
        return PagePart(
            heading, Table(caption: heading, isCaptionUnseen: true, columns: columns, rows: rows).html
        ).html
    }
}

/// The files of an extract, to fetch.
struct ExtractFileLinks: Component {
    let words: Words
    let line: ExtractLine

    static func links(_ words: Words, _ line: ExtractLine) -> HTML {
        ExtractFormat.allCases.map { format in
            Link(
                words("extract.file.\(format.rawValue)"),
                href: Route.extractFile(line.id.text, format.rawValue).path,
                context: "\(line.number) v\(line.version)"
            ).html
        }.joined(separator: " · ")
    }

    var html: HTML {
        let name = Link("\(line.number) v\(line.version)", href: Route.extract(line.id.text).path)
        return """
            <p>\(words("extract.one")) \(name), \(words("extract.billable").lowercased()) \(line.totals.billable): \
            \(Self.links(words, line))</p>
            """
    }
}

/// What an order asks for: as of when, until when, and which days do not count.
struct ExtractWishView: Component {
    let call: Call
    let wish: ExtractWish

    private var words: Words { call.words }

    var html: HTML {
        var rows = [
            DefinitionList.Row(
                words("extract.asOf"),
                text: wish.day.map { words("extract.asOf.day", ["day": $0.description]) }
                    ?? words("extract.asOf.now"))
        ]
        if let due = wish.due { rows.append(.init(words("extract.due"), call.day(due).html)) }
        if !wish.skipped.isEmpty {
            let days = wish.skipped.map { skipped in
                "\(words.plainDay(skipped.day, today: call.today)) (\(words.reason(skipped.reason)))"
            }
            rows.append(.init(words("extract.skipped"), text: days.joined(separator: ", ")))
        }
        return "<p>\(words("extract.make.case"))</p>\(DefinitionList(rows: rows))"
    }
}

extension Words {
    func reason(_ reason: ClosedReason) -> String {
        switch reason {
        case .weekend: self("closed.weekend")
        case .holiday(let holiday): self("closed.holiday", ["holiday": self("holiday.\(holiday.rawValue)")])
        case .locallyClosed: self("closed.locally")
        }
    }
}
