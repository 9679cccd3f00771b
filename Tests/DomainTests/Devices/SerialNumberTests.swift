import Testing

@testable import Domain

@Suite struct SerialNumberTests {
    @Test(
        "a serial is kept as the maker prints it",
        arguments: [
            ("abc", "ABC"), (" lm 12-34 ", "LM12-34"), ("A.1_B/2:3", "A.1_B/2:3"), ("12\u{A0}34", "1234"),
            (String(repeating: "9", count: 40), String(repeating: "9", count: 40)),
        ])
    func taken(typed: String, kept: String) throws {
        let serial = try SerialNumber.parse(typed)
        #expect(serial.text == kept)
        #expect(try SerialNumber.parse(serial.text) == serial)
    }

    @Test(
        "what is no serial is told why",
        arguments: [
            ("", "device.serial.empty"), (" \t\n", "device.serial.empty"), ("AB", "device.serial.length"),
            (String(repeating: "9", count: 41), "device.serial.length"),
            ("LÅS-1", "device.serial.characters"),
            ("ABC🦄", "device.serial.characters"), ("A'B-1", "device.serial.characters"),
            ("１２３", "device.serial.characters"),
            (String(repeating: "A", count: 100_000), "device.serial.length"),
            ("ABC\u{0}", "device.serial.characters"),
            ("straße", nil),
        ])
    func refused(typed: String, key: String?) {
        do throws(AppError) {
            _ = try SerialNumber.parse(typed)
            #expect(key == nil)
        } catch { #expect(error.faults.map(\.key) == [key]) }
    }
}
