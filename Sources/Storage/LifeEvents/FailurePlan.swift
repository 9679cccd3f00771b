import Domain

extension Reading {
    /// What somebody has at home that may be lost or broken, and that the actor is told of.
    public func devicesThatMayFail(for id: ID<CareRecipient>) throws -> [Device] {
        try requireLifeEvents(of: id)
        let told = try devicesTold(of: id)
        return try mounted(for: id).filter { told.contains($0.id) }
    }

    /// What follows when a device is lost or broken: it is replaced, or looked at where no routine replaces its kind (I10).
    /// The person keeps the service and counts as a customer meanwhile.
    /// - Throws: `invalid` at the kind's `deviceField` where it is not mounted for the person.
    func failurePlan(
        _ kind: LifeEvent.Kind, of serial: SerialNumber?, for id: ID<CareRecipient>
    ) throws -> LifePlan {
        guard let device = try devicesThatMayFail(for: id).first(where: { $0.serial == serial }) else {
            throw AppError.invalid("life.device.notMounted", field: kind.deviceField ?? "kind")
        }
        let goingOn = try cases(where: "c.recipient_id = \(id) AND c.queue_rank IS NOT NULL").filter {
            try $0.takesDown(device.kind)
                || ($0.routine.takesUp(failed: device.kind)
                    && $0.routine.concerns(failed: device.kind, answers(of: $0.id)))
        }
        let unit = try servingUnit(of: id)
        return LifePlan(
            recipient: try recipient(id), unit: unit, ending: [], goingOn: goingOn, visits: [], reserved: [],
            residency: nil, services: [],
            returns: unit == nil ? [] : try replacement(of: device.kind, besides: goingOn), mounted: [],
            heldKeys: 0, consents: [],
            supervisions: try supervisions(of: id, needing: .recipient).filter { $0.camera == device.id },
            failed: (device, try sharers(of: device.id, besides: id)))
    }

    /// Nothing is begun where a running order replaces the device, or takes it back for good.
    private func replacement(of kind: DeviceKind, besides running: [Case]) throws -> [RoutineEdition] {
        guard let routine = try routinesInForce().takingUp(failed: kind) else { return [] }
        let isCovered = running.contains {
            ($0.onlyTakesBack && $0.takesDown(kind)) || $0.routine.replaces(kind)
                || ($0.routine.takesUp(failed: kind) && !routine.replaces(kind))
        }
        return isCovered ? [] : [routine]
    }

    private func sharers(of device: ID<Device>, besides id: ID<CareRecipient>) throws -> Int {
        try one(
            """
            SELECT COUNT(DISTINCT recipient_id) FROM lock_links
            WHERE device_id = \(device) AND valid_to IS NULL AND recipient_id <> \(id)
            """
        ) { $0.int() }
    }
}

extension Case {
    /// Something is left to do in it that takes down a device of this kind.
    fileprivate func takesDown(_ kind: DeviceKind) -> Bool {
        duties.contains { $0.isOpen && $0.definition.kind.devicesTakenDown.contains(kind) }
    }
}
