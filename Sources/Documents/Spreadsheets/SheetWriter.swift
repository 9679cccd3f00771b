import CXlsxWriter
import Domain
import Foundation

/// Writes one sheet from above: lead, headings, rows. What has been written lies in a file of the library's own in
/// the folder for temporary files, which has no name there; only the last row is in memory.
final class SheetWriter {
    private let sheet: UnsafeMutablePointer<lxw_worksheet>
    private let setup: SheetSetup
    private let formats: SpreadsheetFormats
    private let headingRow: Int
    private var nextRow = 0

    init(
        _ sheet: UnsafeMutablePointer<lxw_worksheet>, _ setup: SheetSetup, formats: SpreadsheetFormats
    ) {
        self.sheet = sheet
        self.setup = setup
        self.formats = formats
        headingRow = setup.lead.isEmpty ? 0 : setup.lead.count + 1
    }

    /// Everything above the rows.
    /// - Throws: `document.failed` where it cannot be written, or there are no columns or more than a sheet holds;
    ///   `spreadsheet.text` for a text longer than a cell holds.
    func begin() throws(AppError) {
        guard !setup.columns.isEmpty, setup.columns.count <= Int(LXW_COL_MAX) else { throw .documentFailed }
        try quoteName()
        try layOutColumns()
        try layOutPage()
        try writeLead()
        try writeHeadings()
    }

    /// - Throws: `spreadsheet.rows` where the sheet is full, `spreadsheet.text` for a text longer than a cell holds,
    ///   `document.failed` for another number of cells than of columns, or where it cannot be written.
    func append(_ row: [Cell]) throws(AppError) {
        guard row.count == setup.columns.count else { throw .documentFailed }
        guard nextRow < Spreadsheet.rowLimit else {
            throw .invalid("spreadsheet.rows", ["limit": String(Spreadsheet.rowLimit)])
        }
        for (column, cell) in row.enumerated() { try write(cell, at: nextRow, column) }
        nextRow += 1
        try checkFile()
    }

    /// Closes the table: no row follows.
    /// - Returns: how many bytes of rows lie in the temporary file. The last row is not among them.
    func finish() throws(AppError) -> Int {
        let (last, right) = (lxw_row_t(nextRow - 1), lxw_col_t(setup.columns.count - 1))
        try check(worksheet_autofilter(sheet, lxw_row_t(headingRow), 0, last, right))
        guard let file = sheet.pointee.optimize_tmpfile, fflush(file) == 0 else { throw .documentFailed }
        try checkFile()
        let size = ftell(file)
        guard size >= 0 else { throw .documentFailed }
        return size
    }

    /// What `lxw_workbook_free` leaves open of a workbook that is given up (libxlsxwriter 1.1.4).
    func abandon() {
        if let file = sheet.pointee.optimize_tmpfile { fclose(file) }
        sheet.pointee.optimize_tmpfile = nil
    }

    /// In formulas a name such as `2026` or `A1` stands in quotes, or the file is damaged to those who open it; the
    /// library leaves them out (1.1.4). They are right around any name.
    private func quoteName() throws(AppError) {
        guard let name = sheet.pointee.name,
            let quoted = strdup("'" + String(cString: name).replacing("'", with: "''") + "'")
        else { throw .documentFailed }
        free(sheet.pointee.quoted_name)
        sheet.pointee.quoted_name = quoted
    }

    private func layOutColumns() throws(AppError) {
        for (index, column) in setup.columns.enumerated() {
            let place = lxw_col_t(index)
            let width = min(max(column.width, 1), 255)
            try check(worksheet_set_column(sheet, place, place, width, formats.cell(column.kind)))
        }
        // No green corners on serial numbers that are all digits.
        let digits = UInt8(LXW_IGNORE_NUMBER_STORED_AS_TEXT.rawValue)
        try check(worksheet_ignore_errors(sheet, digits, "A1:XFD1048576"))
    }

