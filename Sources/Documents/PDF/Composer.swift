/// Turns blocks into measured rows: what a heading, a table or a signature looks like is decided here and in
/// the extensions beside it, nowhere else.
struct Composer {
    /// A text on its way into a cell.
    struct Setting {
        var text: String
        var style: TextStyle
        var tag: String?
        var spaceBefore = 0.0
        /// Data runs in its own direction, sentences in the document's.
        var isData = false
    }

    let typesetter: Typesetter
    let scale: TypeScale
    let width: Double

    func flow(of blocks: [Block]) -> [Flow] { blocks.flatMap(flow) }

    private func flow(of block: Block) -> [Flow] {
        switch block {
        case .masthead(let masthead): mastheadFlow(masthead)
        case .title(let text): text.isBlank ? [] : [titleRow(text)]
        case .lead(let text): paragraphs(text, style: scale.lead, gap: scale.lead.size * 0.6)
        case .heading(let text): text.isBlank ? [] : [headingRow(text)]
        case .paragraph(let text): paragraphs(text, style: scale.body, gap: scale.body.size * 0.5)
        case .definitions(let list, let columns): definitionFlow(list, columns: columns)
        case .table(let table): tableFlow(table)
        case .signatures(let signatures): signatureFlow(signatures)
        case .box(let heading, let list): boxFlow(heading: heading, list)
        case .together(let blocks): together(blocks)
        case .rule: [.row(Row(gap: scale.body.size, paddingBottom: 1, ruleBelow: .line, staysWithNext: true))]
        }
    }

    private func together(_ blocks: [Block]) -> [Flow] {
        let flow = flow(of: blocks)
        let height = flow.reduce(0) { height, item in
            if case .row(let row, _) = item { height + row.gap + row.height } else { height }
        }
        guard height < PageGeometry.a4.size.height / 3 else { return flow }
        let last = flow.lastIndex { if case .row = $0 { true } else { false } }
        return flow.enumerated().map { index, item in
            guard case .row(var row, let heading) = item, index != last else { return item }
            row.staysWithNext = true
            return .row(row, heading: heading)
        }
    }

    private func titleRow(_ text: String) -> Flow {
        .row(
            row(
                [Setting(text: text, style: scale.title, tag: "H1")], gap: scale.title.size * 0.3, stays: true
            ))
    }

    private func headingRow(_ text: String) -> Flow {
        let setting = Setting(text: text, style: scale.heading, tag: "H2")
        return .row(row([setting], gap: scale.heading.size * 1.1, stays: true))
    }

    private func paragraphs(_ text: String, style: TextStyle, gap: Double) -> [Flow] {
        text.isBlank ? [] : [.row(row([Setting(text: text, style: style, tag: "P")], gap: gap))]
    }

    private func row(_ settings: [Setting], gap: Double, stays: Bool = false) -> Row {
        Row(cells: [cell(settings, x: 0, width: width)], gap: gap, staysWithNext: stays)
    }

    /// A cell `x` points from where lines begin, which is the right edge in a right-to-left document.
    func cell(_ settings: [Setting], x: Double, width: Double, tag: String? = nil) -> Row.Cell {
        let edge = typesetter.isRightToLeft ? self.width - x - width : x
        var cell = Row.Cell(x: edge, width: width, tag: tag)
        for setting in settings {
            let text = typesetter.lines(setting.text, setting.style, width: width, natural: setting.isData)
            for index in text.lines.indices {
                let space = index == 0 ? setting.spaceBefore : 0
                cell.lines.append(
                    Row.CellLine(text: text, index: index, tag: setting.tag, spaceBefore: space))
            }
        }
        return cell
    }

    /// Columns side by side with `gap` between them, within `inset` from both edges.
    func columns(shares: [Double], gap: Double, inset: Double = 0) -> [(x: Double, width: Double)] {
        let room = width - 2 * inset - gap * Double(max(0, shares.count - 1))
        let total = shares.reduce(0, +)
        var x = inset
        return shares.map { share in
            let column = (x: x, width: room * share / total)
            x += column.width + gap
            return column
        }
    }
}
