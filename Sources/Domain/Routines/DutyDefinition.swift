/// Something that a routine asks of a party. Shared by all the cases that have the duty.
public final class DutyDefinition: Hashable, Sendable {
    public let key: String
    public let party: String
    public let kind: DutyKind
    /// Whom of the case's people it is about.
    public let about: PersonRole
    public let title: BilingualText
    /// What the routine asks and why, shown beside the work.
    public let guidance: BilingualText?
    /// The duty applies only to orders for which this holds; `nil` means to all.
    public let condition: Condition?
    /// Duties that must be done before this one can be.
    public let after: [String]
    public let due: Deadline?
    /// The duty is not made with the order but when this happens; `nil` means with the order.
    public let arises: Occasion?
    /// Where the requirement stands: `R2.12`.
    public let source: String?

    public init(
        key: String, party: String, kind: DutyKind, title: BilingualText, guidance: BilingualText? = nil,
        condition: Condition? = nil, after: [String] = [], due: Deadline? = nil, arises: Occasion? = nil,
        about: PersonRole = .recipient, source: String? = nil
    ) {
        self.key = key
        self.party = party
        self.kind = kind
        self.title = title
        self.guidance = guidance
        self.condition = condition
        self.after = after
        self.due = due
        self.arises = arises
        self.about = about
        self.source = source
    }

    public static func == (left: DutyDefinition, right: DutyDefinition) -> Bool {
        left === right
            || (left.key == right.key && left.party == right.party && left.kind == right.kind
                && left.title == right.title && left.guidance == right.guidance
                && left.condition == right.condition && left.after == right.after && left.due == right.due
                && left.arises == right.arises && left.about == right.about
                && left.source == right.source)
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(key) }
}

extension DutyDefinition {
    /// The kinds of device that the duty mounts; none for other duties.
    public var devices: [DeviceKind] {
        if case .install(let installation) = kind { installation.devices } else { [] }
    }

    /// The feedback gives serial numbers with it.
    public var tellsSerials: Bool {
        if case .giveFeedback(let feedback) = kind { !feedback.tells.isEmpty } else { false }
    }
}

/// What makes a duty that nobody can foresee when the order comes.
public enum Occasion: String, Sendable, Codable, CaseIterable {
    /// The two halves of a move say different days or addresses.
    case halvesDiffer
    /// Nobody is linked to the lock any longer (I7).
    case lastLinkEnds
    /// A key or tag cannot be found (I12).
    case keyLost
}

/// What a routine can ask for: a closed set, for data chooses and code acts.
public enum DutyKind: Hashable, Sendable {
    /// Somebody attests what was done in a named system.
    case attest(system: String)
    case keyReceipt(KeyMovement)
    case book(VisitPurpose)
    /// Devices mounted in the recipient's dwelling; each counts as active only after its function test.
    case install(Installation)
    /// Devices of these kinds are taken down, whichever of them the recipient has when it is done. What moves along
    /// is kept for the case's own installation.
    case uninstall([DeviceKind], movesAlong: Bool)
    case handOverLeaflet
    /// Somebody agrees to being supervised by camera.
    case consent(ConsentGiver)
    /// The sign about the camera is put up, in Swedish and in the languages that the order asks for.
    case postNotices
    case startSupervision(centre: String)
    case giveFeedback(Feedback)
    /// The cohabitant is linked to the recipient's lock, in the named system and in the register; no visit.
    case linkLock(system: String)
    /// The recipient's link to a lock ends; that of others stays (I7).
    case unlinkLock(system: String)
    /// A party sends its half of a move; done by itself when the half comes.
    case order
    /// The party orders under another routine too; done by itself when that order is sent.
    case linkedOrder(routine: String)
    /// The team finds out which day and which addresses hold, where the two halves differ.
    case settleDifferences
    /// The receiving unit becomes responsible for the person, and the team attests it in a named system.
    case passResponsibility(system: String)
    /// The extract of the unit's active alarm customers is made and sealed.
    case produceExtract

    public struct Installation: Hashable, Sendable {
        public let devices: [DeviceKind]
        /// The lock's original part is kept, to be refitted one day.
        public let keepsOriginalPart: Bool

        public init(devices: [DeviceKind], keepsOriginalPart: Bool) {
            self.devices = devices
            self.keepsOriginalPart = keepsOriginalPart
        }
    }

