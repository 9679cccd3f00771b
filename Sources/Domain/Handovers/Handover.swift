/// What joins the two halves of a move (I2): each half is a case of its own, and the team's work stands here once.
public struct Handover: Hashable, Sendable {
    public let id: ID<Handover>
    /// The edition that the first half was ordered under; the shared work is that edition's.
    public let routine: RoutineEdition
    public let movesOn: Day
    /// The home that the person leaves, and the one they come to; the same where only the provider changes.
    public let oldHome: ID<Dwelling>
    public let newHome: ID<Dwelling>
    public let cases: [Side: ID<Case>]

    public init(
        id: ID<Handover>, routine: RoutineEdition, movesOn: Day, oldHome: ID<Dwelling>,
        newHome: ID<Dwelling>, cases: [Side: ID<Case>]
    ) {
        self.id = id
        self.routine = routine
        self.movesOn = movesOn
        self.oldHome = oldHome
        self.newHome = newHome
        self.cases = cases
    }
}

extension Handover {
    /// Only an address that changes asks for visits and work in the homes (R5.21).
    public var changesHome: Bool { oldHome != newHome }

    public func other(than order: ID<Case>) -> ID<Case>? { cases.values.first { $0 != order } }
}

/// What one half says of the move.
public struct MoveTerms: Hashable, Sendable {
    public let movesOn: Day
    public let oldHome: ID<Dwelling>
    public let newHome: ID<Dwelling>

    public init(movesOn: Day, oldHome: ID<Dwelling>, newHome: ID<Dwelling>) {
        self.movesOn = movesOn
        self.oldHome = oldHome
        self.newHome = newHome
    }
}

/// What the two halves of a move say differently.
public enum HalfDifference: String, Sendable, CaseIterable {
    case movesOn, oldHome, newHome
    /// Another unit has ordered than the one that was named.
    case unit
}

extension Handover {
    /// The handover that a half with these terms belongs to: of the same person's that lack this side, the one whose
    /// day is nearest, and not more than `tolerance` days away.
    public static func match(
        _ terms: MoveTerms, on side: Side, among open: [Handover], tolerance: Int
    ) -> Handover? {
        open.filter { $0.cases[side] == nil && $0.days(to: terms.movesOn) <= tolerance }
            .min { ($0.days(to: terms.movesOn), $0.id.text) < ($1.days(to: terms.movesOn), $1.id.text) }
    }

    private func days(to day: Day) -> Int { abs(Int(day.epochDay) - Int(movesOn.epochDay)) }

    public func differences(from terms: MoveTerms) -> [HalfDifference] {
        [
            terms.movesOn == movesOn ? nil : .movesOn, terms.oldHome == oldHome ? nil : .oldHome,
            terms.newHome == newHome ? nil : .newHome,
        ].compactMap { $0 }
    }
}
