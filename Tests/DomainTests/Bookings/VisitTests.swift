import TestSupport
import Testing

@testable import Domain

@Suite struct VisitTests {
    private let now = Instant.written("2026-11-20", "09:00")

    private func faults(
        day: String = "2026-11-24", time: String = "10:00", minutes: String = "60",
        technician: ID<User>? = .sample(1),
        contacted: String = "Karin", note: String = ""
    ) -> [String] {
        do throws(AppError) {
            _ = try Visit(
                day: day, time: time, minutes: minutes, technician: technician, contacted: contacted,
                note: note,
                now: now)
            return []
        } catch { return error.faults.map { "\($0.field ?? "-"): \($0.key)" } }
    }

    @Test("R2.10 a visit has a start in Stockholm and a length")
    func whole() throws {
        let visit = try Visit(
            day: "2026-07-01", time: "10:00", minutes: "90", technician: .sample(1), contacted: "Karin",
            note: "Hund",
            now: .written("2026-06-01"))
        #expect(visit.startsAt == .written("2026-07-01", "10:00"))
        #expect(visit.startsAt.milliseconds == 1_782_892_800_000)
        #expect(visit.minutes == 90)
    }

    @Test("every fault is told at its field")
    func all() {
        #expect(
            faults(day: "", time: "", minutes: "", technician: nil, contacted: "") == [
                "day: form.required", "time: form.required", "minutes: visit.minutes",
                "technician: visit.technician.missing", "contacted: visit.contacted.missing",
            ])
        #expect(faults(day: "24/11", time: "10") == ["day: form.day.wrong", "time: form.time.wrong"])
    }

    @Test(
        "a visit is not in the past, nor beyond a year",
        arguments: [
            ("2026-11-20", "08:59", ["day: visit.gone"]), ("2026-11-19", "10:00", ["day: visit.gone"]),
            ("2026-11-20", "09:00", []), ("2027-11-21", "10:00", []),
            ("2027-11-22", "10:00", ["day: visit.tooFar"]),
        ])
    func when(day: String, time: String, told: [String]) { #expect(faults(day: day, time: time) == told) }

    @Test(
        "a visit lasts from a quarter of an hour to a working day",
        arguments: [
            ("14", false), ("15", true), ("480", true), ("481", false), ("-60", false), ("1e2", false),
            ("60 ", false),
            ("99999999999999999999", false),
        ])
    func length(minutes: String, isTaken: Bool) {
        #expect(faults(minutes: minutes) == (isTaken ? [] : ["minutes: visit.minutes"]))
    }

    @Test("texts have an end")
    func texts() {
        let marks = "x" + String(repeating: "\u{301}", count: 5000)
        #expect(
            faults(contacted: String(repeating: "x", count: 201), note: String(repeating: "x", count: 4001))
                == ["contacted: form.tooLong", "note: form.tooLong"])
        #expect(faults(contacted: marks, note: marks) == ["contacted: form.tooLong", "note: form.tooLong"])
    }
}
