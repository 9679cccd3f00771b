import TestSupport
import Testing

@testable import Domain

@Suite struct CorrectionTests {
    private static let began = Instant(
        milliseconds: Instant.written("2026-11-24", "10:00").milliseconds + 7)
    private static let ended = Instant(
        milliseconds: Instant.written("2026-12-01", "09:10").milliseconds + 3)
    private static let now = Instant.written("2026-12-04", "09:00")

    private static func typed(_ changes: [String: String]) -> Answers {
        Answers(
            [
                "from.day": "2026-11-24", "from.time": "10:00", "to.day": "2026-12-01", "to.time": "09:10",
                "reason": "Teknikern skrev fel dag.",
            ].merging(changes) { $1 })
    }

    private static func refused(_ changes: [String: String]) -> [String] {
        do {
            _ = try Correction(typed(changes), of: (began, ended), now: now)
            return []
        } catch { return error.faults.map { "\($0.field ?? "-"): \($0.key)" } }
    }

    @Test("what is left as it was shown stays to the millisecond; the rest becomes what is written")
    func read() throws {
        let correction = try Correction(
            Self.typed(["from.day": "2026-11-23"]), of: (Self.began, Self.ended), now: Self.now)
        #expect(correction.from == .written("2026-11-23", "10:00"))
        #expect(correction.to == Self.ended)
        #expect(correction.reason == "Teknikern skrev fel dag.")
        let open = try Correction(
            Self.typed(["from.time": "08:30"]), of: (Self.began, nil), now: Self.now)
        #expect(open.to == nil, "a correction ends nothing")
        let never = try Correction(
            Self.typed(["to.day": "2026-11-24", "to.time": "10:00", "from.time": "10:00"]),
            of: (.written("2026-11-24", "10:00"), Self.ended), now: Self.now)
        #expect(never.from == never.to, "it never held")
    }

    @Test(
        "each fault stands at its field",
        arguments: [
            (["from.day": ""], ["from.day: form.required"]),
            (["from.day": "2026-02-30"], ["from.day: form.day.wrong"]),
            (["to.time": "25:00"], ["to.time: form.time.wrong"]),
            (["to.day": "2026-12-05"], ["to.day: form.day.future"]),
            (["to.day": "2026-11-23"], ["to.day: correction.endBeforeStart"]),
            ([:], ["from.day: correction.nothing"]),
            (["from.day": "2026-11-23", "reason": "Fel."], ["reason: correction.reason.short"]),
            (
                ["from.day": "x", "to.time": "", "reason": ""],
                ["from.day: form.day.wrong", "to.time: form.required", "reason: correction.reason.short"]
            ),
        ])
    func faults(changes: [String: String], told: [String]) {
        #expect(Self.refused(changes) == told)
    }

    @Test("a reason longer than a page is refused")
    func endless() {
        let long = String(repeating: "å", count: Text.longLimit + 1)
        #expect(Self.refused(["from.day": "2026-11-23", "reason": long]) == ["reason: form.tooLong"])
    }
}
