import Testing

@testable import Domain

@Suite struct ImportFileTests {
    private func file(_ text: String) throws(AppError) -> ImportFile {
        try ImportFile(Array(text.utf8), required: ["serial", "postalCode"], optional: ["place"])
    }

    private func fault(_ text: String) -> AppError? {
        do throws(AppError) {
            _ = try file(text)
            return nil
        } catch { return error }
    }

    @Test("columns are known by name, in any order, whatever the case; others are passed over")
    func columns() throws {
        let file = try file("Extra;POSTALCODE; Serial \nx; 58925 ;S-1\n")
        #expect(file.rows.map(\.line) == [2])
        #expect(file.rows[0]["serial"] == "S-1")
        #expect(file.rows[0]["postalCode"] == "58925")
        #expect(file.rows[0]["place"].isEmpty)
    }

    @Test("every missing column is named")
    func missing() {
        #expect(fault("place\nx\n") == .invalid("import.columns", ["columns": "serial, postalCode"]))
        #expect(fault("serial,place\n") == .invalid("import.columns", ["columns": "postalCode"]))
    }

    @Test("a column named twice is refused")
    func twice() { #expect(fault("serial,postalCode,Serial\n") == .invalid("import.duplicateColumn")) }

    @Test("rows of another length than the header are told by line")
    func uneven() throws {
        let file = try file("serial,postalCode\nA,1\nB\nC,2,3\nD,4\n")
        #expect(file.rows.map { $0["serial"] } == ["A", "D"])
        #expect(file.uneven == [3, 4])
    }

    @Test("a header alone is a file without rows; blank lines alone are nothing")
    func empty() throws {
        #expect(try file("serial,postalCode\n").rows.isEmpty)
        #expect(fault("\n\n") == .invalid("import.empty"))
    }

    @Test("a row more than the limit, or a million, is refused")
    func tooMany() {
        for count in [ImportFile.rowLimit + 1, 1_000_000] {
            let text = "serial,postalCode\n" + String(repeating: "a,b\n", count: count)
            #expect(fault(text) == .invalid("import.tooMany", ["limit": "200000"]))
        }
    }
}
