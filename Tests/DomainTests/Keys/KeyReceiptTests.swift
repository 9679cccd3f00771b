import TestSupport
import Testing

@testable import Domain

@Suite struct KeyReceiptTests {
    private let today = Day.written("2026-11-20")

    private func faults(
        items: [KeyReceipt.Item] = [.init(kind: .homeKey, label: "", count: 1)], cabinet: String = "17",
        giver: String = "Greta", taker: String = "Olga", day: String = "2026-11-20"
    ) -> [String] {
        do throws(AppError) {
            _ = try KeyReceipt(
                movement: .checkOut, items: items, cabinet: cabinet, handedOverBy: giver, receivedBy: taker,
                day: .written(day), today: today)
            return []
        } catch { return error.faults.map { "\($0.field ?? "-"): \($0.key)" } }
    }

    @Test("R2.4 a whole receipt is taken")
    func whole() { #expect(faults() == []) }

    @Test("every fault is told at its field")
    func all() {
        #expect(
            faults(items: [], cabinet: "", giver: "", taker: "", day: "2026-11-21") == [
                "item1.count: keys.items.none", "cabinet: keys.cabinet.missing",
                "handedOverBy: keys.handedOverBy.missing", "receivedBy: keys.receivedBy.missing",
                "day: form.day.future",
            ])
    }

    @Test(
        "one to twenty keys of a sort",
        arguments: [(0, false), (1, true), (20, true), (21, false), (-1, false)])
    func counts(count: Int, isTaken: Bool) {
        let told = faults(items: [.init(kind: .entranceTag, label: "", count: count)])
        #expect(told == (isTaken ? [] : ["item1.count: keys.items.count"]))
    }

    @Test("texts have an end, however their letters are composed")
    func lengths() {
        let long = String(repeating: "x", count: 201)
        let marks = "x" + String(repeating: "\u{301}", count: 100_000)
        for text in [long, marks] {
            #expect(
                faults(
                    items: [.init(kind: .homeKey, label: text, count: 1)], cabinet: text, giver: text,
                    taker: text)
                    == ["item1.label", "cabinet", "handedOverBy", "receivedBy"].map {
                        "\($0): form.tooLong"
                    })
        }
        #expect(faults(cabinet: String(repeating: "å", count: 200)) == [])
    }

    @Test(
        "receipts are numbered within the year",
        arguments: [
            (1, "N-2026-0001"), (412, "N-2026-0412"), (9999, "N-2026-9999"), (10_000, "N-2026-10000"),
        ])
    func numbers(sequence: Int, text: String) {
        #expect(KeyReceipt.number(year: 2026, sequence: sequence) == text)
    }
}
