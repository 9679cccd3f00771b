/// Draws one part of a document, page by page.
struct PartPainter {
    let part: PrintDocument.Part
    let composer: Composer
    let canvas: Canvas
    private let geometry = PageGeometry.a4

    func paint() {
        let header = composer.runningRow(start: part.header.start, end: part.header.end, startsElement: "P")
        let headerHeight = Self.barHeight + header.height + 16
        let footerHeight = footer(page: 1, of: 1).height + 14
        let room = geometry.size.height - geometry.top - geometry.bottom - headerHeight - footerHeight
        let pages = Paginator(pageHeight: room, flow: composer.flow(of: part.blocks)).pages
        for (index, page) in pages.enumerated() {
            paintHeader(index == 0 ? header : header.repeated)
            for item in page {
                switch item {
                case .open(let tag): canvas.open(tag)
                case .close(let tag): canvas.close(tag)
                case .row(let row, let y): paint(row, y: geometry.top + headerHeight + y)
                }
            }
            let footer = footer(page: index + 1, of: pages.count)
            paint(footer, y: geometry.size.height - geometry.bottom - footer.height)
            canvas.endPage()
        }
    }

    private static let barHeight = 14.0

    private func paintHeader(_ header: Row) {
        let width = 44.0
        let x =
            composer.typesetter.isRightToLeft ? geometry.size.width - geometry.side - width : geometry.side
        canvas.fill(.accent, x: x, y: geometry.top, width: width, height: 4)
        paint(header, y: geometry.top + Self.barHeight)
    }

    private func footer(page: Int, of pages: Int) -> Row {
        let count = part.pageCount.replacing("{pages}", with: "\(pages)").replacing("{page}", with: "\(page)")
        return composer.runningRow(start: part.footer.start, end: count)
    }

    private func paint(_ row: Row, y: Double) {
        if let tag = row.tag { canvas.open(tag) }
        if let background = row.background {
            canvas.fill(background, x: geometry.side, y: y, width: composer.width, height: row.height)
        }
        if row.bar { paintBar(y: y, height: row.height) }
        for cell in row.cells { paint(cell, y: y + row.paddingTop) }
        if let ink = row.ruleBelow {
            canvas.fill(ink, x: geometry.side, y: y + row.height - 0.75, width: composer.width, height: 0.75)
        }
        if let tag = row.tag { canvas.close(tag) }
    }

    private func paintBar(y: Double, height: Double) {
        let width = 5.0
        let x = composer.typesetter.isRightToLeft ? geometry.side + composer.width - width : geometry.side
        canvas.fill(.accent, x: x, y: y, width: width, height: height)
    }

    private func paint(_ cell: Row.Cell, y: Double) {
        if let tag = cell.tag { canvas.open(tag) }
        if cell.ruleAbove {
            canvas.fill(.quiet, x: geometry.side + cell.x, y: y, width: cell.width, height: 0.75)
        }
        var y = y
        var open: (text: TextLines, tag: String)?
        for line in cell.lines {
            if let current = open, current.text !== line.text {
                canvas.close(current.tag)
                open = nil
            }
            if open == nil, let tag = line.tag {
                canvas.open(tag)
                open = (line.text, tag)
            }
            line.text.draw(line.index, on: canvas, x: geometry.side + cell.x, y: y + line.spaceBefore)
            y += line.height
        }
        if let open { canvas.close(open.tag) }
        if let tag = cell.tag { canvas.close(tag) }
    }
}
