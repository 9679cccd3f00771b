/// The kinds of dated fact whose period can be put right by hand. What hangs together with other facts (locks and their
/// links, cameras and their supervision) cannot.
public enum FactKind: String, Sendable, Codable, CaseIterable {
    case residency, responsibility, installation
}

/// When something held, put right: what was recorded was wrong. Nothing of what was recorded goes.
public struct Correction: Hashable, Sendable {
    public let from: Instant
    /// `nil` where it holds still; a correction ends nothing.
    public let to: Instant?
    public let reason: String

    public static let shortestReason = 10

    /// Reads the form of a correction. A day and time that are left as they were shown stay as they were, to the
    /// millisecond.
    /// - Throws: `invalid` with every fault, at `from.day`, `from.time`, `to.day`, `to.time` and `reason`.
    public init(
        _ typed: Answers, of period: (from: Instant, to: Instant?), now: Instant
    ) throws(AppError) {
        var faults: [Fault] = []
        let from = Self.read("from", typed, was: period.from, now: now, &faults)
        let to = period.to.flatMap { Self.read("to", typed, was: $0, now: now, &faults) }
        let reason = Self.reason(in: typed, &faults)
        if let from, let to, to < from { faults.append(Fault("correction.endBeforeStart", field: "to.day")) }
        if faults.isEmpty, from == period.from, to == period.to {
            faults.append(Fault("correction.nothing", field: "from.day"))
        }
        guard faults.isEmpty, let from else { throw AppError(.invalid, faults) }
        self.from = from
        self.to = to
        self.reason = reason
    }

    /// Why something is said otherwise than it was recorded; asked of whoever changes the register by hand.
    static func reason(in typed: Answers, _ faults: inout [Fault]) -> String {
        let reason = Text.cleaned(typed["reason"])
        if reason.count < shortestReason { faults.append(Fault("correction.reason.short", field: "reason")) }
        if Text.isLonger(reason, than: Text.longLimit) {
            faults.append(Fault("form.tooLong", field: "reason", ["limit": "\(Text.longLimit)"]))
        }
        return reason
    }

    private static func read(
        _ name: String, _ typed: Answers, was: Instant, now: Instant, _ faults: inout [Fault]
    ) -> Instant? {
        let (day, time) = (typed["\(name).day"], typed["\(name).time"])
        guard day != was.day.description || time != was.clock.description else { return was }
        let (date, clock) = (Day(day), TimeOfDay(time))
        if date == nil {
            faults.append(Fault(day.isEmpty ? "form.required" : "form.day.wrong", field: "\(name).day"))
        }
        if clock == nil {
            faults.append(Fault(time.isEmpty ? "form.required" : "form.time.wrong", field: "\(name).time"))
        }
        guard let date, let clock else { return nil }
        let moment = date.at(clock)
        if moment > now { faults.append(Fault("form.day.future", field: "\(name).day")) }
        return moment
    }
}
