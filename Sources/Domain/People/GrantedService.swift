/// A service that is granted to a person, as the register knows it.
public enum GrantedService {
    /// When it was decided, where that is known, begun and ended.
    public struct Days: Hashable, Sendable {
        public let decided: Day?
        public let effectuated: Day
        public let ended: Day?

        public init(decided: Day?, effectuated: Day, ended: Day?) {
            self.decided = decided
            self.effectuated = effectuated
            self.ended = ended
        }
    }

    /// The days put right, with why. A correction ends nothing that goes on; a life event does.
    public struct Correction: Hashable, Sendable {
        public let days: Days
        public let reason: String

        /// Reads the form.
        /// - Throws: `invalid` with every fault, at `decided`, `effectuated`, `ended` and `reason`.
        public init(_ typed: Answers, of was: Days, today: Day) throws(AppError) {
            var faults: [Fault] = []
            let decided = Self.read("decided", typed, isRequired: false, today: today, &faults)
            let effectuated = Self.read("effectuated", typed, isRequired: true, today: today, &faults)
            let ended =
                was.ended == nil ? nil : Self.read("ended", typed, isRequired: true, today: today, &faults)
            let reason = Domain.Correction.reason(in: typed, &faults)
            if let decided, let effectuated, decided > effectuated {
                faults.append(Fault("service.decidedAfter", field: "decided"))
            }
            if let effectuated, let ended, ended < effectuated {
                faults.append(Fault("correction.endBeforeStart", field: "ended"))
            }
            let days = effectuated.map { Days(decided: decided, effectuated: $0, ended: ended) }
            if faults.isEmpty, days == was {
                faults.append(Fault("correction.nothing", field: "effectuated"))
            }
            guard faults.isEmpty, let days else { throw AppError(.invalid, faults) }
            self.days = days
            self.reason = reason
        }

        private static func read(
            _ field: String, _ typed: Answers, isRequired: Bool, today: Day, _ faults: inout [Fault]
        ) -> Day? {
            let text = typed[field]
            guard !text.isEmpty else {
                if isRequired { faults.append(Fault("form.required", field: field)) }
                return nil
            }
            guard let day = Day(text) else {
                faults.append(Fault("form.day.wrong", field: field))
                return nil
            }
            if day > today { faults.append(Fault("form.day.future", field: field)) }
            return day
        }
    }
}
