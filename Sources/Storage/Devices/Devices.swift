import Domain

public struct DeviceLine: Sendable, Hashable {
    public let device: Device
    public let place: String
    /// The number of the case that it is reserved for or was last installed in, as far as the actor may see.
    public let reservedFor: CaseNumber?
}

public struct DeviceFilter: Sendable, Hashable {
    public var serial: String
    public var kind: DeviceKind?
    public var status: Device.Status?

    public init(serial: String = "", kind: DeviceKind? = nil, status: Device.Status? = nil) {
        self.serial = serial
        self.kind = kind
        self.status = status
    }
}

extension Reading {
    /// The inventory: by serial prefix, kind and status; `limit` rows from `offset`. Shows no person.
    public func devices(_ filter: DeviceFilter, limit: Int, offset: Int) throws -> [DeviceLine] {
        try actor.require(.seeInventory)
        return try all(
            """
            SELECT d.id, d.serial, d.kind, d.model, d.status, COALESCE(o.name, ''), c.number FROM devices d
            LEFT JOIN storage_places o ON o.id = d.place_id
            LEFT JOIN reservations r ON r.device_id = d.id AND r.ended_at IS NULL
            LEFT JOIN cases c ON c.id = r.case_id AND \(seesCase)
            WHERE \(condition(filter)) ORDER BY d.serial LIMIT \(limit) OFFSET \(offset)
            """
        ) { row in
            DeviceLine(
                device: try readDevice(&row), place: row.text(),
                reservedFor: row.textIfAny().map(CaseNumber.init(stored:)))
        }
    }

    private func condition(_ filter: DeviceFilter) -> SQL {
        var parts: [SQL] = []
        let prefix = filter.serial.uppercased().filter { !$0.isWhitespace }
        if !prefix.isEmpty { parts.append("d.serial >= \(prefix) AND d.serial < \(prefix + "\u{FFFF}")") }
        if let kind = filter.kind { parts.append("d.kind = \(kind)") }
        if let status = filter.status { parts.append("d.status = \(status)") }
        return parts.isEmpty ? "1 = 1" : SQL.joined(parts, by: " AND ")
    }

    func readDevice(_ row: inout Row) throws -> Device {
        Device(
            id: row.id(), serial: SerialNumber(stored: row.text()), kind: try row.value(), model: row.text(),
            status: try row.value())
    }

    func device(_ serial: SerialNumber) throws -> Device? {
        try first(
            """
            SELECT c.id, c.serial, c.kind, c.model, c.status FROM devices c WHERE c.serial = \(serial)\(forChange)
            """
        ) { try readDevice(&$0) }
    }
}

extension Tx {
    /// A device received into the store, of a model and in a place that are made known where they are not yet.
    /// - Parameter place: its name; empty for none.
    @discardableResult
    public func receive(
        _ serial: SerialNumber, kind: DeviceKind, model: String, place: String
    ) throws -> ID<Device> {
        guard try device(serial) == nil else {
            throw AppError(.conflict, "device.serial.known", field: "serial", ["serial": serial.text])
        }
        let place = try ensurePlace(named: place)
        let id = try insertDevice(
            serial, of: ensureModel(kind, named: model), in: place, from: nil)
        try append(Event(.deviceReceived, ["place": place?.name ?? ""], about: [.device(id)]))
        return id
    }

    func insertDevice(
        _ serial: SerialNumber, of model: DeviceModel, in place: StoragePlace?,
        from delivery: ID<DeliveryNote>?
    ) throws -> ID<Device> {
        let id = ID<Device>.new(in: self)
        try execute(
            """
            INSERT INTO devices (id, serial, kind, model, model_id, place_id, placed_at, delivery_id, status, received_at)
            VALUES (\(id), \(serial), \(model.kind), \(model.terms.name), \(model.id), \(place?.id),
                \(place.map { _ in now }), \(delivery), 'inStock', \(now))
            """)
        return id
    }

    /// A device that is mounted, lost or thrown away, or taken out of a home for repair, is no longer on the shelf it
    /// came from.
    func setStatus(_ status: Device.Status, of device: ID<Device>) throws {
        let leftShelf = [.installed, .inRepair, .lost, .scrapped].contains(status)
        let place: SQL = leftShelf ? ", place_id = NULL, placed_at = NULL" : ""
        try execute("UPDATE devices SET status = \(status)\(place) WHERE id = \(device)")
        if !status.isPackable { try leaveKits([device]) }
    }

    /// Where a device lies from now on.
    func put(_ device: ID<Device>, in place: StoragePlace) throws {
        try execute(
            "UPDATE devices SET place_id = \(place.id), placed_at = \(now) WHERE id = \(device)")
    }
}

extension Reading {
    /// A device as the one who keeps the inventory works on it; shows no person.
    public func deviceToActOn(_ serial: SerialNumber) throws -> Device {
        try actor.require(.keepInventory)
        guard let device = try device(serial) else { throw AppError.notFound }
        return device
    }

    /// A device to print a label for.
    public func deviceToLabel(_ serial: SerialNumber) throws -> Device {
        try actor.require(.seeInventory)
        guard let device = try device(serial) else { throw AppError.notFound }
        return device
    }

    /// What lies in a place, to print labels for; at most ten sheets.
    public func devicesToLabel(in place: ID<StoragePlace>) throws -> [Device] {
        try actor.require(.seeInventory)
        return try all(
            """
            SELECT id, serial, kind, model, status FROM devices WHERE place_id = \(place)
            ORDER BY kind, model, serial LIMIT 240
            """
        ) { try readDevice(&$0) }
    }
}
