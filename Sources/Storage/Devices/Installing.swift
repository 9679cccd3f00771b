import Domain

/// What the technician found for one device of an installation duty.
public struct DeviceReport: Sendable, Hashable {
    public let kind: DeviceKind
    public let serial: String
    public let test: FunctionTest?

    public init(kind: DeviceKind, serial: String, test: FunctionTest?) {
        self.kind = kind
        self.serial = serial
        self.test = test
    }

    /// The form field name of one of its parts.
    public func field(_ part: String) -> String { "\(kind.rawValue).\(part)" }
}

/// How an installation went: done, or not installed because these devices failed their test.
public enum InstallationOutcome: Sendable, Hashable {
    case installed
    case failed([SerialNumber])
}

extension Tx {
    /// Records an installation duty: each device's function test, and where all passed the installations, the lock
    /// link, the inventory and the history. Where one fails nothing is installed: the failed device is taken out
    /// for repair, its test is kept, and the duty stays open.
    /// - Throws: `invalid` or `conflict` with every fault, at `<kind>.serial` and `<kind>.test`.
    public func install(
        _ key: String, in number: CaseNumber, devices reports: [DeviceReport], originalPart: String
    ) throws -> InstallationOutcome {
        let order = try visibleCase(number)
        guard case .install(let installation)? = order.duty(key)?.definition.kind else {
            throw AppError.notFound
        }
        try order.requireWork(on: key, by: actor)
        try holdDevices(for: order)
        // Two who share a door may stand in two cases: of two locks for it the second is refused.
        if installation.devices.contains(.lockUnit), let home = order.installationHome {
            try serialize(on: "lock at \(home)")
        }
        let tested = try check(reports, against: installation, originalPart: originalPart, in: order)
        for (device, test) in tested { try record(test, of: device, in: order) }
        let failed = tested.filter { !$0.1.passed }.map(\.0)
        guard failed.isEmpty else {
            for device in failed { try takeOutForRepair(device, in: order) }
            return .failed(failed.map(\.serial))
        }
        for (device, _) in tested { try mount(device, in: order, originalPart: originalPart) }
        if let handover = order.handover, handover.changesHome {
            try settle(order.requireRecipient().id, in: handover.newHome, because: order)
        }
        try complete(
            key, in: order,
            evidence: [
                "serials": tested.map(\.0.serial.text).joined(separator: ", "), "originalPart": originalPart,
            ], events: [Event(.dutyDone, ["duty": key], about: [.order(order.id)])])
        return .installed
    }

    private func check(
        _ reports: [DeviceReport], against installation: DutyKind.Installation, originalPart: String,
        in order: Case
    ) throws -> [(Device, FunctionTest)] {
        var faults: [Fault] = []
        var tested: [(Device, FunctionTest)] = []
        for kind in installation.devices {
            guard let report = reports.first(where: { $0.kind == kind }) else {
                faults.append(Fault("form.required", field: "\(kind.rawValue).serial"))
                continue
            }
            do {
                let device = try installable(report, in: order)
                if let test = report.test { tested.append((device, test)) }
            } catch let error as AppError { faults += error.faults }
            if let test = report.test, Text.isLonger(test.remark, than: Text.shortLimit) {
                faults.append(
                    Fault("form.tooLong", field: report.field("remark"), ["limit": "\(Text.shortLimit)"]))
            }
            if report.test == nil {
                faults.append(Fault("install.test.missing", field: report.field("test")))
            }
        }
        if installation.keepsOriginalPart, originalPart.isEmpty {
            faults.append(Fault("install.originalPart.missing", field: "originalPart"))
        }
        if Text.isLonger(originalPart, than: Text.shortLimit) {
            faults.append(Fault("form.tooLong", field: "originalPart", ["limit": "\(Text.shortLimit)"]))
        }
        guard faults.isEmpty else { throw AppError(.invalid, faults) }
        return tested
    }

