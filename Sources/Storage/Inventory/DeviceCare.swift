import Domain

/// Where a device came from, how it is kept working, and how it ended.
public struct DeviceCare: Sendable, Hashable {
    public let delivery: Source?
    public let batteryChangedAt: Instant?
    /// When the battery is to be changed, and when it is to be tested; `nil` for what is not mounted, or where the model
    /// asks for none.
    public let batteryDue: Day?
    public let testDue: Day?
    public let scrapping: Scrapping?

    public struct Scrapping: Sendable, Hashable {
        public let reason: String
        public let wiping: Wiping
        public let wipedBy: String
        public let wipedOn: Day
        public let recordedAt: Instant
        public let recordedBy: String
    }

    /// The delivery that it came in.
    public struct Source: Sendable, Hashable {
        public let id: ID<DeliveryNote>
        public let number: String
        public let supplier: String
    }
}

extension Reading {
    func care(of device: Device) throws -> DeviceCare {
        let scrapping = try first(
            """
            SELECT s.reason, s.wiping, s.wiped_by, s.wiped_on, s.recorded_at, u.name FROM scrappings s
            JOIN users u ON u.id = s.recorded_by WHERE s.device_id = \(device.id) AND \(holds)
            """
        ) {
            DeviceCare.Scrapping(
                reason: $0.text(), wiping: try $0.value(), wipedBy: $0.text(), wipedOn: try $0.day(),
                recordedAt: $0.instant(), recordedBy: $0.text())
        }
        return try one(
            """
            SELECT n.id, n.number, n.supplier, \(batteryChanged), \(batterySince), \(testedSince), m.battery_months,
                m.test_months
            FROM devices d LEFT JOIN deliveries n ON n.id = d.delivery_id
            LEFT JOIN device_models m ON m.id = d.model_id
            LEFT JOIN installations i ON i.device_id = d.id AND i.valid_to IS NULL WHERE d.id = \(device.id)
            """
        ) { row in
            let id: ID<DeliveryNote>? = row.optional { $0.id() }
            let (number, supplier) = (row.textIfAny(), row.textIfAny())
            let changedAt = row.instantIfAny()
            let (battery, tested) = (row.instantIfAny(), row.instantIfAny())
            let due = { (since: Instant?, months: Int?) in
                since.flatMap { since in months.map { since.day.adding(months: $0) } }
            }
            let (batteryMonths, testMonths) = (row.intIfAny(), row.intIfAny())
            let isMounted = device.status == .installed
            return DeviceCare(
                delivery: id.map { .init(id: $0, number: number ?? "", supplier: supplier ?? "") },
                batteryChangedAt: changedAt, batteryDue: isMounted ? due(battery, batteryMonths) : nil,
                testDue: isMounted ? due(tested, testMonths) : nil, scrapping: scrapping)
        }
    }

    /// Whether a scrapping `s` has not been withdrawn.
    fileprivate var holds: SQL {
        "NOT EXISTS (SELECT 1 FROM scrapping_withdrawals w WHERE w.scrapping_id = s.id)"
    }

    /// Of a device `d` with its current installation `i`, if any.
    var batteryChanged: SQL { "(SELECT MAX(b.changed_at) FROM battery_changes b WHERE b.device_id = d.id)" }

    /// A device is mounted with a fresh battery, unless it was changed since.
    var batterySince: SQL {
        """
        (CASE WHEN \(batteryChanged) > i.valid_from THEN \(batteryChanged) ELSE i.valid_from END)
        """
    }

    /// The last test that it passed; the one before it was mounted at the latest.
    var testedSince: SQL {
        """
        COALESCE((SELECT MAX(f.tested_at) FROM function_tests f WHERE f.device_id = d.id AND f.passed = 1), i.valid_from)
        """
    }
}

