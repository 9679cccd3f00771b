/// A visit to a home. Rescheduling ends one row and opens another, so that the plan's history stays.
public struct Visit: Hashable, Sendable {
    public enum Status: String, Sendable, Codable, CaseIterable {
        case planned, done, rescheduled, cancelled, missed
    }

    /// Why a visit did not lead to anything.
    public enum Outcome: String, Sendable, Codable, CaseIterable {
        case nobodyHome, noAccess, refused, deviceFailed, other
    }

    public let startsAt: Instant
    public let minutes: Int
    public let technician: ID<User>
    public let contacted: String
    public let note: String

    public static let allowedMinutes = 15...480

    /// - Throws: every fault, at the form's field names `day`, `time`, `minutes`, `technician`, `contacted`.
    public init(
        day: String, time: String, minutes: String, technician: ID<User>?, contacted: String, note: String,
        now: Instant
    ) throws(AppError) {
        var faults: [Fault] = []
        let date = Day(day)
        let clock = TimeOfDay(time)
        if date == nil {
            faults.append(Fault(day.isEmpty ? "form.required" : "form.day.wrong", field: "day"))
        }
        if clock == nil {
            faults.append(Fault(time.isEmpty ? "form.required" : "form.time.wrong", field: "time"))
        }
        let length = Int(minutes) ?? 0
        if !Self.allowedMinutes.contains(length) { faults.append(Fault("visit.minutes", field: "minutes")) }
        if technician == nil { faults.append(Fault("visit.technician.missing", field: "technician")) }
        if contacted.isEmpty { faults.append(Fault("visit.contacted.missing", field: "contacted")) }
        if Text.isLonger(contacted, than: Text.shortLimit) {
            faults.append(Fault("form.tooLong", field: "contacted", ["limit": "\(Text.shortLimit)"]))
        }
        if Text.isLonger(note, than: Text.longLimit) {
            faults.append(Fault("form.tooLong", field: "note", ["limit": "\(Text.longLimit)"]))
        }
        let start = date.flatMap { date in clock.map { date.at($0) } }
        if let start, start < now { faults.append(Fault("visit.gone", field: "day")) }
        if let date, date > now.day.adding(days: 366) { faults.append(Fault("visit.tooFar", field: "day")) }
        guard faults.isEmpty, let start, let technician else { throw AppError(.invalid, faults) }
        startsAt = start
        self.minutes = length
        self.technician = technician
        self.contacted = contacted
        self.note = note
    }
}
