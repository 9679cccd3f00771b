import Documents
import Domain
import Foundation
import Testing

@Suite("Spreadsheets, read back by another program")
struct SpreadsheetTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    @Test("texts, days and numbers are what they are, and an empty cell is none")
    func kinds() throws {
        let day = try #require(Day("2026-02-28"))
        let sheet = try folder.readBack(rows: [
            [.text("19121212-1212"), .day(day), .number(-31)], [.text("okänt"), .text("okänd dag"), .empty],
        ]).sheets[0]
        #expect(sheet.types(1) == ["s", "d", "n"])
        #expect(sheet.values(1) == ["19121212-1212", "2026-02-28", "-31"])
        #expect(sheet.rows[1].map(\.format) == ["@", "yyyy-mm-dd", "0"])
        #expect(sheet.types(2) == ["s", "s", "n"])
        #expect(sheet.values(2) == ["okänt", "okänd dag", nil])
        #expect(sheet.rows.count == 3)
    }

    @Test(
        "a text stays the text it is, whatever it looks like",
        arguments: [
            ["=1+1", "+4670", "-5", "@SUM(A1)", "=HYPERLINK(\"x\")", "{=1}", "'=1"],
            ["007", "19121212-1212", "1E5", "TRUE"],
            ["2026-02-28", "https://vallbykoping.example", "mailto:a@vallbykoping.example", "#N/A"],
            ["Åsa Östergård", "Éva Ñandú", "نور الدين", "مریم", "蘭", "👩‍🔧", "<b>&amp;</b>", "\"x\""],
            ["  två blanksteg  ", "två\nrader", "en\tflik", "_", "fel_här"],
        ])
    func texts(_ texts: [String]) throws {
        let cells = try folder.readBack(texts: texts)
        #expect(cells.map(\.value) == texts)
        #expect(cells.allSatisfy { $0.type == "s" && $0.format == "@" })
    }

    @Test("what XML has no characters for is left out, and all line breaks are one")
    func controls() throws {
        let texts = [
            "a\u{0}b\u{1}c\u{1F}\u{7F}", "a\r\nb\rc\u{85}d\u{2028}e", "a\u{FFFE}\u{FFFF}b", "a\u{202E}b",
            "\u{8}",
        ]
        #expect(try folder.readBack(texts: texts).map(\.value) == ["abc", "a\nb\nc\nd\ne", "ab", "ab", nil])
    }

    @Test("what looks like an escape is escaped, so that it is read as it was typed")
    func escapes() throws {
        let part = "xl/worksheets/sheet1.xml"
        let setup = SheetSetup.sample { $0.columns = [.init(heading: "Text", width: 9, kind: .text)] }
        let xml = try #require(try folder.readBack(setup, rows: [[.text("a_x000D_b_x12_")]]).parts[part])
        #expect(xml.contains("<t>a_x005F_x000D_b_x12_</t>"))
    }

    @Test("days from 1900-03-01 are dates; earlier ones, on which programs differ, are text")
    func earlyDays() throws {
        let setup = SheetSetup.sample {
            $0.columns = (1...4).map { .init(heading: "\($0)", width: 12, kind: .day) }
        }
        let days = ["1899-12-31", "1900-02-28", "1900-03-01", "2200-12-31"]
        let row: [Cell] = try days.map { .day(try #require(Day($0))) }
        let sheet = try folder.readBack(setup, rows: [row]).sheets[0]
        #expect(sheet.values(1) == days)
        #expect(sheet.types(1) == ["s", "s", "d", "d"])
    }

    @Test("a number of more digits than spreadsheets count with is text, and loses none")
    func largeNumbers() throws {
        let numbers = [999_999_999_999_999, -999_999_999_999_999, 1_000_000_000_000_000, Int.max, Int.min]
        let setup = SheetSetup.sample {
            $0.columns = numbers.map { _ in .init(heading: "Antal", width: 20, kind: .number) }
        }
        let sheet = try folder.readBack(setup, rows: [numbers.map(Cell.number)]).sheets[0]
        #expect(sheet.values(1) == numbers.map { "\($0)" })
        #expect(sheet.types(1) == ["n", "n", "s", "s", "s"])
    }

    @Test("the file says what it is, when it was made and who made it")
    func properties() throws {
        let book = try folder.readBack()
        #expect(book.title == "Larm per enhet")
        #expect(book.subject == "Underlag")
        #expect(book.creator == "Trygghetsteamet")
        #expect(book.created == "2026-11-18T12:06:40")
        #expect(book.modified == book.created)
        #expect(book.parts["docProps/app.xml"]?.contains("<Company>Vallbyköpings kommun</Company>") == true)
    }

    @Test("the same content is the same bytes, whenever it is written")
    func stable() async throws {
        let rows: [[Cell]] = (1...300).map { [.text("Nr \($0)"), .day(Day(epochDay: $0)), .number(Int($0))] }
        try folder.write("one.xlsx", rows: rows)
        // Longer than the two seconds that the archive's clock counts in.
        try await Task.sleep(for: .seconds(2.1))
        try folder.write("two.xlsx", rows: rows)
        #expect(try folder.bytes("one.xlsx") == folder.bytes("two.xlsx"))
        #expect(Set(try OpenPyXL.read(folder.path("one.xlsx")).times) == [[1980, 1, 1, 0, 0, 0]])
        try folder.write("three.xlsx", rows: rows.dropLast())
        #expect(try folder.bytes("one.xlsx") != folder.bytes("three.xlsx"))
    }

    @Test("50,000 rows arrive, the last as the first")
    func manyRows() throws {
        let rows = 50_000
        let book = try Spreadsheet(at: folder.path("many.xlsx"), properties: .sample)
        try book.begin(.sample())
        for row in 1...rows {
            try book.append([.text("Nr \(row)"), .day(Day(epochDay: 20_000)), .number(row)])
        }
        try book.finish()
        let look = """
            import json, sys, openpyxl
            rows = openpyxl.load_workbook(sys.argv[1], read_only=True).active.iter_rows(min_row=2, values_only=True)
            print(json.dumps([n for n, row in enumerate(rows, 1) if row[0] == f"Nr {n}" and row[2] == n]))
            """
        let found: [Int] = try Python.read(look, folder.path("many.xlsx"))
        #expect(found == Array(1...rows))
    }
}
