import Domain

extension Tx {
    /// Tells a unit the serial numbers of what the recipient has of these kinds, in and with a message, and keeps who
    /// told whom (R1.22, R5.18, R5.27).
    func tellSerials(
        of kinds: [DeviceKind], with message: ID<Message>, phonedTo: String, in order: Case
    ) throws {
        guard !kinds.isEmpty else { return }
        let devices = try mounted(kinds, for: order).map(\.device)
        guard !devices.isEmpty else { return }
        let rows: [SQL] = devices.map { device in
            """
            (\(ID<Message>.new(in: self)), \(device.id), \(order.id), \(message), \(order.unit), \(phonedTo), \(now),
                \(actor.user))
            """
        }
        try insert(
            "told_serials (id, device_id, case_id, message_id, unit_id, phoned_to, told_at, told_by)", rows)
        let unit = try one("SELECT name FROM provider_units WHERE id = \(order.unit)") { $0.text() }
        for device in devices {
            try append(
                Event(
                    .serialTold,
                    [
                        "serial": device.serial.text, "device": device.kind.rawValue, "unit": unit,
                        "phonedTo": phonedTo,
                    ], about: [.order(order.id), .device(device.id)] + order.whom))
        }
    }
}

extension Reading {
    /// The devices whose numbers a message told, by message.
    func toldDevices(in order: ID<Case>) throws -> [ID<Message>: [Device]] {
        let rows = try all(
            """
            SELECT t.message_id, d.id, d.serial, d.kind, d.model, d.status FROM told_serials t
            JOIN devices d ON d.id = t.device_id WHERE t.case_id = \(order) ORDER BY d.serial
            """
        ) { row in
            let message: ID<Message> = row.id()
            return (message, try readDevice(&row))
        }
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
    }
}
