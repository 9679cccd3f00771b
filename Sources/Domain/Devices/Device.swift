/// One physical device, known by its serial number.
public struct Device: Hashable, Sendable {
    public enum Status: String, Sendable, Codable, CaseIterable {
        case inStock, reserved, allocated, installed, returned, inRepair, lost, scrapped

        /// It is with the team, or was found, and is wanted back in the store.
        public var mayBeRestocked: Bool { [.returned, .inRepair, .lost].contains(self) }

        /// It is with the team, so that it lies somewhere and can be moved and counted.
        public var isWithTeam: Bool {
            [.inStock, .reserved, .allocated, .returned, .inRepair].contains(self)
        }

        /// It may lie in a kit: ready for a home, and held for one at the most.
        public var isPackable: Bool { [.inStock, .reserved, .allocated].contains(self) }
    }

    public let id: ID<Device>
    public let serial: SerialNumber
    public let kind: DeviceKind
    public let model: String
    public let status: Status

    public init(id: ID<Device>, serial: SerialNumber, kind: DeviceKind, model: String, status: Status) {
        self.id = id
        self.serial = serial
        self.kind = kind
        self.model = model
        self.status = status
    }
}

/// A serial number as the maker printed it: upper case, without spaces.
public struct SerialNumber: Hashable, Sendable, Codable, CustomStringConvertible {
    public let text: String
    public var description: String { text }

    public init(stored text: String) { self.text = text }

    /// - Throws: `device.serial.empty`, `device.serial.characters` or `device.serial.length` (3 to 40).
    public static func parse(_ text: String) throws(AppError) -> Self {
        let compact = text.uppercased().filter { !$0.isWhitespace }
        guard !compact.isEmpty else { throw .invalid("device.serial.empty") }
        guard compact.unicodeScalars.allSatisfy(Self.isAllowed) else {
            throw .invalid("device.serial.characters")
        }
        guard (3...40).contains(compact.count) else { throw .invalid("device.serial.length") }
        return Self(stored: compact)
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
            || "-_./:".unicodeScalars.contains(scalar)
    }
}

/// The function test of one device: nothing is installed before it has passed.
public struct FunctionTest: Hashable, Sendable, Codable {
    public let passed: Bool
    public let remark: String

    public init(passed: Bool, remark: String) {
        self.passed = passed
        self.remark = remark
    }
}
