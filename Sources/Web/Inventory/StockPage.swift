import Domain
import HTTPBase
import Hummingbird
import Storage

/// How much there is of every model, and what in the inventory asks for somebody.
enum StockPage {
    // method · path · access
    static let endpoints: [Endpoint] = [.get(Route.stock.path, .holding(.seeStock), page)]

    private static func page(_ call: Call) async throws -> Response {
        let found = try await call.store.read(as: call.actor) { try $0.stockOverview() }
        let words = call.words
        let attention: HTML = """
            \(PagePart(words("stock.unreturned"), unreturned(call, found.unreturned)))\
            \(PagePart(words("stock.batteries"), due(call, found.batteries, "stock.batteries")))\
            \(PagePart(words("stock.tests"), due(call, found.tests, "stock.tests")))\
            \(PagePart(words("stock.deviations"), deviations(call, found.deviations)))
            """
        let calm: HTML? =
            try call.actor.may(.seeInventory) && attention.isEmpty
            ? "<p>\(words("stock.nothing"))</p>" : nil
        return call.show(
            call.inventory(
                words("stock.title"), part: .stock,
                main: """
                    \(shortage(call, found.stock))\(stock(call, found.stock))\(attention)\(calm)
                    """))
    }

    private static func shortage(_ call: Call, _ lines: [ModelLine]) -> HTML {
        let short = lines.filter(\.isShort)
        guard !short.isEmpty else { return "" }
        let words = call.words
        let items = short.map { line -> HTML in
            .text(
                words(
                    "stock.short",
                    [
                        "model": line.model.terms.name, "count": "\(line.inStock)",
                        "minimum": "\(line.model.terms.minimum)",
                    ]))
        }
        return Notice(
            heading: words("stock.short.title"), content: PlainList(items).html, tone: .attention
        ).html
    }

    private static func stock(_ call: Call, _ lines: [ModelLine]) -> HTML {
        let words = call.words
        guard !lines.isEmpty else {
            return EmptyState(heading: words("stock.none"), text: .text(words("stock.none.hint"))).html
        }
        let numbers: [(String, (ModelLine) -> Int)] = [
            ("stock.inStock", \.inStock), ("stock.held", \.held),
            ("stock.installed", { $0.counts[.installed] ?? 0 }),
            ("stock.returned", { $0.counts[.returned] ?? 0 }),
            ("stock.inRepair", { $0.counts[.inRepair] ?? 0 }),
            ("stock.lost", { $0.counts[.lost] ?? 0 }), ("stock.minimum", { $0.model.terms.minimum }),
        ]
        let rows = lines.map { line in
            Table.Row(
                [
                    .text(line.model.terms.name), .text(words("device.kind.\(line.model.kind.rawValue)")),
                ]
                    + numbers.map { .text("\($0.1(line))") }
                    + [
                        line.isShort
                            ? Badge(text: words("stock.isShort"), tone: .attention).html : ""
                    ], tone: line.isShort ? .attention : .calm)
        }
        let columns =
            [Table.Column(words("device.model")), Table.Column(words("device.kind"))]
            + numbers.map { Table.Column(words($0.0), isNumeric: true) }
            + [Table.Column(words("stock.state"))]
        return Table(
            caption: words("stock.title"), isCaptionUnseen: true, columns: columns, rows: rows
        ).html
    }

    private static func due(_ call: Call, _ lines: [DueDevice], _ key: String) -> HTML {
        let rows = lines.map { line in
            Table.Row([
                device(line.device.serial), .text(call.words("device.kind.\(line.device.kind.rawValue)")),
                .text(line.device.model), call.day(line.due).html,
            ])
        }
        return table(call, key, ["device.serial", "device.kind", "device.model", "stock.due"], rows)
    }

    private static func unreturned(_ call: Call, _ lines: [UnreturnedDevice]) -> HTML {
        let words = call.words
        let rows = lines.map { line -> Table.Row in
            let days = line.endedOn.days(until: call.today)
            let isUrgent = days >= StockOverview.urgentDays
            return Table.Row(
                [
                    device(line.device.serial),
                    .text(words("device.kind.\(line.device.kind.rawValue)")),
                    Link(line.order.text, href: Route.order(line.order.text).path).html,
                    call.day(line.endedOn).html,
                    Badge(
                        text: words("stock.days", count: days), tone: isUrgent ? .danger : .attention
                    ).html,
                ], tone: isUrgent ? .danger : .attention)
        }
        return table(
            call, "stock.unreturned",
            ["device.serial", "device.kind", "stock.order", "stock.endedOn", "stock.since"], rows)
    }

    private static func deviations(_ call: Call, _ lines: [Deviation]) -> HTML {
        let rows = lines.map { line in
            Table.Row([
                device(line.serial), .text(line.place), .text(line.note), call.moment(line.at).html,
            ])
        }
        return table(
            call, "stock.deviations", ["device.serial", "stocktake.place", "stocktake.note", "stocktake.at"],
            rows)
    }

    private static func device(_ serial: SerialNumber) -> HTML {
        Link(serial.text, href: Route.device(serial.text).path).html
    }

    private static func table(_ call: Call, _ key: String, _ columns: [String], _ rows: [Table.Row]) -> HTML {
        guard !rows.isEmpty else { return "" }
        let words = call.words
        return """
            <p>\(words("\(key).lead"))</p>\(Table(
                caption: words(key), isCaptionUnseen: true, columns: columns.map { Table.Column(words($0)) },
                rows: rows))
            """
    }
}
