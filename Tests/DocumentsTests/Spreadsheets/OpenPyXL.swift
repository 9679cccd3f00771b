import Foundation

/// What openpyxl reads out of a workbook: an independent witness of what was written.
struct OpenPyXL: Decodable {
    struct Cell: Decodable, Hashable {
        /// `s` text, `n` number or nothing, `d` date, `f` formula.
        let type: String
        let value: String?
        let format: String
        let isBold: Bool
        let isFilled: Bool
    }

    struct Sheet: Decodable {
        let title: String
        let frozen: String?
        let filter: String?
        let titles: String?
        let isLandscape: Bool
        let paper: Int?
        let fits: [Int?]
        let header: String?
        let footer: String?
        let widths: [Double]
        let rows: [[Cell]]

        /// The values of a row; `nil` where there is none.
        func values(_ row: Int) -> [String?] { rows[row].map(\.value) }
        func types(_ row: Int) -> [String] { rows[row].map(\.type) }
    }

    let title: String?
    let subject: String?
    let creator: String?
    let created: String
    let modified: String
    let sheets: [Sheet]
    /// The files within, by name.
    let parts: [String: String]
    /// When they were changed, as the archive says.
    let times: [[Int]]

    static func read(_ path: String) throws -> Self { try Python.read(script, path) }

    private static let script = """
        import json, sys, zipfile
        import openpyxl

        def cell(c):
            value = c.value if c.value is None else c.value.date().isoformat() if c.is_date else str(c.value)
            return dict(type=c.data_type, value=value, format=c.number_format, isBold=bool(c.font.b),
                        isFilled=c.fill.fill_type == "solid")

        def sheet(s):
            setup = s.page_setup
            return dict(title=s.title, frozen=s.freeze_panes, filter=s.auto_filter.ref, titles=s.print_title_rows,
                        isLandscape=setup.orientation == "landscape", paper=setup.paperSize,
                        fits=[setup.fitToWidth, setup.fitToHeight] if s.sheet_properties.pageSetUpPr.fitToPage else [],
                        header=s.oddHeader.right.text, footer=s.oddFooter.center.text,
                        widths=[s.column_dimensions[c].width for c in sorted(s.column_dimensions)],
                        rows=[[cell(c) for c in row] for row in s.iter_rows()])

        book = openpyxl.load_workbook(sys.argv[1])
        about = book.properties
        archive = zipfile.ZipFile(sys.argv[1])
        print(json.dumps(dict(
            title=about.title, subject=about.subject, creator=about.creator,
            created=about.created.isoformat(), modified=about.modified.isoformat(),
            sheets=[sheet(s) for s in book.worksheets],
            parts={n: archive.read(n).decode() for n in archive.namelist()},
            times=[list(i.date_time) for i in archive.infolist()])))
        """
}
