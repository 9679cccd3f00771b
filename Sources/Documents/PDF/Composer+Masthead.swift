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
                    [Setting(text: masthead.aside, style: asideStyle, tag: "P", spaceBefore: 7)],
                    x: columns[1].x,
                    width: columns[1].width),
            ], staysWithNext: true)
        let number = Row(
            cells: [
                cell(
                    [Setting(text: masthead.number, style: scale.number, tag: "P", isData: true)], x: 0,
                    width: width)
            ], gap: 4, staysWithNext: true)
        return [.row(title), .row(number)]
    }

    private var asideStyle: TextStyle {
        var style = scale.emphasis.aligned(.end)
        style.ink = .accent
        return style
    }

    /// The line at a page's upper or lower edge. It may end in an ellipsis: it only repeats what the page
    /// says.
    func runningRow(start: String, end: String, startsElement tag: String? = nil) -> Row {
        let columns = columns(shares: [3, 2], gap: 16)
        let style = scale.running.limited(to: 2)
        let texts = [start, end].map { String($0.printableLine.prefix(Self.longestRunningText)) }
        let settings = [
            Setting(text: texts[0], style: style, tag: tag),
            Setting(text: texts[1], style: style.aligned(.end)),
        ]
        return Row(cells: zip(settings, columns).map { cell([$0], x: $1.x, width: $1.width) })
    }

    /// More than two lines hold.
    private static let longestRunningText = 400
}
