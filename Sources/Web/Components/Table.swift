/// A table with real headers; under 640 px each row becomes a card that names its own values.
struct Table: Component {
    struct Column: Sendable {
        var text: String
        /// Right-aligned, figures of one width.
        var isNumeric = false
        /// The header is read out and not shown, as over a column of buttons.
        var isUnseen = false
        /// Never broken over two lines, such as a case's number or a day.
        var isTight = false

        init(_ text: String, isNumeric: Bool = false, isUnseen: Bool = false, isTight: Bool = false) {
            self.text = text
            self.isNumeric = isNumeric
            self.isUnseen = isUnseen
            self.isTight = isTight
        }

        fileprivate var classAttribute: HTML {
            if isNumeric { return " class=\"number\"" }
            return isTight ? " class=\"tight\"" : ""
        }
    }

    struct Row: Sendable {
        /// One for each column; the first names the row and holds its link.
        var cells: [HTML]
        var tone = Tone.calm

        init(_ cells: [HTML], tone: Tone = .calm) {
            self.cells = cells
            self.tone = tone
        }
    }

    var caption: String
    var isCaptionUnseen = false
    var columns: [Column]
    var rows: [Row]
    /// `j` and `k` move between the rows' links.
    var hasRowKeys = false
    /// The column whose cell is the row's header.
    var headerColumn = 0

    var html: HTML {
        """
        <table\(flag: "data-rows", hasRowKeys)>\
        <caption\(if: isCaptionUnseen, " class=\"unseen\"")>\(caption)</caption>\
        <thead><tr>\(each: columns, header)</tr></thead><tbody>\(body)</tbody></table>
        """
    }

    private func header(_ column: Column) -> HTML {
        """
        <th scope="col"\(column.classAttribute)>\
        \(if: column.isUnseen, "<span class=\"unseen\">\(column.text)</span>")\
        \(unless: column.isUnseen, .text(column.text))</th>
        """
    }

    /// Written into one buffer: lists are the pages that are asked for most.
    private var body: HTML {
        let openings = columns.indices.map(opening)
        let rowEnd: HTML = "\(closing(of: columns.count - 1))</tr>"
        var body = HTML()
        for row in rows {
            body += "<tr class=\"\(row.tone.cssClass)\">"
            for index in 0..<min(openings.count, row.cells.count) {
                body += openings[index]
                body += row.cells[index]
            }
            body += rowEnd
        }
        return body
    }

    /// What stands before a column's cell in every row: the end of the cell before it, and its own tag.
    private func opening(of index: Int) -> HTML {
        let column = columns[index]
        let before: HTML = index == 0 ? "" : closing(of: index - 1)
        if index == headerColumn { return "\(before)<th scope=\"row\"\(column.classAttribute)>" }
        let label = column.isUnseen ? "" : column.text
        return "\(before)<td\(column.classAttribute) data-label=\"\(label)\">"
    }

    private func closing(of index: Int) -> HTML { index == headerColumn ? "</th>" : "</td>" }
}

/// A box that chooses a table's row, for doing one thing to many.
struct RowCheckbox: Component {
    var name: String
    var value: String
    /// Read out and not shown: which row it is.
    var label: String
    var isChecked = false

    var html: HTML {
        """
        <label class="row-choice"><input type="checkbox" name="\(name)" value="\(value)"\
        \(flag: "checked", isChecked)><span class="unseen">\(label)</span></label>
        """
    }
}
