/// The count of what lies in one place, against what the register says lies there.
public enum Stocktake {}

/// Something that a count and the register say differently.
public struct StocktakeDifference: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        /// The register says that it lies here, and nobody has counted it.
        case missing
        /// Counted here; the register says that it lies in another place, or in none.
        case elsewhere
        /// Counted here; the register says that it is mounted at somebody's.
        case installed
        case lost, scrapped
        /// Counted here, and not in the register.
        case unknown
    }

    /// How somebody has explained or settled a difference.
    public enum Decision: String, Sendable, CaseIterable {
        /// It lies here after all.
        case overlooked
        /// It lies in another place.
        case moved
        /// Nobody knows where it is.
        case lost
        /// It lies here now, whatever the register said.
        case here
        /// The register is right; the count was wrong, or what was counted has gone since.
        case miscounted
        /// Both stand, with an explanation, until the register is put right in a case or a delivery.
        case deviation

        /// Has to be explained.
        public var needsNote: Bool { [.lost, .deviation].contains(self) }
    }

    public let serial: SerialNumber
    public let kind: Kind
    public let device: Device?
    /// Where the register says that it lies; empty for nowhere.
    public let place: String
    /// Since when it is as the register says, as far as that is known.
    public let since: Instant?
    public let countedAt: Instant?

    public init(
        serial: SerialNumber, kind: Kind, device: Device?, place: String, since: Instant?, countedAt: Instant?
    ) {
        self.serial = serial
        self.kind = kind
        self.device = device
        self.place = place
        self.since = since
        self.countedAt = countedAt
    }

    /// Of a counted device that the register has elsewhere: in which way.
    public static func kind(of device: Device?) -> Kind {
        switch device?.status {
        case nil: .unknown
        case .installed?: .installed
        case .lost?: .lost
        case .scrapped?: .scrapped
        case .inStock?, .reserved?, .allocated?, .returned?, .inRepair?: .elsewhere
        }
    }

    public var choices: [Decision] {
        switch kind {
        case .missing: [.overlooked, .moved, .lost]
        case .elsewhere, .lost: [.here, .miscounted]
        case .installed, .scrapped, .unknown: [.miscounted, .deviation]
        }
    }

    /// The form's field names.
    public func field(_ part: Part) -> String { "\(part.rawValue).\(serial.text)" }

    public enum Part: String, Sendable { case decision, note, place, seen }
}

/// What somebody has decided of one difference.
public struct StocktakeVerdict: Hashable, Sendable {
    public let difference: StocktakeDifference
    public let decision: StocktakeDifference.Decision
    public let note: String
    /// Where it is, for what was moved.
    public let place: ID<StoragePlace>?
}

extension StocktakeVerdict {
    /// Reads the form that settles a count.
    /// - Parameter place: where is counted; nothing is moved to where it should have been.
    /// - Throws: `conflict` where the register has changed since the form was shown; `invalid` with every fault, at
    ///   `decision.<serial>`, `note.<serial>` and `place.<serial>`.
    public static func read(
        _ typed: Answers, seen: Set<String>, of differences: [StocktakeDifference], at place: ID<StoragePlace>
    ) throws(AppError) -> [StocktakeVerdict] {
        let now = Set(differences.map { "\($0.kind.rawValue) \($0.serial.text)" })
        guard now == seen else { throw AppError(.conflict, "stocktake.changed") }
        var (verdicts, faults): ([StocktakeVerdict], [Fault]) = ([], [])
        for difference in differences {
            guard
                let decision = StocktakeDifference.Decision(rawValue: typed[difference.field(.decision)]),
                difference.choices.contains(decision)
            else {
                faults.append(
                    Fault(
                        "stocktake.undecided", field: difference.field(.decision),
                        ["serial": difference.serial.text]))
                continue
            }
            let verdict = StocktakeVerdict(
                difference: difference, decision: decision,
                note: Text.cleaned(typed[difference.field(.note)]),
                place: ID(typed[difference.field(.place)]))
            faults += verdict.faults(at: place)
            verdicts.append(verdict)
        }
        guard faults.isEmpty else { throw AppError(.invalid, faults) }
        return verdicts
    }

    private func faults(at counted: ID<StoragePlace>) -> [Fault] {
        var faults: [Fault] = []
        let serial = ["serial": difference.serial.text]
        if decision.needsNote, note.isEmpty {
            faults.append(Fault("stocktake.unexplained", field: difference.field(.note), serial))
        }
        if Text.isLonger(note, than: Text.shortLimit) {
            faults.append(
                Fault("form.tooLong", field: difference.field(.note), ["limit": "\(Text.shortLimit)"]))
        }
        if decision == .moved, place == nil || place == counted {
            faults.append(Fault("stocktake.noPlace", field: difference.field(.place), serial))
        }
        return faults
    }
}
