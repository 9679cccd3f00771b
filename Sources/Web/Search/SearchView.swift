import Domain
import HTTPBase
import Storage

/// What was found, by kind.
struct SearchView: Component {
    let call: Call
    let results: SearchResults

    private var words: Words { call.words }
    private var isTeam: Bool { (try? call.actor)?.partyRole == .team }

    var html: HTML {
        guard !results.isEmpty else {
            return EmptyState(heading: words("search.nothing"), text: .text(words("search.nothing.hint")))
                .html
        }
        return "<div class=\"split\">\(cases)\(people)\(dwellings)\(devices)</div>"
    }

    private func part<Line>(_ kind: String, _ hits: Hits<Line>, _ table: ([Line]) -> HTML) -> HTML {
        guard !hits.lines.isEmpty else { return "" }
        let more: HTML? = hits.hasMore ? "<p>\(words("search.more"))</p>" : nil
        return PagePart(words("search.found.\(kind)"), "\(table(hits.lines))\(more)").html
    }

    private func table(_ kind: String, _ columns: [String], _ rows: [Table.Row]) -> HTML {
        Table(
            caption: words("search.found.\(kind)"), isCaptionUnseen: true,
            columns: columns.map { Table.Column(words($0)) }, rows: rows, hasRowKeys: true
        ).html
    }

    private var cases: HTML {
        part("cases", results.cases) {
            QueueTable(call: call, lines: $0, showsUnit: isTeam, caption: words("search.found.cases")).html
        }
    }

    private var people: HTML {
        let columns = ["recipient.name", "recipient.number", "recipient.home"]
        return part("people", results.people) { lines in
            table(
                "people", columns + (isTeam ? ["recipient.unit"] : []),
                lines.map { line in
                    let cells: [HTML] = [
                        link(line.person), "<span class=\"nowrap\">\(line.identifier.masked)</span>",
                        .text(line.home?.oneLine ?? ""),
                    ]
                    return Table.Row(cells + (isTeam ? [.text(line.unit ?? "")] : []))
                })
        }
    }

    private var dwellings: HTML {
        part("dwellings", results.dwellings) { lines in
            table(
                "dwellings", ["dwelling.one", "dwelling.residents"],
                lines.map { line in
                    let address = line.home.address.oneLine
                    return Table.Row([
                        isTeam
                            ? Link(address, href: Route.dwelling(line.home.id.text).path).html
                            : .text(address), links(line.residents),
                    ])
                })
        }
    }

    private var devices: HTML {
        part("devices", results.devices) { lines in
            table(
                "devices", ["device.serial", "device.kind", "device.status", "device.place", "install.for"],
                lines.map(device))
        }
    }

    private func device(_ line: FoundDevice) -> Table.Row {
        let device = line.device
        return Table.Row([
            isTeam
                ? Link(device.serial.text, href: Route.device(device.serial.text).path).html
                : .text(device.serial.text),
            .text(words("device.kind.\(device.kind.rawValue)")),
            Badge(
                text: words("device.status.\(device.status.rawValue)"), tone: DevicePages.tone(device.status)
            ).html,
            .text(line.home?.oneLine ?? line.place), links(line.people),
        ])
    }

    private func link(_ person: SharingPerson) -> HTML {
        Link(person.name, href: Route.person(person.id.text).path).html
    }

    private func links(_ people: [SharingPerson]) -> HTML { people.map(link).joined(separator: ", ") }
}
