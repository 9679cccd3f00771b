import Documents
import Domain
import Foundation

extension Spreadsheet.Properties {
    static let sample = Self(
        title: "Larm per enhet", subject: "Underlag", author: "Trygghetsteamet",
        company: "Vallbyköpings kommun",
        createdAt: Instant(milliseconds: 1_795_003_600_000))
}

extension SheetSetup {
    static func sample(_ change: (inout Self) -> Void = { _ in }) -> Self {
        var setup = Self(
            name: "Larm",
            columns: [
                Column(heading: "Personnummer", width: 16, kind: .text),
                Column(heading: "Från", width: 12, kind: .day),
                Column(heading: "Dagar", width: 8, kind: .number),
            ],
            pageCount: "Sida {page} av {pages}")
        change(&setup)
        return setup
    }
}

/// A folder of one test's own; gone with it.
final class Folder {
    private let url = URL.temporaryDirectory.appending(path: "spreadsheets-" + UUID().uuidString)

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }
    func holds(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
    func bytes(_ name: String) throws -> Data { try Data(contentsOf: url.appending(path: name)) }

    /// Writes a workbook of one sheet.
    func write(_ name: String, _ setup: SheetSetup = .sample(), rows: [[Cell]] = []) throws {
        let book = try Spreadsheet(at: path(name), properties: .sample)
        try book.begin(setup)
        for row in rows { try book.append(row) }
        try book.finish()
    }

    /// Writes it, and reads it with the other program.
    func readBack(_ setup: SheetSetup = .sample(), rows: [[Cell]] = []) throws -> OpenPyXL {
        try write("list.xlsx", setup, rows: rows)
        return try OpenPyXL.read(path("list.xlsx"))
    }

    /// What the other program finds in one row of these texts, under its headings.
    func readBack(texts: [String]) throws -> [OpenPyXL.Cell] {
        let setup = SheetSetup.sample {
            $0.columns = texts.map { _ in .init(heading: "Text", width: 20, kind: .text) }
        }
        return try readBack(setup, rows: [texts.map(Cell.text)]).sheets[0].rows[1]
    }
}
