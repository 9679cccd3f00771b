import Domain

/// A device now and through time.
public struct DevicePage: Sendable {
    public let device: Device
    public let place: String
    public let receivedAt: Instant
    public let care: DeviceCare
    public let installations: [InstallationLine]
    /// Who opens, or opened, their door with it.
    public let links: [LinkLine]
    public let tests: [TestLine]
    public let timeline: [TimelineEntry]
}

/// A period in which a device was mounted in a home.
public struct InstallationLine: Sendable, Hashable {
    public let fact: ID<DatedFact>
    public let device: Device
    public let home: Dwelling
    public let recipientName: String?
    public let recipient: ID<CareRecipient>?
    /// Whose it is that is a unit's own.
    public let unit: String?
    public let order: CaseNumber?
    public let from: Instant
    public let to: Instant?
    public let originalPart: String
}

/// A period in which somebody was linked to a lock.
public struct LinkLine: Sendable, Hashable {
    public let recipient: ID<CareRecipient>
    public let name: String
    public let from: Instant
    public let to: Instant?
}

public struct TestLine: Sendable, Hashable {
    public let passed: Bool
    public let remark: String
    public let at: Instant
    public let who: String
}

extension Reading {
    /// - Parameter hindsight: the day to look at, and as it was known when; `nil` for the whole story.
    public func devicePage(
        _ serial: SerialNumber, seenWith hindsight: Hindsight? = nil
    ) throws -> Personal<DevicePage> {
        try actor.require(.seeInventory)
        guard let device = try device(serial) else { throw AppError.notFound }
        let (place, receivedAt) = try one(
            """
            SELECT COALESCE(o.name, ''), d.received_at FROM devices d LEFT JOIN storage_places o ON o.id = d.place_id
            WHERE d.id = \(device.id)
            """
        ) { ($0.text(), $0.instant()) }
        let installations = try installations(
            where: "i.device_id = \(device.id)", seenWith: hindsight)
        let behind = try people(behind: device.id)
        let page = DevicePage(
            device: device, place: place, receivedAt: receivedAt, care: try care(of: device),
            installations: installations,
            links: device.kind == .lockUnit ? try links(to: device.id, seenWith: hindsight) : [],
            tests: try tests(of: device.id),
            timeline: hindsight == nil ? try timeline(about: .device(device.id)) : [])
        return Personal(
            page, Disclosure(.viewed, "device", about: installations.compactMap(\.recipient) + behind))
    }

    /// Those who are linked to a lock, or live where a device stands: the page tells where they live.
    private func people(behind device: ID<Device>) throws -> [ID<CareRecipient>] {
        try all(
            """
            SELECT l.recipient_id FROM lock_links l WHERE l.device_id = \(device) AND \(mayTell(of: "l.recipient_id")) UNION
            SELECT r.recipient_id FROM residencies r JOIN installations i ON i.dwelling_id = r.dwelling_id
            WHERE i.device_id = \(device) AND r.valid_to IS NULL AND \(mayTell(of: "r.recipient_id"))
            """
        ) { $0.id() }
    }

    private func links(to device: ID<Device>, seenWith hindsight: Hindsight?) throws -> [LinkLine] {
        let known = facts("lock_links", "device_id, recipient_id, valid_from, valid_to", seenWith: hindsight)
        return try all(
            """
            SELECT p.id, p.name, l.valid_from, l.valid_to FROM \(known) l JOIN care_recipients p ON p.id = l.recipient_id
            WHERE l.device_id = \(device) AND \(held("l", seenWith: hindsight)) AND \(mayTell(of: "l.recipient_id")) ORDER BY l.valid_from DESC, p.sort_key
            """
        ) { LinkLine(recipient: $0.id(), name: $0.text(), from: $0.instant(), to: $0.instantIfAny()) }
    }

    private func tests(of device: ID<Device>) throws -> [TestLine] {
        try all(
            """
            SELECT f.passed, f.remark, f.tested_at, u.name FROM function_tests f JOIN users u ON u.id = f.tested_by
            WHERE f.device_id = \(device) AND (f.case_id IS NULL OR f.case_id NOT IN \(hiddenCases)) ORDER BY f.id DESC
            """
        ) { TestLine(passed: $0.bool(), remark: $0.text(), at: $0.instant(), who: $0.text()) }
    }

    /// A lock is the dwelling's; its people are those linked to it.
    func installations(
        where condition: SQL, seenWith hindsight: Hindsight? = nil
    ) throws -> [InstallationLine] {
        let known = facts(
            "installations",
            "id, device_id, dwelling_id, recipient_id, unit_id, case_id, valid_from, valid_to, original_part",
            seenWith: hindsight)
        return try all(
            """
            SELECT i.id, e.id, e.serial, e.kind, e.model, e.status, d.id, d.street, d.apartment, d.postal_code, d.city,
                p.name, p.id, u.name, c.number, i.valid_from, i.valid_to, i.original_part
            FROM \(known) i JOIN devices e ON e.id = i.device_id JOIN dwellings d ON d.id = i.dwelling_id
            LEFT JOIN care_recipients p ON p.id = i.recipient_id LEFT JOIN cases c ON c.id = i.case_id AND \(seesCase)
            LEFT JOIN provider_units u ON u.id = i.unit_id WHERE \(condition) AND \(mayTellOfMounting("i"))
                AND \(held("i", seenWith: hindsight)) ORDER BY i.valid_from DESC, e.serial
            """
        ) { row in
            let fact: ID<DatedFact> = row.id()
            let device = try readDevice(&row)
            let home = Dwelling(id: row.id(), address: readAddress(&row))
            return InstallationLine(
                fact: fact, device: device, home: home, recipientName: row.textIfAny(),
                recipient: row.optional { $0.id() }, unit: row.textIfAny(),
                order: row.textIfAny().map(CaseNumber.init(stored:)), from: row.instant(),
                to: row.instantIfAny(), originalPart: row.text())
        }
    }
}
