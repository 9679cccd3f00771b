import Domain

extension Reading {
    /// Devices in stock of one kind, for choosing from.
    func stock(of kind: DeviceKind, limit: Int = 20) throws -> [Device] {
        try all(
            """
            SELECT id, serial, kind, model, status FROM devices WHERE kind = \(kind) AND status = 'inStock'
            ORDER BY serial LIMIT \(limit)
            """
        ) { try readDevice(&$0) }
    }

    /// What is held for a case, or for the move that it is one half of.
    func reservedDevices(of order: Case) throws -> [Device] {
        try all(
            """
            SELECT d.id, d.serial, d.kind, d.model, d.status FROM reservations r JOIN devices d ON d.id = r.device_id
            WHERE r.case_id IN (\(list: order.joined)) AND r.ended_at IS NULL ORDER BY d.kind, d.serial
            """
        ) { try readDevice(&$0) }
    }
}

extension Tx {
    /// Holds a device in stock for a case, or what the case asks for of a kit. One of each kind that its duties ask for.
    /// - Throws: `invalid` for an unknown serial or a kind the case does not need; `conflict` where the device is
    ///   not in stock, or the case already has one of the kind.
    public func reserve(_ serialText: String, in number: CaseNumber) throws {
        try actor.require(.plan)
        let order = try visibleCase(number)
        guard order.state == .submitted else { throw AppError.conflict("case.ended") }
        let missing = Set(order.neededDevices).subtracting(try reservedDevices(of: order).map(\.kind))
        if let number = try? SerialNumber.parse(serialText), try device(number) == nil,
            let kit = try kit(numbered: number)
        {
            // As they are once nobody else takes them.
            let lying = try devices(kit.devices.map(\.serial))
            let needed = kit.devices.compactMap { lying[$0.serial] }.filter { missing.contains($0.kind) }
            guard !needed.isEmpty else {
                throw AppError.invalid("kit.notNeeded", field: "serial", ["kit": kit.number.text])
            }
            for device in needed { try reserve(device, for: order) }
            return
        }
        try reserve(try knownDevice(serialText, field: "serial"), for: order)
    }

    private func reserve(_ device: Device, for order: Case) throws {
        guard order.neededDevices.contains(device.kind) else {
            throw AppError.invalid("device.notNeeded", field: "serial", ["kind": device.kind.rawValue])
        }
        guard device.status == .inStock else {
            throw AppError(
                .conflict, "device.notInStock", field: "serial", ["status": device.status.rawValue])
        }
        guard try !reservedDevices(of: order).contains(where: { $0.kind == device.kind }) else {
            throw AppError(
                .conflict, "device.alreadyReserved", field: "serial", ["kind": device.kind.rawValue])
        }
        let isBooked = try hasPlannedVisit(order)
        try hold(device, for: order, as: isBooked ? .allocated : .reserved)
        try append(
            Event(
                .deviceReserved, ["serial": device.serial.text, "device": device.kind.rawValue],
                about: order.workSubjects + [.device(device.id)]))
    }

    func hold(_ device: Device, for order: Case, as status: Device.Status) throws {
        try execute(
            """
            INSERT INTO reservations (id, device_id, case_id, reserved_at, reserved_by)
            VALUES (\(ID<Device>.new(in: self)), \(device.id), \(order.id), \(now), \(actor.user))
            """)
        try setStatus(status, of: device.id)
    }

    public func release(_ serialText: String, in number: CaseNumber) throws {
        try actor.require(.plan)
        let order = try visibleCase(number)
        let device = try knownDevice(serialText, field: "serial")
        guard try reservedDevices(of: order).contains(where: { $0.id == device.id }) else {
            throw AppError.notFound
        }
        try endReservation(of: device, in: order, how: "released", becoming: .inStock)
    }

    func knownDevice(_ text: String, field: String) throws -> Device {
        let serial: SerialNumber
        do { serial = try SerialNumber.parse(text) } catch {
            throw AppError(error.code, error.faults.map { $0.at(field) })
        }
        guard let device = try device(serial) else {
            throw AppError.invalid("device.serial.unknown", field: field, ["serial": serial.text])
        }
        return device
    }

    func releaseReservations(of order: Case, how: String) throws {
        for device in try reservedDevices(of: order) {
            try endReservation(of: device, in: order, how: how, becoming: .inStock)
        }
    }

    func endReservation(of device: Device, in order: Case, how: String, becoming status: Device.Status) throws
    {
        try execute(
            """
            UPDATE reservations SET ended_at = \(now), ended_how = \(how)
            WHERE device_id = \(device.id) AND case_id IN (\(list: order.joined)) AND ended_at IS NULL
            """)
        try setStatus(status, of: device.id)
        guard how != "installed" else { return }
        try append(
            Event(
                .deviceReleased, ["serial": device.serial.text, "device": device.kind.rawValue],
                about: order.workSubjects + [.device(device.id)]))
    }

    /// Reserved devices follow the plan: allocated when a visit is booked, reserved again when it falls away.
    func followPlan(of order: Case, isBooked: Bool) throws {
        let (from, to): (Device.Status, Device.Status) =
            isBooked ? (.reserved, .allocated) : (.allocated, .reserved)
        for device in try reservedDevices(of: order) where device.status == from {
            try setStatus(to, of: device.id)
        }
    }
}
