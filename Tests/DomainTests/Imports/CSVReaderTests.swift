import TestSupport
import Testing

@testable import Domain

@Suite struct CSVReaderTests {
    private func records(_ text: String) throws(AppError) -> [[String]] { try read(text).map(\.values) }

    private func read(_ text: String) throws(AppError) -> [(line: Int, values: [String])] {
        var reader = try CSVReader(Array(text.utf8))
        var records: [(line: Int, values: [String])] = []
        while let record = try reader.next() { records.append(record) }
        return records
    }

    private func fault(_ bytes: [UInt8]) -> AppError? {
        do throws(AppError) {
            var reader = try CSVReader(bytes)
            while try reader.next() != nil {}
            return nil
        } catch { return error }
    }

    @Test("values are parted by commas or semicolons, whichever the header has more of")
    func separators() throws {
        #expect(try records("a,b\n1,2\n") == [["a", "b"], ["1", "2"]])
        #expect(try records("a;b;c,d\n1;2,5;3\n") == [["a", "b", "c,d"], ["1", "2,5", "3"]])
        #expect(try records("a\n1,2\n") == [["a"], ["1", "2"]])
    }

    @Test("every way of ending a line ends one, and the last needs none", arguments: ["\n", "\r\n", "\r"])
    func lineEnds(end: String) throws {
        #expect(
            try records(["a,b", "1,2", "3,4"].joined(separator: end)) == [
                ["a", "b"], ["1", "2"], ["3", "4"],
            ])
        #expect(try records(["a,b", "1,", ""].joined(separator: end)) == [["a", "b"], ["1", ""]])
    }

    @Test("a byte order mark is passed over, once")
    func mark() throws {
        #expect(try records("\u{FEFF}a;b\n1;2") == [["a", "b"], ["1", "2"]])
        #expect(try records("a;b\n\u{FEFF}1;2") == [["a", "b"], ["\u{FEFF}1", "2"]])
    }

    @Test("a quoted value holds separators, line ends and quotes")
    func quoted() throws {
        #expect(
            try records("a,b\n\"x, y\",\"två\nrader\"\n\"sade \"\"hej\"\"\",\n") == [
                ["a", "b"], ["x, y", "två\nrader"], ["sade \"hej\"", ""],
            ])
        #expect(try records("a,b\n\"\",\"\"\"\"") == [["a", "b"], ["", "\""]])
        #expect(try records("a,b\nx\"y,z") == [["a", "b"], ["x\"y", "z"]])
    }

    @Test("blank lines are passed over, and lines are counted as an editor counts them")
    func lines() throws {
        let read = try read("a,b\n\n1,2\r\n\r\n\"x\ny\",3\n4,5\n")
        #expect(read.map(\.line) == [1, 3, 5, 7])
    }

    @Test(
        "a quote without an end, or with something after it, is told with its line",
        arguments: [
            ("a,b\n1,2\n3,\"4\n5,6\n", "3"), ("a,b\n\"1\"x,2\n", "2"), ("a,b\n\"", "2"), ("\"a\" ,b\n", "1"),
        ])
    func badQuotes(text: String, line: String) {
        #expect(fault(Array(text.utf8)) == .invalid("import.quote", ["line": line]))
    }

    @Test("another encoding than UTF-8 is told with the first line that shows it")
    func encoding() {
        let latin1 = Array("a,b\nx,y\nÅ".utf8.dropLast(2)) + [0xC5, 0x0A]
        #expect(fault(latin1) == .invalid("import.encoding", ["line": "3"]))
        let utf16 = "a,b\n1,2\n".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        #expect(fault([0xFF, 0xFE] + utf16) == .invalid("import.encoding", ["line": "1"]))
    }

    @Test("nothing is told as nothing", arguments: [[], [0xEF, 0xBB, 0xBF]] as [[UInt8]])
    func empty(bytes: [UInt8]) { #expect(fault(bytes) == .invalid("import.empty")) }

    @Test("what is written by the rules is read back the same", arguments: 0..<200)
    func roundTrip(seed: Int) throws {
        var random = Seeded(UInt64(seed))
        let separator = seed.isMultiple(of: 2) ? "," : ";"
        let columns = Int.random(in: 2...5, using: &random)
        let header = (0..<columns).map { "kolumn\($0)" }
        let rows = (0..<Int.random(in: 1...20, using: &random)).map { _ in
            (0..<columns).map { _ in Self.value(&random) }
        }
        let end = ["\n", "\r\n", "\r"].randomElement(using: &random) ?? "\n"
        let text = ([header] + rows).map { $0.map(Self.written).joined(separator: separator) }.joined(
            separator: end)
        #expect(try records(text) == [header] + rows)
    }

    private static func value(_ random: inout Seeded) -> String {
        let alphabet = ["a", "Å", "ö", " ", ",", ";", "\"", "\n", "\r", "👵🏽", "7", "\t"]
        return (0..<Int.random(in: 0...8, using: &random)).map { _ in
            alphabet.randomElement(using: &random) ?? ""
        }
        .joined()
    }

    private static func written(_ value: String) -> String {
        "\"" + value.replacing("\"", with: "\"\"") + "\""
    }
}
