import Domain

extension Reading {
    /// The kits that are packed, the newest first, at most 200: one statement.
    public func kits() throws -> [Kit] {
        try actor.require(.seeInventory)
        return try packedKits()
    }

    /// - Throws: `notFound` for one that is not packed any longer.
    public func kit(_ id: ID<Kit>) throws -> Kit {
        try actor.require(.seeInventory)
        guard let kit = try packedKits(where: "k.id = \(id)").first else { throw AppError.notFound }
        return kit
    }

    /// Kits of which nothing is held and which have something of each of these kinds; least besides first.
    public func kits(with kinds: [DeviceKind], limit: Int = 3) throws -> [Kit] {
        let wanted = Set(kinds)
        guard wanted.count > 1 else { return [] }
        let fitting = try packedKits().filter { $0.isFree && wanted.isSubset(of: $0.kinds) }
        return Array(
            fitting.sorted { ($0.devices.count, $0.number.text) < ($1.devices.count, $1.number.text) }
                .prefix(limit))
    }

    /// The kit of this number, if there is one packed.
    func kit(numbered number: SerialNumber) throws -> Kit? {
        try packedKits(where: "k.number = \(number)").first
    }

    private func packedKits(where condition: SQL = "1 = 1") throws -> [Kit] {
        let rows = try all(
            """
            SELECT k.id, k.number, COALESCE(p.name, ''), d.id, d.serial, d.kind, d.model, d.status
            FROM (SELECT k.id, k.number FROM kits k WHERE \(condition) AND EXISTS (SELECT 1 FROM kit_devices x
                WHERE x.kit_id = k.id AND x.unpacked_at IS NULL) ORDER BY k.number DESC LIMIT 200) k
            JOIN kit_devices m ON m.kit_id = k.id AND m.unpacked_at IS NULL JOIN devices d ON d.id = m.device_id
            LEFT JOIN storage_places p ON p.id = d.place_id ORDER BY k.number DESC, d.kind, d.serial
            """
        ) { row in
            (
                id: row.id() as ID<Kit>, number: SerialNumber(stored: row.text()), place: row.text(),
                device: try readDevice(&row)
            )
        }
        var kits: [Kit] = []
        for row in rows {
            guard let last = kits.last, last.id == row.id else {
                kits.append(Kit(id: row.id, number: row.number, devices: [row.device], place: row.place))
                continue
            }
            kits[kits.count - 1] = Kit(
                id: last.id, number: last.number, devices: last.devices + [row.device], place: last.place)
        }
        return kits
    }
}

extension Tx {
    /// Packs what was read or typed, one serial number on each line, under a number of its own.
    /// - Throws: `invalid` at `serials` with every fault; `conflict` where something lies in another kit.
    @discardableResult
    public func packKit(_ typed: Answers) throws -> ID<Kit> {
        try actor.require(.keepInventory)
        let list = try SerialList.read(typed["serials"], field: "serials")
        let known = try devices(list.serials)
        let missing = list.lines.filter { known[$0.serial] == nil }.map {
            Fault("serials.unknown", field: "serials", ["line": "\($0.number)", "serial": $0.serial.text])
        }
        let devices = list.serials.compactMap { known[$0] }
        let places = try all(
            """
            SELECT DISTINCT COALESCE(p.name, '–') FROM devices d LEFT JOIN storage_places p ON p.id = d.place_id
            WHERE d.id IN (\(list: devices.map(\.id)))
            """
        ) { $0.text() }
        let faults = missing + (missing.isEmpty ? Kit.faults(packing: devices, from: Set(places)) : [])
        guard faults.isEmpty else { throw AppError(.invalid, faults) }
        let packed = try first(
            """
            SELECT d.serial, k.number FROM kit_devices m JOIN kits k ON k.id = m.kit_id
            JOIN devices d ON d.id = m.device_id
            WHERE m.unpacked_at IS NULL AND m.device_id IN (\(list: devices.map(\.id))) ORDER BY d.serial
            """
        ) { ["serial": $0.text(), "kit": $0.text()] }
        if let packed { throw AppError(.conflict, "kit.packedAlready", field: "serials", packed) }
        return try insertKit(of: devices)
    }

    private func insertKit(of devices: [Device]) throws -> ID<Kit> {
        let (id, number) = (ID<Kit>.new(in: self), Kit.number(try nextNumber(of: "kit")))
        try execute(
            "INSERT INTO kits (id, number, packed_at, packed_by) VALUES (\(id), \(number), \(now), \(actor.user))"
        )
        try insert("kit_devices (kit_id, device_id)", devices.map { "(\(id), \($0.id))" })
        try append(
            Event(.kitPacked, ["kit": number.text], about: devices.map { .device($0.id) }))
        return id
    }

    /// Its devices lie there one by one again.
    public func unpackKit(_ id: ID<Kit>) throws {
        try actor.require(.keepInventory)
        let kit = try kit(id)
        try execute(
            "UPDATE kit_devices SET unpacked_at = \(now) WHERE kit_id = \(id) AND unpacked_at IS NULL")
        try append(
            Event(.kitUnpacked, ["kit": kit.number.text], about: kit.devices.map { .device($0.id) }))
    }

    /// What is no longer with the team, or has been put somewhere else than the rest, is in no kit any more; what is left
    /// alone of a kit is none.
    func leaveKits(_ devices: [ID<Device>]) throws {
        // Of two that leave the same kit at the same time, the second finds that one is left alone.
        try hold(
            "kits",
            where: """
                c.id IN (SELECT m.kit_id FROM kit_devices m WHERE m.device_id IN (\(list: devices))
                    AND m.unpacked_at IS NULL) ORDER BY c.id
                """)
        try execute(
            """
            UPDATE kit_devices SET unpacked_at = \(now) WHERE unpacked_at IS NULL AND device_id IN (\(list: devices))
            """)
        try execute(
            """
            UPDATE kit_devices SET unpacked_at = \(now) WHERE unpacked_at IS NULL
                AND kit_id IN (SELECT m.kit_id FROM kit_devices m WHERE m.device_id IN (\(list: devices)))
                AND 1 = (SELECT COUNT(*) FROM kit_devices x WHERE x.kit_id = kit_devices.kit_id AND x.unpacked_at IS NULL)
            """)
    }

    /// Devices that have been moved without the rest of their kit leave it.
    func leaveKitsElsewhere(_ moved: [ID<Device>], in place: StoragePlace) throws {
        guard !moved.isEmpty else { return }
        let alone: [ID<Device>] = try all(
            """
            SELECT m.device_id FROM kit_devices m WHERE m.device_id IN (\(list: moved)) AND m.unpacked_at IS NULL
                AND EXISTS (SELECT 1 FROM kit_devices x JOIN devices d ON d.id = x.device_id
                    WHERE x.kit_id = m.kit_id AND x.unpacked_at IS NULL AND COALESCE(d.place_id, '') <> \(place.id))
            """
        ) { $0.id() }
        if !alone.isEmpty { try leaveKits(alone) }
    }
}
