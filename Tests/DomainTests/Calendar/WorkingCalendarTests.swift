import Domain
import Foundation
import Testing

@Suite struct WorkingCalendarTests {
    private let calendar = WorkingCalendar()

    @Test(
        "R4.7 within two working days, the day of receipt being day 0",
        arguments: [
            ("2026-06-17", "2026-06-22"), ("2026-06-18", "2026-06-23"), ("2026-12-22", "2026-12-28"),
            ("2026-12-23", "2026-12-29"), ("2026-12-30", "2027-01-05"), ("2026-04-01", "2026-04-07"),
            ("2026-04-02", "2026-04-08"), ("2026-05-13", "2026-05-18"), ("2026-05-01", "2026-05-05"),
            ("2026-10-29", "2026-11-02"), ("2026-11-20", "2026-11-24"), ("2026-11-21", "2026-11-24"),
            ("2027-01-05", "2027-01-08"), ("2027-03-25", "2027-03-31"),
        ])
    func twoWorkingDays(received: String, due: String) {
        #expect(calendar.adding(workingDays: 2, to: .written(received)) == .written(due))
    }

    @Test(
        "a year has the published number of working days",
        arguments: [(2024, 251), (2025, 249), (2026, 251), (2027, 253), (2028, 251), (2029, 250)])
    func perYear(year: Int, count: Int) {
        let days = Day.written("\(year)-01-01") ... .written("\(year)-12-31")
        #expect(days.count(where: calendar.isPublicHolidayFreeWeekday) == count)
    }

    @Test("R4.6 weekends, holidays, eves and locally closed days are not working days, and say why")
    func reasons() {
        let local = WorkingCalendar(closedDays: [
            .written("2026-05-15"), .written("2026-06-20"), .written("2026-11-21"),
        ])
        #expect(local.reasonClosed(.written("2026-11-20")) == nil)
        #expect(local.reasonClosed(.written("2026-11-22")) == .weekend(.sunday))
        #expect(local.reasonClosed(.written("2026-11-21")) == .weekend(.saturday))
        #expect(local.reasonClosed(.written("2026-10-31")) == .holiday(.allSaintsDay))
        #expect(local.reasonClosed(.written("2026-06-20")) == .holiday(.midsummerDay))
        #expect(local.reasonClosed(.written("2026-06-19")) == .holiday(.midsummerEve))
        #expect(local.reasonClosed(.written("2028-12-24")) == .holiday(.christmasEve))
        #expect(local.reasonClosed(.written("2026-05-15")) == .locallyClosed)
        #expect(calendar.reasonClosed(.written("2026-05-15")) == nil)
    }

    @Test("with the eves open they are working days, unless they fall on a weekend")
    func evesOpen() {
        let open = WorkingCalendar(evesAreClosed: false)
        #expect(open.isPublicHolidayFreeWeekday(.written("2026-06-19")))
        #expect(open.isPublicHolidayFreeWeekday(.written("2026-12-24")))
        #expect(open.isPublicHolidayFreeWeekday(.written("2026-12-31")))
        #expect(open.reasonClosed(.written("2028-12-24")) == .weekend(.sunday))
        #expect(open.reasonClosed(.written("2026-12-25")) == .holiday(.christmasDay))
        #expect(open.adding(workingDays: 2, to: .written("2026-06-17")) == .written("2026-06-19"))
    }

    @Test("a day the municipality closes moves the deadline")
    func locallyClosed() {
        let local = WorkingCalendar(closedDays: [.written("2026-11-23")])
        #expect(local.adding(workingDays: 2, to: .written("2026-11-20")) == .written("2026-11-25"))
    }

    @Test("no days is the same day, and counting back undoes counting forward between working days")
    func backAndForth() {
        #expect(calendar.adding(workingDays: 0, to: .written("2026-11-21")) == .written("2026-11-21"))
        #expect(calendar.adding(workingDays: -2, to: .written("2026-06-22")) == .written("2026-06-17"))
        for day in Day.written("2026-01-01") ... .written("2027-12-31")
        where calendar.isPublicHolidayFreeWeekday(day) {
            for count in 1...6 {
                let due = calendar.adding(workingDays: count, to: day)
                #expect(calendar.isPublicHolidayFreeWeekday(due))
                #expect(calendar.adding(workingDays: -count, to: due) == day)
                let between = day.adding(days: 1)...due
                #expect(between.count(where: calendar.isPublicHolidayFreeWeekday) == count)
            }
        }
    }

    @Test("the days that a deadline steps over are listed with their reasons")
    func skipped() {
        let midsummer = calendar.skippedDays(from: .written("2026-06-18"), to: .written("2026-06-23"))
        #expect(midsummer.map(\.day.description) == ["2026-06-19", "2026-06-20", "2026-06-21"])
        #expect(
            midsummer.map(\.reason) == [.holiday(.midsummerEve), .holiday(.midsummerDay), .weekend(.sunday)])
        #expect(calendar.skippedDays(from: .written("2026-11-16"), to: .written("2026-11-18")).isEmpty)
        #expect(calendar.skippedDays(from: .written("2026-11-23"), to: .written("2026-11-20")).isEmpty)
        #expect(calendar.skippedDays(from: .written("2026-11-21"), to: .written("2026-11-21")).isEmpty)
        let fromSaturday = calendar.skippedDays(from: .written("2026-11-21"), to: .written("2026-11-24"))
        #expect(fromSaturday.map(\.day.description) == ["2026-11-22"])
    }

    @Test("R4.6 the nearest working days before and after a day can be offered instead")
    func nearest() {
        let around = calendar.nearestWorkingDays(around: .written("2026-10-31"))
        #expect(around.before == .written("2026-10-30") && around.after == .written("2026-11-02"))
        let christmas = calendar.nearestWorkingDays(around: .written("2026-12-25"))
        #expect(christmas.before == .written("2026-12-23") && christmas.after == .written("2026-12-28"))
        let workday = calendar.nearestWorkingDays(around: .written("2026-11-18"))
        #expect(workday.before == .written("2026-11-17") && workday.after == .written("2026-11-19"))
    }

    @Test("a calendar is kept as JSON and read back")
    func codable() throws {
        let before = WorkingCalendar(
            evesAreClosed: false, closedDays: [.written("2026-05-15"), .written("2027-05-07")])
        let after = try JSONDecoder().decode(WorkingCalendar.self, from: JSONEncoder().encode(before))
        #expect(after == before)
    }
}
