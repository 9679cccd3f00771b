/// Devices that are packed together and go to one home, so that one label is read instead of several: an alarm with its
/// button and its lock unit, for example.
public struct Kit: Hashable, Sendable {
    public let id: ID<Kit>
    /// `SATS-0001`; read and typed like a serial number.
    public let number: SerialNumber
    /// By kind, then serial number.
    public let devices: [Device]
    /// Where it lies; empty where its devices lie nowhere in particular.
    public let place: String

    public init(id: ID<Kit>, number: SerialNumber, devices: [Device], place: String) {
        self.id = id
        self.number = number
        self.devices = devices
        self.place = place
    }

    public static func number(_ sequence: Int) -> SerialNumber {
        let digits = String(sequence)
        let zeros = String(repeating: "0", count: max(0, 4 - digits.count))
        return SerialNumber(stored: "SATS-\(zeros)\(digits)")
    }

    public var kinds: [DeviceKind] { devices.map(\.kind) }

    /// Nothing of it is held for a case.
    public var isFree: Bool { devices.allSatisfy { $0.status == .inStock } }

    /// What is wrong with packing these together, which lie in the places named.
    /// - Returns: every fault, at `serials`.
    public static func faults(packing devices: [Device], from places: Set<String>) -> [Fault] {
        var faults: [Fault] = []
        if devices.count < 2 { faults.append(Fault("kit.tooFew", field: "serials")) }
        for device in devices where device.status != .inStock {
            faults.append(
                Fault(
                    "kit.notInStock", field: "serials",
                    ["serial": device.serial.text, "status": device.status.rawValue]))
        }
        let kinds = Dictionary(grouping: devices, by: \.kind).filter { $0.value.count > 1 }
        for kind in kinds.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            faults.append(Fault("kit.twoOfAKind", field: "serials", ["kind": kind.rawValue]))
        }
        if places.count > 1 {
            faults.append(
                Fault("kit.elsewhere", field: "serials", ["places": places.sorted().joined(separator: ", ")]))
        }
        return faults
    }
}
