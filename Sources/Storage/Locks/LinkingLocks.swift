import Domain

extension Tx {
    /// Links the case's cohabitant to the lock that the recipient has in the stated home (R3.11). Where the two are said
    /// to live in different homes somebody has to answer for it, with a reason (I11).
    /// - Throws: `invalid` with every fault at `serial`, `confirmed`, `reason` and `day`; `conflict` where the
    ///   cohabitant is linked already or somebody else was first.
    public func linkLock(_ key: String, in number: CaseNumber, report: LockReport) throws {
        let order = try visibleCase(number)
        guard case .linkLock(let system)? = order.duty(key)?.definition.kind, let person = order.cohabitant
        else { throw AppError.notFound }
        try order.requireWork(on: key, by: actor)
        try holdDevices(of: order.recipient, person.id)
        try holdLocks(of: order.requireRecipient().id)
        guard let linking = try linking(for: order) else { throw AppError.notFound }
        let (day, lock) = try both({ try pastDay(report.day) }, { try linking.chosen(by: report) })
        let reason = linking.differences.isEmpty ? "" : report.reason
        try link(person, to: lock, in: order, details: reason.isEmpty ? [:] : ["reason": reason])
        try complete(
            key, in: order,
            evidence: ["day": day.description, "serials": lock.device.serial.text, "reason": reason],
            events: [attested(key, in: system, on: day, of: order)])
    }

    /// Ends the link of the case's recipient to a lock, and nobody else's (I7, I9). With the last link the lock waits to
    /// be taken down, and the case gets the duties of doing so.
    /// - Throws: `invalid` with every fault at `serial` and `day`; `conflict` where somebody else was first.
    public func unlinkLock(_ key: String, in number: CaseNumber, report: LockReport) throws {
        let order = try visibleCase(number)
        guard case .unlinkLock(let system)? = order.duty(key)?.definition.kind,
            let person = order.person(.recipient)
        else { throw AppError.notFound }
        try order.requireWork(on: key, by: actor)
        try holdDevices(of: person.id)
        try holdLocks(of: person.id)
        let locks = try locks(of: [person.id])[person.id] ?? []
        let (day, lock) = try both({ try pastDay(report.day) }, { try locks.unlinked(by: report) })
        _ = try endLink(of: person.id, to: lock.device)
        try append(
            Event(
                .lockUnlinked, ["serial": lock.device.serial.text],
                about: subjects(of: person, at: lock, in: order)))
        let after = try isInUse(lock.device) ? order : awaitRemoval(of: lock, in: order)
        try complete(
            key, in: after, evidence: ["day": day.description, "serials": lock.device.serial.text],
            events: [attested(key, in: system, on: day, of: order)])
    }

    private func attested(_ key: String, in system: String, on day: Day, of order: Case) -> Event {
        let name = order.routine.system(system)?.name ?? system
        return Event(
            .attested, ["duty": key, "system": name, "day": day.description], about: [.order(order.id)])
    }

    /// Nobody opens a door with the lock any more: the case is to take it down (I7).
    private func awaitRemoval(of lock: HomeLock, in order: Case) throws -> Case {
        try execute(
            """
            UPDATE installations SET removal_case_id = \(order.id)
            WHERE device_id = \(lock.device.id) AND valid_to IS NULL
            """)
        return try arise(.lastLinkEnds, in: order)
    }

    /// A lock that nobody is linked to is not left on the door by waiving the duty that takes it down.
    func requireRemoval(of key: String, in order: Case) throws {
        guard case .uninstall(let kinds, _)? = order.duty(key)?.definition.kind, kinds.contains(.lockUnit),
            try first(
                "SELECT 1 FROM installations WHERE removal_case_id = \(order.id) AND valid_to IS NULL LIMIT 1",
                { $0.int() }) != nil
        else { return }
        throw AppError.conflict("duty.waive.removal")
    }
}
