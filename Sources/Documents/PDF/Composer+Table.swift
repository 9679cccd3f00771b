extension Composer {
    func tableFlow(_ table: Table) -> [Flow] {
        guard !table.columns.isEmpty else { return [] }
        let columns = columns(shares: table.columns.map(\.share), gap: 16)
        var heading = Row(tag: "TR", gap: scale.body.size * 0.4, paddingTop: 4, paddingBottom: 5)
        heading.ruleBelow = .accent
        heading.staysWithNext = true
        heading.cells = zip(columns, table.columns).map { place, column in
            var style = scale.label.aligned(column.alignment)
            style.weight = .bold
            return cell(
                [Setting(text: column.heading, style: style)], x: place.x, width: place.width, tag: "TH")
        }
        let rows = table.rows.map { Flow.row(tableRow($0, of: table, in: columns), heading: heading) }
        return [.open("Table"), .row(heading)] + rows + [.close("Table")]
    }

    private func tableRow(_ texts: [String], of table: Table, in columns: [(x: Double, width: Double)]) -> Row
    {
        var row = Row(tag: "TR", paddingTop: 4, paddingBottom: 5, ruleBelow: .line)
        row.cells = zip(columns, zip(table.columns, texts)).map { place, content in
            let style = scale.body.aligned(content.0.alignment)
            let setting = Setting(text: content.1, style: style, isData: true)
            return cell([setting], x: place.x, width: place.width, tag: "TD")
        }
        return row
    }
}
