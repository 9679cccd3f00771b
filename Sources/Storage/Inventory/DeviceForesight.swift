import Domain

/// What follows when a device that is with the team is lost, sent to repair or scrapped.
public struct DeviceForesight: Sendable, Hashable {
    /// The kit that it lies in, and leaves.
    public let kit: Kit?
    /// Its model, where what lies ready of it changes.
    public let stock: Stock?

    /// What lies ready of a model, now and then.
    public struct Stock: Sendable, Hashable {
        public let model: String
        public let now: Int
        public let minimum: Int

        /// Once one is gone.
        public var then: Int { now - 1 }
        /// It is this one that makes it too few.
        public var becomesShort: Bool { now >= minimum && then < minimum }
    }
}

extension Reading {
    /// - Returns: `nil` for an act that leaves the device where it is.
    public func deviceForesight(of device: Device, _ act: DeviceAct) throws -> DeviceForesight? {
        try actor.require(.keepInventory)
        guard let result = act.result, !result.isWithTeam || result == .inRepair else { return nil }
        let line = try first(
            """
            SELECT k.number FROM kit_devices m JOIN kits k ON k.id = m.kit_id
            WHERE m.device_id = \(device.id) AND m.unpacked_at IS NULL
            """
        ) { SerialNumber(stored: $0.text()) }
        let stock =
            device.status != .inStock
            ? nil
            : try first(
                """
                SELECT m.name, m.minimum, (SELECT COUNT(*) FROM devices o WHERE o.model_id = m.id AND o.status = 'inStock')
                FROM devices d JOIN device_models m ON m.id = d.model_id WHERE d.id = \(device.id)
                """
            ) { row in
                let (model, minimum) = (row.text(), row.int())
                return DeviceForesight.Stock(model: model, now: row.int(), minimum: minimum)
            }
        return DeviceForesight(kit: try line.flatMap { try kit(numbered: $0) }, stock: stock)
    }
}
