/// Whose personal files are kept for ever, for research's sake (SoF 2025:468, 13 ch. 1 §).
public enum ResearchExemption: String, Sendable, CaseIterable {
    /// Everybody's: the municipalities of Östergötland, Gotland and Västernorrland, and Göteborg.
    case municipality
    /// Those of people who were born on the 5th, 15th and 25th: all other municipalities.
    case birthDays
    /// Nobody's: for files to which the exemption does not apply.
    case none
}

/// How long files are kept after the last note in them; a municipality's own rule.
public struct RetentionRule: Hashable, Sendable {
    /// On which days of a month those were born whose files are kept in every municipality (SoF 2025:468, 13 ch. 1 §).
    public static let researchDays: Set = [5, 15, 25]

    public var exemption = ResearchExemption.municipality
    /// Five years after the last note, as the Social Services Act had it (2001:453, 12 ch. 1 §; LSS 21 c §).
    public var personalFileYears = 5
    /// What is kept of a unit: extracts, and orders about nobody. Seven years, as accounting material is.
    public var unitFileYears = 7

    public init() {}

    /// Whether the file of somebody born on `birth` is kept for ever. So is one of whom no birth date is known: it cannot be
    /// taken back.
    public func keepsForResearch(bornOn birth: Day?) -> Bool {
        switch exemption {
        case .municipality: true
        case .birthDays: birth.map { Self.researchDays.contains($0.day) } ?? true
        case .none: false
        }
    }

    /// The last day by which a file must have been disposed of: the end of the calendar year after the one in which its time
    /// was out.
    public func lastDay(afterNote note: Day) -> Day? {
        Day(year: note.adding(months: 12 * personalFileYears).year + 1, month: 12, day: 31)
    }

    /// A file is due where its last note is older than this day.
    public func dueBefore(_ today: Day) -> Day { today.adding(months: -12 * personalFileYears) }
    public func unitDueBefore(_ today: Day) -> Day { today.adding(months: -12 * unitFileYears) }
}

/// Why a file is not disposed of for the time being.
public enum FileHold: String, Sendable, CaseIterable {
    /// It is wanted: an inspection, a dispute, a request that is being answered.
    case hold
    /// The person has asked that nothing but keeping is done with what is disputed (GDPR 18).
    case restriction
}

/// How a transfer to the archive ended.
public enum TransferOutcome: String, Sendable, CaseIterable {
    /// The archive has confirmed that it has what was sent.
    case received
    /// Nothing was sent, or it was not taken in.
    case withdrawn
}

/// Phantom types that tell identities apart.
public enum Disposal {}
public enum HeldFile {}
public enum ArchiveTransfer {}
