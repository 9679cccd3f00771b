import Domain
import HTTPBase
import Storage

/// Devices by model and where they stand.
struct StockView: Component {
    let call: Call
    let stock: [StockCount]

    private struct Model: Hashable {
        let kind: DeviceKind
        let name: String
    }

    private var words: Words { call.words }

    private static let statuses = Device.Status.allCases.filter { $0 != .scrapped }

    var html: HTML {
        let heading = words("overview.stock")
        guard !stock.isEmpty else {
            return PagePart(heading, EmptyState(heading: words("overview.stock.none")).html).html
        }
        let drawing = BarDrawing(
            chart: BarChart(models.map(bars)), id: "stock", title: heading, text: words("overview.seeTable"))
        return PagePart(heading, "\(drawing)\(table)").html
    }

    private var models: [Model] {
        stock.map { Model(kind: $0.kind, name: $0.model) }.reduce(into: []) {
            if !$0.contains($1) { $0.append($1) }
        }
    }

    private func count(_ model: Model, _ status: Device.Status) -> Int {
        stock.first { $0.kind == model.kind && $0.model == model.name && $0.status == status }?.count ?? 0
    }

    private func name(_ model: Model) -> String {
        let kind = words("device.kind.\(model.kind.rawValue)")
        return model.name.isEmpty ? kind : "\(model.name), \(kind.lowercased())"
    }

    private func bars(_ model: Model) -> BarChart.Group {
        BarChart.Group(
            name(model),
            Self.statuses.filter { $0 == .inStock || count(model, $0) > 0 }.map { status in
                BarChart.Bar(
                    words("device.status.\(status.rawValue)"), count(model, status),
                    kind: status == .inStock ? 0 : 1)
            })
    }

    private var table: HTML {
        Table(
            caption: words("overview.stock"), isCaptionUnseen: true,
            columns: [Table.Column(words("device.model"))]
                + Self.statuses.map {
                    Table.Column(words("device.status.\($0.rawValue)"), isNumeric: true)
                },
            rows: models.map { model in
                Table.Row(
                    [.text(name(model))] + Self.statuses.map { .text("\(count(model, $0))") })
            }
        ).html
    }
}

/// What has been ordered back and has not come.
struct UnreturnedView: Component {
    let call: Call
    let devices: [Unreturned]

    private var words: Words { call.words }
    private static let limits = [7, 30]
    private static let mostShown = 50

    var html: HTML {
        let heading = words("overview.unreturned")
        let lead: HTML = "<p>\(words("overview.unreturned.text"))</p>"
        guard !devices.isEmpty else {
            return PagePart(heading, "\(lead)\(EmptyState(heading: words("overview.unreturned.none")))").html
        }
        let drawing = BarDrawing(
            chart: BarChart(kinds.map(bars)), id: "unreturned", title: heading,
            text: words("overview.seeTable"))
        return PagePart(heading, "\(lead)\(drawing)\(table)\(list)").html
    }

    private var kinds: [DeviceKind] {
        DeviceKind.allCases.filter { kind in devices.contains { $0.kind == kind } }
    }

    private func count(_ kind: DeviceKind, after days: Int) -> Int {
        devices.count { $0.kind == kind && $0.days > days }
    }

    private func bars(_ kind: DeviceKind) -> BarChart.Group {
        BarChart.Group(
            words("device.kind.\(kind.rawValue)"),
            Self.limits.enumerated().map { index, days in
                BarChart.Bar(
                    words("overview.unreturned.after", ["days": "\(days)"]), count(kind, after: days),
                    kind: index == 0 ? 0 : 2)
            })
    }

    private var table: HTML {
        let after = Self.limits.map {
            Table.Column(words("overview.unreturned.after", ["days": "\($0)"]), isNumeric: true)
        }
        return Table(
            caption: words("overview.unreturned"), isCaptionUnseen: true,
            columns: [
                Table.Column(words("device.kind")),
                Table.Column(words("overview.unreturned.all"), isNumeric: true),
            ] + after,
            rows: kinds.map { kind in
                let numbers = [-1] + Self.limits
                return Table.Row(
                    [.text(words("device.kind.\(kind.rawValue)"))]
                        + numbers.map { .text("\(count(kind, after: $0))") })
            }
        ).html
    }

    /// For those who go and ask for them, the longest first.
    private var list: HTML {
        let late = devices.filter { $0.days > Self.limits[0] && $0.serial != nil }.prefix(Self.mostShown)
        guard !late.isEmpty else { return "" }
        return Table(
            caption: words("overview.unreturned.list"),
            columns: [
                Table.Column(words("device.serial")), Table.Column(words("device.kind")),
                Table.Column(words("queue.number")),
                Table.Column(words("overview.unreturned.days"), isNumeric: true),
            ],
            rows: late.map { line in
                Table.Row([
                    line.serial.map { Link($0.text, href: Route.device($0.text).path).html } ?? "",
                    .text(words("device.kind.\(line.kind.rawValue)")),
                    line.order.map { Link($0.text, href: Route.order($0.text).path).html } ?? "",
                    .text("\(line.days)"),
                ])
            }
        ).html
    }
}
