extension Case {
    public var state: State {
        if cancelledAt != nil { return .cancelled }
        if duties.allSatisfy({ !$0.isOpen }) { return .closed }
        return openDuties(of: .team).isEmpty ? .handled : .submitted
    }

    public var isOpen: Bool { state == .submitted || state == .handled }

    public func openDuties(of role: Party.Role) -> [Duty] {
        duties.filter { $0.isOpen && ownRole(of: $0) == role }
    }

    public func partyRole(of duty: Duty) -> Party.Role? { routine.party(duty.definition.party)?.role }

    /// The duty is the other unit's, on the other side of a move.
    public func isOtherHalfs(_ duty: Duty) -> Bool {
        routine.isInHalves && partyRole(of: duty) == .orderer && duty.definition.party != party
    }

    /// Whose duty it is, as this case sees it; `nil` for the unit on the other side.
    public func ownRole(of duty: Duty) -> Party.Role? { isOtherHalfs(duty) ? nil : partyRole(of: duty) }

    /// Open duties whose predecessors are done, in the routine's order; none in a cancelled case.
    public var readyDuties: [Duty] {
        guard cancelledAt == nil else { return [] }
        let open = Set(duties.lazy.filter(\.isOpen).map(\.key))
        return duties.filter { $0.isOpen && open.isDisjoint(with: $0.definition.after) }
    }

    /// The open duties that `duty` waits for. A duty that does not apply to this order blocks nothing.
    public func blockers(of duty: Duty) -> [Duty] {
        duty.definition.after.compactMap(self.duty).filter(\.isOpen)
    }

    /// Whom the case waits on: the first ready duty that others wait for, else the first ready one.
    public var waiting: Waiting? { waits.first }

    /// What the case waits on one side for, if anything.
    public func waiting(on role: Party.Role) -> Waiting? { waits[role] }

    /// What the case waits for, on all sides.
    public var waits: Waits {
        let ready = readyDuties
        let awaited = Set(duties.lazy.filter(\.isOpen).flatMap(\.definition.after))
        let sides = Party.Role.allCases.compactMap { role -> Waiting? in
            let own = ready.filter { ownRole(of: $0) == role }
            guard let duty = own.first(where: { awaited.contains($0.key) }) ?? own.first else { return nil }
            return Waiting(role: role, duty: duty.key, since: readySince(duty), dueOn: duty.dueOn)
        }
        let others = ready.filter(isOtherHalfs).map { duty in
            Waiting(
                role: .orderer, duty: duty.key, since: readySince(duty), dueOn: duty.dueOn,
                isOtherHalfs: true)
        }
        let inOrder = ready.compactMap { duty in (sides + others).first { $0.duty == duty.key } }
        return Waits(sides: sides, first: inOrder.first { awaited.contains($0.duty) } ?? inOrder.first)
    }

    /// Whom the case waits on as one side sees it: on itself first, where it has something to do.
    public func waiting(seenBy role: Party.Role?) -> Waiting? { role.flatMap(waiting(on:)) ?? waiting }

    /// When the last predecessor was done or the duty was opened again, or the order came.
    public func readySince(_ duty: Duty) -> Instant {
        (duty.definition.after.map { self.duty($0)?.endedAt } + [duty.reopenedAt]).compactMap { $0 }.max()
            ?? submittedAt
    }

    /// The earliest deadline among the open duties of `role`.
    public func dueOn(for role: Party.Role) -> Day? { openDuties(of: role).compactMap(\.dueOn).min() }

    /// The earliest deadline that the team has to look after: its own, and that of a half that is missing (I3).
    public var dueInQueue: Day? {
        duties.filter { $0.isOpen && ownRole(of: $0) != .orderer }.compactMap(\.dueOn).min()
    }
}

/// What a case waits for on each side, and which of them comes first.
public struct Waits: Hashable, Sendable {
    fileprivate let sides: [Waiting]
    public let first: Waiting?

    public subscript(role: Party.Role) -> Waiting? { sides.first { $0.role == role } }
}

/// Whom a case waits on, for what, since when and until when.
public struct Waiting: Hashable, Sendable {
    public let role: Party.Role
    public let duty: String
    public let since: Instant
    public let dueOn: Day?
    /// It waits on the unit on the other side of a move.
    public let isOtherHalfs: Bool

    public init(
        role: Party.Role, duty: String, since: Instant, dueOn: Day?, isOtherHalfs: Bool = false
    ) {
        self.isOtherHalfs = isOtherHalfs
        self.role = role
        self.duty = duty
        self.since = since
        self.dueOn = dueOn
    }
}
