import Domain
import Storage

/// The inventory, worked on through the real verbs by those who keep it.
extension Municipality {
    /// The place of this name.
    public func place(_ name: String = "Hylla 1") async throws -> ID<StoragePlace> {
        let found = try await store.read(as: technician) { try $0.storagePlaces() }
        guard let line = found.first(where: { $0.place.name == name }) else { throw AppError.notFound }
        return line.place.id
    }

    @discardableResult
    public func addPlace(_ name: String, _ kind: StoragePlace.Kind = .vehicle) async throws
        -> ID<StoragePlace>
    {
        try await store.write(as: technician) {
            try $0.addPlace(Answers(["name": name, "kind": kind.rawValue]))
        }
    }

    /// The model of the sample devices of this kind.
    public func model(_ kind: DeviceKind) async throws -> DeviceModel {
        let found = try await store.read(as: technician) { try $0.modelsToChoose() }
        guard let model = found.first(where: { $0.kind == kind }) else { throw AppError.notFound }
        return model
    }

    /// Decides about the model of the sample devices of this kind.
    public func decide(_ kind: DeviceKind, _ terms: [String: String]) async throws {
        let model = try await model(kind)
        let typed = Answers(["name": model.terms.name].merging(terms) { $1 })
        try await store.write(as: coordinator) { try $0.changeModel(model.id, typed) }
    }

    /// The form of a delivery, of bases unless another kind is named, scanned, to the first shelf.
    public func delivery(
        _ serials: String, number: String = "F-1", of kind: DeviceKind = .alarmBase
    ) async throws -> Answers {
        Answers([
            "number": number, "supplier": "Larmbolaget", "day": time.today.description, "manner": "scan",
            "model": try await model(kind).id.text, "place": try await place().text, "serials": serials,
        ])
    }

    public func act(
        _ act: DeviceAct, on serial: SerialNumber, _ typed: [String: String] = [:], by actor: Actor? = nil
    ) async throws {
        try await store.write(as: actor ?? technician) {
            try $0.act(act, on: serial, typed: Answers(typed))
        }
    }

    public func devicePage(_ serial: SerialNumber) async throws -> DevicePage {
        try await store.show(as: coordinator) { try $0.devicePage(serial) }
    }

    /// A count of the first shelf on which all but these is ticked, and these are read besides.
    public func count(
        without missing: [SerialNumber] = [], and more: [String] = [], at place: String = "Hylla 1"
    ) async throws -> ID<Stocktake> {
        let place = try await self.place(place)
        let id = try await store.write(as: technician) { try $0.beginStocktake(at: place) }
        let expected = try await store.read(as: technician) { try $0.stocktake(id) }.expected.map(\.serial)
        try await store.write(as: technician) {
            try $0.count(
                ticked: Set(expected).subtracting(missing), shown: [], typed: more.joined(separator: "\n"),
                in: id)
        }
        return id
    }

    /// The differences of a count as its form shows them.
    public func differences(in id: ID<Stocktake>) async throws -> [StocktakeDifference] {
        try await store.read(as: technician) { try $0.differences(in: id) }
    }

    /// Finishes a count with these answers, as one who has seen the differences as they are now, or those given.
    public func finish(
        _ id: ID<Stocktake>, _ typed: [String: String] = [:], seeing shown: [StocktakeDifference]? = nil
    ) async throws {
        let now = try await differences(in: id)
        let seen = Set((shown ?? now).map { "\($0.kind.rawValue) \($0.serial.text)" })
        try await store.write(as: technician) {
            try $0.finishStocktake(id, typed: Answers(typed), seen: seen)
        }
    }
}

extension Municipality {
    /// Packs the devices of a set together: an alarm, a button and a lock unit.
    @discardableResult
    public func packKit(set: Int, by actor: Actor? = nil) async throws -> ID<Kit> {
        try await packKit(
            [DeviceKind.alarmBase, .alarmButton, .lockUnit].map { SerialNumber.sample($0, set).text },
            by: actor)
    }

    @discardableResult
    public func packKit(_ serials: [String], by actor: Actor? = nil) async throws -> ID<Kit> {
        try await store.write(as: actor ?? technician) {
            try $0.packKit(Answers(["serials": serials.joined(separator: "\n")]))
        }
    }
}
