import CXlsxWriter
import Domain
import Foundation

/// A workbook of Office Open XML (XLSX, ECMA-376) that is written row by row, in memory that does not grow with the
/// number of rows. The same content with the same properties gives the same bytes.
///
/// It belongs to one task, and its calls block: at the end, where all is packed, for seconds where there are a hundred
/// thousand rows. What is not finished leaves no file, and after an error nothing more can be written.
public final class Spreadsheet {
    /// What the file says of itself. It holds no personal data: programs show it beside the name of the file.
    public struct Properties: Hashable, Sendable {
        public var title: String
        public var subject: String
        public var author: String
        public var company: String
        /// Also said as the moment of the last change. Whole seconds are kept, from 1970-01-01T00:00:01Z.
        public var createdAt: Instant

        public init(title: String, subject: String, author: String, company: String, createdAt: Instant) {
            self.title = title
            self.subject = subject
            self.author = author
            self.company = company
            self.createdAt = createdAt
        }
    }

    /// How many rows a sheet holds, with its lead and its headings.
    public static let rowLimit = Int(LXW_ROW_MAX)

    private let path: String
    /// `nil` once it is finished or given up.
    private var workbook: UnsafeMutablePointer<lxw_workbook>?
    private let formats: SpreadsheetFormats
    private var names = SheetNames()
    private var sheets: [SheetWriter] = []
    /// The bytes of rows of each sheet that is closed.
    private var sizes: [Int] = []

    /// Begins an empty file that only its owner may read. Temporary files, which have no name there, go to the
    /// folder that `TMPDIR` names, or to the system's where that cannot be used.
    /// - Throws: `document.failed` where there is a file at the path already, or none can be made.
    public init(at path: String, properties: Properties) throws(AppError) {
        // Made here, since the library makes it only at the end, readable for others, and over what was there.
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .documentFailed }
        close(file)
        var options = lxw_workbook_options(constant_memory: 1, tmpdir: nil, use_zip64: 0)
        guard let workbook = workbook_new_opt(path, &options) else {
            unlink(path)
            throw .documentFailed
        }
        do {
            try properties.describe(workbook)
            formats = try SpreadsheetFormats(in: workbook)
        } catch {
            lxw_workbook_free(workbook)
            unlink(path)
            throw error
        }
        self.path = path
        self.workbook = workbook
    }

    deinit { abandon() }

    /// Begins a sheet, with its lead and its headings; the one before it is closed.
    /// - Throws: `document.failed` where it cannot be written, or has no columns.
    public func begin(_ setup: SheetSetup) throws(AppError) {
        try writing { workbook throws(AppError) in
            try closeSheet()
            guard let sheet = workbook_add_worksheet(workbook, names.claim(setup.name)) else {
                throw .documentFailed
            }
            let writer = SheetWriter(sheet, setup, formats: formats)
            sheets.append(writer)  // before anything can go wrong, so that its temporary file is closed
            try writer.begin()
        }
    }

    /// Writes the next row of the sheet: as many cells as it has columns.
    /// - Throws: `spreadsheet.rows` where the sheet is full, `spreadsheet.text` for a text of more than 32,767 UTF-16
    ///   code units, `document.failed` for another number of cells or where it cannot be written.
    public func append(_ row: [Cell]) throws(AppError) {
        try writing { _ throws(AppError) in
            guard let sheet = sheets.last else { throw .documentFailed }
            try sheet.append(row)
        }
    }

    /// Makes the file whole, and sees that it is.
    /// - Throws: `document.failed` where it is not, or no sheet was begun; the file is then removed.
    public func finish() throws(AppError) {
        try writing { workbook throws(AppError) in
            try closeSheet()
            guard !sheets.isEmpty else { throw .documentFailed }
            self.workbook = nil  // closing frees it, whatever it answers
            try check(workbook_close(workbook))
            // The library overlooks that its temporary files could not be written: on a full disk it makes a file with
            // rows missing, and answers that all went well.
            guard let archive = SpreadsheetArchive(path: path), archive.isWhole(rowSizes: sizes) else {
                throw .documentFailed
            }
        }
    }

    private func closeSheet() throws(AppError) {
        guard sheets.count > sizes.count, let sheet = sheets.last else { return }
        sizes.append(try sheet.finish())
    }

    /// The first error is the end of the file.
    private func writing(
        _ write: (UnsafeMutablePointer<lxw_workbook>) throws(AppError) -> Void
    ) throws(AppError) {
        guard let workbook else { throw .documentFailed }
        do { try write(workbook) } catch {
            if self.workbook == nil { unlink(path) } else { abandon() }
            throw error
        }
    }

    private func abandon() {
        guard let workbook else { return }
        self.workbook = nil
        for sheet in sheets { sheet.abandon() }
        lxw_workbook_free(workbook)
        unlink(path)
    }
}

extension Spreadsheet.Properties {
    fileprivate func describe(_ workbook: UnsafeMutablePointer<lxw_workbook>) throws(AppError) {
        var properties = lxw_doc_properties()
        // The library asks the clock where this is nought.
        properties.created = max(1, Int(createdAt.milliseconds / 1000))
        let texts = [title, subject, author, company].map { strdup($0.printableLine) }
        defer { for text in texts { free(text) } }
        (properties.title, properties.subject) = (texts[0], texts[1])
        (properties.author, properties.company) = (texts[2], texts[3])
        try check(workbook_set_properties(workbook, &properties))
    }
}
