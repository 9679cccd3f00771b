/// A period of a fact of which a person has one at a time, such as where they live.
public struct FactPeriod: Hashable, Sendable {
    public let id: String
    /// What holds in it: a home, a unit.
    public let place: String
    public let from: Instant
    /// `nil` where it holds still.
    public let to: Instant?

    public init(id: String, place: String, from: Instant, to: Instant?) {
        self.id = id
        self.place = place
        self.from = from
        self.to = to
    }

    fileprivate var end: Int64 { to?.milliseconds ?? .max }
    fileprivate var isEmpty: Bool { end <= from.milliseconds }

    fileprivate func overlaps(_ other: FactPeriod) -> Bool {
        !isEmpty && !other.isEmpty && from.milliseconds < other.end && other.from.milliseconds < end
    }
}

/// What is left of a period that gives way to others.
public struct PeriodCut: Hashable, Sendable {
    public let period: FactPeriod
    public let from: Instant
    public let to: Instant?

    public init(period: FactPeriod, from: Instant, to: Instant?) {
        self.period = period
        self.from = from
        self.to = to
    }

    /// Nothing is left: it is as if it had never held.
    public var isNothing: Bool { from == to }
}

/// How the periods of two people become those of one.
public enum PeriodMerging {
    /// Whether one person would have been in two places at once.
    public static func contradict(_ ones: [FactPeriod], _ others: [FactPeriod]) -> Bool {
        ones.contains { one in others.contains { $0.place != one.place && $0.overlaps(one) } }
    }

    /// Cuts the periods of `yielding` so that none overlaps with one of `standing`; of those that need no cut nothing is
    /// told.
    /// - Returns: `nil` where one would fall in two parts, which no cut can say.
    public static func cuts(of yielding: [FactPeriod], around standing: [FactPeriod]) -> [PeriodCut]? {
        var cuts: [PeriodCut] = []
        for period in yielding {
            let inTheWay = standing.filter { $0.overlaps(period) }
            guard !inTheWay.isEmpty else { continue }
            guard let cut = cut(period, around: inTheWay) else { return nil }
            cuts.append(cut)
        }
        return cuts
    }

    private static func cut(_ period: FactPeriod, around standing: [FactPeriod]) -> PeriodCut? {
        var parts: [(from: Int64, to: Int64)] = []
        var from = period.from.milliseconds
        for other in standing.sorted(by: { $0.from < $1.from }) {
            if other.from.milliseconds > from { parts.append((from, other.from.milliseconds)) }
            from = max(from, other.end)
        }
        if from < period.end { parts.append((from, period.end)) }
        guard parts.count <= 1 else { return nil }
        guard let part = parts.first else {
            return PeriodCut(period: period, from: period.from, to: period.from)
        }
        return PeriodCut(
            period: period, from: Instant(milliseconds: part.from),
            to: part.to == .max ? nil : Instant(milliseconds: part.to))
    }
}
