/// The two visits of a move, agreed on in one call: what is fetched in the home that is left is mounted in the new one.
public struct VisitPair: Hashable, Sendable {
    /// `nil` where it is made already.
    public let uninstall: Visit?
    public let install: Visit
    /// What is agreed for the time without an alarm (I5); may be empty where it is all done in one day.
    public let fallback: String

    /// - Throws: `invalid` at `install.time` where the second visit begins before the first has ended, and at `fallback`
    ///   where the person is without an alarm overnight and nothing is agreed.
    public init(uninstall: Visit?, install: Visit, fallback: String) throws(AppError) {
        var faults: [Fault] = []
        if let uninstall, install.startsAt < uninstall.endsAt {
            faults.append(
                Fault(
                    "visit.pair.order", field: "install.time",
                    ["time": uninstall.endsAt.clock.description]))
        } else if let uninstall, uninstall.startsAt.day != install.endsAt.day, fallback.isEmpty {
            faults.append(Fault("visit.pair.fallback", field: "fallback"))
        }
        if Text.isLonger(fallback, than: Text.longLimit) {
            faults.append(Fault("form.tooLong", field: "fallback", ["limit": "\(Text.longLimit)"]))
        }
        guard faults.isEmpty else { throw AppError(.invalid, faults) }
        self.uninstall = uninstall
        self.install = install
        self.fallback = fallback
    }
}

extension VisitPair {
    /// - Parameter fetchedAt: since when the person lacks what moves along, where it is fetched and not mounted yet.
    /// - Throws: `invalid` at `fallback` where the person has been without an alarm since an earlier day, and nothing is
    ///   agreed (I5).
    public func requireAgreement(fetchedAt: Instant?) throws(AppError) {
        guard uninstall == nil, let fetchedAt, fetchedAt.day != install.endsAt.day, fallback.isEmpty else {
            return
        }
        throw .invalid("visit.pair.fallback", field: "fallback")
    }
}

extension Visit {
    public var endsAt: Instant { startsAt.adding(minutes: Int64(minutes)) }
}

extension VisitPurpose {
    /// Whether the work of a duty is done on a visit with this purpose. A visit of its own is for all that is to be
    /// done in the home, whatever it is called.
    public func covers(_ kind: DutyKind, isPaired: Bool) -> Bool {
        guard isPaired, self != .both else { return kind.isWorkOnVisit }
        return kind.isWorkOnVisit && kind.isUninstallation == (self == .uninstall)
    }
}

extension DutyKind {
    public var isUninstallation: Bool { if case .uninstall = self { true } else { false } }
}

extension Case {
    /// Something is still to be fetched in the home that is left.
    public var hasOpenUninstallation: Bool {
        duties.contains { $0.isOpen && $0.definition.kind.isUninstallation }
    }

    /// When what moves along was taken down; `nil` as long as it is not.
    public var fetchedAt: Instant? {
        duties.filter { duty in
            if case .uninstall(_, movesAlong: true) = duty.definition.kind {
                duty.state == .done
            } else {
                false
            }
        }.compactMap(\.endedAt).max()
    }

    /// Since when the person lacks what moves along: taken down, and not mounted again.
    public var lacksSince: Instant? {
        let isMounted = duties.allSatisfy { duty in
            guard case .install(let installation) = duty.definition.kind, duty.isOpen else { return true }
            return movingKinds.isDisjoint(with: installation.devices)
        }
        return isMounted ? nil : fetchedAt
    }

    private var movingKinds: Set<DeviceKind> {
        Set(
            duties.flatMap { duty -> [DeviceKind] in
                if case .uninstall(let kinds, movesAlong: true) = duty.definition.kind { kinds } else { [] }
            })
    }

    /// A camera is what moves along, and not an alarm.
    public var movesCamera: Bool {
        movingKinds.contains(.safetyCamera)
    }

    /// The two halves say different things, and nobody has found out yet which holds.
    public var isUnsettled: Bool {
        duties.contains { $0.isOpen && $0.definition.kind == .settleDifferences }
    }

    /// Where a visit of a move goes.
    public func home(for purpose: VisitPurpose) -> ID<Dwelling>? {
        purpose == .uninstall ? handover?.oldHome ?? dwelling : installationHome
    }
}
