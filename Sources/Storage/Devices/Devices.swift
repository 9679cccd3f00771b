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
            SELECT d.id, d.serial, d.kind, d.model, d.status, d.place, c.number FROM devices d
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
    /// A device received into the store.
    @discardableResult
    public func receive(_ serial: SerialNumber, kind: DeviceKind, model: String, place: String) throws -> ID<
        Device
    > {
        guard try device(serial) == nil else {
            throw AppError(.conflict, "device.serial.known", field: "serial", ["serial": serial.text])
        }
        let id = ID<Device>.new(in: self)
        try execute(
            """
            INSERT INTO devices (id, serial, kind, model, place, status, received_at)
            VALUES (\(id), \(serial), \(kind), \(model), \(place), 'inStock', \(now))
            """)
        try append(Event(.deviceReceived, ["place": place], about: [.device(id)]))
        return id
    }

    /// A device that is mounted, or taken out of a home for repair, is no longer on the shelf it came from.
    func setStatus(_ status: Device.Status, of device: ID<Device>) throws {
        let leftShelf = status == .installed || status == .inRepair
        let place: SQL = leftShelf ? "''" : "place"
        try execute("UPDATE devices SET status = \(status), place = \(place) WHERE id = \(device)")
    }
}