extension Tx {
    /// Does something with one device outside a case.
    /// - Parameter typed: as `DeviceActReport` reads it.
    /// - Throws: `conflict` where the device's state does not allow it; `invalid` with every fault.
    public func act(_ act: DeviceAct, on serial: SerialNumber, typed: Answers) throws {
        try actor.require(.keepInventory)
        guard let device = try device(serial) else { throw AppError.notFound }
        guard act.isPossible(from: device.status) else {
            throw AppError.conflict("device.act.impossible", ["status": device.status.rawValue])
        }
        let report = try DeviceActReport(typed, of: act, today: today)
        if let result = act.result { try setStatus(result, of: device.id) }
        var details = ["serial": device.serial.text, "device": device.kind.rawValue]
        if !report.reason.isEmpty { details["reason"] = report.reason }
        if let day = report.day { details["day"] = day.description }
        switch act {
        case .repair: try append(Event(.deviceToRepair, details, about: [.device(device.id)]))
        case .loss: try append(Event(.deviceLost, details, about: [.device(device.id)]))
        case .finding: try append(Event(.deviceFound, details, about: [.device(device.id)]))
        case .scrapping: try scrap(device, report, details)
        case .unscrapping: try withdrawScrapping(of: device, report, details)
        case .battery: try changeBattery(of: device, report, details)
        case .test: try test(device, report, details)
        }
    }

    private func scrap(_ device: Device, _ report: DeviceActReport, _ details: [String: String]) throws {
        guard let wiping = report.wiping, let day = report.day else { return }
        try execute(
            """
            INSERT INTO scrappings (id, device_id, reason, wiping, wiped_by, wiped_on, recorded_at, recorded_by)
            VALUES (\(ID<DeviceCare.Scrapping>.new(in: self)), \(device.id), \(report.reason), \(wiping), \(report.wipedBy), \(day), \(now), \(actor.user))
            """)
        let told = details.merging(["wiping": wiping.rawValue, "wipedBy": report.wipedBy]) { $1 }
        try append(Event(.deviceScrapped, told, about: [.device(device.id)]))
    }

    /// What was attested then stays to be read; the device is back, as one that has been found is.
    private func withdrawScrapping(
        of device: Device, _ report: DeviceActReport, _ details: [String: String]
    ) throws {
        try execute(
            """
            INSERT INTO scrapping_withdrawals (scrapping_id, reason, recorded_at, recorded_by)
            SELECT s.id, \(report.reason), \(now), \(actor.user) FROM scrappings s
            WHERE s.device_id = \(device.id) AND \(holds)
            """)
        try append(Event(.scrappingWithdrawn, details, about: [.device(device.id)]))
    }

    private func changeBattery(
        of device: Device, _ report: DeviceActReport, _ details: [String: String]
    ) throws {
        guard let day = report.day else { return }
        // Of today it is known when.
        let at = day == today ? now : day.start
        try execute(
            """
            INSERT INTO battery_changes (id, device_id, changed_at, recorded_at, recorded_by)
            VALUES (\(ID<Device>.new(in: self)), \(device.id), \(at), \(now), \(actor.user))
            """)
        try append(Event(.batteryChanged, details, about: [.device(device.id)]))
    }

    private func test(_ device: Device, _ report: DeviceActReport, _ details: [String: String]) throws {
        guard let test = report.test else { return }
        let order: SQL = """
            SELECT i.case_id FROM installations i WHERE i.device_id = \(device.id) AND i.valid_to IS NULL
            """
        try execute(
            """
            INSERT INTO function_tests (id, device_id, case_id, passed, remark, tested_at, tested_by)
            VALUES (\(ID<FunctionTest>.new(in: self)), \(device.id), (\(order)), \(test.passed), \(test.remark), \(now),
                \(actor.user))
            """)
        // The remark may tell of whoever lives there: it stands in the test alone, which goes with the order.
        let told = details.merging(["test": test.passed ? "passed" : "failed"]) { $1 }
        try append(Event(.deviceTested, told, about: [.device(device.id)]))
    }
}
