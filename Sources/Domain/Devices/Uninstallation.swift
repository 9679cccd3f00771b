/// What an uninstallation is about: what a recipient has at home, or a unit in its own premises.
public struct MountedDevice: Hashable, Sendable {
    public let device: Device
    public let home: Dwelling
    /// How many others open their door with the same lock; 0 for what is not a lock.
    public let othersLinked: Int
    /// Where the lock's own part lies; empty where none is kept.
    public let originalPart: String

    public init(device: Device, home: Dwelling, othersLinked: Int, originalPart: String) {
        self.device = device
        self.home = home
        self.othersLinked = othersLinked
        self.originalPart = originalPart
    }

    /// A unit may have several of its own, and give back one of them.
    public var mayBeKept: Bool { device.kind.belongsToUnit }

    /// A lock that others need stays; only this person's link to it ends (I7).
    public var stays: Bool { othersLinked > 0 }
}

/// How a device was when it was taken down.
public enum DeviceCondition: String, Sendable, CaseIterable {
    case working, broken, missing

    public var status: Device.Status {
        switch self {
        case .working: .returned
        case .broken: .inRepair
        case .missing: .lost
        }
    }
}

/// What the technician says of an uninstallation.
public struct UninstallationReport: Hashable, Sendable {
    public let conditions: [SerialNumber: DeviceCondition]
    /// What a unit is to have still, of several of its own.
    public let kept: Set<SerialNumber>
    /// Whether the lock's own part sits in the door again (I15); `nil` where that was not answered.
    public let partIsBack: Bool?
    /// Why not, where it does not.
    public let remark: String

    public init(
        conditions: [SerialNumber: DeviceCondition], kept: Set<SerialNumber> = [], partIsBack: Bool?,
        remark: String
    ) {
        self.conditions = conditions
        self.kept = kept
        self.partIsBack = partIsBack
        self.remark = remark
    }

    /// - Throws: `invalid` with every fault, at the form's field names.
    public func check(against mounted: [MountedDevice]) throws(AppError) {
        let asked = mounted.filter { !$0.stays }
        var faults = asked.filter { conditions[$0.device.serial] == nil && !keeps($0) }.map {
            Fault("form.choose", field: Self.field($0.device.serial))
        }
        let leaving = leaving(of: mounted)
        if leaving.isEmpty, let first = asked.first {
            faults.append(Fault("uninstall.allKept", field: Self.field(first.device.serial)))
        }
        if leaving.contains(where: { $0.device.kind == .lockUnit }) {
            switch partIsBack {
            case nil: faults.append(Fault("form.choose", field: "partIsBack"))
            case false? where remark.isEmpty: faults.append(Fault("form.required", field: "remark"))
            default: break
            }
        }
        if Text.isLonger(remark, than: Text.shortLimit) {
            faults.append(Fault("form.tooLong", field: "remark", ["limit": "\(Text.shortLimit)"]))
        }
        guard faults.isEmpty else { throw AppError(.invalid, faults) }
    }

    /// What goes, of what is mounted.
    public func leaving(of mounted: [MountedDevice]) -> [MountedDevice] {
        mounted.filter { !$0.stays && !keeps($0) }
    }

    private func keeps(_ mounted: MountedDevice) -> Bool {
        mounted.mayBeKept && kept.contains(mounted.device.serial)
    }

    /// The answer to how a device was that a unit keeps.
    public static let keptWord = "kept"

    /// The form field that asks how the device was.
    public static func field(_ serial: SerialNumber) -> String { "condition." + serial.text }
}
