import Documents
import Domain
import Testing

@Suite("Spreadsheets: what stands around the rows")
struct SpreadsheetLayoutTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    @Test("headings are frozen, filtered to the last row, bold on a ground, and on every printed page")
    func headings() throws {
        let day = Day(epochDay: 20_000)
        let sheet = try folder.readBack(rows: [
            [.text("19121212-1212"), .day(day), .number(1)], [.text("20000229-2384"), .empty, .empty],
        ]).sheets[0]
        #expect(sheet.title == "Larm")
        #expect(sheet.frozen == "A2")
        #expect(sheet.filter == "A1:C3")
        #expect(sheet.titles == "$1:$1")
        #expect(sheet.values(0) == ["Personnummer", "Från", "Dagar"])
        #expect(sheet.rows[0].allSatisfy { $0.isBold && $0.isFilled })
        #expect(sheet.rows[1].allSatisfy { !$0.isBold && !$0.isFilled })
        #expect(zip(sheet.widths, [16, 12, 8]).allSatisfy { abs($0 - $1) < 1 })
    }

    @Test("a lead stands above the table with a line between, and its values have their kinds")
    func lead() throws {
        let setup = SheetSetup.sample {
            $0.lead = [
                .init(label: "Enhet", value: .text("=Ekholmen")),
                .init(label: "Den", value: .day(Day(epochDay: 20_000))),
            ]
        }
        let sheet = try folder.readBack(setup, rows: [[.text("19121212-1212"), .empty, .number(1)]]).sheets[0]
        #expect(sheet.values(0) == ["Enhet", "=Ekholmen", nil])
        #expect(sheet.values(1) == ["Den", "2024-10-04", nil])
        #expect(sheet.rows[1][1].type == "d")
        #expect(sheet.values(2) == [nil, nil, nil])
        #expect(sheet.rows[0][0].isBold && !sheet.rows[0][1].isBold)
        #expect(sheet.frozen == "A5")
        #expect(sheet.filter == "A4:C5")
        #expect(sheet.titles == "$4:$4")
    }

    @Test("pages are A4, one wide, and counted; the secrecy label stands on each", arguments: [true, false])
    func pages(isLandscape: Bool) throws {
        let setup = SheetSetup.sample {
            $0.orientation = isLandscape ? .landscape : .portrait
            $0.secrecyLabel = "Sekretess 26 kap. 1 § OSL"
        }
        let sheet = try folder.readBack(setup).sheets[0]
        #expect(sheet.isLandscape == isLandscape)
        #expect(sheet.paper == 9)
        // One wide, which is the rule where nothing is written (ECMA-376, 18.3.1.63), and as high as it takes.
        #expect(sheet.fits == [nil, 0])
        #expect(sheet.header == "Sekretess 26 kap. 1 § OSL")
        #expect(sheet.footer == "Sida &P av &N")
    }

    @Test(
        "an ampersand at the head of a page is one, and no code for a picture",
        arguments: ["A&G", "R&[Picture]", "&P & &&"])
    func ampersands(label: String) throws {
        let setup = SheetSetup.sample { $0.secrecyLabel = label }
        let xml = try #require(try folder.readBack(setup).parts["xl/worksheets/sheet1.xml"])
        let header = try #require(xml.firstMatch(of: /<oddHeader>(.*)<\/oddHeader>/)?.output.1)
        let text = header.replacing("&amp;", with: "&").replacing(#"&"-,Bold""#, with: "").dropFirst(2)
        #expect(text.replacing("&&", with: "&") == label)
        #expect(!header.contains("&amp;G") && !header.contains("&amp;["))
    }

    @Test(
        "each sheet has its own rows, and a name that programs take",
        arguments: ["2026", "A1", "Måns'", "Å & Ö", "R1C1"])
    func sheets(name: String) throws {
        let book = try Spreadsheet(at: folder.path("two.xlsx"), properties: .sample)
        for day in [1, 2] {
            try book.begin(.sample { $0.name = name })
            for row in 1...3 {
                try book.append([.text("Nr \(row)"), .day(Day(epochDay: 20_000)), .number(day)])
            }
        }
        try book.finish()
        let read = try OpenPyXL.read(folder.path("two.xlsx"))
        #expect(read.sheets.count == 2)
        #expect(read.sheets.map { $0.values(3)[2] } == ["1", "2"])
        #expect(read.sheets.map(\.titles) == ["$1:$1", "$1:$1"])
        let plain = name.trimmingPrefix("'").replacing("'", with: "").replacing("&", with: "&amp;")
        #expect(read.parts["xl/workbook.xml"]?.contains(">'\(plain)'!$1:$1<") == true)
    }

    @Test("a list without rows is its headings")
    func noRows() throws {
        let sheet = try folder.readBack().sheets[0]
        #expect(sheet.rows.count == 1)
        #expect(sheet.filter == "A1:C1")
    }
}
