/// How one version of an extract differs from the one before it, in one person.
public struct ExtractChange: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable { case added, removed, changed }

    /// What is told otherwise of somebody who stands in both.
    public enum Aspect: String, Sendable, CaseIterable { case name, number, unit, activeFrom, protection }

    public let kind: Kind
    public let person: ID<CareRecipient>
    public let shown: AlarmCustomer.Shown
    /// Of a change what is told otherwise; else empty.
    public let aspects: [Aspect]

    public init(
        kind: Kind, person: ID<CareRecipient>, shown: AlarmCustomer.Shown, aspects: [Aspect] = []
    ) {
        self.kind = kind
        self.person = person
        self.shown = shown
        self.aspects = aspects
    }

    /// The same, of somebody whose data are protected by now: without name and number.
    public var coded: ExtractChange {
        ExtractChange(kind: kind, person: person, shown: .coded(0), aspects: aspects)
    }

    /// - Parameter now: whom somebody is known as today: two who turned out to be one are one.
    /// - Returns: who has come, in the order of the new version; who has gone and who is told otherwise, after them.
    public static func between(
        _ before: [AlarmCustomer], _ after: [AlarmCustomer],
        now: (ID<CareRecipient>) -> ID<CareRecipient>
    ) -> [ExtractChange] {
        let old = Dictionary(before.map { (now($0.person), $0) }) { first, _ in first }
        let new = Set(after.map { now($0.person) })
        // Of two rows that turned out to be one person's, one is gone.
        var seen: Set<ID<CareRecipient>> = []
        let gone = before.filter { line in
            let isFirst = seen.insert(now(line.person)).inserted
            return !new.contains(now(line.person)) || !isFirst
        }
        let added = after.filter { old[now($0.person)] == nil }.map {
            ExtractChange(kind: .added, person: $0.person, shown: $0.shown)
        }
        let removed = gone.map {
            ExtractChange(kind: .removed, person: $0.person, shown: $0.shown)
        }
        let changed = after.compactMap { line -> ExtractChange? in
            guard let was = old[now(line.person)] else { return nil }
            let aspects = line.aspects(otherThanIn: was)
            guard !aspects.isEmpty else { return nil }
            return ExtractChange(kind: .changed, person: line.person, shown: line.shown, aspects: aspects)
        }
        return added + removed + changed
    }
}

extension AlarmCustomer {
    /// What is told otherwise than in `other`, of the same person. The number of a coded row is no news.
    fileprivate func aspects(otherThanIn other: AlarmCustomer) -> [ExtractChange.Aspect] {
        var aspects: [ExtractChange.Aspect] = []
        switch (shown, other.shown) {
        case (.named(let name, let number), .named(let oldName, let oldNumber)):
            if name != oldName { aspects.append(.name) }
            if number != oldNumber { aspects.append(.number) }
        case (.coded, .coded): break
        default: aspects.append(.protection)
        }
        if unit != other.unit { aspects.append(.unit) }
        if activeFrom != other.activeFrom { aspects.append(.activeFrom) }
        return aspects
    }
}
