/// A case (ärende): one order under one edition, from one unit. Its state follows from its duties.
public struct Case: Hashable, Sendable {
    public enum State: String, Sendable, Codable, CaseIterable {
        /// Ordered; the team has duties left.
        case submitted
        /// The team's duties are done and feedback has gone out; somebody else has duties left.
        case handled
        /// Every party's duties are done.
        case closed
        case cancelled
    }

    public let id: ID<Case>
    public let number: CaseNumber
    public let routine: RoutineEdition
    public let unit: ID<ProviderUnit>
    /// Whom it is about; `nil` in a case about the unit itself.
    public let recipient: ID<CareRecipient>?
    /// Their home, or the unit's own premises; `nil` in a case about no place.
    public let dwelling: ID<Dwelling>?
    /// Who shares the recipient's lock, in a case about two people.
    public let cohabitant: CasePerson?
    public let submittedAt: Instant
    /// Which of the routine's parties sent the order.
    public let party: String
    /// The move that the order is one half of.
    public let handover: Handover?
    public internal(set) var duties: [Duty]
    public internal(set) var cancelledAt: Instant?
    /// Counts the changes; saving expects the one that was loaded.
    public let revision: Int

    public init(
        id: ID<Case>, number: CaseNumber, routine: RoutineEdition, unit: ID<ProviderUnit>,
        recipient: ID<CareRecipient>?, dwelling: ID<Dwelling>?, submittedAt: Instant, party: String = "",
        handover: Handover? = nil, duties: [Duty], cancelledAt: Instant?, revision: Int,
        cohabitant: CasePerson? = nil
    ) {
        self.id = id
        self.number = number
        self.routine = routine
        self.unit = unit
        self.recipient = recipient
        self.dwelling = dwelling
        self.submittedAt = submittedAt
        self.party = party
        self.handover = handover
        self.duties = duties
        self.cancelledAt = cancelledAt
        self.revision = revision
        self.cohabitant = cohabitant
    }

    public func duty(_ key: String) -> Duty? { duties.first { $0.key == key } }

    /// Where devices are mounted: after a move in the new home.
    public var installationHome: ID<Dwelling>? { handover?.newHome ?? dwelling }
}

/// `VT-2026-000123`: team prefix, year, running number of the year.
public struct CaseNumber: Hashable, Sendable, Codable, CustomStringConvertible {
    public let text: String
    public var description: String { text }

    public init(stored text: String) { self.text = text }

    public init(year: Int, sequence: Int) {
        let digits = String(sequence)
        text = "VT-\(year)-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    /// `nil` where `text` is not shaped as a case number; lower case is taken too.
    public init?(_ text: String) {
        let upper = text.uppercased()
        guard upper.wholeMatch(of: #/VT-[0-9]{4}-[0-9]{6,}/#) != nil else { return nil }
        self.text = upper
    }
}

/// A duty as one case has it.
public struct Duty: Hashable, Sendable {
    public enum State: String, Sendable, Codable, CaseIterable { case open, done, waived }

    public let definition: DutyDefinition
    public internal(set) var state: State
    public internal(set) var endedAt: Instant?
    public internal(set) var dueOn: Day?
    /// When it was last opened again after it had been done.
    public internal(set) var reopenedAt: Instant?

    public var key: String { definition.key }
    public var isOpen: Bool { state == .open }

    public init(
        definition: DutyDefinition, state: State = .open, endedAt: Instant? = nil, dueOn: Day? = nil,
        reopenedAt: Instant? = nil
    ) {
        self.definition = definition
        self.state = state
        self.endedAt = endedAt
        self.dueOn = dueOn
        self.reopenedAt = reopenedAt
    }
}
