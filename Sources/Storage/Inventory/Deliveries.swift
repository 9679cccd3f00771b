import Domain

/// A delivery as it was received.
public struct DeliveryLine: Sendable, Hashable {
    public let id: ID<DeliveryNote>
    public let number: String
    public let supplier: String
    public let day: Day
    public let receivedAt: Instant
    public let who: String
    public let devices: Int
}

/// A delivery with what came in it.
public struct DeliveryPage: Sendable, Hashable {
    public let delivery: DeliveryLine
    public let devices: [Device]
}

extension Reading {
    /// The last deliveries, newest first.
    public func deliveries(limit: Int = 100) throws -> [DeliveryLine] {
        try actor.require(.seeInventory)
        return try deliveries(where: "1 = 1", limit: limit)
    }

    public func delivery(_ id: ID<DeliveryNote>) throws -> DeliveryPage {
        try actor.require(.seeInventory)
        guard let delivery = try deliveries(where: "n.id = \(id)", limit: 1).first else {
            throw AppError.notFound
        }
        let devices = try all(
            """
            SELECT id, serial, kind, model, status FROM devices WHERE delivery_id = \(id) ORDER BY kind, model, serial
            """
        ) { try readDevice(&$0) }
        return DeliveryPage(delivery: delivery, devices: devices)
    }

    private func deliveries(where condition: SQL, limit: Int) throws -> [DeliveryLine] {
        try all(
            """
            SELECT n.id, n.number, n.supplier, n.delivered_on, n.received_at, u.name,
                (SELECT COUNT(*) FROM devices d WHERE d.delivery_id = n.id)
            FROM deliveries n JOIN users u ON u.id = n.received_by WHERE \(condition) ORDER BY n.id DESC LIMIT \(limit)
            """
        ) {
            DeliveryLine(
                id: $0.id(), number: $0.text(), supplier: $0.text(), day: try $0.day(),
                receivedAt: $0.instant(), who: $0.text(), devices: $0.int())
        }
    }

    /// What receiving would do, line by line; nothing is written.
    /// - Throws: `invalid` with every fault of the form itself: its head as `DeliveryNote` reads it, `manner`, `model`,
    ///   `place`, `serials`, `file`.
    public func planDelivery(_ typed: Answers) throws -> DeliveryPlan {
        try actor.require(.keepInventory)
        var faults: [Fault] = []
        do { _ = try DeliveryNote(typed, today: today) } catch { faults += error.faults }
        var place: StoragePlace?
        do { place = try openPlace(ID(typed["place"])) } catch let error as AppError {
            faults += error.faults
        }
        var lines: [DeliveryPlan.Line] = []
        do {
            switch DeliveryManner(rawValue: typed["manner"]) {
            case .scan: lines = try scanned(typed, place)
            case .file: lines = try filed(typed, place)
            case nil: faults.append(Fault("form.choose", field: "manner"))
            }
        } catch let error as AppError { faults += error.faults }
        guard faults.isEmpty else { throw AppError(.invalid, faults) }
        return try DeliveryPlan(lines: withoutKnown(lines))
    }

    private func scanned(_ typed: Answers, _ place: StoragePlace?) throws -> [DeliveryPlan.Line] {
        let model = try deviceModels().first { $0.id == ID(typed["model"]) }
        guard let model else { throw AppError.invalid("delivery.model.missing", field: "model") }
        let list = SerialList(typed["serials"])
        guard !list.lines.isEmpty || !list.faults.isEmpty else {
            throw AppError.invalid("serials.none", field: "serials")
        }
        guard list.lines.count <= SerialList.lineLimit else {
            throw AppError.invalid("serials.tooMany", field: "serials", ["limit": "\(SerialList.lineLimit)"])
        }
        let text = typed["serials"].split(separator: "\n", omittingEmptySubsequences: false)
        return list.lines.map {
            DeliveryPlan.Line(number: $0.number, serial: $0.serial.text, model: model, place: place)
        }
            + list.faults.map {
                DeliveryPlan.Line(
                    number: $0.line, serial: String(text[$0.line - 1]), model: model, place: place,
                    faults: [$0.fault])
            }
    }

