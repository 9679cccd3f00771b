/// Deals rows out over pages of a given height. Nothing is lost and nothing is cut: a row that fits no page
/// is broken between its lines.
struct Paginator {
    /// A row and its distance from the top of the page's text, or a step in the structure between rows.
    enum Placed {
        case open(String)
        case close(String)
        case row(Row, y: Double)
    }

    private let pageHeight: Double
    private(set) var pages: [[Placed]] = [[]]
    private var y = 0.0

    init(pageHeight: Double, flow: [Flow]) {
        self.pageHeight = pageHeight
        for (index, item) in flow.enumerated() {
            switch item {
            case .open(let tag): add(.open(tag))
            case .close(let tag): add(.close(tag))
            case .row(let row, let heading):
                let needed = needed(from: index, in: flow)
                if y > 0, y + row.gap + needed > pageHeight, needed <= pageHeight {
                    beginPage(under: heading)
                }
                place(row, under: heading)
            }
        }
    }

    /// The height that must be free for the row at `index` to begin on the page: its own and that of the rows
    /// it stays with, where a long text counts only with its beginning since it may go on to the next page.
    private func needed(from index: Int, in flow: [Flow]) -> Double {
        var height = 0.0
        for item in flow[index...] {
            guard case .row(let row, _) = item else { continue }
            if height > 0 { height += row.gap }
            guard row.staysWithNext else { return height + min(row.height, pageHeight / 4) }
            height += row.height
        }
        return height
    }

    private mutating func place(_ row: Row, under heading: Row?) {
        var rest: Row? = row
        while let row = rest {
            let top = y > 0 ? y + row.gap : 0
            let fits = top + row.height <= pageHeight
            let (fitting, remainder) = fits ? (row, nil) : row.split(at: pageHeight - top)
            if top + fitting.height > pageHeight, !isAtTop {
                beginPage(under: heading)
                continue
            }
            add(.row(fitting, y: top))
            y = top + fitting.height
            isAtTop = false
            rest = remainder
            if rest != nil { beginPage(under: heading) }
        }
    }

    /// Whether nothing but a repeated heading stands on the page yet.
    private var isAtTop = true

    private mutating func beginPage(under heading: Row?) {
        pages.append([])
        y = 0
        isAtTop = true
        guard let heading, heading.height <= pageHeight / 4 else { return }
        add(.row(heading.repeated, y: 0))
        y = heading.height
    }

    private mutating func add(_ item: Placed) { pages[pages.count - 1].append(item) }
}