    private func layOutPage() throws(AppError) {
        worksheet_set_paper(sheet, 9)  // A4 (ECMA-376, 18.3.1.63)
        if setup.orientation == .landscape { worksheet_set_landscape(sheet) }
        worksheet_fit_to_pages(sheet, 1, 0)  // as many pages downwards as it takes
        worksheet_gridlines(sheet, UInt8(LXW_SHOW_ALL_GRIDLINES.rawValue))
        worksheet_freeze_panes(sheet, lxw_row_t(headingRow + 1), 0)
        try check(worksheet_repeat_rows(sheet, lxw_row_t(headingRow), lxw_row_t(headingRow)))
        if let label = setup.secrecyLabel {
            try check(worksheet_set_header(sheet, "&R" + label.pageText(style: #"&"-,Bold""#)))
        }
        let count = setup.pageCount.pageText(style: #"&"-,Regular""#)
            .replacing("{pages}", with: "&N").replacing("{page}", with: "&P")
        try check(worksheet_set_footer(sheet, "&C" + count))
    }

    private func writeLead() throws(AppError) {
        for (row, lead) in setup.lead.enumerated() {
            try write(lead.label, at: row, 0, formats.label)
            try write(lead.value, at: row, 1)
        }
    }

    private func writeHeadings() throws(AppError) {
        for (column, each) in setup.columns.enumerated() {
            try write(each.heading, at: headingRow, column, formats.heading(each.kind))
        }
        nextRow = headingRow + 1
    }

    private func write(_ cell: Cell, at row: Int, _ column: Int) throws(AppError) {
        switch cell {
        case .empty: return
        case .number(let number) where number.magnitude <= Self.largestNumber:
            try write(Double(number), at: row, column, formats.number)
        case .number(let number): try write(String(number), at: row, column, formats.text)
        case .day(let day) where day >= Self.firstDay:
            try write(Double(Self.serial(day)), at: row, column, formats.day)
        case .day(let day): try write(day.description, at: row, column, formats.text)
        case .text(let text): try write(text, at: row, column, formats.text)
        }
    }

    private func write(
        _ text: String, at row: Int, _ column: Int, _ format: SpreadsheetFormats.Format
    ) throws(AppError) {
        let text = text.cellText
        guard text.utf8.count <= Self.longestText || text.utf16.count <= Self.longestText else {
            throw .invalid(
                "spreadsheet.text", ["row": String(row + 1), "limit": String(Self.longestText)])
        }
        guard !text.isEmpty else { return }
        try check(worksheet_write_string(sheet, lxw_row_t(row), lxw_col_t(column), text, format))
    }

    private func write(
        _ number: Double, at row: Int, _ column: Int, _ format: SpreadsheetFormats.Format
    ) throws(AppError) {
        try check(worksheet_write_number(sheet, lxw_row_t(row), lxw_col_t(column), number, format))
    }

    /// The library does not look at what became of its writing: a full disk would go unnoticed.
    private func checkFile() throws(AppError) {
        guard let file = sheet.pointee.optimize_tmpfile, ferror(file) == 0 else { throw .documentFailed }
    }

    /// Spreadsheet programs count with 15 digits; what has more would be rounded, and is written as text.
    private static let largestNumber = 999_999_999_999_999 as UInt

    /// In UTF-16 code units.
    private static let longestText = 32_767

    /// Earlier days are written as text: programs do not agree about them, as some give 1900 a leap day.
    private static let firstDay = Day(epochDay: Int32(61 - dayZero))

    /// Days since 1899-12-30 (ECMA-376, 18.17.4.1, the 1900 date base as used from 1900-03-01).
    private static func serial(_ day: Day) -> Int { Int(day.epochDay) + dayZero }
    private static let dayZero = 25_569
}

/// Throws `document.failed` for anything but success.
func check(_ answer: lxw_error) throws(AppError) {
    guard answer == LXW_NO_ERROR else { throw .documentFailed }
}
