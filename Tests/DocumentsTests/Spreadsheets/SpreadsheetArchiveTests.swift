import Foundation
import Testing

@testable import Documents

@Suite("Whether a workbook is whole")
struct SpreadsheetArchiveTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
        let rows: [[Cell]] = (1...500).map { [.text("Nr \($0)"), .empty, .number($0)] }
        try folder.write("whole.xlsx", rows: rows)
    }

    /// Packs the workbook anew with one part cut; what is packed is right, but for that.
    private func packed(_ part: String, keeping share: Double) throws -> SpreadsheetArchive? {
        let script = """
            import json, sys, zipfile
            source, target, part, share = sys.argv[1:]
            with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
                for name in old.namelist():
                    data = old.read(name)
                    new.writestr(name, data[:int(len(data) * float(share))] if name == part else data)
            print(json.dumps(True))
            """
        let _: Bool = try Python.read(
            script, folder.path("whole.xlsx"), folder.path("cut.xlsx"), part, "\(share)")
        return SpreadsheetArchive(path: folder.path("cut.xlsx"))
    }

    @Test("a workbook with all its parts is whole")
    func whole() throws {
        #expect(try packed("none", keeping: 1)?.isWhole(rowSizes: [20_000]) == true)
    }

    @Test(
        "one whose sheet, styles or list of sheets was cut is not",
        arguments: ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"], [0, 0.5, 0.999])
    func cut(part: String, share: Double) throws {
        #expect(try packed(part, keeping: share)?.isWhole(rowSizes: []) == false)
    }

    @Test("one with less in its sheet than there were rows is not, nor one that lacks a sheet")
    func rowsMissing() throws {
        let archive = SpreadsheetArchive(path: folder.path("whole.xlsx"))
        #expect(archive?.isWhole(rowSizes: [20_000]) == true)
        #expect(archive?.isWhole(rowSizes: [10_000_000]) == false)
        #expect(archive?.isWhole(rowSizes: [20_000, 0]) == false)
    }

    @Test("a file that ends early is not, whatever is left of it", arguments: [0, 1, 21, 22, 100, 4000])
    func truncated(size: Int) throws {
        try folder.bytes("whole.xlsx").prefix(size).write(to: URL(filePath: folder.path("short.xlsx")))
        #expect(SpreadsheetArchive(path: folder.path("short.xlsx")) == nil)
    }

    @Test("one with a wrong byte in a sheet is not")
    func damaged() throws {
        var bytes = try folder.bytes("whole.xlsx")
        let name = try #require(bytes.range(of: Data("xl/worksheets/sheet1.xml".utf8)))
        for place in name.upperBound + 1000..<name.upperBound + 1040 { bytes[place] ^= 0xFF }
        try bytes.write(to: URL(filePath: folder.path("wrong.xlsx")))
        #expect(SpreadsheetArchive(path: folder.path("wrong.xlsx"))?.isWhole(rowSizes: [20_000]) == false)
    }
}