    private func filed(_ typed: Answers, _ place: StoragePlace?) throws -> [DeliveryPlan.Line] {
        let columns = Tx.deviceColumns
        let file: ImportFile
        do {
            file = try ImportFile(
                Array(typed["file"].utf8), required: columns.required, optional: columns.optional)
        } catch { throw AppError(error.code, error.faults.map { $0.at("file") }) }
        guard file.rows.count + file.uneven.count <= SerialList.lineLimit else {
            throw AppError.invalid("serials.tooMany", field: "file", ["limit": "\(SerialList.lineLimit)"])
        }
        guard !file.rows.isEmpty || !file.uneven.isEmpty else {
            throw AppError.invalid("import.empty", field: "file")
        }
        let (models, places) = (try deviceModels(), try storagePlaces().map(\.place))
        var seen: [SerialNumber: Int] = [:]
        return file.uneven.map {
            DeliveryPlan.Line(
                number: $0, serial: "", model: nil, place: place, faults: [Fault("import.uneven")])
        }
            + file.rows.map { filed($0, models, places, place, &seen) }
    }

    private func filed(
        _ row: ImportFile.Row, _ models: [DeviceModel], _ places: [StoragePlace], _ place: StoragePlace?,
        _ seen: inout [SerialNumber: Int]
    ) -> DeliveryPlan.Line {
        var faults: [Fault] = []
        do {
            let serial = try SerialNumber.parse(row["serial"])
            if let first = seen[serial] {
                faults.append(Fault("serials.repeated", ["serial": serial.text, "first": "\(first)"]))
            }
            seen[serial] = seen[serial] ?? row.line
        } catch { faults += error.faults }
        let model = models.first { $0.kind.rawValue == row["kind"] && $0.terms.isNamed(row["model"]) }
        if model == nil { faults.append(unknownModel(row)) }
        let own = places.first { Text.folded($0.name) == Text.folded(row["place"]) }
        if own == nil, !row["place"].isEmpty {
            faults.append(Fault("delivery.place.unknown", ["place": row["place"]]))
        }
        return DeliveryPlan.Line(
            number: row.line, serial: row["serial"], model: model, place: own ?? place, faults: faults)
    }

    private func unknownModel(_ row: ImportFile.Row) -> Fault {
        guard DeviceKind(rawValue: row["kind"]) != nil else {
            let kinds = DeviceKind.allCases.map(\.rawValue).joined(separator: ", ")
            return Fault("import.kind", ["kinds": kinds])
        }
        return Fault("delivery.model.unknown", ["model": row["model"]])
    }

    /// A device that the register has is not received again; it is told where it stands.
    private func withoutKnown(_ lines: [DeliveryPlan.Line]) throws -> [DeliveryPlan.Line] {
        let sound = lines.filter(\.faults.isEmpty).compactMap { try? SerialNumber.parse($0.serial) }
        let known = try devices(sound)
        return lines.map { line in
            guard line.faults.isEmpty, let serial = try? SerialNumber.parse(line.serial),
                let device = known[serial]
            else { return line }
            let fault = Fault(
                "delivery.known", ["serial": serial.text, "status": device.status.rawValue])
            return DeliveryPlan.Line(
                number: line.number, serial: line.serial, model: line.model, place: line.place,
                faults: [fault])
        }
    }
}

extension Tx {
    /// Receives a delivery: all of it or nothing.
    /// - Throws: `invalid` as `planDelivery`, and `delivery.refused` where a line has a fault; `conflict` at `number` where
    ///   the supplier's delivery of that number has been received already.
    public func receiveDelivery(_ typed: Answers) throws -> ID<DeliveryNote> {
        // Two who receive the same come one after another, and the second is told what is in the register by then.
        try serialize(on: "deliveries")
        let plan = try planDelivery(typed)
        let note = try DeliveryNote(typed, today: today)
        try requireNew(note)
        guard plan.refused.isEmpty else {
            throw AppError.invalid("delivery.refused", ["count": "\(plan.refused.count)"])
        }
        let id = ID<DeliveryNote>.new(in: self)
        try execute(
            """
            INSERT INTO deliveries (id, number, supplier, delivered_on, received_at, received_by)
            VALUES (\(id), \(note.number), \(note.supplier), \(note.day), \(now), \(actor.user))
            """)
        for line in plan.lines {
            guard let model = line.model else { continue }
            let device = try insertDevice(
                SerialNumber.parse(line.serial), of: model, in: line.place, from: id)
            try append(
                Event(
                    .deviceDelivered,
                    ["delivery": note.number, "supplier": note.supplier, "place": line.place?.name ?? ""],
                    about: [.device(device)]))
        }
        return id
    }

    private func requireNew(_ note: DeliveryNote) throws {
        let before = try all("SELECT supplier, delivered_on FROM deliveries WHERE number = \(note.number)") {
            (supplier: $0.text(), day: $0.text())
        }.first { Text.folded($0.supplier) == Text.folded(note.supplier) }
        guard let before else { return }
        throw AppError(
            .conflict, "delivery.twice", field: "number", ["number": note.number, "day": before.day])
    }
}
