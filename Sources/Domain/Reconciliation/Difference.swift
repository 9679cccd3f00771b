/// Something that the register and another system's list say differently.
public enum ListDifference {
    /// All that is looked for, the most expensive first.
    public enum Kind: String, Sendable, CaseIterable {
        /// The client pays, or is thought to be safe, and no alarm is installed.
        case effectuatedNotInstalled
        /// An alarm is installed, and nobody has effectuated the service.
        case installedNotEffectuated
        /// The register knows that the person has died or moved, and the list still has them.
        case deceasedOrMoved
        /// The alarm centre has a customer for whom the register has no alarm.
        case endedStillActive
        /// The alarm has come back, and the service has not ended.
        case returnedNotEnded
        /// The list has another unit or provider than the register.
        case wrongProvider
        /// The alarm centre has a unit's emergency alarm as a person's.
        case emergencyAsCustomer
        /// Two rows of the list are one person in the register.
        case duplicatePerson
        /// The alarm centre has another alarm than is installed, or none.
        case serialMismatch

        /// Costs somebody money or safety every day; stands first.
        public var isCostly: Bool { self == .effectuatedNotInstalled || self == .installedNotEffectuated }

        /// What the two sides say are serial numbers, and not units.
        public var tellsOfDevices: Bool { self == .serialMismatch || self == .emergencyAsCustomer }
    }

    public enum Decision: String, Sendable, CaseIterable {
        /// Both are right; the note says why.
        case explained
        case correctHere, correctThere
    }
}

/// What somebody says of a difference: who is to see to it, and what is to be done.
public struct DifferenceVerdict: Hashable, Sendable {
    /// `nil` for nobody.
    public let owner: ID<User>?
    /// `nil` as long as nothing is decided.
    public let decision: ListDifference.Decision?
    /// May be empty but for an explanation.
    public let note: String

    /// Reads the form: `owner`, `decision`, `note`.
    /// - Throws: `invalid` with every fault, also where nothing of it is filled in.
    public init(_ typed: Answers) throws(AppError) {
        owner = ID(typed["owner"])
        decision = ListDifference.Decision(rawValue: typed["decision"])
        note = Text.cleaned(typed["note"])
        var faults: [Fault] = []
        if owner == nil, !typed["owner"].isEmpty {
            faults.append(Fault("form.choice.unknown", field: "owner"))
        }
        if decision == nil, !typed["decision"].isEmpty {
            faults.append(Fault("form.choice.unknown", field: "decision"))
        }
        if decision == .explained, note.isEmpty {
            faults.append(Fault("reconcile.note.missing", field: "note"))
        }
        if decision == nil, !note.isEmpty {
            faults.append(Fault("reconcile.note.undecided", field: "decision"))
        }
        if Text.isLonger(note, than: Text.longLimit) {
            faults.append(Fault("form.tooLong", field: "note", ["limit": "\(Text.longLimit)"]))
        }
        guard faults.isEmpty else { throw AppError(.invalid, faults) }
    }
}

/// How long a granted service has waited to be effectuated. What has waited three months is to be reported to the Health
/// and Social Care Inspectorate (socialtjänstlagen), so that the last step comes some days before.
public enum GrantAge: Int, Sendable, CaseIterable {
    case fresh = 0
    case past30 = 30
    case past60 = 60
    case past80 = 80

    /// - Parameter decided: the day of the decision; more than so many days before `today` is past them.
    public init(decided: Day, today: Day) {
        let days = decided.days(until: today)
        self = Self.allCases.last { days > $0.rawValue } ?? .fresh
    }

    /// Decided before this day, a service is this old or older.
    public func limit(on today: Day) -> Day { today.adding(days: -rawValue) }
}
