import Domain

extension Reading {
    /// What the case's recipient, or the unit itself, has of these kinds, wherever it is mounted. A lock is the
    /// dwelling's; the recipient has it who is linked to it. A lock that nobody is linked to any more belongs to the
    /// case that is to take it down.
    func mounted(_ kinds: [DeviceKind], for order: Case) throws -> [MountedDevice] {
        let owner: SQL =
            order.recipient.map { "i.recipient_id = \($0)" } ?? "i.unit_id = \(order.unit)"
        let home: SQL = "w.id, w.street, w.apartment, w.postal_code, w.city"
        return try all(
            """
            SELECT d.id, d.serial, d.kind, d.model, d.status, \(home), 0, '' FROM installations i
            JOIN devices d ON d.id = i.device_id JOIN dwellings w ON w.id = i.dwelling_id
            WHERE \(owner) AND i.valid_to IS NULL AND d.kind IN (\(list: kinds))
            UNION ALL
            SELECT d.id, d.serial, d.kind, d.model, d.status, \(home), (SELECT COUNT(*) FROM lock_links o
                WHERE o.device_id = d.id AND o.valid_to IS NULL AND o.recipient_id <> l.recipient_id), i.original_part
            FROM lock_links l JOIN devices d ON d.id = l.device_id
            JOIN installations i ON i.device_id = d.id AND i.valid_to IS NULL
            JOIN dwellings w ON w.id = i.dwelling_id
            WHERE l.recipient_id = \(order.recipient) AND l.valid_to IS NULL AND d.kind IN (\(list: kinds))
            UNION ALL
            SELECT d.id, d.serial, d.kind, d.model, d.status, \(home), 0, i.original_part FROM installations i
            JOIN devices d ON d.id = i.device_id JOIN dwellings w ON w.id = i.dwelling_id
            WHERE i.removal_case_id = \(order.id) AND i.valid_to IS NULL AND d.kind IN (\(list: kinds))
            ORDER BY 3, 2
            """
        ) {
            MountedDevice(
                device: try readDevice(&$0), home: Dwelling(id: $0.id(), address: readAddress(&$0)),
                othersLinked: $0.int(), originalPart: $0.text())
        }
    }

    /// What of these kinds is to be taken down: of somebody who moves, not what stands in the new home already.
    func leaving(_ kinds: [DeviceKind], for order: Case) throws -> [MountedDevice] {
        let mounted = try mounted(kinds, for: order)
        guard let handover = order.handover, handover.changesHome else { return mounted }
        return mounted.filter { $0.home.id != handover.newHome }
    }

    /// What the open uninstallations of a case are about.
    func mounted(for order: Case) throws -> [MountedDevice] {
        let kinds = order.duties.filter(\.isOpen).flatMap { duty -> [DeviceKind] in
            if case .uninstall(let kinds, _) = duty.definition.kind { kinds } else { [] }
        }
        return kinds.isEmpty ? [] : try leaving(kinds, for: order)
    }
}

extension Tx {
    /// Records an uninstallation duty: everything of its kinds that the recipient has is taken down, or said to be
    /// missing. A lock that others need stays, and only the recipient's link to it ends (I7); with the last link the
    /// lock goes too, and its own part is put back (I15).
    /// - Throws: `invalid` with every fault, at `condition.<serial>`, `partIsBack` and `remark`.
    public func uninstall(_ key: String, in number: CaseNumber, report: UninstallationReport) throws {
        let order = try visibleCase(number)
        guard case .uninstall(let kinds, let movesAlong)? = order.duty(key)?.definition.kind else {
            throw AppError.notFound
        }
        try order.requireWork(on: key, by: actor)
        try holdDevices(for: order)
        if let person = order.recipient { try holdLocks(of: person) }
        let mounted = try leaving(kinds, for: order)
        try report.check(against: mounted)
        for one in mounted {
            // One that waits to be taken down is linked to nobody any more.
            if one.device.kind == .lockUnit { try unlink(one, from: order) }
            guard !one.stays, let condition = report.conditions[one.device.serial] else { continue }
            try takeDown(one, condition, remark: report.remark, in: order)
            // What works is on its way to the new home, and nobody else's.
            if movesAlong, condition == .working { try takeAlong(one.device, in: order) }
        }
        let evidence = [
            "serials": report.leaving(of: mounted).map(\.device.serial.text).joined(separator: ", "),
            "note": report.remark,
        ]
        try complete(
            key, in: order, evidence: evidence,
            events: [Event(.dutyDone, ["duty": key], about: [.order(order.id)])])
    }

    private func takeAlong(_ device: Device, in order: Case) throws {
        try hold(device, for: order, as: .allocated)
        try append(
            Event(
                .deviceMovesAlong, ["serial": device.serial.text, "device": device.kind.rawValue],
                about: order.workSubjects + [.device(device.id)]))
    }

    private func takeDown(
        _ mounted: MountedDevice, _ condition: DeviceCondition, remark: String, in order: Case
    ) throws {
        let device = mounted.device
        if device.kind == .safetyCamera { try endCamera(mounted, in: order) }
        try endPeriod(of: "installations", where: "device_id = \(device.id)")
        try setStatus(condition.status, of: device.id)
        try endFailures(where: "e.device_id = \(device.id)")
        var details = [
            "serial": device.serial.text, "device": device.kind.rawValue, "condition": condition.rawValue,
        ]
        if device.kind == .lockUnit, !remark.isEmpty { details["note"] = remark }
        try append(Event(.deviceUninstalled, details, about: subjects(of: mounted, in: order)))
    }

    /// The home is the one where it was mounted, whatever the order says.
    private func subjects(of mounted: MountedDevice, in order: Case) -> [Event.Subject] {
        order.workSubjects + order.whomAndWhere(mounted.home.id) + [.device(mounted.device.id)]
    }

    private func unlink(_ lock: MountedDevice, from order: Case) throws {
        guard let person = order.recipient, try endLink(of: person, to: lock.device) else { return }
        try append(
            Event(.lockUnlinked, ["serial": lock.device.serial.text], about: subjects(of: lock, in: order)))
    }

    /// A device that came back, was mended or turned up again lies in the store, ready for the next home.
    /// - Parameter place: where it is put; `nil` leaves it where it lies.
    /// - Throws: `conflict` where it is anywhere else; `invalid` at `place` for one that is not there.
    public func restock(_ serial: SerialNumber, in place: ID<StoragePlace>? = nil) throws {
        try actor.require(.plan)
        guard let device = try device(serial) else { throw AppError.notFound }
        guard device.status.mayBeRestocked else {
            throw AppError(.conflict, "device.notBack", field: "serial", ["status": device.status.rawValue])
        }
        try setStatus(.inStock, of: device.id)
        try append(
            Event(.deviceRestocked, ["serial": device.serial.text], about: [.device(device.id)]))
        if let place { try move([device], to: openPlace(place)) }
    }
}
