import Domain

extension Reading {
    /// The locks that each of these people is linked to now, with the homes they are mounted in.
    func locks(of people: [ID<CareRecipient>]) throws -> [ID<CareRecipient>: [HomeLock]] {
        let rows = try all(
            """
            SELECT l.recipient_id, d.id, d.serial, d.kind, d.model, d.status, w.id, w.street, w.apartment,
                w.postal_code, w.city
            FROM lock_links l JOIN devices d ON d.id = l.device_id
            JOIN installations i ON i.device_id = d.id AND i.valid_to IS NULL
            JOIN dwellings w ON w.id = i.dwelling_id
            WHERE l.recipient_id IN (\(list: people)) AND l.valid_to IS NULL ORDER BY d.serial
            """
        ) { row in
            (
                row.id() as ID<CareRecipient>,
                HomeLock(
                    device: try readDevice(&row), home: Dwelling(id: row.id(), address: readAddress(&row)))
            )
        }
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
    }

    /// What there is to know before the case's cohabitant is linked; `nil` in a case about one person.
    func linking(for order: Case) throws -> LockLinking? {
        guard let cohabitant = order.cohabitant, let person = order.recipient else { return nil }
        let locks = try locks(of: order.people.map(\.id))
        let own = locks[person] ?? []
        let registered = try first(
            """
            SELECT d.id, d.street, d.apartment, d.postal_code, d.city FROM residencies r
            JOIN dwellings d ON d.id = r.dwelling_id WHERE r.recipient_id = \(cohabitant.id) AND r.valid_to IS NULL
            """
        ) { Dwelling(id: $0.id(), address: readAddress(&$0)) }
        return LockLinking(
            locks: own.filter { $0.home.id == order.dwelling },
            elsewhere: own.filter { $0.home.id != order.dwelling }, stated: try dwelling(cohabitant.home),
            registered: registered, linked: Set((locks[cohabitant.id] ?? []).map(\.device.serial)))
    }

    /// Whether anybody opens their door with the lock.
    func isInUse(_ lock: Device) throws -> Bool {
        try first("SELECT 1 FROM lock_links WHERE device_id = \(lock.id) AND valid_to IS NULL LIMIT 1") {
            $0.int()
        } != nil
    }

    func hasLock(_ dwelling: ID<Dwelling>) throws -> Bool {
        try first(
            """
            SELECT 1 FROM installations i JOIN devices d ON d.id = i.device_id
            WHERE i.dwelling_id = \(dwelling) AND i.valid_to IS NULL AND d.kind = \(DeviceKind.lockUnit) LIMIT 1
            """
        ) { $0.int() } != nil
    }
}

extension Tx {
    /// Lets nobody link or unlink anybody at the locks that `person` is linked to, until the transaction has ended: of
    /// two who leave at the same time, the second finds that nobody is left.
    func holdLocks(of person: ID<CareRecipient>) throws {
        try hold(
            "devices",
            where: """
                c.id IN (SELECT l.device_id FROM lock_links l WHERE l.recipient_id = \(person) AND l.valid_to IS NULL)
                ORDER BY c.id
                """)
    }

    func link(
        _ person: CasePerson, to lock: HomeLock, in order: Case, details: [String: String] = [:]
    ) throws {
        try execute(
            """
            INSERT INTO lock_links (id, device_id, recipient_id, valid_from, recorded_at, recorded_by, case_id)
            VALUES (\(ID<Device>.new(in: self)), \(lock.device.id), \(person.id), \(now), \(now), \(actor.user),
                \(order.id))
            """)
        let all = details.merging(["serial": lock.device.serial.text]) { $1 }
        try append(
            Event(.lockLinked, person.role.details(all), about: subjects(of: person, at: lock, in: order)))
    }

    /// - Returns: whether there was a link.
    func endLink(of person: ID<CareRecipient>, to lock: Device) throws -> Bool {
        // Who opens no door with it has nothing that is broken.
        try endFailures(where: "e.device_id = \(lock.id) AND e.recipient_id = \(person)")
        return try endPeriod(of: "lock_links", where: "device_id = \(lock.id) AND recipient_id = \(person)")
            > 0
    }

    /// The home is the one where the lock is mounted, whatever the order says.
    func subjects(of person: CasePerson, at lock: HomeLock, in order: Case) -> [Event.Subject] {
        [.order(order.id), .recipient(person.id), .dwelling(lock.home.id), .device(lock.device.id)]
    }

    /// Tells the faults of two readings together, so that a form shows all of them at once.
    func both<First, Second>(
        _ first: () throws -> First, _ second: () throws -> Second
    ) throws -> (First, Second) {
        let value: First
        do { value = try first() } catch let error as AppError {
            do { _ = try second() } catch let other as AppError {
                throw AppError(other.code, other.faults + error.faults)
            }
            throw error
        }
        return (value, try second())
    }
}
