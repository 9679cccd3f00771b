import Domain

extension Tx {
    public static let deviceColumns = (required: ["serial", "kind", "model"], optional: ["place"])

    /// Receives devices from a file: new serials are created, known ones updated in model and place. A device in
    /// use never changes its kind. With `applying` false nothing is written.
    /// - Throws: `forbidden`.
    public func importDevices(_ file: ImportFile, applying: Bool) throws -> ImportPlan {
        try actor.require(.keepInventory)
        var plan = ImportPlan()
        for line in file.uneven { plan.add(.refuse([Fault("import.uneven")]), line: line) }
        var seen: Set<String> = []
        var moved: [StoragePlace: [ID<Device>]] = [:]
        for row in file.rows {
            do {
                plan.add(
                    try importDevice(row, seen: &seen, moved: &moved, applying: applying), line: row.line)
            } catch let error as AppError { plan.add(.refuse(error.faults), line: row.line) }
        }
        // A kit that the file has moved as a whole is one still.
        for (place, devices) in moved { try leaveKitsElsewhere(devices, in: place) }
        return plan
    }

    private func importDevice(
        _ row: ImportFile.Row, seen: inout Set<String>, moved: inout [StoragePlace: [ID<Device>]],
        applying: Bool
    ) throws -> ImportPlan.Decision {
        let serial = try SerialNumber.parse(row["serial"])
        guard seen.insert(serial.text).inserted else {
            throw AppError.invalid("import.duplicateSerial", ["serial": serial.text])
        }
        guard let kind = DeviceKind(rawValue: row["kind"]) else {
            let kinds = DeviceKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw AppError.invalid("import.kind", ["kinds": kinds])
        }
        let (model, place) = (row["model"], row["place"])
        guard !model.isEmpty else { throw AppError.invalid("import.model") }
        for text in [model, place] where Text.isLonger(text, than: Text.shortLimit) {
            throw AppError.invalid("form.tooLong", ["limit": "\(Text.shortLimit)"])
        }
        guard let known = try device(serial) else {
            if applying { try receive(serial, kind: kind, model: model, place: place) }
            return .create
        }
        return try update(known, kind: kind, model: model, place: place, moved: &moved, applying: applying)
    }

    private func update(
        _ known: Device, kind: DeviceKind, model: String, place: String,
        moved: inout [StoragePlace: [ID<Device>]], applying: Bool
    ) throws -> ImportPlan.Decision {
        guard known.kind == kind else {
            throw AppError.invalid("import.kindChanged", ["serial": known.serial.text])
        }
        let oldPlace = try one(
            """
            SELECT COALESCE(o.name, '') FROM devices d LEFT JOIN storage_places o ON o.id = d.place_id
            WHERE d.id = \(known.id)
            """
        ) { $0.text() }
        // What is mounted at somebody's lies on no shelf, whatever an old list says.
        let newPlace = place.isEmpty || !known.status.isWithTeam ? oldPlace : place
        guard known.model != model || oldPlace != newPlace else { return .leave }
        if applying {
            let model = try ensureModel(kind, named: model)
            try execute(
                """
                UPDATE devices SET model = \(model.terms.name), model_id = \(model.id) WHERE id = \(known.id)
                """)
            if newPlace != oldPlace, let place = try ensurePlace(named: newPlace) {
                try put(known.id, in: place)
                moved[place, default: []].append(known.id)
            }
            try append(
                Event(
                    .deviceChanged, ["model": model.terms.name, "place": newPlace], about: [.device(known.id)]
                ))
        }
        return .update
    }
}
