/// Whose alarm customers an extract counts.
public enum ExtractScope: Hashable, Sendable {
    case unit(ID<ProviderUnit>)
    case provider(ID<CareProvider>)
    case municipality

    public enum Kind: String, Sendable, CaseIterable { case unit, provider, municipality }

    public var kind: Kind {
        switch self {
        case .unit: .unit
        case .provider: .provider
        case .municipality: .municipality
        }
    }
}

/// The moment that an extract counts at, and the moment whose knowledge it counts by (C9).
public struct ExtractMoment: Hashable, Sendable {
    /// The day that was asked for; `nil` where the extract is of the moment when it is made (R4.4).
    public let day: Day?
    /// Of a day its beginning: midnight in Stockholm. What begins then counts, what ends then does not.
    public let asOf: Instant
    /// What was recorded before counts.
    public let knownAt: Instant

    public init(day: Day?, knownAt: Instant) {
        self.day = day
        asOf = day?.start ?? knownAt
        self.knownAt = knownAt
    }

    /// Any moment, and what was known at any other; for those who look back.
    public init(asOf: Instant, knownAt: Instant) {
        day = nil
        self.asOf = asOf
        self.knownAt = knownAt
    }

    /// The first day of the month that is billed by it.
    public var month: Day { (day ?? asOf.day).firstOfMonth }
}

/// One alarm customer: a person, however many devices they have.
public struct AlarmCustomer: Hashable, Sendable {
    /// Who it is, or that it is nobody's to know.
    public enum Shown: Hashable, Sendable {
        case named(String, PersonIdentifier)
        /// Somebody whose data are protected: counted, with a number of their own within the extract.
        case coded(Int)
    }

    public let person: ID<CareRecipient>
    public let shown: Shown
    public let unit: String
    /// Since when the alarm that makes them a customer is active.
    public let activeFrom: Instant
    /// The installation that makes them a customer: the first that was active still.
    public let association: ID<AlarmAssociation>

    /// Nothing is told of them but that they are counted.
    public var isCoded: Bool { if case .coded = shown { true } else { false } }

    public init(
        person: ID<CareRecipient>, shown: Shown, unit: String, activeFrom: Instant,
        association: ID<AlarmAssociation>
    ) {
        self.person = person
        self.shown = shown
        self.unit = unit
        self.activeFrom = activeFrom
        self.association = association
    }
}

/// An alarm that a unit has for its own staff (akutlarm): told apart, and taken off the total (R4.5).
public struct EmergencyAlarm: Hashable, Sendable {
    public let serial: SerialNumber
    public let unit: String
    public let activeFrom: Instant

    public init(serial: SerialNumber, unit: String, activeFrom: Instant) {
        self.serial = serial
        self.unit = unit
        self.activeFrom = activeFrom
    }
}

/// What is counted: active alarms in all, those of the staff, and what is left to bill.
public struct ExtractTotals: Hashable, Sendable {
    public let customers: Int
    public let emergencyAlarms: Int

    public init(customers: Int, emergencyAlarms: Int) {
        self.customers = customers
        self.emergencyAlarms = emergencyAlarms
    }

    public var total: Int { customers + emergencyAlarms }
    public var billable: Int { total - emergencyAlarms }
}

/// The files that an extract is given out as.
public enum ExtractFormat: String, Sendable, CaseIterable { case xlsx, pdf, csv }

/// An extract once it is sealed.
public enum SealedExtract {}

/// The bond between a person and the alarm that makes them a customer: one installation, from its beginning to its end.
public enum AlarmAssociation {}
