import Documents
import Domain
import Foundation
import Testing

@Suite("CSV")
struct CSVWriterTests {
    private final class Pieces {
        var all: [[UInt8]] = []
    }

    private struct DiskFull: Error {}

    private func bytes(_ dialect: CSVWriter.Dialect, _ rows: [[Cell]]) throws -> [UInt8] {
        let pieces = Pieces()
        var csv = CSVWriter(dialect: dialect) { pieces.all.append($0) }
        for row in rows { try csv.append(row) }
        try csv.finish()
        return Array(pieces.all.joined())
    }

    private func text(_ dialect: CSVWriter.Dialect, _ rows: [[Cell]]) throws -> String {
        String(decoding: try bytes(dialect, rows), as: UTF8.self)
    }

    @Test("lines end in CRLF, and only values that need it are quoted, with quotes doubled (RFC 4180)")
    func standard() throws {
        let day = try #require(Day("2026-02-28"))
        let rows: [[Cell]] = [
            [.text("Namn"), .text("Från"), .text("Dagar")],
            [.text("Östergård, Åsa"), .day(day), .number(-31)],
            [.text("säger \"hej\""), .empty, .empty],
            [.text("två\r\nrader"), .text("a;b"), .text(" c ")],
        ]
        let expected = [
            "Namn,Från,Dagar", "\"Östergård, Åsa\",2026-02-28,-31", "\"säger \"\"hej\"\"\",,",
            "\"två\r\nrader\",\"a;b\", c ", "",
        ]
        #expect(try text(.standard, rows) == expected.joined(separator: "\r\n"))
    }

    @Test("for a spreadsheet program there is a byte order mark, and semicolons between")
    func excel() throws {
        let bytes = try bytes(.excel, [[.text("Namn"), .number(1)]])
        #expect(bytes == [0xEF, 0xBB, 0xBF] + Array("Namn;1\r\n".utf8))
    }

    @Test(
        "a text that would be run as a formula has an apostrophe before it, there and only there",
        arguments: ["=1+1", "+46 70", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
    func formulas(value: String) throws {
        let rows: [[Cell]] = [[.text("Namn"), .text("Nummer")], [.text(value), .text("x")]]
        #expect(try readByDomain(.excel, rows).last == ["'" + value, "x"])
        #expect(try readByDomain(.standard, rows).last == [value, "x"])
    }

    @Test("numbers, days and texts that only hold such a sign have none")
    func noFormulas() throws {
        let row: [Cell] = [.number(-5), .text("a=b"), .text("19121212-1212"), .text(""), .text("'=")]
        #expect(try readByDomain(.excel, [row]) == [["-5", "a=b", "19121212-1212", "", "'="]])
    }

    @Test(
        "what is written is read back by the reader of imports and by Python's",
        arguments: [CSVWriter.Dialect.standard, .excel])
    func roundTrip(dialect: CSVWriter.Dialect) throws {
        let values = [
            ["Namn", "Anteckning", "Nummer"], ["Åsa Östergård", "två\r\nrader", "007"],
            ["نور الدين", "\"\"", "\","],
            ["", "", ""], [";", ",", "\n"], ["\"", "a\"b", " "], ["x\ry", "en\tflik", "👩‍🔧"],
        ]
        let rows = values.map { $0.map(Cell.text) }
        // The reader of imports passes over blank lines only, and a row of empty values is none.
        #expect(try readByDomain(dialect, rows) == values.map { $0.map { guarded($0, dialect) } })
        #expect(try readByPython(dialect, rows) == values.map { $0.map { guarded($0, dialect) } })
    }

    private func guarded(_ value: String, _ dialect: CSVWriter.Dialect) -> String {
        dialect == .excel && value == "\n" ? "'\n" : value
    }

    @Test("a row of one empty value is a row to those who read")
    func blank() throws {
        let rows: [[Cell]] = [[.text("Namn")], [.empty], [.text("")], [.text("Åsa")]]
        #expect(try text(.standard, rows) == "Namn\r\n\"\"\r\n\"\"\r\nÅsa\r\n")
        #expect(try readByPython(.standard, rows) == [["Namn"], [""], [""], ["Åsa"]])
    }

    @Test("control characters, which stop some readers, are left out")
    func controls() throws {
        #expect(try text(.standard, [[.text("a\u{0}b\u{1B}c\u{7F}"), .text("\t")]]) == "abc,\t\r\n")
        // What is left begins a formula all the same.
        #expect(try text(.excel, [[.text("\u{1}=1+1")]]).hasSuffix("'=1+1\r\n"))
    }

    @Test("pieces are handed on as they fill, and together are the whole")
    func pieces() throws {
        let pieces = Pieces()
        var csv = CSVWriter(dialect: .standard) { pieces.all.append($0) }
        for row in 1...20_000 { try csv.append([.text("Åsa Östergård"), .number(row)]) }
        let early = pieces.all.count
        try csv.finish()
        #expect(early >= 5)
        #expect(pieces.all.count <= early + 1)
        #expect(pieces.all.allSatisfy { !$0.isEmpty && $0.count < 66_000 })
        var reader = try CSVReader(Array(pieces.all.joined()))
        var rows = 0
        while let record = try reader.next() {
            rows += 1
            #expect(record.values == ["Åsa Östergård", "\(rows)"])
        }
        #expect(rows == 20_000)
    }

    @Test("what went wrong where the pieces go comes back to the one who writes")
    func failing() throws {
        var csv = CSVWriter(dialect: .standard) { _ in throw DiskFull() }
        try csv.append([.text("x")])
        #expect(throws: DiskFull.self) { try csv.finish() }
    }

    private func readByDomain(_ dialect: CSVWriter.Dialect, _ rows: [[Cell]]) throws -> [[String]] {
        var reader = try CSVReader(bytes(dialect, rows))
        var values: [[String]] = []
        while let record = try reader.next() { values.append(record.values) }
        return values
    }

    private func readByPython(_ dialect: CSVWriter.Dialect, _ rows: [[Cell]]) throws -> [[String]] {
        let folder = try Folder()
        try Data(try bytes(dialect, rows)).write(to: URL(filePath: folder.path("list.csv")))
        let script = """
            import csv, json, sys
            with open(sys.argv[1], encoding="utf-8-sig", newline="") as file:
                print(json.dumps(list(csv.reader(file, delimiter=sys.argv[2], strict=True))))
            """
        return try Python.read(script, folder.path("list.csv"), dialect == .excel ? ";" : ",")
    }
}
