import Domain
import Foundation
import Testing

@testable import Documents

@Suite("Spreadsheets that go wrong")
struct SpreadsheetFaultTests {
    private let folder: Folder
    private let failed = AppError(.unavailable, "document.failed")

    init() throws { folder = try Folder() }

    @Test("a file that is there is left as it is")
    func noOverwriting() throws {
        let kept = Data("kept".utf8)
        try kept.write(to: URL(filePath: folder.path("list.xlsx")))
        #expect(throws: failed) { try Spreadsheet(at: folder.path("list.xlsx"), properties: .sample) }
        #expect(try folder.bytes("list.xlsx") == kept)
    }

    @Test("a folder that is not there is told at once")
    func noFolder() {
        #expect(throws: failed) { try Spreadsheet(at: folder.path("none/list.xlsx"), properties: .sample) }
    }

    @Test("only its owner may read the file")
    func permissions() throws {
        try folder.write("list.xlsx")
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("list.xlsx"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("a row of another width than the table is an error, and leaves no file", arguments: [0, 2, 4])
    func width(cells: Int) throws {
        let book = try Spreadsheet(at: folder.path("list.xlsx"), properties: .sample)
        try book.begin(.sample())
        #expect(throws: failed) { try book.append(Array(repeating: .empty, count: cells)) }
        #expect(!folder.holds("list.xlsx"))
        #expect(throws: failed) { try book.append([.empty, .empty, .empty]) }
        #expect(throws: failed) { try book.finish() }
    }

    @Test("a sheet needs columns, a row needs a sheet, and so does a file", arguments: 0..<4)
    func misuse(kind: Int) throws {
        let book = try Spreadsheet(at: folder.path("list.xlsx"), properties: .sample)
        #expect(throws: failed) {
            switch kind {
            case 0: try book.begin(.sample { $0.columns = [] })
            case 1: try book.begin(.sample { $0.columns = Array(repeating: $0.columns[0], count: 16_385) })
            case 2: try book.append([])
            default: try book.finish()
            }
        }
        #expect(!folder.holds("list.xlsx"))
    }

    @Test("a row more than a sheet holds is an error that says how many it holds")
    func rowLimit() throws {
        let book = try Spreadsheet(at: folder.path("list.xlsx"), properties: .sample)
        try book.begin(.sample())
        let row = [Cell.empty, .empty, .empty]
        for _ in 1..<1_048_576 { try book.append(row) }
        #expect(throws: AppError.invalid("spreadsheet.rows", ["limit": "1048576"])) { try book.append(row) }
        #expect(!folder.holds("list.xlsx"))
    }

    @Test("a text longer than a cell holds is an error that says where it stands")
    func longText() throws {
        let longest = String(repeating: "å", count: 32_767)
        #expect(try folder.readBack(texts: [longest])[0].value == longest)
        let book = try Spreadsheet(at: folder.path("other.xlsx"), properties: .sample)
        try book.begin(.sample())
        #expect(throws: AppError.invalid("spreadsheet.text", ["row": "2", "limit": "32767"])) {
            try book.append([.text(longest + "å"), .empty, .empty])
        }
        #expect(!folder.holds("other.xlsx"))
    }

    @Test("a file that is given up is removed, and nothing of it stays open", arguments: [false, true])
    func abandoned(byError: Bool) throws {
        let mark = UUID().uuidString
        var book: Spreadsheet? = try Spreadsheet(at: folder.path("list.xlsx"), properties: .sample)
        for _ in 1...2 {
            try book?.begin(.sample())
            for row in 1...500 { try book?.append([.text(mark), .empty, .number(row)]) }
        }
        #expect(openFiles(with: mark) == 2)
        if byError {
            #expect(throws: failed) { try book?.append([]) }
        } else {
            book = nil
        }
        #expect(openFiles(with: mark) == 0)
        #expect(!folder.holds("list.xlsx"))
    }

    @Test("a finished file stays, and can be neither added to nor finished again")
    func finished() throws {
        let book = try Spreadsheet(at: folder.path("list.xlsx"), properties: .sample)
        try book.begin(.sample())
        try book.finish()
        let bytes = try folder.bytes("list.xlsx")
        #expect(throws: failed) { try book.append([.empty, .empty, .empty]) }
        #expect(throws: failed) { try book.finish() }
        #expect(try folder.bytes("list.xlsx") == bytes)
    }

    /// How many open files of this process hold the text, with or without a name.
    private func openFiles(with text: String) -> Int {
        let all = "/proc/self/fd"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: all)) ?? []
        return names.count { name in
            guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(all)/\(name)"),
                target.hasPrefix("/"), target.hasSuffix(" (deleted)"),
                let bytes = try? Data(contentsOf: URL(filePath: "\(all)/\(name)"))
            else { return false }
            return bytes.range(of: Data(text.utf8)) != nil
        }
    }
}