    private func installable(_ report: DeviceReport, in order: Case) throws -> Device {
        let field = report.field("serial")
        let device = try knownDevice(report.serial, field: field)
        guard device.kind == report.kind else {
            throw AppError.invalid(
                "device.wrongKind", field: field,
                ["kind": device.kind.rawValue, "wanted": report.kind.rawValue])
        }
        switch device.status {
        case .inStock: break
        case .installed: throw AppError(.conflict, "device.installedElsewhere", field: field)
        case .reserved, .allocated:
            guard try reservedDevices(of: order).contains(where: { $0.id == device.id }) else {
                throw AppError(.conflict, "device.reservedElsewhere", field: field)
            }
        case .returned, .inRepair, .lost, .scrapped:
            throw AppError(.conflict, "device.unusable", field: field, ["status": device.status.rawValue])
        }
        if device.kind == .alarmBase, let person = order.recipient, try hasActive(.alarmBase, person) {
            throw AppError(.conflict, "install.alreadyHasAlarm", field: field)
        }
        // Two who share a door share the lock that is on it (R3.3).
        if device.kind == .lockUnit, order.cohabitant != nil, let home = order.dwelling, try hasLock(home) {
            throw AppError(.conflict, "install.alreadyHasLock", field: field)
        }
        return device
    }

    private func hasActive(_ kind: DeviceKind, _ recipient: ID<CareRecipient>) throws -> Bool {
        try first(
            """
            SELECT 1 FROM installations i JOIN devices d ON d.id = i.device_id
            WHERE i.recipient_id = \(recipient) AND i.valid_to IS NULL AND d.kind = \(kind) LIMIT 1
            """
        ) { $0.int() } != nil
    }

    private func record(_ test: FunctionTest, of device: Device, in order: Case) throws {
        try execute(
            """
            INSERT INTO function_tests (id, device_id, case_id, passed, remark, tested_at, tested_by)
            VALUES (\(ID<FunctionTest>.new(in: self)), \(device.id), \(order.id), \(test.passed), \(test.remark),
                \(now), \(actor.user))
            """)
    }

    private func takeOutForRepair(_ device: Device, in order: Case) throws {
        try execute(
            """
            UPDATE reservations SET ended_at = \(now), ended_how = 'failed'
            WHERE device_id = \(device.id) AND ended_at IS NULL
            """)
        try setStatus(.inRepair, of: device.id)
        try append(
            Event(
                .deviceFailedTest, ["serial": device.serial.text, "device": device.kind.rawValue],
                about: order.workSubjects + [.device(device.id)]))
    }

    /// A lock belongs to the dwelling and is linked to the person; everything else belongs to the person, or to the
    /// unit in a case about the unit itself (I14).
    private func mount(_ device: Device, in order: Case, originalPart: String) throws {
        guard let place = order.installationHome else { throw AppError.notFound }
        let owner: ID<CareRecipient>? = device.kind == .lockUnit ? nil : order.recipient
        let unit: ID<ProviderUnit>? = order.recipient == nil ? order.unit : nil
        for other in try reservedDevices(of: order)
        where other.kind == device.kind && other.id != device.id {
            try endReservation(of: other, in: order, how: "replaced", becoming: .inStock)
        }
        try endReservation(of: device, in: order, how: "installed", becoming: .installed)
        try execute(
            """
            INSERT INTO installations (id, device_id, dwelling_id, recipient_id, unit_id, tested_at, original_part,
                valid_from, recorded_at, recorded_by, case_id)
            VALUES (\(ID<Device>.new(in: self)), \(device.id), \(place), \(owner), \(unit), \(now),
                \(device.kind == .lockUnit ? originalPart : ""), \(now), \(now), \(actor.user), \(order.id))
            """)
        try append(
            Event(
                .deviceInstalled, ["serial": device.serial.text, "device": device.kind.rawValue],
                about: installationSubjects(of: order) + [.device(device.id)]))
        guard device.kind == .lockUnit, let person = order.person(.recipient) else { return }
        let home = try dwelling(place)
        try link(person, to: HomeLock(device: device, home: home), in: order)
    }

    private func installationSubjects(of order: Case) -> [Event.Subject] {
        order.workSubjects + order.whomAndWhere(order.installationHome)
    }
}
