extension Composer {
    /// What the paper is and whose copy, then its number in the largest type of the page.
    func mastheadFlow(_ masthead: Masthead) -> [Flow] {
        let columns = columns(shares: [3, 2], gap: 16)
        let title = Row(
            cells: [
                cell(
                    [Setting(text: masthead.title, style: scale.title, tag: "H1")], x: columns[0].x,
                    width: columns[0].width),
                cell(
                    [Setting(text: masthead.aside, style: asideStyle, tag: "P", spaceBefore: 7)], x: columns[1].x,
                    width: columns[1].width),
            ], staysWithNext: true)
        let number = Row(
            cells: [
                cell(
                    [Setting(text: masthead.number, style: scale.number, tag: "P", isData: true)], x: 0, width: width)
            ], gap: 4, staysWithNext: true)
        return [.row(title), .row(number)]
    }

    private var asideStyle: TextStyle {
        var style = scale.emphasis.aligned(.end)
        style.ink = .accent
        return style
    }

    /// The line at a page's upper or lower edge. It may end in an ellipsis: it only repeats what the page says.
    func runningRow(start: String, end: String, startsElement tag: String? = nil) -> Row {
        let columns = columns(shares: [3, 2], gap: 16)
        let style = scale.running.limited(to: 2)
        return Row(cells: [
            cell(
                [Setting(text: start, style: style, tag: tag)], x: columns[0].x, width: columns[0].width),
            cell([Setting(text: end, style: style.aligned(.end))], x: columns[1].x, width: columns[1].width),
        ])
    }
}
