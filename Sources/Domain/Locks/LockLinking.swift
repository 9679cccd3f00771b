/// A lock, and where it is mounted.
public struct HomeLock: Hashable, Sendable {
    public let device: Device
    public let home: Dwelling

    public init(device: Device, home: Dwelling) {
        self.device = device
        self.home = home
    }
}

/// What there is to know before a cohabitant is linked to the lock of the one they live with.
public struct LockLinking: Hashable, Sendable {
    /// A home of the cohabitant's that is not the lock's.
    public enum Difference: String, Sendable, CaseIterable { case stated, registered }

    /// The first person's locks in the home that the order states.
    public let locks: [HomeLock]
    /// The first person's locks in other homes.
    public let elsewhere: [HomeLock]
    /// Where the cohabitant lives according to the order.
    public let stated: Dwelling
    /// Where the cohabitant lives according to the register; `nil` where it does not know.
    public let registered: Dwelling?
    /// The locks that the cohabitant is linked to already.
    public let linked: Set<SerialNumber>

    public init(
        locks: [HomeLock], elsewhere: [HomeLock], stated: Dwelling, registered: Dwelling?,
        linked: Set<SerialNumber>
    ) {
        self.locks = locks
        self.elsewhere = elsewhere
        self.stated = stated
        self.registered = registered
        self.linked = linked
    }

    /// How the lock's home is another than the cohabitant's (I11); empty where they agree. All locks that may be
    /// chosen are in one home.
    public var differences: [Difference] {
        guard let home = locks.first?.home else { return [] }
        let registeredElsewhere = registered.map { $0.id != home.id } ?? false
        return (stated.id != home.id ? [.stated] : []) + (registeredElsewhere ? [.registered] : [])
    }
}

/// What the team says when it has linked somebody to a lock, or ended a link.
public struct LockReport: Hashable, Sendable {
    /// As it was read from the form; empty where none was chosen.
    public let serial: String
    /// The day on which it was done in the system that opens the door.
    public let day: String
    /// Somebody has made sure that the two share a home although their addresses differ.
    public let isConfirmed: Bool
    public let reason: String

    public init(serial: String, day: String, isConfirmed: Bool = false, reason: String = "") {
        self.serial = serial
        self.day = day
        self.isConfirmed = isConfirmed
        self.reason = Text.cleaned(reason)
    }

    public static let leastReason = 10
}

extension LockLinking {
    /// The lock that the cohabitant is to be linked to.
    /// - Throws: with every fault: no lock in the stated home, one that is not there, two homes that nobody has
    ///   answered for, somebody who is linked already (`conflict`).
    public func chosen(by report: LockReport) throws(AppError) -> HomeLock {
        guard !locks.isEmpty else { throw .invalid("link.noLock", field: "serial") }
        var faults: [Fault] = []
        let lock = locks.first { $0.device.serial.text == report.serial }
        if lock == nil {
            faults.append(
                report.serial.isEmpty
                    ? Fault("form.choose", field: "serial")
                    : Fault("link.notInHome", field: "serial", ["serial": report.serial]))
        }
        faults += confirmationFaults(report)
        guard faults.isEmpty, let lock else { throw AppError(.invalid, faults) }
        guard !linked.contains(lock.device.serial) else {
            throw AppError(.conflict, "link.already", field: "serial", ["serial": lock.device.serial.text])
        }
        return lock
    }

    private func confirmationFaults(_ report: LockReport) -> [Fault] {
        if Text.isLonger(report.reason, than: Text.longLimit) {
            return [Fault("form.tooLong", field: "reason", ["limit": "\(Text.longLimit)"])]
        }
        guard !differences.isEmpty else { return [] }
        guard report.isConfirmed else { return [Fault("link.confirm.missing", field: "confirmed")] }
        return report.reason.count < LockReport.leastReason
            ? [Fault("link.reason.missing", field: "reason")] : []
    }
}
