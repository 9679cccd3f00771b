import Domain

extension Tx {
    /// Devices that have long been held for cases in which no visit is booked are for others again (I17).
    /// - Returns: how many.
    func expireReservations() throws -> Int {
        let day: Int64 = 24 * 60 * 60
        let cutoff = now.adding(seconds: -Int64(try settings().reservationDays) * day)
        let waiting = try all(
            """
            SELECT c.id, c.serial, c.kind, c.model, c.status FROM devices c
            JOIN reservations r ON r.device_id = c.id AND r.ended_at IS NULL
            WHERE c.status = 'reserved' AND r.reserved_at <= \(cutoff) ORDER BY c.serial LIMIT 500\(forChange)
            """
        ) { try readDevice(&$0) }
        for device in waiting { try releaseFromCase(device, how: "expired", .reservationExpired) }
        return waiting.count
    }

    /// Ends what a case holds of a device, and tells the case.
    func releaseFromCase(_ device: Device, how: String, _ kind: Event.Kind) throws {
        let order: ID<Case>? = try first(
            """
            UPDATE reservations SET ended_at = \(now), ended_how = \(how)
            WHERE device_id = \(device.id) AND ended_at IS NULL RETURNING case_id
            """
        ) { $0.id() }
        guard let order else { return }
        try setStatus(.inStock, of: device.id)
        try append(
            Event(
                kind, ["serial": device.serial.text, "device": device.kind.rawValue],
                about: [.order(order), .device(device.id)]))
    }
}
