import Domain

extension Tx {
    /// Settles every difference and ends the count. A device that was mounted, moved or lost meanwhile is a difference too:
    /// what the form was shown must be what is so still.
    /// - Parameters:
    ///   - typed: as `StocktakeVerdict` reads it.
    ///   - seen: the differences as they were shown, `<kind> <serial>`.
    public func finishStocktake(_ id: ID<Stocktake>, typed: Answers, seen: Set<String>) throws {
        try requireRunning(id)
        let place = try stocktake(id).stocktake.place
        // What is here, or on its way here, is held; so nothing is mounted between the question and the answer.
        try hold("devices", where: "c.place_id = \(place.id)")
        let differences = try differences(in: id)
        let verdicts = try StocktakeVerdict.read(typed, seen: seen, of: differences, at: place.id)
        for verdict in verdicts { try apply(verdict, at: place) }
        let rows = verdicts.map { verdict -> SQL in
            """
            (\(id), \(verdict.difference.serial), \(verdict.difference.kind), \(verdict.decision), \(verdict.note),
                \(now), \(actor.user))
            """
        }
        try insert(
            "stocktake_differences (stocktake_id, serial, kind, decision, note, decided_at, decided_by)", rows
        )
        try tick(Set(verdicts.filter(\.isHere).map(\.difference.serial)), in: id)
        try execute(
            """
            UPDATE stocktakes SET finished_at = \(now), finished_by = \(actor.user),
                counted = (SELECT COUNT(*) FROM devices WHERE place_id = \(place.id)) WHERE id = \(id)
            """)
    }

    private func apply(_ verdict: StocktakeVerdict, at place: StoragePlace) throws {
        guard let device = verdict.difference.device else { return }
        switch verdict.decision {
        case .here: try bring(device, to: place, verdict)
        case .moved: try move([device], to: openPlace(verdict.place))
        case .lost: try lose(device, verdict)
        case .overlooked: return
        case .miscounted: try tell(.deviceMiscounted, of: device, verdict, at: place)
        case .deviation: try tell(.deviceDeviates, of: device, verdict, at: place)
        }
    }

    /// What was lost and is found has to be looked over before it is used again.
    private func bring(_ device: Device, to place: StoragePlace, _ verdict: StocktakeVerdict) throws {
        if device.status == .lost {
            try setStatus(.returned, of: device.id)
            try tell(.deviceFound, of: device, verdict, at: place)
        }
        try move([device], to: place)
    }

    /// A case that holds it has to take another.
    private func lose(_ device: Device, _ verdict: StocktakeVerdict) throws {
        if [.reserved, .allocated].contains(device.status) {
            try releaseFromCase(device, how: "lost", .deviceReleased)
        }
        try setStatus(.lost, of: device.id)
        try append(
            Event(
                .deviceLost,
                [
                    "serial": device.serial.text, "device": device.kind.rawValue, "reason": verdict.note,
                ], about: [.device(device.id)]))
    }

    private func tell(
        _ kind: Event.Kind, of device: Device, _ verdict: StocktakeVerdict, at place: StoragePlace
    ) throws {
        let details = ["serial": device.serial.text, "place": place.name, "reason": verdict.note]
        try append(Event(kind, details, about: [.device(device.id)]))
    }
}

extension StocktakeVerdict {
    /// Whether it lies where was counted, now that it is settled.
    fileprivate var isHere: Bool { [.overlooked, .here].contains(decision) }
}
