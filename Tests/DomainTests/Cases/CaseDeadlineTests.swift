import TestSupport
import Testing

@testable import Domain

@Suite struct CaseDeadlineTests {
    /// From day 0 to two working days after, as the calendar's table says.
    static let vectors = [
        ("2026-06-17", "2026-06-22"), ("2026-06-18", "2026-06-23"), ("2026-12-22", "2026-12-28"),
        ("2026-12-23", "2026-12-29"), ("2026-12-30", "2027-01-05"), ("2026-04-01", "2026-04-07"),
        ("2026-04-02", "2026-04-08"), ("2026-05-13", "2026-05-18"), ("2026-05-01", "2026-05-05"),
        ("2026-10-29", "2026-11-02"), ("2026-11-20", "2026-11-24"), ("2026-11-21", "2026-11-24"),
        ("2027-01-05", "2027-01-08"), ("2027-03-25", "2027-03-31"),
    ]

    @Test("the feedback is due two working days after the alarm was mounted", arguments: vectors)
    func afterDuty(from: String, to: String) throws {
        let technician = Actor.sample(.technician)
        let order = try Case.sample(withLock: false, submittedAt: .written("2025-11-20"))
            .completing("book", by: technician, at: .written(from, "08:00"), calendar: WorkingCalendar())
        #expect(order.duty("feedback")?.dueOn == nil)
        let mounted = try order.completing(
            "installAlarm", by: technician, at: .written(from, "23:59"), calendar: WorkingCalendar())
        #expect(mounted.duty("feedback")?.dueOn == Day(to))
        #expect(mounted.dueOn(for: .team) == Day(to))
    }

    @Test(
        "a booking is due five working days after the order came",
        arguments: [
            ("2026-11-20", "2026-11-27"), ("2026-12-22", "2027-01-04"), ("2026-03-31", "2026-04-09"),
        ])
    func afterSubmission(from: String, to: String) throws {
        #expect(try Case.sample(submittedAt: .written(from)).duty("book")?.dueOn == Day(to))
    }

    @Test("the day is Stockholm's: an order just before midnight counts from that day")
    func midnight() throws {
        #expect(
            try Case.sample(submittedAt: .written("2026-11-20", "23:59")).duty("book")?.dueOn
                == Day("2026-11-27"))
        #expect(
            try Case.sample(submittedAt: .written("2026-11-23", "00:00")).duty("book")?.dueOn
                == Day("2026-11-30"))
    }

    @Test("the municipality's own closed days count as closed")
    func localCalendar() throws {
        let closed = WorkingCalendar(closedDays: [try #require(Day("2026-11-23"))])
        #expect(try Case.sample(calendar: closed).duty("book")?.dueOn == Day("2026-11-30"))
    }
}
