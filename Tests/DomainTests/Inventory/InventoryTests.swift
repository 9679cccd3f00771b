import Domain
import Testing

@Suite("Rules of the inventory")
struct InventoryRuleTests {
    @Test(
        "months are counted by the calendar, and end with a shorter month",
        arguments: [
            ("2026-11-24", 3, "2027-02-24"), ("2026-11-30", 3, "2027-02-28"), ("2027-11-30", 3, "2028-02-29"),
            ("2026-12-31", 1, "2027-01-31"), ("2026-01-15", 12, "2027-01-15"),
            ("2027-02-24", -3, "2026-11-24"),
            ("2026-01-31", -2, "2025-11-30"), ("2026-03-15", -24, "2024-03-15"),
        ])
    func months(day: String, months: Int, expected: String) throws {
        #expect(try #require(Day(day)).adding(months: months).description == expected)
    }

    @Test("a list of serial numbers counts blank lines, keeps the first of two, and tells the rest")
    func list() {
        let list = SerialList(" a-1 \n\nB 2 2\nA-1\nx\n")
        #expect(list.lines.map { "\($0.number) \($0.serial)" } == ["1 A-1", "3 B22"])
        #expect(
            list.faults.map { "\($0.line) \($0.fault.key)" } == [
                "4 serials.repeated", "5 device.serial.length",
            ])
    }

    @Test("every act leads on from where it is possible, and from scrapped only that it was wrong")
    func acts() {
        for act in DeviceAct.allCases {
            #expect(act.isPossible(from: .scrapped) == (act == .unscrapping), "\(act)")
            for status in Device.Status.allCases where act.isPossible(from: status) {
                #expect(act.result != status, "\(act) from \(status)")
            }
        }
        #expect(
            DeviceAct.allCases.allSatisfy { act in
                Device.Status.allCases.contains { act.isPossible(from: $0) }
            })
    }

    @Test("every difference can be settled, and only as it can be meant")
    func choices() {
        for kind in StocktakeDifference.Kind.allCases {
            let difference = StocktakeDifference(
                serial: SerialNumber(stored: "A-1"), kind: kind, device: nil, place: "", since: nil,
                countedAt: nil)
            #expect(difference.choices.count >= 2, "\(kind)")
            #expect(difference.choices.contains(.overlooked) == (kind == .missing), "\(kind)")
        }
        #expect(Device.Status.allCases.filter(\.isWithTeam).count == 5)
    }
}
