/// What a consent to supervision by camera must be, from a day on: by law, and by what the municipality has decided. A policy is
/// never changed; another one follows it, so that it can be told under which each consent was given.
public struct ConsentPolicy: Hashable, Sendable {
    /// In the order in which they were decided; 0 is the law alone.
    public let number: Int
    /// The first day on which consents are given under it.
    public let from: Day
    /// Whether whoever lives there too, and is affected, is asked; the person always is.
    public let asksCohabitant: Bool
    /// Whether somebody may speak for one who cannot.
    public let acceptsRepresentative: Bool
    /// Whether it is enough to have said it.
    public let acceptsOral: Bool
    /// How long a consent holds at most; `nil` where that is left to whoever gives it.
    public let months: Int?
    /// The law or decision.
    public let source: String

    public init(
        number: Int, from: Day, asksCohabitant: Bool, acceptsRepresentative: Bool, acceptsOral: Bool,
        months: Int?, source: String
    ) {
        self.number = number
        self.from = from
        self.asksCohabitant = asksCohabitant
        self.acceptsRepresentative = acceptsRepresentative
        self.acceptsOral = acceptsOral
        self.months = months
        self.source = source
    }

    /// The last day on which a consent of that day can hold.
    public func lastDay(givenOn day: Day) -> Day? {
        months.map { day.adding(months: $0).adding(days: -1) }
    }
}

/// All policies that have been decided, and the law before them.
public struct ConsentPolicies: Hashable, Sendable {
    /// What the law asks for where nothing is decided: the consent of the person, and of a close one who lives there for good and is
    /// affected (SoLPUL 2001:454, 9 §). It says nothing of form or time.
    private static func law(from day: Day) -> ConsentPolicy {
        ConsentPolicy(
            number: 0, from: day, asksCohabitant: true, acceptsRepresentative: true, acceptsOral: true,
            months: nil, source: "SoLPUL (2001:454) 9 §")
    }

    /// By the day from which they hold, of two from the same day the one decided last after the other; the law first.
    public let all: [ConsentPolicy]

    public init(_ decided: [ConsentPolicy] = []) {
        // The day on which SoLPUL came into force.
        let law = Day(year: 2001, month: 10, day: 1).map(Self.law)
        all = [law].compactMap { $0 } + decided.sorted { ($0.from, $0.number) < ($1.from, $1.number) }
    }

    /// The one under which a consent of that day is given.
    /// - Throws: `invalid` at `day` for a day before there was any.
    public func inForce(on day: Day) throws(AppError) -> ConsentPolicy {
        guard let policy = all.last(where: { $0.from <= day }) else {
            throw .invalid("form.day.wrong", field: "day")
        }
        return policy
    }

    /// The last day on which consents are given under a policy: `nil` for the latest, and before its first day where another
    /// took its place before it began.
    public func lastDay(of policy: ConsentPolicy) -> Day? {
        guard let place = all.firstIndex(of: policy), place + 1 < all.count else { return nil }
        return all[place + 1].from.adding(days: -1)
    }
}

extension ConsentPolicy {
    /// A policy as it was typed.
    /// - Parameter typed: `from`, `manner` (`oral` or `written`), `representative` and `cohabitant` (`yes` or `no`), `months`,
    ///   `source`.
    /// - Throws: `invalid` with every fault. A policy begins today at the earliest: what was given before stands as it was given.
    public init(_ typed: Answers, number: Int, today: Day) throws(AppError) {
        var faults: [Fault] = []
        let from = Day(typed["from"])
        if let from, from < today { faults.append(Fault("consentPolicy.from.past", field: "from")) }
        if from == nil {
            faults.append(
                Fault(typed["from"].isEmpty ? "form.required" : "form.day.wrong", field: "from"))
        }
        let manner = ConsentManner(rawValue: typed["manner"])
        if manner == nil { faults.append(Fault("form.choose", field: "manner")) }
        for field in ["representative", "cohabitant"] where !["yes", "no"].contains(typed[field]) {
            faults.append(Fault("form.choose", field: field))
        }
        let months = Int(typed["months"])
        if !typed["months"].isEmpty, !(1...120).contains(months ?? 0) {
            faults.append(Fault("consentPolicy.months.wrong", field: "months"))
        }
        let source = Text.cleaned(typed["source"])
        if source.isEmpty { faults.append(Fault("form.required", field: "source")) }
        if Text.isLonger(source, than: Text.shortLimit) {
            faults.append(Fault("form.tooLong", field: "source", ["limit": "\(Text.shortLimit)"]))
        }
        guard faults.isEmpty, let from, let manner else { throw AppError(.invalid, faults) }
        self.init(
            number: number, from: from, asksCohabitant: typed["cohabitant"] == "yes",
            acceptsRepresentative: typed["representative"] == "yes", acceptsOral: manner == .oral,
            months: months, source: source)
    }
}
