extension Composer {
    /// Terms above their values, filled in row by row over `columns`. What has no value is left out.
    func definitionFlow(_ list: [Definition], columns count: Int) -> [Flow] {
        let list = list.filter { !$0.value.isBlank }
        guard !list.isEmpty else { return [] }
        let columns = columns(shares: Array(repeating: 1, count: max(1, count)), gap: 24)
        let rows = stride(from: 0, to: list.count, by: columns.count).map { first in
            let cells = zip(columns, list[first...]).map { column, definition in
                definitionCell(definition, value: scale.value, x: column.x, width: column.width)
            }
            return Flow.row(Row(cells: cells, gap: scale.value.size * 0.65))
        }
        return [.open("L")] + rows + [.close("L")]
    }

    /// A tinted box: a heading, and the answers to it in the largest type of the running text.
    func boxFlow(heading: String, _ list: [Definition]) -> [Flow] {
        let column = columns(shares: [1], gap: 0, inset: 20)[0]
        let headings = [heading].filter { !$0.isBlank }.map { heading in
            let setting = Setting(text: heading, style: scale.heading, tag: "H2")
            return Row(cells: [cell([setting], x: column.x, width: column.width)])
        }
        let answers = list.filter { !$0.value.isBlank }.map { definition in
            let cell = definitionCell(definition, value: scale.emphasis, x: column.x, width: column.width)
            return Row(cells: [cell], paddingTop: 10)
        }
        let rows = tinted(headings + answers).map { Flow.row($0) }
        guard !answers.isEmpty else { return rows }
        return rows.prefix(headings.count) + [.open("L")] + rows.dropFirst(headings.count) + [.close("L")]
    }

    /// Rows on one ground, kept on one page where they fit.
    private func tinted(_ rows: [Row]) -> [Row] {
        rows.enumerated().map { index, row in
            var row = row
            let isLast = index == rows.count - 1
            row.background = .tint
            row.bar = true
            row.staysWithNext = !isLast
            if index == 0 { (row.gap, row.paddingTop) = (scale.body.size * 1.3, row.paddingTop + 16) }
            if isLast { row.paddingBottom = 18 }
            return row
        }
    }

    private func definitionCell(_ definition: Definition, value: TextStyle, x: Double, width: Double)
        -> Row.Cell
    {
        let term = Setting(text: definition.term, style: scale.label, tag: "Lbl")
        let value = Setting(text: definition.value, style: value, tag: "LBody", spaceBefore: 1, isData: true)
        return cell(definition.term.isBlank ? [value] : [term, value], x: x, width: width, tag: "LI")
    }
}