    public struct Feedback: Hashable, Sendable {
        public let party: String
        public let channels: [FeedbackChannel]
        /// The kinds of device whose serial numbers the party is told, of those that the recipient has.
        public let tells: [DeviceKind]
        /// What the team sends unless it writes something else.
        public let message: BilingualText

        public init(
            party: String, channels: [FeedbackChannel], tells: [DeviceKind] = [], message: BilingualText
        ) {
            self.party = party
            self.channels = channels
            self.tells = tells
            self.message = message
        }
    }
}

extension DutyKind {
    /// Done in the recipient's home, on the visit.
    public var isWorkOnVisit: Bool {
        switch self {
        // Two who get one lock at once are linked to it while the technician is there.
        case .handOverLeaflet, .consent, .postNotices, .linkLock: true
        default: changesHome
        }
    }

    /// The work is about supervision by camera.
    public var concernsCamera: Bool {
        switch self {
        case .consent, .postNotices, .startSupervision: true
        case .install(let installation): installation.devices.contains(.safetyCamera)
        case .uninstall(let kinds, _): kinds.contains(.safetyCamera)
        case .giveFeedback(let feedback): feedback.tells.contains(.safetyCamera)
        default: false
        }
    }

    public var isBooking: Bool {
        if case .book = self { true } else { false }
    }

    /// The kinds of device that are mounted or taken down.
    public var handled: [DeviceKind] {
        switch self {
        case .install(let installation): installation.devices
        case .uninstall(let kinds, _): kinds
        default: []
        }
    }

    /// There is nothing to do where the case is about no person.
    var needsPerson: Bool {
        switch self {
        case .keyReceipt, .handOverLeaflet, .consent, .postNotices, .startSupervision, .linkLock, .unlinkLock,
            .order, .settleDifferences, .passResponsibility:
            true
        case .attest, .book, .install, .uninstall, .giveFeedback, .linkedOrder, .produceExtract: false
        }
    }

    public var linksCohabitant: Bool {
        if case .linkLock = self { true } else { false }
    }

    /// What no longer lets an order be called off.
    public var changesRegister: Bool {
        switch self {
        case .linkLock, .unlinkLock, .passResponsibility: true
        default: changesHome
        }
    }

    /// Something is mounted or taken down: what cannot be undone by a click.
    public var changesHome: Bool {
        switch self {
        case .install, .uninstall: true
        default: false
        }
    }
}

public enum KeyMovement: String, Sendable, Codable, CaseIterable { case checkOut, giveBack }
public enum VisitPurpose: String, Sendable, Codable, CaseIterable { case install, uninstall, both }
public enum FeedbackChannel: String, Sendable, Codable, CaseIterable { case caseMessage, phone }

public enum DeviceKind: String, Sendable, Codable, CaseIterable {
    case alarmBase, alarmButton, lockUnit, safetyCamera, providerEmergencyAlarm

    /// A unit has it for its own staff; it is never a person's (I14).
    public var belongsToUnit: Bool { self == .providerEmergencyAlarm }
}

/// A number of working days counted from the day the order came or another duty was done, or before the move.
public struct Deadline: Hashable, Sendable {
    public enum Start: Hashable, Sendable {
        case submission, duty(String)
        /// Backwards from the day on which the person moves.
        case move
        /// The day that an extract is about, where that is later than the order (C10).
        case extractDay
    }

    public let workingDays: Int
    public let start: Start

    public init(workingDays: Int, start: Start) {
        self.workingDays = workingDays
        self.start = start
    }

    /// The day that an order fixes, if it does: the deadline may hang on another duty.
    public func day(
        orderedOn today: Day, movesOn: Day?, extractDay: Day? = nil, calendar: WorkingCalendar
    ) -> Day? {
        switch start {
        case .submission: calendar.adding(workingDays: workingDays, to: today)
        case .duty: nil
        case .move: movesOn.map { calendar.adding(workingDays: -workingDays, to: $0) }
        case .extractDay: calendar.adding(workingDays: workingDays, to: max(today, extractDay ?? today))
        }
    }
}

/// What must hold before the order is sent (the routine's own gate), attested on the form.
public struct Precondition: Hashable, Sendable {
    public let key: String
    /// The attestation duty that the order's own form completes.
    public let duty: String
    public let question: BilingualText
    /// Why an order that does not meet it is stopped.
    public let reason: BilingualText

    public init(key: String, duty: String, question: BilingualText, reason: BilingualText) {
        self.key = key
        self.duty = duty
        self.question = question
        self.reason = reason
    }
}
