/// Texts side by side, measured and ready to be placed. Everything on a page is a row, a paragraph being a
/// row of one cell, so that one rule breaks pages for all.
struct Row {
    /// One line of text in a cell, with what it belongs to in the structure.
    struct CellLine {
        let text: TextLines
        let index: Int
        let tag: String?
        let spaceBefore: Double
        var height: Double { spaceBefore + text.lines[index].height }
    }

    struct Cell {
        var x: Double
        var width: Double
        var tag: String?
        var lines: [CellLine] = []
        /// A line for a hand to write on, at the cell's upper edge.
        var ruleAbove = false
        var height: Double { lines.reduce(0) { $0 + $1.height } }
    }

    var cells: [Cell] = []
    var tag: String?
    /// Space above, which falls away at the top of a page.
    var gap = 0.0
    var paddingTop = 0.0
    var paddingBottom = 0.0
    var background: Ink?
    /// A bar of the accent at the side where lines begin.
    var bar = false
    var ruleBelow: Ink?
    /// A heading never stands alone at the foot of a page.
    var staysWithNext = false

    var height: Double { paddingTop + (cells.map(\.height).max() ?? 0) + paddingBottom }

    /// The row as it stands again on a later page, outside the structure that readers follow.
    var repeated: Self {
        var copy = self
        copy.tag = nil
        copy.cells = cells.map { cell in
            var cell = cell
            cell.tag = nil
            cell.lines = cell.lines.map {
                CellLine(text: $0.text, index: $0.index, tag: nil, spaceBefore: $0.spaceBefore)
            }
            return cell
        }
        return copy
    }

    /// The lines that fit in `height`, at least one per cell where there is one, and the rest, if any.
    func split(at height: Double) -> (fitting: Row, rest: Row?) {
        var fitting = self
        var rest = self
        for index in cells.indices {
            let count = Self.count(of: cells[index].lines, within: height - paddingTop)
            fitting.cells[index].lines = Array(cells[index].lines.prefix(count))
            rest.cells[index].lines = Array(cells[index].lines.dropFirst(count))
            rest.cells[index].ruleAbove = false
        }
        guard rest.cells.contains(where: { !$0.lines.isEmpty }) else { return (self, nil) }
        fitting.paddingBottom = 0
        fitting.ruleBelow = nil
        rest.paddingTop = 0
        rest.gap = 0
        return (fitting, rest)
    }

    private static func count(of lines: [CellLine], within height: Double) -> Int {
        var used = 0.0
        for (index, line) in lines.enumerated() {
            used += line.height
            if used > height { return max(1, index) }
        }
        return lines.count
    }
}

/// What a part is made of once measured: rows, and the elements of the structure that hold them.
enum Flow {
    case open(String)
    case close(String)
    /// `heading` stands again above the row where the row comes first on a page.
    case row(Row, heading: Row? = nil)
}
